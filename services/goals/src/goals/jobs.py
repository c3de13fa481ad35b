"""What follows from a change elsewhere: roll-ups upwards, the way up downwards, and goals that
follow their owner or their unit.

Each settling changes goals by ordinary commands, whose events mark those goals in turn, so a
change climbs (and a move descends) level by level until nothing differs. Killed anywhere, the
mark is still there and it is done again; doing it again changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from chassis.documents import Decision
from chassis.errors import VersionConflict
from chassis.jobs import Job
from goals.goal import Goal, place, take_roll_up
from goals.progress import RollUp, roll_up
from goals.reorganisation import follow
from goals.store import GoalStore
from goals.tree import Knot
from redthread_contracts.ids import GoalId

_MARKS_AT_ONCE = 10_000
"""Many, so that the goals under one parent come down to one roll-up even after an import."""

_AT_ONCE = 500
_ATTEMPTS = 20


class Settling:
    """Settles what is marked."""

    def __init__(self, store: GoalStore) -> None:
        self._store = store

    def job(self) -> Job:
        """Looks every second: a check-in shows at the top of the tree within seconds."""
        return Job("settle goals", every=timedelta(seconds=1), run=self.run)

    async def run(self) -> int:
        """Settle a batch; returns how many."""
        return await self._follow() or await self._settle()

    async def _follow(self) -> int:
        """Goals follow their owners and their units."""
        found = await self._store.unsettled_belongings(_AT_ONCE)
        if not found:
            return 0
        belongings = {each.id: each.unit_id for each in found if each.unit_id is not None}
        goals = await self._store.elsewhere(belongings)
        await self._store.goals.change_many(goals, lambda _id, goal: follow(goal, belongings))
        await self._store.settle_belongings(found)
        return len(found)

    async def _settle(self) -> int:
        marks = await self._store.marked(_MARKS_AT_ONCE)
        if not marks:
            return 0
        changed = await self._store.knots(mark.goal_id for mark in marks)
        parents = await self._store.knots(_parents(changed.values()))
        for knot in changed.values():
            await self._place(knot, parents)
        for parent_id in sorted(parents):
            await self._roll_up(parent_id)
        await self._store.unmark(marks)
        return len(marks)

    async def _place(self, knot: Knot, parents: Mapping[str, Knot]) -> None:
        """The goal, and the goals right under it, learn their way up."""
        parent = parents.get(knot.parent_id or "")
        # The goal itself too: it may have been hung up while what is above it moved.
        if parent is not None and knot.ancestors != _way_under(parent):
            await self._place_under(parent, [knot.id])
        elif knot.level != "individual":
            misplaced = await self._store.misplaced(GoalId(knot.id), _way_under(knot))
            for start in range(0, len(misplaced), _AT_ONCE):
                await self._place_under(knot, misplaced[start : start + _AT_ONCE])

    async def _place_under(self, parent: Knot, ids: Sequence[str]) -> None:
        def decide(_id: str, child: Goal | None) -> Decision[Goal] | None:
            # It may hang elsewhere by now.
            if child is None or child.parent_id != parent.id:
                return None
            return place(child, _way_under(parent))

        await self._store.goals.change_many(ids, decide)

    async def _roll_up(self, parent_id: str) -> None:
        """Calculate a goal's roll-up anew.

        The parent is read before its children and written only if nobody wrote in between.
        Else, of two that settle at once, the one that read the older children could win.
        """
        for _ in range(_ATTEMPTS):
            parent = await self._store.goals.get(parent_id)
            if parent is None:
                return
            found = roll_up(await self._store.children(parent_id))
            try:
                await self._store.goals.change(
                    parent_id, partial(_taking, found), expected=parent.version
                )
            except VersionConflict:
                continue
            return
        raise RuntimeError(f"the goal {parent_id} changes all the time; it stays marked")


def _taking(found: RollUp, goal: Goal | None) -> Decision[Goal] | None:
    return None if goal is None else take_roll_up(goal, found)


def _way_under(parent: Knot) -> tuple[GoalId, ...]:
    return (*parent.ancestors, GoalId(parent.id))


def _parents(changed: Iterable[Knot]) -> set[GoalId]:
    """All goals whose roll-up these count in, or did before they were moved."""
    parents = {former for knot in changed for former in knot.former_parents}
    return parents | {knot.parent_id for knot in changed if knot.parent_id is not None}
