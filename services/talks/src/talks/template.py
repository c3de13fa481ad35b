"""Talk templates: the sections of a talk and the prompts in each.

A published version never changes, and a talk keeps the version that it was opened with
(domain.md, "Talks" 2). The built-in ones lie in `templates/` as data; those that HR publishes are
found through `library.Library`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chassis.errors import NotFound
from redthread_contracts.ids import TemplateId
from redthread_contracts.talks import TalkKind

Role = Literal["employee", "manager"]
ROLES: tuple[Role, Role] = ("employee", "manager")

STANDARD = TemplateId("standard")
SCALE = frozenset({"1", "2", "3", "4", "5"})


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prompt(_Value):
    """One question. `kind` says what a form shows beside or in place of a text field."""

    id: str
    for_role: Literal["employee", "manager", "both"]
    kind: str
    text_sv: str
    text_en: str
    hint_sv: str = ""
    hint_en: str = ""
    options_sv: tuple[str, ...] = ()
    options_en: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def asks(self, role: Role) -> bool:
        """Whether the prompt is put to this role."""
        return self.for_role in ("both", role)

    @property
    def choices(self) -> frozenset[str] | None:
        """What can be answered: of a scale a figure, else the Swedish words. None: any text."""
        if self.kind == "scale":
            return SCALE
        if self.kind in ("choice", "side_employment") and self.options_sv:
            return frozenset(self.options_sv)
        return None


class Section(_Value):
    """An item of the agenda. `prepared`: both answer it before the talk."""

    id: str
    title_sv: str
    title_en: str
    intro_sv: str = ""
    intro_en: str = ""
    privacy_sv: str = ""
    privacy_en: str = ""
    basis: str = ""
    outcome: str = ""
    guidance_employee_sv: str = ""
    guidance_employee_en: str = ""
    guidance_manager_sv: str = ""
    guidance_manager_en: str = ""
    prepared: bool = True
    prompts: tuple[Prompt, ...]

    def prompts_for(self, role: Role) -> tuple[Prompt, ...]:
        """What this role is asked."""
        return tuple(prompt for prompt in self.prompts if prompt.asks(role))

    def guidance_for(self, role: Role) -> tuple[str, str]:
        """Advice that this role alone sees, in Swedish and in English."""
        if role == "employee":
            return self.guidance_employee_sv, self.guidance_employee_en
        return self.guidance_manager_sv, self.guidance_manager_en


class Template(_Value):
    """A published version of a template."""

    id: TemplateId
    version: int
    kind: TalkKind
    title_sv: str
    title_en: str
    minutes_suggested: int
    before_sv: tuple[str, ...] = ()
    before_en: tuple[str, ...] = ()
    staff_groups: tuple[str, ...] = ()
    """Whom it is meant for, by the directory's staff groups; empty: for everybody."""
    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section:
        """A section. Raises `NotFound`."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise NotFound("section-not-found", "The talk has no such section. Check the address.")

    def to_prepare(self, role: Role) -> tuple[Section, ...]:
        """The sections that this role answers before the talk."""
        return tuple(
            section for section in self.sections if section.prepared and section.prompts_for(role)
        )


def require(template_id: str, version: int) -> Template:
    """A built-in version. Raises `NotFound`."""
    template = built_in().get((template_id, version))
    if template is None:
        raise not_found()
    return template


def not_found() -> NotFound:
    """There is no such version."""
    return NotFound(
        "template-not-found", "There is no such version of the template. Choose one in the list."
    )


@cache
def built_in() -> Mapping[tuple[str, int], Template]:
    """The versions that come with the product, by id and version."""
    folder = files("talks").joinpath("templates")
    templates = [
        Template.model_validate_json(folder.joinpath(name).read_text(encoding="utf-8"))
        for name in ("standard.json", "follow_up.json")
    ]
    return {(template.id, template.version): template for template in templates}
