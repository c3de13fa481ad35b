"""A unit's competence: what it has against what it needs, and the requirement profile."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from chassis.errors import NotFound
from gateway.clients.base import Versioned
from gateway.clients.competence import Gaps, Requirement
from gateway.clients.directory import Unit
from gateway.parts import part
from gateway.views.people import people_of
from gateway.visit import Visit
from redthread_contracts.ids import PersonId, UnitId


class UnitCompetence(BaseModel):
    """A unit's gap matrix, the people in it by name, and the units right below."""

    model_config = ConfigDict(frozen=True)

    unit: Unit
    gaps: Gaps
    names: dict[PersonId, str]
    below: list[Unit]


class UnitRequirement(BaseModel):
    """What a unit needs, and the titles that there are in it."""

    model_config = ConfigDict(frozen=True)

    unit: Unit
    requirement: Requirement
    version: int
    titles: list[str]


async def unit_competence(visit: Visit, unit_id: UnitId) -> UnitCompetence:
    """What a unit has against what it needs; the competence service decides who may read it."""
    gaps = await visit.clients.competence.gaps(visit.who, unit_id)
    units = await visit.clients.directory.units(visit.who)
    mentioned = {loss.person_id for loss in gaps.soon}
    mentioned |= {person for one in gaps.developing for person in one.person_ids}
    people = await people_of(visit, mentioned)
    return UnitCompetence(
        unit=_unit(units, unit_id),
        gaps=gaps,
        names={person.id: person.name for person in people.values()},
        below=[one for one in units.values() if one.parent_id == unit_id and not one.closed],
    )


async def unit_requirement(visit: Visit, unit_id: UnitId) -> UnitRequirement:
    """The requirement profile, to be changed."""
    found: Versioned[Requirement] = await visit.clients.competence.requirement(visit.who, unit_id)
    units = await visit.clients.directory.units(visit.who)
    unit = _unit(units, unit_id)
    titles: list[str] = []
    if unit.manager_id:
        reports = await part(visit.clients.directory.reports(visit.who, unit.manager_id))
        titles = sorted({one.title for one in reports.otherwise([]) if one.title})
    return UnitRequirement(unit=unit, requirement=found.value, version=found.version, titles=titles)


def roles_of(gaps: Gaps) -> list[str | None]:
    """The columns of the matrix, in the order in which the roles are required; None: whoever."""
    return _once(role.role for row in gaps.rows for role in row.roles)


def _once(roles: Iterable[str | None]) -> list[str | None]:
    return list(dict.fromkeys(roles))


def _unit(units: dict[UnitId, Unit], unit_id: UnitId) -> Unit:
    if unit_id not in units:
        raise NotFound("unit-not-found", "There is no such unit. Check the address.")
    return units[unit_id]
