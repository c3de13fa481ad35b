"""Who may see the cycles. Who may see a talk, the talk itself says (`talk.role_of`)."""

from dataclasses import dataclass

from chassis.clock import Clock, local_date
from chassis.directory import Directory
from chassis.errors import Forbidden
from redthread_contracts.ids import PersonId, UnitId


@dataclass(frozen=True, slots=True)
class Access:
    """Answers out of the service's own copy of people and units."""

    directory: Directory
    clock: Clock

    async def require_hr(self, person_id: PersonId) -> None:
        """Raises `Forbidden` for everybody but HR."""
        if not await self.directory.has_role(person_id, "hr"):
            raise Forbidden("hr-needed", "Only HR can do this.")

    async def leads_anybody(self, person_id: PersonId) -> bool:
        """Whether this person leads a unit, or stands in today for somebody who does."""
        if await self.directory.leads(person_id):
            return True
        return bool(await self.directory.delegators(person_id, local_date(self.clock.now())))

    async def units_seen(self, person_id: PersonId) -> frozenset[UnitId] | None:
        """Whose counts this person sees: HR all (None), a head the own units and those below.

        Raises `Forbidden` for everybody else.
        """
        if await self.directory.has_role(person_id, "hr"):
            return None
        led = await self.directory.leads(person_id)
        if not led:
            raise Forbidden("hr-or-head-needed", "Only HR and those who lead a unit can see this.")
        return frozenset(await self.directory.subtree(unit.id for unit in led))
