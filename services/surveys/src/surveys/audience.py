"""Who is asked. Fixed at launch: who comes later is not asked, who leaves may still answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.directory import Person, Unit
from redthread_contracts.ids import PersonId, SurveyId, UnitId
from surveys.suppression import Path, lowest_shown, one_tree, shown, summed
from surveys.texts import Id

MOST_UNITS = 5_000
MOST_LISTED = 2_000

_NAMES = UUID("0f3d7a52-6c1e-4b8a-9d24-5e7f8091a2b3")


class Audience(BaseModel):
    """What is chosen. Units include those under them; `months`: employed for less than so many.

    `unit_ids` narrows `employed_less_than` down, where given. `employed_up_to`: nobody whose
    employment began after this day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["all", "units", "employed_less_than", "list"]
    unit_ids: Annotated[tuple[Annotated[UnitId, Id], ...], Field(max_length=MOST_UNITS)] = ()
    months: Annotated[int, Field(ge=1, le=60)] | None = None
    person_ids: Annotated[tuple[Annotated[PersonId, Id], ...], Field(max_length=MOST_LISTED)] = ()
    employed_up_to: date | None = None

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Self:
        if self.kind == "units" and not self.unit_ids:
            raise PydanticCustomError("units-missing", "Choose at least one unit.")
        if self.kind == "employed_less_than" and self.months is None:
            raise PydanticCustomError("months-missing", "Say how many months.")
        if self.kind == "list" and not self.person_ids:
            raise PydanticCustomError("people-missing", "Choose at least one person.")
        return self


@dataclass(slots=True)
class Asked:
    """Who is asked, with the way to their unit, and who is not and why.

    Those without an e-mail address are asked too, on their start page; they get no mail.
    `ways`: where all who were looked at belong, those left out included.
    """

    people: dict[PersonId, Path] = field(default_factory=dict)
    ways: set[Path] = field(default_factory=set)
    protected: int = 0
    absent: int = 0
    without_email: int = 0

    def direct(self) -> dict[Path, int]:
        """How many are asked in each unit, not counting those under it."""
        counts: dict[Path, int] = {}
        for path in self.people.values():
            counts[path] = counts.get(path, 0) + 1
        return counts


@dataclass(frozen=True, slots=True)
class UnitAsked:
    """A unit with those under it, as the author sees it before the launch."""

    unit_id: UnitId
    asked: int
    hidden: bool


def select(
    audience: Audience,
    people: Iterable[Person],
    units: Mapping[UnitId, Unit],
    *,
    first: date,
    last: date,
) -> Asked:
    """Who of these is asked, if the survey is open from the first to the last day.

    Nobody with a protected identity (an invitation would name them), nobody who is away
    throughout, nobody who does not work here on the first day.
    """
    ways = one_tree(unit.path for unit in units.values())
    asked = Asked()
    for person in people:
        if not person.employed_on(first) or not _belongs(audience, person, first):
            continue
        way = ways.get(person.unit_id, (person.unit_id,))
        asked.ways.add(way)
        if person.protected:
            asked.protected += 1
        elif any(each.start <= first and last <= each.until for each in person.absences):
            asked.absent += 1
        else:
            asked.without_email += person.email is None
            asked.people[person.id] = way
    return asked


def preview(direct: Mapping[Path, int]) -> list[UnitAsked]:
    """Every unit that is asked. Hidden: it would not be shown even if everybody answered."""
    groups = shown(direct, direct)
    return [
        UnitAsked(path[-1], count, path not in groups)
        for path, count in sorted(summed(direct).items())
        if path
    ]


def groups_of(direct: Mapping[Path, int]) -> dict[Path, Path]:
    """The group that the answers of each unit's members count in.

    The smallest that is shown if everybody answers, so that no answer tells more than that.
    """
    groups = shown(direct, direct)
    return {path: lowest_shown(path, groups) for path in direct}


def participant_id(survey_id: SurveyId, person_id: PersonId) -> str:
    """The same for the same person in the same survey: written twice, it is there once."""
    return str(uuid5(_NAMES, f"participant {survey_id} {person_id}"))


def invitation_id(survey_id: SurveyId, person_id: PersonId) -> str:
    """Likewise."""
    return str(uuid5(_NAMES, f"invitation {survey_id} {person_id}"))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(years, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _belongs(audience: Audience, person: Person, day: date) -> bool:
    if audience.employed_up_to is not None and person.employed_from > audience.employed_up_to:
        return False
    if audience.kind != "employed_less_than" or audience.months is None:
        return True
    return person.employed_from > months_before(day, audience.months)
