"""Who asks, out of the service's own copy of people and units."""

from dataclasses import dataclass

from chassis.actor import Actor
from chassis.directory import Directory
from surveys.access import Asker


@dataclass(frozen=True, slots=True)
class Access:
    """Answers out of the service's own copy of people and units."""

    directory: Directory

    async def asker(self, actor: Actor) -> Asker:
        """The person who asks, with the units that the person leads. Raises `Forbidden`."""
        person_id = actor.require_person()
        hr = await self.directory.has_role(person_id, "hr")
        led = await self.directory.leads(person_id)
        below = await self.directory.subtree(unit.id for unit in led) if led else {}
        return Asker(id=person_id, hr=hr, units=frozenset(below))
