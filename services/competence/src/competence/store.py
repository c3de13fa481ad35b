"""MongoDB: terms, profiles and requirements, and what is still to be settled about a person."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from pymongo import ASCENDING, DeleteOne, IndexModel, UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis.documents import Aggregates, Stored
from chassis.errors import Unavailable
from chassis.mongo import Collection, Document
from chassis.projection import Write
from chassis.service import Service
from competence.profile import Profile, id_of
from competence.requirement import Requirement
from competence.term import Term
from redthread_contracts.ids import PersonId, TermId

_TAXONOMY = "taxonomy"
_REMEMBERED_CHANGES = 100
_MERGE_LEASE = timedelta(seconds=10)
_MERGE_ATTEMPTS = 200
_MERGE_PAUSE_SECONDS = 0.025


@dataclass(frozen=True, slots=True)
class Mark:
    """A person about whom something is to be settled; `count` tells a newer reason."""

    person_id: PersonId
    count: int


@dataclass(frozen=True, slots=True)
class Generation:
    """How often terms have changed, and the terms of the newest changes, the newest last."""

    number: int
    changed: tuple[TermId, ...]


class CompetenceStore:
    """What people, units and HR have written."""

    def __init__(self, service: Service) -> None:
        self.terms: Aggregates[Term] = service.aggregates("terms", Term)
        self.profiles: Aggregates[Profile] = service.aggregates("profiles", Profile)
        self.requirements: Aggregates[Requirement] = service.aggregates("requirements", Requirement)
        self._marks: Collection = service.database["unsettled"]
        self._merged: Collection = service.database["unsettled_terms"]
        self._generations: Collection = service.database["generations"]
        self._locks: Collection = service.database["locks"]
        self._clock = service.clock

    @property
    def indexes(self) -> tuple[tuple[Collection, Sequence[IndexModel]], ...]:
        """What every query below runs over."""
        of_profiles = (
            IndexModel([("competences.term_id", ASCENDING)], name="competences"),
            IndexModel([("certificates.term_id", ASCENDING)], name="certificates"),
        )
        of_terms = (IndexModel([("status", ASCENDING)], name="status"),)
        of_requirements = (IndexModel([("required.term_id", ASCENDING)], name="terms"),)
        return (
            (self.profiles.collection, of_profiles),
            (self.terms.collection, of_terms),
            (self.requirements.collection, of_requirements),
        )

    # Profiles

    async def profile(self, person_id: PersonId) -> Stored[Profile] | None:
        """A person's profile, None while there is none."""
        return await self.profiles.get(id_of(person_id))

    async def profiles_of(self, person_ids: Iterable[PersonId]) -> list[Profile]:
        """The profiles that these people have."""
        ids = [id_of(person_id) for person_id in person_ids]
        return [each.state for each in await self.profiles.find({"_id": {"$in": ids}})]

    async def holders(self, term_ids: Sequence[TermId]) -> list[PersonId]:
        """Everybody who has one of these terms, hidden or not."""
        one_of = {"$in": list(term_ids)}
        query = {"$or": [{"competences.term_id": one_of}, {"certificates.term_id": one_of}]}
        found = self.profiles.collection.find(query, {"person_id": 1})
        return [PersonId(each["person_id"]) async for each in found]

    # Terms and what requires them

    async def all_terms(self) -> list[Term]:
        """The whole taxonomy."""
        return [stored.state for stored in await self.terms.find({}, sort=[("_id", ASCENDING)])]

    async def terms_of(self, term_ids: Iterable[TermId]) -> list[Term]:
        """Those of the terms that there are."""
        query = {"_id": {"$in": list(set(term_ids))}}
        return [stored.state for stored in await self.terms.find(query)]

    async def merged(self, term_ids: Iterable[TermId]) -> list[Term]:
        """Those of the terms that were merged into another."""
        query = {"_id": {"$in": list(set(term_ids))}, "status": "merged"}
        return [stored.state for stored in await self.terms.find(query)]

    async def proposed(self) -> list[Stored[Term]]:
        """What people have proposed and HR has not looked at yet."""
        return await self.terms.find({"status": "proposed"}, sort=[("_id", ASCENDING)])

    async def requiring(self, term_ids: Sequence[TermId]) -> list[str]:
        """The requirement profiles that name one of these terms."""
        query = {"required.term_id": {"$in": list(term_ids)}}
        found = self.requirements.collection.find(query, {"_id": 1})
        return [each["_id"] async for each in found]

    def term_changed(self, term_id: TermId) -> Write:
        """Tell all processes that a term changed."""
        change = {
            "$inc": {"number": 1},
            "$push": {"changed": {"$each": [term_id], "$slice": -_REMEMBERED_CHANGES}},
        }
        return Write(self._generations, UpdateOne({"_id": _TAXONOMY}, change, upsert=True))

    async def generation(self) -> Generation:
        """How often terms have changed."""
        found = await self._generations.find_one({"_id": _TAXONOMY})
        if found is None:
            return Generation(0, ())
        return Generation(found["number"], tuple(found["changed"]))

    @asynccontextmanager
    async def merging(self) -> AsyncIterator[None]:
        """Only one merge at a time: two that are each right could close a circle together.

        A holder that died loses its turn after ten seconds. Raises `Unavailable`.
        """
        token = str(uuid4())
        for _ in range(_MERGE_ATTEMPTS):
            if await self._take_turn(token):
                break
            await asyncio.sleep(_MERGE_PAUSE_SECONDS)
        else:
            raise Unavailable("busy", "Many terms are being merged. Try again in a moment.")
        try:
            yield
        finally:
            await self._locks.delete_one({"_id": "merge", "token": token})

    def mark_merged(self, term_id: TermId) -> Write:
        """Note that whatever names a term is to move on."""
        change = {"$setOnInsert": {"merged": True}}
        return Write(self._merged, UpdateOne({"_id": term_id}, change, upsert=True))

    async def marked_merged(self, limit: int) -> list[TermId]:
        """Terms that were merged, and what names them has not been told."""
        return [TermId(each["_id"]) async for each in self._merged.find({}, limit=limit)]

    async def unmark_merged(self, term_ids: Sequence[TermId]) -> None:
        """What names these has moved on, or is marked itself. A merge is never undone."""
        await self._merged.delete_many({"_id": {"$in": list(term_ids)}})

    # What is to be settled about a person

    def mark(self, person_id: PersonId) -> Write:
        """Note that something is to be settled about somebody."""
        change = {"$inc": {"count": 1}}
        return Write(self._marks, UpdateOne({"_id": person_id}, change, upsert=True))

    async def mark_all(self, person_ids: Sequence[PersonId]) -> None:
        """Note it about all of these."""
        operations = [self.mark(person_id).operation for person_id in person_ids]
        if operations:
            await self._marks.bulk_write(operations, ordered=False)

    async def marked(self, limit: int) -> list[Mark]:
        """Whom there is something to settle about."""
        found = self._marks.find({}, limit=limit)
        return [Mark(PersonId(each["_id"]), each["count"]) async for each in found]

    async def unmark(self, marks: Sequence[Mark]) -> None:
        """These are settled. Who was marked again meanwhile stays marked."""
        settled = [DeleteOne({"_id": mark.person_id, "count": mark.count}) for mark in marks]
        await self._marks.bulk_write(settled, ordered=False)

    async def _take_turn(self, token: str) -> bool:
        now = self._clock.now()
        free: Document = {"_id": "merge", "until": {"$lt": now}}
        turn: Document = {"$set": {"token": token, "until": now + _MERGE_LEASE}}
        try:
            await self._locks.update_one(free, turn, upsert=True)
        except DuplicateKeyError:
            return False
        return True
