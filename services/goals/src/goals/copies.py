"""Bulk copies: what one would do, doing it, and taking it back.

The request writes down what is to be made; a job makes it, in chunks, under ids that say which
copy and which goal. Killed anywhere, the job takes it up again and makes nothing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.clock import Clock
from chassis.directory import Directory
from chassis.documents import Decision
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.jobs import Job
from goals.copying import (
    MOST_COPIED,
    Copy,
    CopyPlan,
    LeftOut,
    Period,
    Planned,
    Planning,
    begin_undoing,
    check_plan,
    copied_id,
    copy_goal,
    is_untouched,
    take_back,
)
from goals.goal import Goal
from goals.relations import Relations
from goals.store import GoalStore
from redthread_contracts.ids import GoalId, PersonId, UnitId

_AT_ONCE = 500
_LEASE = timedelta(minutes=1)
_MOST_LISTED = 10


@dataclass(frozen=True, slots=True)
class CopyProgress:
    """A copy, how many of its goals there are, and whether the reader may take it back."""

    copy: Copy
    made: int
    may_undo: bool


class Copies:
    """For HR in the whole municipality, for a manager in what the manager leads."""

    def __init__(
        self, store: GoalStore, relations: Relations, directory: Directory, clock: Clock
    ) -> None:
        self._store = store
        self._relations = relations
        self._directory = directory
        self._clock = clock

    def job(self) -> Job:
        """Makes and undoes."""
        return Job("copy goals", every=timedelta(seconds=2), run=self.work_next)

    async def periods(self, who: PersonId, unit_id: UnitId | None) -> list[tuple[Period, int]]:
        """The periods that there are goals of, and how many."""
        await self._require(who, unit_id)
        return await self._store.periods(await self._under(unit_id))

    async def preview(
        self, who: PersonId, copy_id: str, plan: CopyPlan
    ) -> tuple[list[Planned], list[LeftOut]]:
        """What the copy would do. Nothing is written."""
        check_plan(plan)
        await self._require(who, plan.unit_id)
        sources = await self._store.of_period(
            plan.source, await self._under(plan.unit_id), limit=MOST_COPIED + 1
        )
        if len(sources) > MOST_COPIED:
            raise Invalid(
                "too-many-goals",
                f"At most {MOST_COPIED} goals can be copied at once. Choose a smaller part.",
            )
        return await self._plan(copy_id, plan, sources)

    async def start(self, who: PersonId, copy_id: str, plan: CopyPlan) -> None:
        """Write down what is to be made. The same again does nothing."""
        there = await self._store.copies.get(copy_id)
        if there is not None:
            if (there.state.plan, there.state.by) == (plan, who):
                return
            raise Conflict("copy-exists", "Another copy has this id. Begin again.")
        planned, _ = await self.preview(who, copy_id, plan)
        if not planned:
            raise Conflict("nothing-to-copy", "There is nothing to copy. Choose another period.")
        new = Copy(
            id=copy_id,
            plan=plan,
            by=who,
            at=self._clock.now(),
            sources=tuple(GoalId(each.source.id) for each in planned),
        )
        await self._store.copies.change(copy_id, lambda known: None if known else new)

    async def undo(self, who: PersonId, copy_id: str) -> None:
        """Take it back; again does nothing."""
        await self.get(who, copy_id)
        await self._store.copies.change(
            copy_id, lambda known: None if known is None else begin_undoing(known)
        )

    async def get(self, who: PersonId, copy_id: str) -> CopyProgress:
        """One copy. Raises `NotFound`, also for somebody else's: only HR sees those."""
        stored = await self._store.copies.get(copy_id)
        if stored is None or not await self._sees(who, stored.state):
            raise NotFound("copy-not-found", "There is no such copy. Check the address.")
        return await self._progress(stored.state)

    async def newest(self, who: PersonId) -> list[CopyProgress]:
        """One's own; for HR everybody's."""
        by = None if await self._relations.of(who).is_hr() else who
        return [
            await self._progress(copy) for copy in await self._store.newest_copies(by, _MOST_LISTED)
        ]

    async def work_next(self) -> int:
        """Make or undo one copy. Returns how many: 0 or 1."""
        copy = await self._store.claim_copy(self._clock.now(), _LEASE)
        if copy is None:
            return 0
        if copy.state == "copying":
            await self._make(copy)
        else:
            await self._undo(copy)
        return 1

    async def _make(self, copy: Copy) -> None:
        sources = await self._store.without_reports(copy.sources)
        planned, _ = await self._plan(copy.id, copy.plan, sources)
        wanted = {copied_id(copy.id, each.source.id): each for each in planned}

        def decide(goal_id: str, goal: Goal | None) -> Decision[Goal] | None:
            made = GoalId(goal_id)
            return copy_goal(goal, wanted[made], goal_id=made, by=copy.by)

        for ids in _chunks(list(wanted)):
            await self._store.goals.change_many(ids, decide)
            await self._store.keep_copy(copy.id, self._clock.now(), _LEASE)
        await self._become(copy, copy.model_copy(update={"state": "done"}))

    async def _undo(self, copy: Copy) -> None:
        made = await self._store.without_reports(copy.goal_ids)
        kept = await self._kept(made)
        for ids in _chunks([goal.id for goal in made if goal.id not in kept]):
            await self._store.goals.change_many(ids, lambda _id, goal: take_back(goal))
            await self._store.keep_copy(copy.id, self._clock.now(), _LEASE)
        update = {"state": "undone", "kept": tuple(sorted(kept))}
        await self._become(copy, copy.model_copy(update=update))

    async def _kept(self, made: Sequence[Goal]) -> set[str]:
        """What somebody has worked with, what something hangs on, and everything above those."""
        by_id = {goal.id: goal for goal in made if goal.status != "withdrawn"}
        kept = {goal.id for goal in by_id.values() if not is_untouched(goal)}
        kept |= await self._store.hung_on(list(by_id)) & by_id.keys()
        return kept | {above for each in kept for above in by_id[each].ancestors if above in by_id}

    async def _plan(
        self, copy_id: str, plan: CopyPlan, sources: Sequence[Goal]
    ) -> tuple[list[Planned], list[LeftOut]]:
        links = {link for goal in sources for link in (goal.parent_id, *goal.also_contributes_to)}
        named = {GoalId(goal.id) for goal in sources} | {link for link in links if link}
        copied = await self._store.copied_into(plan.target, named)
        above = await self._store.knots([*named, *copied.values()])
        units = await self._directory.units({goal.unit_id for goal in sources if goal.unit_id})
        planning = Planning(
            copy_id,
            plan,
            copied=copied,
            above=above,
            closed_units={unit.id for unit in units.values() if unit.closed},
        )
        return planning.plan(sources)

    async def _become(self, seen: Copy, after: Copy) -> None:
        await self._store.copies.change(seen.id, lambda now: after if now == seen else None)
        await self._store.let_go(seen.id)

    async def _progress(self, copy: Copy) -> CopyProgress:
        made = len(copy.sources)
        if copy.state == "copying":
            made = await self._store.count_made(copy.goal_ids)
        return CopyProgress(copy, made, may_undo=copy.state == "done")

    async def _sees(self, who: PersonId, copy: Copy) -> bool:
        return copy.by == who or await self._relations.of(who).is_hr()

    async def _require(self, who: PersonId, unit_id: UnitId | None) -> None:
        asker = self._relations.of(who)
        if await asker.is_hr() or (unit_id is not None and await asker.leads(unit_id)):
            return
        raise Forbidden(
            "copies-by-managers",
            "HR copies the municipality's goals, a manager those of the units that they lead.",
        )

    async def _under(self, unit_id: UnitId | None) -> Iterable[UnitId] | None:
        return None if unit_id is None else list(await self._directory.subtree([unit_id]))


def _chunks(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]
