"""What somebody has to decide about goals after the organisation has changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from chassis.clock import Clock, local_date
from chassis.directory import Directory, Unit
from goals.relations import Relations
from goals.reorganisation import Reason, to_decide
from goals.store import GoalStore
from goals.tree import Knot, links
from redthread_contracts.ids import PersonId, UnitId


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A goal, why it is listed, and the units that took the place of its own."""

    goal: Knot
    reasons: list[Reason]
    successor_ids: tuple[UnitId, ...]


class Decisions:
    """Lists for those who decide: a manager for the own units and those below without anybody to
    lead them, HR for the municipality's goals, everybody for their own."""

    def __init__(
        self, store: GoalStore, relations: Relations, directory: Directory, clock: Clock
    ) -> None:
        self._store = store
        self._relations = relations
        self._directory = directory
        self._clock = clock

    async def of(self, who: PersonId) -> list[ToDecide]:
        """What this person has to decide, by title."""
        units = await self._orphaned_or_led(who)
        goals = await self._store.open_in(units) if units else []
        if await self._relations.of(who).is_hr():
            goals += await self._store.open_of_municipality()
        goals += await self._store.own_knots(who)
        above = await self._store.knots(link for goal in goals for link in links(goal))
        closed = {unit.id: unit.successor_ids for unit in units.values() if unit.closed}
        working = await self._working(owner for goal in goals for owner in goal.owner_ids)
        found = []
        for goal in goals:
            reasons = to_decide(goal, above=above, closed=closed, working=working)
            if reasons:
                successors = closed.get(goal.unit_id, ()) if goal.unit_id else ()
                found.append(ToDecide(goal, reasons, successors))
        return found

    async def _orphaned_or_led(self, who: PersonId) -> dict[UnitId, Unit]:
        region = {unit.id: unit for unit in await self._directory.leads(who)}
        frontier: Iterable[UnitId] = list(region)
        while frontier:
            under = await self._directory.units_under(frontier)
            new = {
                unit.id: unit
                for unit in under.values()
                if unit.id not in region and (unit.closed or unit.manager_id is None)
            }
            region |= new
            frontier = list(new)
        return region

    async def _working(self, owners: Iterable[PersonId]) -> set[PersonId]:
        today = local_date(self._clock.now())
        people = await self._directory.people(owners)
        return {person.id for person in people.values() if person.employed_on(today)}
