"""MongoDB: talks and cycles (aggregates), preparations and notes (private), the read log, queries.

For sharding: talks by `employee_id`, preparations and notes by `_id`, which begins with the talk.
"""

import base64
import binascii
from collections.abc import Collection as SomeOf
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateOne

from chassis.documents import Stored
from chassis.errors import Invalid
from chassis.jobs import claim
from chassis.mongo import Collection, Document
from chassis.service import Service
from redthread_contracts.ids import CycleId, PersonId, TalkId
from redthread_contracts.talks import TalkKind
from talks.assessing import CriteriaLibrary
from talks.counts import OF_CYCLE, Counts
from talks.criteria import CriteriaSet
from talks.cycle import Cycle
from talks.drafting import TemplateDraft
from talks.library import Library, PublishedTemplate
from talks.moves import Moves
from talks.notes import Notes
from talks.preparation import Preparation, preparation_id
from talks.private_note import PrivateNote
from talks.reading import Read
from talks.side_employment import SideEmployment
from talks.talk import ALL_STATES, OPEN, Talk
from talks.template import ROLES, Role

HERE = timedelta(seconds=60)
"""How long after the last look somebody counts as being in the talk room."""

_SEEN_AGAIN = timedelta(seconds=15)
_NOTED_AGAIN = timedelta(seconds=30)
_MOST_NOTED = 20_000
_MOST_OTHERS = 50
_WITHOUT_TEXTS: Document = {"outbox": 0, "documents.content": 0, "agreements.follow_ups": 0}


class TalkStore:
    """The talks of a municipality."""

    def __init__(self, service: Service) -> None:
        self.talks = service.aggregates("talks", Talk)
        self.cycles = service.aggregates("cycles", Cycle)
        self.preparations = service.drafts("preparations", Preparation)
        self.notes = service.drafts("notes", Notes)
        self.private_notes = service.drafts("private_notes", PrivateNote)
        self.template_drafts = service.drafts("template_drafts", TemplateDraft)
        self.templates = service.aggregates("templates", PublishedTemplate)
        self.library = Library(self.templates)
        self.side_employments = service.aggregates("side_employments", SideEmployment)
        self.criteria_sets = service.aggregates("criteria_sets", CriteriaSet)
        self.criteria = CriteriaLibrary(self.criteria_sets)
        self._reads: Collection = service.database["reads"]
        self._noted: dict[str, datetime] = {}
        self._presence: Collection = service.database["presence"]
        self.moves = Moves(service.database["moves"])
        self.counts = Counts(self.talks.collection)

    @property
    def indexes(self) -> list[tuple[Collection, Sequence[IndexModel]]]:
        """Every query below has one."""
        newest = [("state", ASCENDING), ("opened_at", DESCENDING), ("_id", DESCENDING)]
        return [
            (
                self.talks.collection,
                [
                    IndexModel([("employee_id", ASCENDING), *newest], name="employee"),
                    IndexModel([("manager_id", ASCENDING), *newest], name="manager"),
                    *self.counts.indexes,
                ],
            ),
            (
                self.cycles.collection,
                [
                    IndexModel([("state", ASCENDING), ("opens", ASCENDING)], name="due"),
                    IndexModel([("started_at", DESCENDING)], name="newest"),
                ],
            ),
            (
                self.templates.collection,
                [IndexModel([("template.id", ASCENDING)], name="template")],
            ),
            (
                self._reads,
                [IndexModel([("talk_id", ASCENDING), ("owner", ASCENDING)], name="talk")],
            ),
            *self.moves.indexes,
        ]

    # Talks

    async def talks_of(
        self,
        people: Sequence[PersonId],
        role: Role,
        *,
        all_states: bool,
        after: str | None,
        limit: int,
    ) -> tuple[list[Stored[Talk]], str | None]:
        """The talks of these as employee or manager, newest first and without their texts.

        Also the cursor of the next page. Raises `Invalid` for a cursor that is none.
        """
        query: Document = {
            f"{role}_id": {"$in": list(people)},
            "state": {"$in": list(ALL_STATES if all_states else OPEN)},
        }
        if after is not None:
            query |= _older_than(after)
        cursor = (
            self.talks.collection.find(query, _WITHOUT_TEXTS)
            .sort([("opened_at", DESCENDING), ("_id", DESCENDING)])
            .limit(limit + 1)
        )
        found = [_talk(document) async for document in cursor]
        page = found[:limit]
        return page, _cursor(page[-1].state) if len(found) > limit else None

    async def agreements_of(self, person_id: PersonId) -> list[Stored[Talk]]:
        """The talks in which this person has agreed on something with the other."""
        states = {"$in": [state for state in ALL_STATES if state != "cancelled"]}
        query = {
            "$or": [{f"{role}_id": person_id, "state": states} for role in ROLES],
            "agreements.0": {"$exists": True},
        }
        cursor = self.talks.collection.find(query, {"outbox": 0, "documents": 0})
        return [_talk(document) async for document in cursor]

    async def yearly_talks(self, managers: Sequence[PersonId], year: int) -> list[Stored[Talk]]:
        """The yearly talks of these managers that were to be held in a year, newest first."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        query = {
            "manager_id": {"$in": list(managers)},
            "state": {"$in": [state for state in ALL_STATES if state != "cancelled"]},
            "kind": "yearly",
            "last_day": {"$gte": first.isoformat(), "$lte": last.isoformat()},
        }
        cursor = self.talks.collection.find(query, _WITHOUT_TEXTS).sort(
            [("opened_at", DESCENDING), ("_id", DESCENDING)]
        )
        return [_talk(document) async for document in cursor]

    async def newest_yearly_talk(self, managers: Sequence[PersonId]) -> Stored[Talk] | None:
        """Of these managers'."""
        query = {
            "manager_id": {"$in": list(managers)},
            "state": {"$in": [state for state in ALL_STATES if state != "cancelled"]},
            "kind": "yearly",
        }
        cursor = self.talks.collection.find(query, _WITHOUT_TEXTS).sort(
            [("opened_at", DESCENDING), ("_id", DESCENDING)]
        )
        async for document in cursor.limit(1):
            return _talk(document)
        return None

    async def others_of(self, talk: Talk, role: Role) -> list[Stored[Talk]]:
        """The other talks of the same two (of the employee, whoever had them), newest first."""
        query: Document = {
            "employee_id": talk.employee_id,
            "state": {"$in": [state for state in ALL_STATES if state != "cancelled"]},
            "_id": {"$ne": talk.id},
        }
        if role == "manager":
            query["manager_id"] = talk.manager_id
        cursor = (
            self.talks.collection.find(query, _WITHOUT_TEXTS)
            .sort([("opened_at", DESCENDING), ("_id", DESCENDING)])
            .limit(_MOST_OTHERS)
        )
        return [_talk(document) async for document in cursor]

    async def prepared(
        self, talks: Sequence[Stored[Talk]], role: Role, person_id: PersonId
    ) -> Mapping[TalkId, Preparation]:
        """This person's own preparations of the talks, in this role."""
        ids = [preparation_id(stored.state, role, person_id) for stored in talks]
        found = await self.preparations.find({"_id": {"$in": ids}}) if ids else []
        return {stored.state.talk_id: stored.state for stored in found}

    async def with_an_open_talk(
        self, people: SomeOf[PersonId], kind: TalkKind, *, but_of: CycleId
    ) -> frozenset[PersonId]:
        """Which of these have an open talk of the kind already, in another cycle or in none."""
        query = {
            "employee_id": {"$in": list(people)},
            "state": {"$in": list(OPEN)},
            "kind": kind,
            "cycle_id": {"$ne": but_of},
        }
        cursor = self.talks.collection.find(query, {"employee_id": 1})
        return frozenset([document["employee_id"] async for document in cursor])

    async def known(self, talk_ids: SomeOf[TalkId]) -> frozenset[TalkId]:
        """Which of these talks exist."""
        cursor = self.talks.collection.find({"_id": {"$in": list(talk_ids)}}, {"_id": 1})
        return frozenset([document["_id"] async for document in cursor])

    # Talks that follow their people

    async def talks_to_end(self, last_days: Mapping[PersonId, date]) -> dict[str, date]:
        """All talks of these employees, each with the last day of its employee."""
        query = {
            "employee_id": {"$in": list(last_days)},
            "state": {"$in": list(ALL_STATES)},
        }
        found = self.talks.collection.find(query, {"employee_id": 1})
        return {each["_id"]: last_days[each["employee_id"]] async for each in found}

    async def with_another_manager(
        self, managers: Mapping[PersonId, PersonId]
    ) -> dict[str, PersonId]:
        """The talks of these employees that are not with these managers: by id, whose it is."""
        query = {
            "employee_id": {"$in": list(managers)},
            "state": {"$in": [state for state in ALL_STATES if state != "cancelled"]},
        }
        found = self.talks.collection.find(query, {"employee_id": 1, "manager_id": 1})
        return {
            each["_id"]: each["employee_id"]
            async for each in found
            if managers[each["employee_id"]] != each["manager_id"]
        }

    # Templates

    async def throw_draft_away(self, template_id: str, *, seen: int | None = None) -> None:
        """Throw a template's draft away; with `seen` only while nobody has written on in it."""
        query: Document = {"_id": template_id}
        if seen is not None:
            query["version"] = seen
        await self.template_drafts.collection.delete_one(query)

    # Cycles

    async def cycles_newest_first(self) -> list[Stored[Cycle]]:
        """All cycles: a handful a year."""
        return await self.cycles.find({}, sort=[("started_at", DESCENDING)])

    async def claim_to_open(self, now: datetime, day: date, lease: timedelta) -> CycleId | None:
        """A cycle whose talks are to be opened."""
        query: Document = {"state": "opening", "opens": {"$lte": day.isoformat()}}
        found = await claim(self.cycles.collection, query, now=now, lease=lease)
        return CycleId(found["_id"]) if found else None

    async def claim_to_join(self, now: datetime, day: date, every: timedelta) -> CycleId | None:
        """An open cycle that was not looked over for a while: the lease is the pause."""
        query: Document = {
            "state": "open",
            "opens": {"$lte": day.isoformat()},
            "last_day": {"$gte": day.isoformat()},
        }
        found = await claim(self.cycles.collection, query, now=now, lease=every)
        return CycleId(found["_id"]) if found else None

    async def keep_claim(self, cycle_id: CycleId, now: datetime, lease: timedelta) -> None:
        """Still at work on it."""
        await self.cycles.collection.update_one(
            {"_id": cycle_id}, {"$set": {"job_lease_until": now + lease}}
        )

    async def with_another_last_day(
        self, cycle_id: CycleId, last_day: date, limit: int
    ) -> list[str]:
        """The cycle's open talks that have another last day than this; at most `limit`."""
        query = {
            "cycle_id": cycle_id,
            "state": {"$in": list(OPEN)},
            "last_day": {"$ne": last_day.isoformat()},
        }
        found = self.talks.collection.find(query, {"_id": 1}, limit=limit, hint=OF_CYCLE)
        return [document["_id"] async for document in found]

    async def count_opened(self, cycle_id: CycleId) -> int:
        """How many talks the cycle has opened."""
        return await self.talks.collection.count_documents({"cycle_id": cycle_id})

    # Who has read what

    async def note_reads(self, reads: Sequence[Read]) -> None:
        """Write the rows: a new one, or a row of the same hour with a later last time.

        A page asks several times for the same talk: what this process wrote within the last
        half a minute stays as it is.
        """
        new = [read for read in reads if not self._noted_lately(read)]
        if not new:
            return
        await self._reads.bulk_write(
            [
                UpdateOne(
                    {"_id": read.id},
                    {
                        "$setOnInsert": read.model_dump(exclude={"id", "first_at", "last_at"}),
                        "$min": {"first_at": read.first_at},
                        "$max": {"last_at": read.last_at},
                    },
                    upsert=True,
                )
                for read in new
            ],
            ordered=False,
        )
        if len(self._noted) > _MOST_NOTED:
            self._noted.clear()
        self._noted.update({read.id: read.last_at for read in new})

    async def reads_of(self, talk_id: TalkId, owner: Role) -> list[Read]:
        """Who has read what is this role's in a talk."""
        found = self._reads.find({"talk_id": talk_id, "owner": owner})
        return [Read.model_validate({**each, "id": each["_id"]}) async for each in found]

    def _noted_lately(self, read: Read) -> bool:
        noted = self._noted.get(read.id)
        return noted is not None and timedelta() <= read.last_at - noted < _NOTED_AGAIN

    # Who is in the talk room

    async def look_in(
        self, talk_id: TalkId, role: Role, person_id: PersonId, now: datetime
    ) -> Mapping[PersonId, datetime]:
        """Note that somebody is here; who has been here within the last minute, and when."""
        found = await self._presence.find_one({"_id": talk_id}) or {}
        seen = {found[f"{one}_id"]: found[one] for one in ROLES if f"{one}_id" in found}
        if person_id not in seen or now - seen[person_id] > _SEEN_AGAIN:
            seen[person_id] = now
            here = {role: now, f"{role}_id": person_id}
            await self._presence.update_one({"_id": talk_id}, {"$set": here}, upsert=True)
        return {one: at for one, at in seen.items() if now - at <= HERE}


def _talk(document: Document) -> Stored[Talk]:
    talk = Talk.model_validate({**document, "id": document["_id"]})
    return Stored(talk, document["version"])


def _cursor(talk: Talk) -> str:
    place = f"{talk.opened_at.isoformat()}|{talk.id}"
    return base64.urlsafe_b64encode(place.encode()).decode()


def _older_than(cursor: str) -> Document:
    try:
        at, _, talk_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        opened_at = datetime.fromisoformat(at)
    except (ValueError, binascii.Error) as error:
        raise Invalid(
            "cursor-wrong", "Give `after` the value of `next` from the page before."
        ) from error
    earlier = {"opened_at": {"$lt": opened_at}}
    same = {"opened_at": opened_at, "_id": {"$lt": talk_id}}
    return {"opened_at": {"$lte": opened_at}, "$or": [earlier, same]}
