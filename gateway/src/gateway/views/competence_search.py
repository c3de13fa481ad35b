"""Finding a colleague who can: what the competence service found, with names."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from gateway.clients.competence import Finds, Found
from gateway.clients.directory import Person, Unit
from gateway.parts import gather
from gateway.views.people import people_of
from gateway.visit import Visit
from redthread_contracts.ids import TermId, UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for, and among whom."""

    text: str
    min_level: int = 1
    units: tuple[UnitId, ...] = ()
    languages: tuple[TermId, ...] = ()
    exact: bool = False
    after: str | None = None


class Hit(BaseModel):
    """Somebody who was found. `person` None: the directory does not answer."""

    model_config = ConfigDict(frozen=True)

    found: Found
    person: Person | None
    unit: Unit | None


class Department(BaseModel):
    """How many of those found work in a department."""

    model_config = ConfigDict(frozen=True)

    unit: Unit
    count: int


class Colleagues(BaseModel):
    """A page of colleagues who can what was asked for."""

    model_config = ConfigDict(frozen=True)

    finds: Finds
    hits: list[Hit]
    departments: list[Department]


async def colleagues(visit: Visit, question: Question) -> Colleagues:
    """Who can what is asked for, the most useful first."""
    finds = await visit.clients.competence.search(
        visit.who,
        question.text,
        min_level=question.min_level,
        units=question.units,
        languages=question.languages,
        exact=question.exact,
        after=question.after,
    )
    named, units = await gather(
        people_of(visit, [one.person_id for one in finds.items]),
        visit.clients.directory.units(visit.who),
    )
    people, known = named.otherwise({}), units.otherwise({})
    return Colleagues(
        finds=finds,
        hits=[
            Hit(
                found=one,
                person=people.get(one.person_id),
                unit=known.get(one.unit_id) if one.unit_id else None,
            )
            for one in finds.items
            # Whom the directory no longer shows to others is not shown here either.
            if one.person_id in people or not people
        ],
        departments=[
            Department(unit=known[one.unit_id], count=one.count)
            for one in finds.facets.units
            if one.unit_id in known
        ],
    )
