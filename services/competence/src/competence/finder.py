"""MongoDB: what can be found, a document per person, made from events and profiles alone.

One part of it is the person's (from the directory's events, the newest sequence wins), the other
the profile's (the newest version wins). `tokens` is what the index is over; it is empty unless
both parts are there and the person may be shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pymongo import ASCENDING, IndexModel, UpdateOne

from chassis.consumer import Received
from chassis.mongo import Collection, Database, Document
from chassis.projection import Write
from chassis.sorting import swedish_key
from competence.gap import Colleague
from competence.profile import Shown
from competence.ranking import Candidate
from redthread_contracts.directory import PersonChanged, PersonErased
from redthread_contracts.ids import PersonId, TermId, UnitId

MOST_CANDIDATES = 300
"""A search looks at no more of the best holders than these, and so takes the same time whatever
is asked for and however many have it."""

MOST_WITH_SOME = 100
"""Of those who have only some of what was asked for: they come last, and few look so far."""

FOR_EVER = "9999-12-31"

_FOUND = {"name_key": 1, "tokens": 1, "unit_id": 1, "title": 1}
_WORKING = {
    "title": 1,
    "employed_until": 1,
    "tokens": 1,
    "developing": 1,
    "expiring": 1,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands: shown to others, or not at all any more."""

    protected: bool
    erased: bool


@dataclass(frozen=True, slots=True)
class Bounds:
    """Whom a search is among."""

    day: date
    unit_ids: Sequence[UnitId] | None = None
    languages: Sequence[Sequence[str]] = ()
    """For each language that is needed, its tokens."""


class Finder:
    """The people who can be found."""

    def __init__(self, database: Database) -> None:
        self.collection: Collection = database["finder"]

    @property
    def indexes(self) -> tuple[tuple[Collection, Sequence[IndexModel]], ...]:
        """What every query below runs over."""
        # Tokens sort by level, so an index scan meets the best first, in the order of names.
        tokens = [("tokens", ASCENDING), ("name_key", ASCENDING), ("unit_id", ASCENDING)]
        indexes = (
            IndexModel(tokens, name="tokens"),
            IndexModel([("unit_id", ASCENDING)], name="unit"),
            IndexModel([("changes_after", ASCENDING)], name="changes", sparse=True),
        )
        return ((self.collection, indexes),)

    # Out

    async def with_all(
        self, asked: Sequence[Sequence[str]], bounds: Bounds, limit: int = MOST_CANDIDATES
    ) -> list[Candidate]:
        """Those who have one token of each: at most `limit`, the highest levels first."""
        wanted = [{"tokens": {"$in": list(tokens)}} for tokens in (*asked, *bounds.languages)]
        return await self._found(wanted, bounds, limit)

    async def with_any(
        self, asked: Sequence[Sequence[str]], bounds: Bounds, limit: int = MOST_CANDIDATES
    ) -> list[Candidate]:
        """Those who have any of the tokens, likewise."""
        any_of = [each for tokens in asked for each in tokens]
        wanted = [{"tokens": {"$in": list(tokens)}} for tokens in (any_of, *bounds.languages)]
        return await self._found(wanted, bounds, limit)

    async def working_in(self, unit_ids: Iterable[UnitId], day: date) -> list[Colleague]:
        """Those who show anything and work in one of the units that day."""
        query: Document = {
            "unit_id": {"$in": list(unit_ids)},
            "tokens.0": {"$exists": True},
            **_working(day),
        }
        found = self.collection.find(query, _WORKING, batch_size=2_000)
        return [_colleague(document) async for document in found]

    async def standings(self, person_ids: Iterable[PersonId]) -> dict[PersonId, Standing]:
        """How people stand, of whom the directory has told."""
        query = {"_id": {"$in": list(person_ids)}, "person_sequence": {"$exists": True}}
        found = self.collection.find(query, {"protected": 1, "erased": 1})
        return {
            PersonId(each["_id"]): Standing(each["protected"], each["erased"])
            async for each in found
        }

    async def outdated(self, day: date, limit: int) -> list[PersonId]:
        """Those of whom a certificate counts that has expired by now."""
        query = {"changes_after": {"$lt": day.isoformat()}}
        found = self.collection.find(query, {"_id": 1}, limit=limit)
        return [PersonId(each["_id"]) async for each in found]

    # In

    def person_changed(self, event: Received[PersonChanged]) -> Write:
        """The person's part."""
        person = event.data
        until = person.employed_until
        return self._person_part(
            event,
            {
                "name_key": swedish_key(person.family_name, person.given_name),
                "unit_id": person.unit_id,
                "title": person.title,
                "employed_from": person.employed_from.isoformat(),
                "employed_until": until.isoformat() if until else FOR_EVER,
                "protected": person.protected,
                "erased": False,
            },
        )

    def person_erased(self, event: Received[PersonErased]) -> Write:
        """A marker stays, or a late duplicate revives the person."""
        gone = dict.fromkeys(("name_key", "unit_id", "title", "employed_from", "employed_until"))
        return self._person_part(event, {**gone, "protected": False, "erased": True})

    async def keep(self, profiles: Mapping[PersonId, tuple[int, Shown]]) -> None:
        """The profiles' part: version and what is shown."""
        operations = [
            _newer(person_id, "profile_version", version, _profile_part(shown))
            for person_id, (version, shown) in profiles.items()
        ]
        if operations:
            await self.collection.bulk_write(operations, ordered=False)

    async def forget(self, person_ids: Sequence[PersonId]) -> None:
        """Keep nothing of these people's profiles."""
        query = {"_id": {"$in": list(person_ids)}}
        if person_ids:
            await self.collection.update_many(query, {"$set": _profile_part(Shown())})

    def _person_part(
        self, event: "Received[PersonChanged] | Received[PersonErased]", fields: Document
    ) -> Write:
        person_id, sequence = event.envelope.subject, event.envelope.sequence
        return Write(self.collection, _newer(person_id, "person_sequence", sequence, fields))

    async def _found(
        self, wanted: Sequence[Document], bounds: Bounds, limit: int
    ) -> list[Candidate]:
        query: Document = {"$and": list(wanted), **_working(bounds.day)}
        if bounds.unit_ids is not None:
            query["unit_id"] = {"$in": list(bounds.unit_ids)}
        # One batch: another round trip would cost more than the search.
        cursor = self.collection.find(
            query, _FOUND, limit=limit, batch_size=limit + 1, hint="tokens"
        )
        return [_candidate(document) for document in await cursor.to_list(limit)]


def _newer(person_id: str, guard: str, number: int, fields: Document) -> UpdateOne:
    """Set these fields unless the document has them as new already, and derive `tokens`.

    A pipeline filtered by `_id` alone: see `chassis.projection`.
    """
    is_newer = {"$lte": [{"$ifNull": [f"${guard}", 0]}, number]}
    part = {
        name: {"$cond": [is_newer, {"$literal": value}, f"${name}"]}
        for name, value in fields.items()
    }
    may_show = {
        "$and": [
            {"$gt": ["$person_sequence", 0]},
            {"$not": [{"$or": ["$protected", "$erased"]}]},
        ]
    }
    return UpdateOne(
        {"_id": person_id},
        [
            {"$set": {**part, guard: {"$max": [f"${guard}", number]}}},
            {"$set": {"tokens": {"$cond": [may_show, {"$ifNull": ["$held", []]}, []]}}},
        ],
        upsert=True,
    )


def _profile_part(shown: Shown) -> Document:
    return {
        "held": list(shown.tokens),
        "developing": list(shown.developing),
        "expiring": [[term_id, day.isoformat()] for term_id, day in shown.expiring],
        "changes_after": shown.changes_after.isoformat() if shown.changes_after else None,
    }


def _working(day: date) -> Document:
    today = day.isoformat()
    return {"employed_from": {"$lte": today}, "employed_until": {"$gte": today}}


def _candidate(document: Document) -> Candidate:
    return Candidate(
        person_id=document["_id"],
        name_key=document["name_key"],
        tokens=tuple(document["tokens"]),
        unit_id=document["unit_id"],
        title=document["title"],
    )


def _colleague(document: Document) -> Colleague:
    leaves = document["employed_until"]
    return Colleague(
        person_id=document["_id"],
        title=document["title"],
        leaves=None if leaves == FOR_EVER else date.fromisoformat(leaves),
        tokens=tuple(document["tokens"]),
        developing=tuple(map(TermId, document["developing"])),
        expiring=tuple(
            (TermId(term_id), date.fromisoformat(day)) for term_id, day in document["expiring"]
        ),
    )
