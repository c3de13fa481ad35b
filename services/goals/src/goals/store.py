"""MongoDB: goals, what is still to be settled about them, and the queries."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from pymongo import ASCENDING, DESCENDING, DeleteOne, IndexModel, UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis.consumer import Received
from chassis.documents import Aggregates, Drafts, State, Stored
from chassis.errors import Unavailable
from chassis.jobs import claim, release
from chassis.mongo import Collection, Document
from chassis.projection import Write, upsert_newer
from chassis.service import Service
from goals.copying import Copy, Period
from goals.goal import Goal
from goals.progress import Child
from goals.reorganisation import heir
from goals.tree import Knot, by_title, links
from redthread_contracts.directory import PersonChanged, UnitChanged
from redthread_contracts.goals import GoalStatus
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId

M = TypeVar("M", bound=State)

COUNTED: tuple[GoalStatus, ...] = ("active", "closed")
"""A proposal does not count yet, a withdrawn goal no more."""

OPEN = ["proposed", "active"]
"""Something can still be done about them."""

_MOVE_LEASE = timedelta(seconds=10)
_MOVE_ATTEMPTS = 200
_MOVE_PAUSE_SECONDS = 0.025


class _Beneath(State):
    level: str
    progress: float | None = None
    owner_ids: tuple[PersonId, ...] = ()
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where the goals of a person or of a closed unit belong; None: to be decided by somebody."""

    id: str
    unit_id: UnitId | None
    sequence: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A goal after whose change something is to be settled; `count` tells a newer change."""

    goal_id: GoalId
    count: int


class GoalStore:
    """The goals of a municipality."""

    def __init__(self, service: Service) -> None:
        self.goals: Aggregates[Goal] = service.aggregates("goals", Goal)
        self.copies: Drafts[Copy] = service.drafts("copies", Copy)
        self._marks: Collection = service.database["unsettled"]
        self._belongings: Collection = service.database["belongings"]
        self._locks: Collection = service.database["locks"]
        self._clock = service.clock

    @property
    def indexes(self) -> tuple[tuple[Collection, Sequence[IndexModel]], ...]:
        """What every query below runs over."""
        by_parent = [("parent_id", ASCENDING), ("status", ASCENDING), ("level", ASCENDING)]
        by_period = ["level", "period_from", "period_until", "unit_id"]
        by_unit = [("unit_id", ASCENDING), ("level", ASCENDING), ("status", ASCENDING)]
        goals = (
            IndexModel(by_parent, name="parent"),
            IndexModel([("owner_ids", ASCENDING), ("status", ASCENDING)], name="owner"),
            IndexModel(by_unit, name="unit"),
            IndexModel([("shared_with", ASCENDING)], name="shared"),
            IndexModel([("talk_id", ASCENDING)], name="talk", sparse=True),
            IndexModel([(name, ASCENDING) for name in by_period], name="period"),
            IndexModel([("copied_from", ASCENDING)], name="copied", sparse=True),
        )
        copies = (
            IndexModel([("state", ASCENDING)], name="state"),
            IndexModel([("by", ASCENDING), ("at", DESCENDING)], name="by"),
            IndexModel([("at", DESCENDING)], name="newest"),
        )
        unsettled: Document = {"settled": False}
        belongings = (
            IndexModel(
                [("settled", ASCENDING)], name="unsettled", partialFilterExpression=unsettled
            ),
        )
        return (
            (self.goals.collection, goals),
            (self.copies.collection, copies),
            (self._belongings, belongings),
        )

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

    async def shared_with(self, person_id: PersonId) -> list[Stored[Goal]]:
        """Other people's own goals that this person may read, and that still count."""
        return await self._found({"shared_with": person_id, "status": {"$in": OPEN}})

    async def find(
        self, words: Sequence[str], reader: PersonId, owners: Iterable[PersonId], limit: int
    ) -> list[Knot]:
        """The active goals that hold every one of the words anywhere: Swedish writes them
        together. Of people's own those of these owners and those shared with the reader.
        """
        holds = [{"$regex": re.escape(word), "$options": "i"} for word in words]
        everywhere = [
            {"$or": [{name: each} for name in ("title_sv", "title_en", "why")]} for each in holds
        ]
        public: Document = {"level": {"$in": ["municipality", "unit"]}}
        of_people: list[Document] = [{"owner_ids": {"$in": list(owners)}}, {"shared_with": reader}]
        found: list[Knot] = []
        # Three queries that each have their index: one with a choice would read everything.
        for where in (public, *({**each, "level": "individual"} for each in of_people)):
            query: Document = {**where, "status": "active", "$and": everywhere}
            found += await self._read(Knot, query, limit=limit)
        return list({knot.id: knot for knot in found}.values())

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
        return [Child(each.level, each.progress, each.owner_ids, each.weight) for each in found]  # type: ignore[arg-type] # stored by us

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

    # When the organisation changes

    async def open_in(self, unit_ids: Iterable[UnitId]) -> list[Knot]:
        """The units' goals that count or are proposed."""
        query = {"unit_id": {"$in": list(unit_ids)}, "level": "unit", "status": {"$in": OPEN}}
        return sorted(await self._read(Knot, query), key=by_title)

    async def open_of_municipality(self) -> list[Knot]:
        """Likewise the municipality's own."""
        query = {"level": "municipality", "status": {"$in": OPEN}}
        return sorted(await self._read(Knot, query), key=by_title)

    def belongs(self, event: Received[PersonChanged] | Received[UnitChanged]) -> Write:
        """Note where a person's or a closed unit's goals belong from now on."""
        now_in = event.data.unit_id if isinstance(event.data, PersonChanged) else heir(event.data)
        return upsert_newer(self._belongings, event, {"unit_id": now_in, "settled": False})

    async def unsettled_belongings(self, limit: int) -> list[Belonging]:
        """Whose goals are still to follow."""
        found = self._belongings.find({"settled": False}, limit=limit)
        return [Belonging(each["_id"], each["unit_id"], each["sequence"]) async for each in found]

    async def settle_belongings(self, belongings: Sequence[Belonging]) -> None:
        """Their goals have followed; what changed again meanwhile stays."""
        settled = [
            UpdateOne({"_id": each.id, "sequence": each.sequence}, {"$set": {"settled": True}})
            for each in belongings
        ]
        await self._belongings.bulk_write(settled, ordered=False)

    async def elsewhere(self, belongings: Mapping[str, UnitId]) -> list[str]:
        """Of these owners and closed units, the open goals that belong to another unit."""
        ids = list(belongings)
        query = {
            "status": {"$in": OPEN},
            "$or": [
                {"owner_ids": {"$in": ids}, "level": "individual"},
                {"unit_id": {"$in": ids}, "level": "unit"},
            ],
        }
        found = self.goals.collection.find(query, {"unit_id": 1, "owner_ids": 1, "level": 1})
        return [
            each["_id"]
            async for each in found
            if belongings.get(_whose(each), each["unit_id"]) != each["unit_id"]
        ]

    # Periods and copies

    async def periods(self, unit_ids: Iterable[UnitId] | None) -> list[tuple[Period, int]]:
        """The periods of the municipality's and the units' goals and how many each has, the
        newest first. `unit_ids` None: all."""
        match: Document = {**_public(unit_ids), "status": {"$in": list(COUNTED)}}
        of = {"first": "$period_from", "last": "$period_until"}
        pipeline: list[Document] = [
            {"$match": match},
            {"$group": {"_id": of, "goals": {"$sum": 1}}},
            {"$sort": {"_id.last": -1, "_id.first": -1}},
        ]
        found = self.goals.collection.aggregate(pipeline, hint="period")
        return [(Period.model_validate(each["_id"]), each["goals"]) async for each in found]

    async def of_period(
        self, period: Period, unit_ids: Iterable[UnitId] | None, *, limit: int
    ) -> list[Goal]:
        """The goals of exactly this period, without what was reported on them."""
        query: Document = {
            **_public(unit_ids),
            "period_from": period.first.isoformat(),
            "period_until": period.last.isoformat(),
            "status": {"$in": list(COUNTED)},
        }
        return await self._without_reports(query, limit=limit, hint="period")

    async def public_goals(
        self, unit_ids: Iterable[UnitId] | None, period: Period | None
    ) -> list[Goal]:
        """The open goals of the municipality (None) or of these units, in a period or in all."""
        query: Document = {**_public(unit_ids), "status": {"$in": OPEN}}
        if period is not None:
            query["period_from"] = period.first.isoformat()
            query["period_until"] = period.last.isoformat()
        found = await self._without_reports(query, hint="period")
        return sorted(found, key=lambda goal: (goal.level, goal.unit_id or "", by_title(goal)))

    async def without_reports(self, ids: Iterable[str]) -> list[Goal]:
        """These goals, with no more than the first check-in."""
        return await self._without_reports({"_id": {"$in": list(set(ids))}})

    async def copied_into(self, period: Period, sources: Iterable[str]) -> dict[GoalId, GoalId]:
        """By source, what was made of it in a period and still counts."""
        query = {
            "copied_from": {"$in": list(sources)},
            "period_from": period.first.isoformat(),
            "period_until": period.last.isoformat(),
            "status": {"$ne": "withdrawn"},
        }
        found = self.goals.collection.find(query, {"copied_from": 1})
        return {each["copied_from"]: each["_id"] async for each in found}

    async def hung_on(self, ids: Sequence[str]) -> set[str]:
        """Those that a goal which is none of them hangs on."""
        query = {
            "parent_id": {"$in": list(ids)},
            "_id": {"$nin": list(ids)},
            "status": {"$in": OPEN},
        }
        found = self.goals.collection.find(query, {"parent_id": 1})
        return {each["parent_id"] async for each in found}

    async def count_made(self, ids: Sequence[str]) -> int:
        """How many of these goals there are."""
        return await self.goals.collection.count_documents({"_id": {"$in": list(ids)}})

    async def newest_copies(self, by: PersonId | None, limit: int) -> list[Copy]:
        """Copies, the newest first; `by` None: everybody's."""
        query = {} if by is None else {"by": by}
        found = await self.copies.find(query, sort=[("at", DESCENDING)], limit=limit)
        return [stored.state for stored in found]

    async def claim_copy(self, now: datetime, lease: timedelta) -> Copy | None:
        """A copy that is to be made or undone."""
        query: Document = {"state": {"$in": ["copying", "undoing"]}}
        found = await claim(self.copies.collection, query, now=now, lease=lease)
        stored = await self.copies.get(found["_id"]) if found else None
        return stored.state if stored else None

    async def keep_copy(self, copy_id: str, now: datetime, lease: timedelta) -> None:
        """Still at it."""
        await self.copies.collection.update_one(
            {"_id": copy_id}, {"$set": {"job_lease_until": now + lease}}
        )

    async def let_go(self, copy_id: str) -> None:
        """Done with it: what is asked of it next need not wait."""
        await release(self.copies.collection, copy_id)

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

    async def _without_reports(
        self, query: Document, *, limit: int = 0, hint: str | None = None
    ) -> list[Goal]:
        fields: Document = {"check_ins": {"$slice": 1}, "outbox": 0}
        found = self.goals.collection.find(query, fields, limit=limit, hint=hint)
        return [
            Goal.model_validate({**each, "id": each["_id"]})
            async for each in found
            if not each.get("deleted")
        ]

    async def _read(
        self,
        model: type[M],
        query: Document,
        *,
        sort: Sequence[tuple[str, int]] = (),
        limit: int = 0,
    ) -> list[M]:
        """Only the fields of the model: check-ins can be large."""
        fields: dict[str, Any] = dict.fromkeys(model.model_fields, 1)
        fields.pop("id")
        # A deleted goal leaves a marker without a level.
        query = {"level": {"$exists": True}, **query}
        found = self.goals.collection.find(query, fields, sort=list(sort) or None, limit=limit)
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


def _whose(goal: Mapping[str, Any]) -> str:
    """Whom a goal follows: its unit, or its first owner."""
    return str(goal["unit_id"] if goal["level"] == "unit" else goal["owner_ids"][0])


def _public(unit_ids: Iterable[UnitId] | None) -> Document:
    if unit_ids is None:
        return {"level": {"$in": ["municipality", "unit"]}}
    return {"level": "unit", "unit_id": {"$in": list(unit_ids)}}


def _visible(owners: Iterable[PersonId]) -> Document:
    return {"$or": [{"level": {"$ne": "individual"}}, {"owner_ids": {"$in": list(owners)}}]}
