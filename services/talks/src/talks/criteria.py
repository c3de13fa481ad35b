"""Salary criteria (domain.md, "Talks" 9): a set for each year and staff group, frozen when used.

Both assess by the set in the preparation. The first assessment freezes what holds for that year
and group, so that everybody in it is assessed by the same words. Where HR has written nothing for
a group, the set for everybody holds; where there is none either, the one that comes built in.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chassis.documents import Decision, State
from chassis.errors import Conflict, FieldError, Invalid
from redthread_contracts.talks import CriteriaSetChanged
from talks.texts import Comment

MOST_CRITERIA = 12
FEWEST_LEVELS, MOST_LEVELS = 2, 6
EVERYBODY = ""
"""The staff group of the set that holds where a group has none of its own."""

LEADERS = "ledning"
"""The staff group that has a built-in set of its own."""

Title = Annotated[Comment, Field(max_length=200)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(_Value):
    """A step of the assessment, the lowest first."""

    level: Annotated[int, Field(ge=1, le=MOST_LEVELS)]
    sv: Title
    en: Title


class Criterion(_Value):
    """What is assessed, what it means, and what it looks like."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    title_sv: Title = ""
    title_en: Title = ""
    means_sv: Comment = ""
    means_en: Comment = ""
    signs_sv: Annotated[tuple[Title, ...], Field(max_length=10)] = ()
    signs_en: Annotated[tuple[Title, ...], Field(max_length=10)] = ()


class Criteria(_Value):
    """The words of a set."""

    title_sv: Title = ""
    title_en: Title = ""
    levels: Annotated[tuple[Level, ...], Field(max_length=MOST_LEVELS)] = ()
    criteria: Annotated[tuple[Criterion, ...], Field(max_length=MOST_CRITERIA)] = ()

    def answers_to(self, prompt_id: str) -> Mapping[str, Criterion]:
        """The name of each criterion's answer, for a question of the kind `salary_criteria`."""
        return {f"{prompt_id}.{each.id}": each for each in self.criteria}

    @property
    def values(self) -> frozenset[str]:
        """What can be answered about a criterion."""
        return frozenset(str(each.level) for each in self.levels)

    def level(self, value: str) -> Level | None:
        """The level of an answer; None: not assessed."""
        return next((each for each in self.levels if str(each.level) == value), None)


class CriteriaSet(State):
    """The aggregate: the criteria of a year and a staff group."""

    year: int
    staff_group: str
    criteria: Criteria
    frozen_at: datetime | None = None


def criteria_set_id(year: int, staff_group: str) -> str:
    """Where a set lies."""
    return f"{year}:{staff_group}"


def write(
    known: CriteriaSet | None, year: int, staff_group: str, criteria: Criteria
) -> Decision[CriteriaSet] | None:
    """Write a set; the same again changes nothing.

    Raises `Conflict` for one that is in use, `Invalid` for one that nobody can be assessed by.
    """
    if known is not None and known.criteria == criteria:
        return None
    if known is not None and known.frozen_at is not None:
        raise Conflict(
            "criteria-frozen",
            "Somebody has been assessed by these criteria, so they can not be changed this year.",
        )
    if wrong := list(_wrong_with(criteria)):
        raise Invalid("criteria-invalid", "The criteria are not complete.", fields=wrong)
    return _decided(
        CriteriaSet(
            id=criteria_set_id(year, staff_group),
            year=year,
            staff_group=staff_group,
            criteria=criteria,
        )
    )


def freeze(
    known: CriteriaSet | None, year: int, staff_group: str, holds: Criteria, now: datetime
) -> Decision[CriteriaSet] | None:
    """Somebody is assessed: what `holds` now for the year and group never changes again."""
    if known is None:
        known = CriteriaSet(
            id=criteria_set_id(year, staff_group),
            year=year,
            staff_group=staff_group,
            criteria=holds,
        )
    elif known.frozen_at is not None:
        return None
    return _decided(known.model_copy(update={"frozen_at": now}))


@cache
def built_in(staff_group: str) -> Criteria:
    """The set that comes with the product."""
    name = "manager.json" if staff_group == LEADERS else "common.json"
    text = files("talks").joinpath("criteria_sets", name).read_text(encoding="utf-8")
    return Criteria.model_validate_json(text)


def _decided(new: CriteriaSet) -> Decision[CriteriaSet]:
    changed = CriteriaSetChanged(
        criteria_set_id=new.id,
        year=new.year,
        staff_group=new.staff_group,
        frozen=new.frozen_at is not None,
    )
    return Decision(new, [changed])


def _wrong_with(criteria: Criteria) -> Iterator[FieldError]:
    if not criteria.criteria:
        yield FieldError("criteria", "criteria-missing", "Write at least one criterion.")
    if len(criteria.levels) < FEWEST_LEVELS:
        yield FieldError("levels", "levels-missing", "Write at least two levels.")
    if [each.level for each in criteria.levels] != list(range(1, len(criteria.levels) + 1)):
        yield FieldError("levels", "levels-order", "Number the levels from 1, the lowest first.")
    counted = Counter(each.id for each in criteria.criteria)
    for place, criterion in enumerate(criteria.criteria):
        if counted[criterion.id] > 1:
            yield FieldError(
                f"criteria.{place}.id", "criterion-twice", "Give each criterion an id of its own."
            )
        if not criterion.title_sv.strip():
            yield FieldError(
                f"criteria.{place}.title_sv", "criterion-untitled", "Write what is assessed."
            )
    for place, level in enumerate(criteria.levels):
        if not level.sv.strip():
            yield FieldError(f"levels.{place}.sv", "level-untitled", "Write what the level means.")
