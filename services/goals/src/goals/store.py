"""MongoDB: goals, what is still to be settled about them, and the queries."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

from pymongo import ASCENDING, DeleteOne, IndexModel, UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis.documents import Aggregates, State, Stored
from chassis.errors import Unavailable
from chassis.mongo import Collection, Document
from chassis.projection import Write
from chassis.service import Service
from goals.goal import Goal
from goals.progress import Child
from goals.tree import Knot, by_title, links
from redthread_contracts.goals import GoalStatus
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId

M = TypeVar("M", bound=State)

COUNTED: tuple[GoalStatus, ...] = ("active", "closed")
"""A proposal does not count yet, a withdrawn goal no more."""

_MOVE_LEASE = timedelta(seconds=10)
_MOVE_ATTEMPTS = 200
_MOVE_PAUSE_SECONDS = 0.025


class _Beneath(State):
    level: str
    progress: float | None = None
    owner_ids: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A goal after whose change something is to be settled; `count` tells a newer change."""

    goal_id: GoalId
    count: int


class GoalStore:
    """The goals of a municipality."""

    def __init__(self, service: Service) -> None:
        self.goals: Aggregates[Goal] = service.aggregates("goals", Goal)
        self._marks: Collection = service.database["unsettled"]
        self._locks: Collection = service.database["locks"]
        self._clock = service.clock

    @property
    def indexes(self) -> tuple[tuple[Collection, Sequence[IndexModel]], ...]:
        """What every query below runs over."""
        by_parent = [("parent_id", ASCENDING), ("status", ASCENDING), ("level", ASCENDING)]
        by_unit = [("unit_id", ASCENDING), ("level", ASCENDING), ("status", ASCENDING)]
        goals = (
            IndexModel(by_parent, name="parent"),
            IndexModel([("owner_ids", ASCENDING), ("status", ASCENDING)], name="owner"),
            IndexModel(by_unit, name="unit"),
            IndexModel([("talk_id", ASCENDING)], name="talk", sparse=True),
        )
        return ((self.goals.collection, goals),)

    # Goals of somebody or something

    async def owned_by(self, person_id: PersonId, statuses: Sequence[str]) -> list[Stored[Goal]]:
        """A person's own goals; the one that is due first comes first."""
        return await self._found(
            {"owner_ids": person_id, "level": "individual", "status": {"$in": list(statuses)}}
        )

    async def of_talk(self, talk_id: TalkId, statuses: Sequence[str]) -> list[Stored[Goal]]:
        """The goals that were set in a talk."""
        return await self._found({"talk_id": talk_id, "status": {"$in": list(statuses)}})

    async def of_unit(
        self, unit_id: UnitId, statuses: Sequence[str], owners: Iterable[PersonId]
    ) -> list[Stored[Goal]]:
        """The unit's goals, and those of these owners' own that belong there."""
        return await self._found(
            {
                "unit_id": unit_id,
                "status": {"$in": list(statuses)},
                "$or": [{"level": "unit"}, {"owner_ids": {"$in": list(owners)}}],
            }
        )

    async def own_knots(self, person_id: PersonId) -> list[Knot]:
        """A person's own active goals, without their check-ins."""
        query = {"owner_ids": person_id, "level": "individual", "status": "active"}
        return await self._read(Knot, query, sort=[("deadline", ASCENDING), ("_id", ASCENDING)])

    # The tree

    async def knots(self, ids: Iterable[str]) -> dict[str, Knot]:
        """Those of the goals that there are."""
        wanted = list(set(ids))
        found = await self._read(Knot, {"_id": {"$in": wanted}}) if wanted else []
        return {knot.id: knot for knot in found}

    async def above(self, ids: Iterable[str]) -> dict[str, Knot]:
        """The goals and everything that they contribute to, on any way: a query per level."""
        found: dict[str, Knot] = {}
        waiting: set[str] = set(ids)
        while waiting:
            knots = await self.knots(waiting)
            found.update(knots)
            waiting = {str(link) for knot in knots.values() for link in links(knot)} - found.keys()
        return found

    async def below(self, parent_id: GoalId | None, owners: Iterable[PersonId]) -> list[Knot]:
        """The active goals right under one (None: the topmost), of people's own only these."""
        query = {"parent_id": parent_id, "status": "active", **_visible(owners)}
        return sorted(await self._read(Knot, query), key=by_title)

    async def count_below(
        self, ids: Iterable[str], owners: Iterable[PersonId]
    ) -> Mapping[str, int]:
        """How many goals `below` finds under each of these."""
        query = {"parent_id": {"$in": list(ids)}, "status": "active", **_visible(owners)}
        pipeline = [{"$match": query}, {"$group": {"_id": "$parent_id", "goals": {"$sum": 1}}}]
        found = self.goals.collection.aggregate(pipeline)
        return {each["_id"]: each["goals"] async for each in found}

    async def children(self, parent_id: str) -> list[Child]:
        """What the goals right under one count for in its roll-up."""
        found = await self._read(
            _Beneath, {"parent_id": parent_id, "status": {"$in": list(COUNTED)}}
        )
        return [Child(each.level, each.progress, each.owner_ids) for each in found]  # type: ignore[arg-type] # stored by us

    async def misplaced(self, parent_id: GoalId, ancestors: Sequence[GoalId]) -> list[str]:
        """The goals right under one that do not know that this is the way up."""
        query = {"parent_id": parent_id, "ancestors": {"$ne": list(ancestors)}}
        found = self.goals.collection.find(query, {"_id": 1})
        return [document["_id"] async for document in found]

    @asynccontextmanager
    async def moving(self) -> AsyncIterator[None]:
        """Only one goal is moved at a time.

        Two moves that are each right could close a circle together, and nothing but the two
        documents would know. New goals need no turn: nothing hangs on them yet. A holder that
        died loses its turn after ten seconds. Raises `Unavailable` when it takes too long.
        """
        token = str(uuid4())
        for _ in range(_MOVE_ATTEMPTS):
            if await self._take_turn(token):
                break
            await asyncio.sleep(_MOVE_PAUSE_SECONDS)
        else:
            raise Unavailable("busy", "Many goals are being moved. Try again in a moment.")
        try:
            yield
        finally:
            await self._locks.delete_one({"_id": "move", "token": token})

    # What is to be settled after a change

    def mark(self, goal_id: GoalId) -> Write:
        """Note that something is to be settled about a goal."""
        change = {"$inc": {"count": 1}}
        return Write(self._marks, UpdateOne({"_id": goal_id}, change, upsert=True))

    async def marked(self, limit: int) -> list[Mark]:
        """What is to be settled."""
        found = self._marks.find({}, limit=limit)
        return [Mark(GoalId(each["_id"]), each["count"]) async for each in found]

    async def unmark(self, marks: Sequence[Mark]) -> None:
        """These are settled. A goal that was marked again meanwhile stays marked."""
        settled = [DeleteOne({"_id": mark.goal_id, "count": mark.count}) for mark in marks]
        await self._marks.bulk_write(settled, ordered=False)

    async def _found(self, query: Document) -> list[Stored[Goal]]:
        return await self.goals.find(query, sort=[("deadline", ASCENDING), ("_id", ASCENDING)])

    async def _read(
        self, model: type[M], query: Document, *, sort: Sequence[tuple[str, int]] = ()
    ) -> list[M]:
        """Only the fields of the model: check-ins can be large."""
        fields: dict[str, Any] = dict.fromkeys(model.model_fields, 1)
        fields.pop("id")
        # A deleted goal leaves a marker without a level.
        query = {"level": {"$exists": True}, **query}
        found = self.goals.collection.find(query, fields, sort=list(sort) or None)
        return [model.model_validate({**each, "id": each["_id"]}) async for each in found]

    async def _take_turn(self, token: str) -> bool:
        now = self._clock.now()
        try:
            await self._locks.update_one(
                {"_id": "move", "until": {"$lt": now}},
                {"$set": {"token": token, "until": now + _MOVE_LEASE}},
                upsert=True,
            )
        except DuplicateKeyError:
            return False
        return True


def _visible(owners: Iterable[PersonId]) -> Document:
    return {"$or": [{"level": {"$ne": "individual"}}, {"owner_ids": {"$in": list(owners)}}]}
