"""Who may see what, decided from the directory's own people and units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chassis.actor import Actor
from chassis.directory import Directory, Person
from chassis.errors import Forbidden, NotFound
from directory.view import PersonView, person_view
from redthread_contracts.ids import PersonId

READ_SCOPE = "directory:read"
IMPORT_SCOPE = "directory:import"
LOGIN_SCOPE = "directory:login"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who reads the directory on a day: an employee, or a system (no person)."""

    directory: Directory
    person: Person | None
    day: date

    async def colleagues(self, people: Iterable[Person]) -> list[PersonView]:
        """Those of the people that may be seen, in the order given."""
        return [person_view(person) for person in people if await self._sees(person)]

    async def colleague(self, person_id: PersonId) -> PersonView:
        """One person. Raises `NotFound` also for one who may not be seen."""
        person = await self.directory.person(person_id)
        if person is None or not await self._sees(person):
            raise NotFound("person-not-found", "There is no such person. Check the address.")
        return person_view(person)

    async def require_overview_of(self, manager_id: PersonId) -> None:
        """Raises `Forbidden` unless the reports may be listed: by the manager, a substitute, a
        manager above, HR or an administrator."""
        if self.person is None or self.person.id == manager_id or self.person.roles:
            return
        manager = await self.directory.person(manager_id)
        if manager is not None and (
            manager.lets_act(self.person.id, self.day)
            or await self.directory.leads_over(self.person.id, manager.unit_id)
        ):
            return
        raise Forbidden("not-your-team", "Only the manager and those above see the team.")

    def require_role(self) -> None:
        """Raises `Forbidden` unless HR or an administrator asks."""
        if self.person is None or not self.person.roles:
            raise Forbidden("role-missing", "Only HR and administrators see this.")

    async def _sees(self, person: Person) -> bool:
        if not person.protected:
            return True
        if self.person is None:
            return False
        return (
            self.person.id == person.id
            or "hr" in self.person.roles
            or await self.directory.manages(self.person.id, person.id, self.day)
        )


async def viewer(directory: Directory, actor: Actor, day: date) -> Viewer:
    """The viewer. Raises `Forbidden` for one who is not employed, or a system without scope."""
    if actor.person_id is None:
        actor.require_scope(READ_SCOPE)
        return Viewer(directory, None, day)
    person = await directory.person(actor.person_id)
    if person is None or not person.employed_on(day):
        raise Forbidden("not-employed", "Only those who are employed today can do this.")
    return Viewer(directory, person, day)


async def require_importer(directory: Directory, actor: Actor, day: date) -> None:
    """Raises `Forbidden` unless an administrator, or a system with the scope, imports."""
    if actor.person_id is None:
        actor.require_scope(IMPORT_SCOPE)
        return
    person = (await viewer(directory, actor, day)).person
    if person is None or "admin" not in person.roles:
        raise Forbidden("role-missing", "Only an administrator imports people and units.")
