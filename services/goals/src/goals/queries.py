"""What people see of goals."""

from collections.abc import Sequence
from typing import get_args

from chassis.documents import Stored
from chassis.errors import FieldError, Invalid, NotFound
from goals.access import may, not_yours, require_reader
from goals.goal import Goal
from goals.relations import Asker, Relations
from goals.store import GoalStore
from goals.tree import Knot, by_title, path
from goals.views import (
    Found,
    GoalView,
    Threads,
    TreeView,
    branch,
    found_view,
    goal_view,
    thread,
)
from redthread_contracts.goals import GoalStatus
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId

MOST_FOUND = 50
MOST_WORDS = 8


class Queries:
    """Answers for one reader at a time. `status` is one of `GoalStatus`, or all."""

    def __init__(self, store: GoalStore, relations: Relations) -> None:
        self._store = store
        self._relations = relations

    async def goal(self, reader: PersonId, goal_id: GoalId) -> GoalView:
        """One goal. Raises `NotFound`, or `Forbidden` "goal-not-yours"."""
        stored = await self._store.goals.require(goal_id)
        asker = self._relations.of(reader)
        require_reader(stored.state.level, await asker.to(stored.state))
        return (await self._views(asker, [stored]))[0]

    async def changed(self, reader: PersonId, stored: Stored[Goal]) -> GoalView:
        """A goal that the reader has just changed."""
        return (await self._views(self._relations.of(reader), [stored]))[0]

    async def of_owner(self, reader: PersonId, owner: PersonId, status: str) -> list[GoalView]:
        """A person's own goals, for the person and the line manager."""
        asker = self._relations.of(reader)
        if owner != reader and not await asker.manages(owner):
            raise not_yours()
        return await self._views(asker, await self._store.owned_by(owner, _statuses(status)))

    async def of_talk(self, reader: PersonId, talk_id: TalkId, status: str) -> list[GoalView]:
        """The goals that were set in a talk, for who may read them."""
        asker = self._relations.of(reader)
        found = await self._store.of_talk(talk_id, _statuses(status))
        return await self._views(
            asker, [each for each in found if await asker.may_read(each.state)]
        )

    async def of_unit(self, reader: PersonId, unit_id: UnitId, status: str) -> list[GoalView]:
        """A unit's goals, and of its people's own those that the reader sees."""
        asker = self._relations.of(reader)
        circle = await asker.circle()
        found = await self._store.of_unit(unit_id, _statuses(status), circle)
        return await self._views(asker, found)

    async def threads(self, reader: PersonId) -> Threads:
        """The reader's red threads; none without a goal of one's own."""
        own = await self._store.own_knots(reader)
        above = await self._store.knots(each for knot in own for each in knot.ancestors)
        return Threads(threads=[thread(path(knot, above), reader) for knot in own])

    async def tree(self, reader: PersonId, parent_id: GoalId | None) -> TreeView:
        """One level of the tree. Raises `NotFound` for a parent that nobody may hang goals on."""
        if parent_id is not None:
            parent = (await self._store.knots([parent_id])).get(parent_id)
            if parent is None or parent.level == "individual":
                raise NotFound("goal-not-found", "There is no such goal. Check the address.")
        circle = await self._relations.of(reader).circle()
        knots = await self._store.below(parent_id, circle)
        counts = await self._store.count_below([knot.id for knot in knots], circle)
        own = await self._store.own_knots(reader)
        mine = dict.fromkeys(each for knot in own for each in (*knot.ancestors, knot.id))
        return TreeView(
            items=[branch(knot, counts.get(knot.id, 0)) for knot in knots], mine=list(mine)
        )

    async def shared(self, reader: PersonId) -> list[GoalView]:
        """The goals that colleagues have shared with the reader."""
        asker = self._relations.of(reader)
        return await self._views(asker, await self._store.shared_with(reader))

    async def find(self, reader: PersonId, text: str) -> list[Found]:
        """The active goals that hold every word of a text, those with it in the title first.

        Raises `Invalid` for a text with no word of two letters.
        """
        words = [word for word in text.split()[:MOST_WORDS] if len(word) > 1]
        if not words:
            raise Invalid(
                "text-too-short",
                "Write at least two letters of what you look for.",
                fields=[FieldError("q", "text-too-short", "Write at least two letters.")],
            )
        circle = await self._relations.of(reader).circle()
        knots = await self._store.find(words, reader, circle, MOST_FOUND)
        knots = sorted(knots, key=lambda knot: _usefulness(knot, words))[:MOST_FOUND]
        above = await self._store.knots(each for knot in knots for each in knot.ancestors)
        return [found_view(knot, above) for knot in knots]

    async def _views(self, asker: Asker, found: Sequence[Stored[Goal]]) -> list[GoalView]:
        above = await self._store.knots(each for stored in found for each in stored.state.ancestors)
        views = []
        for stored in found:
            relation = await asker.to(stored.state)
            whole = stored.state.level != "individual" or relation.close
            deeds = may(stored.state, relation)
            views.append(goal_view(stored.state, stored.version, above, deeds, whole=whole))
        return views


def _usefulness(knot: Knot, words: Sequence[str]) -> tuple[bool, bool, int, tuple[str, str]]:
    """Those that begin with the first word, then those with all in the title, the highest first."""
    title = f"{knot.title_sv} {knot.title_en or ''}".lower()
    begins = title.startswith(words[0].lower())
    holds = all(word.lower() in title for word in words)
    return not begins, not holds, len(knot.ancestors), by_title(knot)


def _statuses(status: str) -> Sequence[str]:
    return get_args(GoalStatus) if status == "all" else [status]
