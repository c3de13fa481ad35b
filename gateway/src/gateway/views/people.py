"""People's names beside ids, with as few questions to the directory as possible."""

from collections.abc import Iterable
from contextlib import suppress

from gateway.clients.directory import Person
from gateway.problems import ServiceDown, ServiceProblem
from gateway.visit import Visit
from redthread_contracts.ids import PersonId

People = dict[PersonId, Person]


async def people_of(visit: Visit, ids: Iterable[PersonId | None]) -> People:
    """The people of these ids; a missing name never takes the page down.

    Asks nothing when they are only oneself and the line manager.
    """
    wanted = {person for person in ids if person}
    known = _known(visit)
    if unknown := wanted - known.keys():
        with suppress(ServiceDown, ServiceProblem):
            known |= await visit.clients.directory.people(visit.who, unknown)
    return {person: known[person] for person in wanted if person in known}


def name_of(people: People, person: PersonId | None, otherwise: str = "") -> str:
    """A name, or the words instead of one that may not be shown."""
    found = people.get(person) if person else None
    return found.name if found and found.name else otherwise


def _known(visit: Visit) -> People:
    if visit.me is None:
        return {}
    known = {visit.me.person.id: visit.me.person}
    if visit.me.manager:
        known[visit.me.manager.id] = visit.me.manager
    return known
