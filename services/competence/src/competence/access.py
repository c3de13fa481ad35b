"""Who may do what: colleagues see what is shown; a unit's gaps are for its heads and HR."""

from datetime import date

from chassis.actor import Actor
from chassis.clock import Clock, local_date
from chassis.directory import Directory, Person, Unit
from chassis.errors import Forbidden, NotFound
from redthread_contracts.ids import PersonId, UnitId


class Access:
    """Answers out of the service's own copy of people and units."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock

    def today(self) -> date:
        """The day it is."""
        return local_date(self._clock.now())

    async def require_hr(self, person_id: PersonId) -> None:
        """Raises `Forbidden` for everybody but HR."""
        if not await self._directory.has_role(person_id, "hr"):
            raise Forbidden("hr-needed", "Only HR can do this.")

    async def require_importer(self, actor: Actor) -> None:
        """Raises `Forbidden` unless it is an administrator, or a system with the scope."""
        if actor.person_id is None:
            actor.require_scope("competence:import")
        elif not await self._directory.has_role(actor.person_id, "admin"):
            raise Forbidden("admin-needed", "Only an administrator can do this.")

    async def require_head(self, person_id: PersonId, unit_id: UnitId) -> Unit:
        """The unit, for HR, for who leads it or one above it, and for who stands in for them.

        Raises `NotFound`, `Forbidden`.
        """
        unit = await self._directory.unit(unit_id)
        if unit is None:
            raise NotFound("unit-not-found", "There is no such unit. Check the address.")
        if await self._directory.has_role(person_id, "hr"):
            return unit
        above = await self._directory.units(unit.path)
        managers = {each.manager_id for each in above.values() if each.manager_id is not None}
        if person_id in managers:
            return unit
        day = self.today()
        people = await self._directory.people(managers)
        if any(person.lets_act(person_id, day) for person in people.values()):
            return unit
        raise Forbidden(
            "unit-not-yours", "Only those who lead the unit or one above it, and HR, can see this."
        )

    async def require_colleague(self, person_id: PersonId) -> Person:
        """Somebody of whom others may know. Raises `NotFound`, the same for whatever reason."""
        person = await self._directory.person(person_id)
        if person is None or person.protected or not person.employed_on(self.today()):
            raise NotFound("person-not-found", "There is no such person. Check the address.")
        return person

    async def is_protected(self, person_id: PersonId) -> bool:
        """Whether nothing of the person may be shown."""
        person = await self._directory.person(person_id)
        return person is not None and person.protected
