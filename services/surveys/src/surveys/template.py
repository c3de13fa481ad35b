"""Survey templates: the questions and what they are about. The built-in ones lie in `templates/`.

`source` and `terms` say where the wording comes from and what it may be used for.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.errors import NotFound
from surveys.texts import Id, Line, Title

Kind = Literal["scale_1_5", "recommend_0_10", "single", "multiple", "text"]

SCALES: Mapping[Kind, range] = {"scale_1_5": range(1, 6), "recommend_0_10": range(11)}
"""The questions that are answered by a number, and the numbers."""

MOST_OPTIONS = 20
_NAMES = ("hme", "enps", "pulse", "osa", "new_30", "new_90", "project", "after_talk")
_SECONDS: Mapping[Kind, int] = {
    "scale_1_5": 6,
    "recommend_0_10": 6,
    "single": 6,
    "multiple": 10,
    "text": 15,
}


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Value):
    """A choice."""

    id: Annotated[str, Id]
    text_sv: Title
    text_en: Title


class Dimension(_Value):
    """What several statements are about together."""

    id: str
    title_sv: str
    title_en: str


class Question(_Value):
    """One question. `labels`: what the lowest and the highest number mean."""

    id: Annotated[str, Id]
    kind: Kind
    text_sv: Line
    text_en: Line
    dimension: str | None = None
    options: Annotated[tuple[Option, ...], Field(max_length=MOST_OPTIONS)] = ()
    labels_sv: Annotated[tuple[Line, ...], Field(max_length=2)] = ()
    labels_en: Annotated[tuple[Line, ...], Field(max_length=2)] = ()
    required: bool = False

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        chosen = self.kind in ("single", "multiple")
        ids = {option.id for option in self.options}
        if chosen and (len(ids) < 2 or len(ids) != len(self.options)):
            raise PydanticCustomError(
                "options-missing", "Give at least two options, each with an id of its own."
            )
        if not chosen and self.options:
            raise PydanticCustomError(
                "options-unused", "Only questions with a choice have options."
            )
        for labels in (self.labels_sv, self.labels_en):
            if labels and (len(labels) != 2 or self.kind not in SCALES):
                raise PydanticCustomError(
                    "labels-wrong", "A scale has two labels, one for each end; others have none."
                )
        return self


class Template(_Value):
    """A set of questions. `has_index`: the dimensions make one figure together."""

    id: str
    title_sv: str
    title_en: str
    source: str
    terms: str
    has_index: bool = False
    estimated_seconds: int
    dimensions: tuple[Dimension, ...] = ()
    questions: tuple[Question, ...]


def estimated_seconds(questions: Sequence[Question]) -> int:
    """About how long it takes to answer these."""
    return max(20, sum(_SECONDS[question.kind] for question in questions))


def require(template_id: str) -> Template:
    """A built-in template. Raises `NotFound`."""
    template = built_in().get(template_id)
    if template is None:
        raise NotFound(
            "survey-template-not-found", "There is no such template. Choose one in the list."
        )
    return template


@cache
def built_in() -> Mapping[str, Template]:
    """All templates by id."""
    folder = files("surveys").joinpath("templates")
    templates = [
        Template.model_validate_json(folder.joinpath(f"{name}.json").read_text(encoding="utf-8"))
        for name in _NAMES
    ]
    return {template.id: template for template in templates}
