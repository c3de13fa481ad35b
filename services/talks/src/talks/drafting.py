"""Drafts of templates: HR writes one, and publishes it as the next version (domain.md, "Talks" 2).

A draft may be half done. `publish` refuses what two people could not hold a talk by.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chassis.documents import Decision, State
from chassis.errors import Conflict, FieldError, Invalid, VersionConflict
from redthread_contracts.ids import PersonId, TemplateId
from redthread_contracts.talks import TalkKind, TemplatePublished
from talks.library import PublishedTemplate, published_id
from talks.template import Prompt, Section, Template, built_in
from talks.texts import Comment

KINDS = frozenset(
    {
        "text",
        "choice",
        "scale",
        "goal_review",
        "goal_new",
        "salary_criteria",
        "side_employment",
        "agreement_new",
    }
)
"""The kinds of questions that a new one can have. The built-in templates have finer ones."""

LONGEST_DRAFT = 60
"""Sections of a template, and questions of a section: far more than a talk has time for."""

FEWEST_OPTIONS = 2
SCALE_ENDS = 2
"""A scale goes from 1 to 5; its options are the words for its two ends, or none."""


class DraftContent(BaseModel):
    """What HR writes of a template; texts may still be missing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: TalkKind = "yearly"
    title_sv: Annotated[Comment, Field(max_length=200)] = ""
    title_en: Annotated[Comment, Field(max_length=200)] = ""
    minutes_suggested: Annotated[int, Field(ge=10, le=480)] = 60
    before_sv: Annotated[tuple[Comment, ...], Field(max_length=20)] = ()
    before_en: Annotated[tuple[Comment, ...], Field(max_length=20)] = ()
    staff_groups: Annotated[tuple[Comment, ...], Field(max_length=100)] = ()
    sections: Annotated[tuple[Section, ...], Field(max_length=LONGEST_DRAFT)] = ()


class TemplateDraft(State):
    """The draft of a template's next version; `id` is the template's."""

    content: DraftContent
    saved_by: PersonId
    saved_at: datetime


def save(
    known: TemplateDraft | None,
    template_id: TemplateId,
    content: DraftContent,
    by: PersonId,
    now: datetime,
) -> TemplateDraft | None:
    """Save a draft; the same again changes nothing."""
    if known is not None and known.content == content:
        return None
    return TemplateDraft(id=template_id, content=content, saved_by=by, saved_at=now)


def check_kinds(content: DraftContent) -> None:
    """Raises `Invalid` for a kind of question that no form can show."""
    known = KINDS | {
        prompt.kind
        for template in built_in().values()
        for section in template.sections
        for prompt in section.prompts
    }
    faults = [
        FieldError(
            f"sections.{section.id}.prompts.{prompt.id}.kind", "kind-unknown", "Choose a kind."
        )
        for section in content.sections
        for prompt in section.prompts
        if prompt.kind not in known
    ]
    if faults:
        raise Invalid("kind-unknown", "There is no such kind of question.", fields=faults)


def check_seen(version: int, seen: int) -> None:
    """Raises `VersionConflict` when the draft is not the one that was looked at."""
    if version != seen:
        raise VersionConflict(current_version=version)


def published_already(draft: TemplateDraft, newest: Template | None) -> bool:
    """Whether the newest version holds just what the draft does.

    So it is after a publication that died before the draft was thrown away.
    """
    return newest is not None and newest == as_template(draft, newest.version)


def as_template(draft: TemplateDraft, version: int) -> Template:
    """The draft as a version."""
    return Template(id=TemplateId(draft.id), version=version, **_parts(draft.content))


def publish(
    known: PublishedTemplate | None, draft: TemplateDraft, version: int, by: PersonId, now: datetime
) -> Decision[PublishedTemplate] | None:
    """Publish the draft as this version, for ever.

    Raises `Invalid` with every text that is missing, `Conflict` when another draft was published
    as this version a moment ago.
    """
    template = as_template(draft, version)
    if known is not None:
        if known.template == template:
            return None
        raise Conflict(
            "template-published-meanwhile",
            "Somebody has just published this version. Look at it, and publish again.",
        )
    check(draft.content)
    event = TemplatePublished(
        template_id=template.id,
        version=version,
        kind=template.kind,
        staff_groups=template.staff_groups,
    )
    return Decision(
        PublishedTemplate(
            id=published_id(template.id, version),
            template=template,
            published_by=by,
            published_at=now,
        ),
        [event],
    )


def check(content: DraftContent) -> None:
    """Raises `Invalid` with all that is missing, each with its place in the draft."""
    if faults := list(_faults(content)):
        raise Invalid(
            "template-incomplete",
            "The template can not be published yet. Fill in what is missing.",
            fields=faults,
        )


def _faults(content: DraftContent) -> Iterator[FieldError]:
    yield from _both(content, "", "title")
    if not content.sections:
        yield FieldError("sections", "template-without-sections", "Add at least one section.")
    yield from _doubles("sections", (section.id for section in content.sections))
    prompts = [prompt for section in content.sections for prompt in section.prompts]
    yield from _doubles("prompts", (prompt.id for prompt in prompts))
    if bool(content.before_sv) != bool(content.before_en):
        missing = "before_en" if content.before_sv else "before_sv"
        yield _missing(missing)
    for section in content.sections:
        yield from _section_faults(section)


def _section_faults(section: Section) -> Iterator[FieldError]:
    place = f"sections.{section.id}."
    yield from _both(section, place, "title")
    for name in ("intro", "privacy", "guidance_employee", "guidance_manager"):
        yield from _both(section, place, name, optional=True)
    if not section.prompts:
        yield FieldError(f"{place}prompts", "section-without-questions", "Add a question.")
    for prompt in section.prompts:
        yield from _prompt_faults(prompt, f"{place}prompts.{prompt.id}.")


def _prompt_faults(prompt: Prompt, place: str) -> Iterator[FieldError]:
    yield from _both(prompt, place, "text")
    yield from _both(prompt, place, "hint", optional=True)
    options = (prompt.options_sv, prompt.options_en)
    if len(options[0]) != len(options[1]) or not all(
        one.strip() for both in options for one in both
    ):
        yield FieldError(
            f"{place}options_en",
            "options-in-one-language",
            "Write the same number of options in both languages.",
        )
    elif prompt.kind == "choice" and len(options[0]) < FEWEST_OPTIONS:
        yield FieldError(f"{place}options_sv", "options-too-few", "Write at least two options.")
    elif prompt.kind == "scale" and len(options[0]) not in (0, SCALE_ENDS):
        yield FieldError(
            f"{place}options_sv", "scale-ends-wrong", "Write two words: for 1 and for 5. Or none."
        )
    if len(set(options[0])) != len(options[0]):
        yield FieldError(f"{place}options_sv", "options-double", "Two options are the same.")


def _both(
    holder: BaseModel, place: str, name: str, *, optional: bool = False
) -> Iterator[FieldError]:
    texts = {
        f"{name}_{language}": getattr(holder, f"{name}_{language}").strip()
        for language in ("sv", "en")
    }
    if optional and not any(texts.values()):
        return
    for field, text in texts.items():
        if not text:
            yield _missing(f"{place}{field}")


def _missing(field: str) -> FieldError:
    return FieldError(field, "text-missing", "Write this text: both languages are needed.")


def _doubles(place: str, ids: Iterable[str]) -> Iterator[FieldError]:
    for id_, times in Counter(ids).items():
        if times > 1:
            yield FieldError(f"{place}.{id_}", "id-double", "Two have the same id. Rename one.")


def _parts(content: DraftContent) -> dict[str, object]:
    return {name: getattr(content, name) for name in DraftContent.model_fields}
