"""Closed surveys of a former system: how many were asked in each unit, and what was answered there.

No person is in it, nor who has answered. It is counted as an own survey is, under the same
thresholds, and what is stored is the result; the single answers are not kept.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from chassis.clock import Instant
from chassis.documents import Decision
from chassis.errors import FieldError, Invalid, Unavailable
from redthread_contracts.ids import PersonId, SurveyId, UnitId
from redthread_contracts.surveys import SurveyClosed
from surveys.answer import Answer, Answers, Value, values_of
from surveys.audience import MOST_UNITS, Audience, groups_of
from surveys.results import Tally, UnitResult, results
from surveys.suppression import Path, summed
from surveys.survey import Survey, digest, facts, require_same
from surveys.template import Question, Template
from surveys.texts import Id, Title

MOST_ANSWERS = 20_000
"""Of one unit, its own members alone."""


class UnitRow(BaseModel):
    """A unit without those under it. An answer is by question, as a respondent sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit_id: Annotated[UnitId, Id]
    asked: Annotated[int, Field(ge=1)]
    answers: Annotated[
        tuple[dict[str, StrictInt | str | list[str] | None], ...], Field(max_length=MOST_ANSWERS)
    ] = ()


class SurveyRow(BaseModel):
    """A closed survey, as another system knew it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[SurveyId, Id]
    title_sv: Title
    title_en: Title
    template_id: str
    author_id: Annotated[PersonId, Id]
    opens_at: Instant
    closes_at: Instant
    state: Literal["closed"] = "closed"
    units: Annotated[tuple[UnitRow, ...], Field(min_length=1, max_length=MOST_UNITS)]


@dataclass(frozen=True, slots=True)
class Imported:
    """The survey as it is stored, and what is shown of it."""

    survey: Survey
    results: list[UnitResult]


def counted(row: SurveyRow, template: Template, ways: Mapping[UnitId, Path]) -> Imported:
    """Count a survey's answers. `ways`: from the top to each unit.

    Raises `Invalid` with what is wrong, or `Unavailable` for a unit that is not known yet.
    """
    if unknown := [unit.unit_id for unit in row.units if unit.unit_id not in ways]:
        raise Unavailable(
            "unit-unknown",
            f"{len(unknown)} units are not known here yet, such as {unknown[0]}. Import them "
            "first, or try again in a moment.",
        )
    if wrong := list(_wrong(row)):
        raise Invalid("import-wrong", "Nothing was imported. Correct the rows.", fields=wrong)
    direct = {ways[unit.unit_id]: unit.asked for unit in row.units}
    groups = groups_of(direct)
    asked_by_group: Counter[Path] = Counter()
    for path, asked in direct.items():
        asked_by_group[groups[path]] += asked
    tally = Tally()
    kinds = {question.id: question.kind for question in template.questions}
    for unit in row.units:
        group = groups[ways[unit.unit_id]]
        for values in _values(row.id, unit, template.questions):
            tally.add(Answer(group=group, values=values), kinds)
    found = results(
        tally,
        template.questions,
        template.dimensions,
        has_index=template.has_index,
        asked=direct,
        asked_by_group=asked_by_group,
    )
    return Imported(_survey(row, template, asked=summed(direct)[()]), found)


def bring_in(survey: Survey | None, new: Survey) -> Decision[Survey] | None:
    """The survey is there, closed. The same again changes nothing. Raises `Conflict`."""
    if survey is not None:
        require_same(survey, new.asked_for)
        return None
    return Decision(new, [facts(new, SurveyClosed)])


def _survey(row: SurveyRow, template: Template, *, asked: int) -> Survey:
    return Survey(
        id=row.id,
        title_sv=row.title_sv,
        title_en=row.title_en,
        template_id=template.id,
        questions=template.questions,
        dimensions=template.dimensions,
        has_index=template.has_index,
        audience=Audience(kind="units", unit_ids=tuple(unit.unit_id for unit in row.units)),
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        remind_days_before=(),
        author_id=row.author_id,
        launched_at=row.opens_at,
        state="closed",
        gathered=True,
        asked=asked,
        asked_for=digest(row),
    )


def _wrong(row: SurveyRow) -> Iterator[FieldError]:
    if row.closes_at <= row.opens_at:
        yield FieldError(row.id, "closes-before-opens", "It closes before it opens.")
    ids = [unit.unit_id for unit in row.units]
    if len(set(ids)) < len(ids):
        yield FieldError(row.id, "unit-twice", "A unit is named twice. Put its answers together.")
    for unit in row.units:
        if len(unit.answers) > unit.asked:
            yield FieldError(
                f"{row.id}.{unit.unit_id}", "more-than-asked", "More have answered than were asked."
            )


def _values(
    survey_id: SurveyId, unit: UnitRow, questions: Sequence[Question]
) -> Iterator[Mapping[str, Value]]:
    for number, answer in enumerate(unit.answers, start=1):
        try:
            yield values_of(Answers(answers=answer), questions)
        except Invalid as error:
            where = f"{survey_id}.{unit.unit_id}.{number}"
            wrong = FieldError(where, error.code, f"{error}")
            raise Invalid(
                "import-wrong", "Nothing was imported. Correct the rows.", fields=[wrong]
            ) from error
