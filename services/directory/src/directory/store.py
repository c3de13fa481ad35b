"""MongoDB: people and units, both aggregates whose events make the topic `directory`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.collation import Collation
from pymongo.errors import BulkWriteError

from chassis.directory import Directory
from chassis.directory import Person as KnownPerson
from chassis.documents import Counts, Decision, Stored
from chassis.errors import Conflict, FieldError, Invalid, NotFound
from chassis.mongo import Collection, Document
from chassis.service import Service
from directory.names import asked_words
from directory.person import (
    Person,
    PersonRow,
    check_people,
    choose_language,
    delegate,
    import_person,
    take_back_delegation,
)
from directory.rows import refuse
from directory.turn import Turn, taking_turns
from directory.unit import Unit, UnitRow, become, plan_units
from redthread_contracts.directory import Delegation, Language
from redthread_contracts.ids import PersonId, UnitId

_DUPLICATE_KEY = 11_000
_CASELESS = Collation("en", strength=2)
_EVERYBODY: Document = {"employee_number": {"$gt": ""}}  # not what is left of erased ones


@dataclass(frozen=True, slots=True)
class Page:
    """Some people in Swedish order, and the id after which the next page starts."""

    people: Sequence[KnownPerson]
    next: PersonId | None


class DirectoryStore:
    """Writes people and units, and finds them."""

    def __init__(self, service: Service) -> None:
        self.people = service.aggregates("people", Person)
        self.units = service.aggregates("units", Unit)
        self.directory = Directory(self.people.collection, self.units.collection)
        self._locks: Collection = service.database["locks"]

    @property
    def indexes(self) -> list[tuple[Collection, Sequence[IndexModel]]]:
        """Every query below has one."""
        return [
            (self.people.collection, [*Directory.people_indexes, *_PEOPLE_INDEXES]),
            (self.units.collection, Directory.unit_indexes),
        ]

    async def import_rows(
        self,
        unit_rows: Mapping[int, UnitRow],
        people_rows: Mapping[int, PersonRow],
        faults: Sequence[FieldError] = (),
    ) -> tuple[Counts, Counts]:
        """Write the rows, units first; nothing at all when any of them is wrong.

        `faults` are those that were found before. Killed in the middle: send the rows again.
        Raises `Invalid` with every fault.
        """
        async with self.turn():
            planned = await self._plan_units(unit_rows, people_rows, faults)
            units = await self.write_units(planned, [row.id for row in unit_rows.values()])
            return units, await self.write_people(people_rows)

    def turn(self) -> AbstractAsyncContextManager[Turn]:
        """Only who has the turn plans and writes; see `directory.turn`."""
        return taking_turns(self._locks)

    async def write_units(self, planned: Mapping[str, Unit], others: Sequence[str] = ()) -> Counts:
        """Write what was planned; `others` are counted as unchanged."""
        return await self.units.change_many(
            [*planned, *others],
            lambda id, unit: become(unit, planned[id]) if id in planned else None,
        )

    async def choose_language(self, person_id: PersonId, language: Language) -> Stored[Person]:
        """The language in which a person reads. Raises `NotFound`."""
        return await self._change(person_id, lambda person: choose_language(person, language))

    async def delegate(
        self, person_id: PersonId, wanted: Delegation, today: date
    ) -> Stored[Person]:
        """Let somebody act for this manager. Raises `NotFound` and `Invalid`."""
        return await self._change(person_id, lambda person: delegate(person, wanted, today))

    async def take_back_delegation(self, person_id: PersonId, to: PersonId) -> Stored[Person]:
        """`to` acts no more. Raises `NotFound`."""
        return await self._change(person_id, lambda person: take_back_delegation(person, to))

    async def _change(
        self, person_id: PersonId, decide: Callable[[Person], Decision[Person] | None]
    ) -> Stored[Person]:
        stored = await self.people.require(person_id)
        changed = await self.people.change(
            person_id, lambda person: decide(person) if person else None
        )
        return changed or stored

    async def units_to_list(self, unit_id: UnitId, *, subtree: bool) -> list[UnitId]:
        """The unit, or it and everything under it. Raises `NotFound`."""
        found = self.units.collection.find({"path": unit_id}, {"_id": 1})
        under: list[UnitId] = [document["_id"] async for document in found]
        if unit_id not in under:
            raise NotFound("unit-not-found", "There is no such unit. Check the address.")
        return under if subtree else [unit_id]

    async def page(
        self, units: Sequence[UnitId], day: date, *, after: PersonId | None, limit: int
    ) -> Page:
        """Those employed in the units on a day, without the protected. Raises `Invalid` when
        `after` is nobody (any more)."""
        query = {"unit_id": {"$in": list(units)}, **_listed(day)}
        if after is not None:
            last = await self.people.collection.find_one({"_id": after}, {"sort_key": 1})
            if last is None or "sort_key" not in last:
                raise Invalid("cursor-gone", "The list has changed. Start from its beginning.")
            query["sort_key"] = {"$gt": last["sort_key"]}
        people = await self._find(query, limit + 1)
        more = len(people) > limit
        return Page(people[:limit], people[limit - 1].id if more else None)

    async def search(self, question: str, day: date, *, limit: int) -> Sequence[KnownPerson]:
        """Those with a name in which each word of the question begins a word."""
        words = asked_words(question)
        if not words:
            return []
        begins = [{"search": {"$gte": word, "$lt": word + "\uffff"}} for word in words]
        # $elemMatch, or the two bounds could be met by two different words of a name.
        each = [{"search": {"$elemMatch": bounds["search"]}} for bounds in begins]
        return await self._find({"$and": each, **_listed(day)}, limit)

    async def people_per_unit(self, day: date, units: Iterable[UnitId]) -> dict[UnitId, int]:
        """How many are employed in each of the units itself on a day; the protected count."""
        grouped = self.people.collection.aggregate(
            [
                {"$match": {"unit_id": {"$in": list(units)}, **_employed(day)}},
                {"$group": {"_id": "$unit_id", "people": {"$sum": 1}}},
            ]
        )
        return {group["_id"]: group["people"] async for group in grouped}

    async def people_by_id(self, ids: Sequence[str]) -> dict[str, Person]:
        """Those of the people that there are, as they are stored."""
        found = await self.people.find({"_id": {"$in": list(ids)}})
        return {each.state.id: each.state for each in found}

    async def ids_by_number(self) -> dict[str, str]:
        """Everybody's id by the employee number."""
        found = self.people.collection.find(_EVERYBODY, {"employee_number": 1})
        return {each["employee_number"]: each["_id"] async for each in found}

    async def employed_ids(self, day: date) -> list[str]:
        """Everybody who is employed on a day."""
        found = self.people.collection.find({**_EVERYBODY, **_employed(day)}, {"_id": 1})
        return [each["_id"] async for each in found]

    async def who_logs_in(
        self, *, employee_number: str | None, email: str | None
    ) -> Sequence[KnownPerson]:
        """Those with this employee number, or this e-mail address in capitals or not."""
        query: Document = {"employee_number": employee_number}
        collation = None
        if email is not None:
            query, collation = {"email": email, **_EVERYBODY}, _CASELESS
        found = self.people.collection.find(query, {"outbox": 0}, limit=2, collation=collation)
        return [_known(document) async for document in found]

    async def counts(self, day: date) -> dict[str, int]:
        """How much there is."""
        people, units = self.people.collection, self.units.collection
        return {
            "people": await people.count_documents(_EVERYBODY),
            "employed": await people.count_documents({**_EVERYBODY, **_employed(day)}),
            "units": await units.count_documents({"path": {"$gt": ""}, "closed": False}),
        }

    async def _plan_units(
        self,
        unit_rows: Mapping[int, UnitRow],
        people_rows: Mapping[int, PersonRow],
        faults: Sequence[FieldError],
    ) -> Mapping[str, Unit]:
        stored = {each.state.id: each.state for each in await self.units.find({})}
        found = list(faults)
        planned: Mapping[str, Unit] = {}
        try:
            planned = plan_units(stored, unit_rows) if unit_rows else {}
        except Invalid as error:
            found += error.fields
        units = stored.keys() | {row.id for row in unit_rows.values()}
        owners = await self._owners([row.employee_number for row in people_rows.values()])
        refuse([*found, *check_people(people_rows, units=units, owners=owners)])
        return planned

    async def _owners(self, numbers: Sequence[str]) -> dict[str, PersonId]:
        found = self.people.collection.find(
            {"employee_number": {"$in": list(numbers)}}, {"employee_number": 1}
        )
        return {document["employee_number"]: document["_id"] async for document in found}

    async def write_people(self, rows: Mapping[int, PersonRow]) -> Counts:
        """Write rows that were checked. Raises `Conflict` for a number given away meanwhile."""
        by_id = {row.id: row for row in rows.values()}
        try:
            return await self.people.change_many(
                list(by_id), lambda id, person: import_person(person, by_id[id])
            )
        except BulkWriteError as error:
            errors = (error.details or {}).get("writeErrors", [])
            if errors and all(each["code"] == _DUPLICATE_KEY for each in errors):
                raise Conflict(
                    "employee-number-taken",
                    "Another import gave away one of the employee numbers meanwhile. "
                    "Send the rows again to see which.",
                ) from error
            raise

    async def _find(self, query: Document, limit: int) -> list[KnownPerson]:
        found = self.people.collection.find(query, {"outbox": 0}, limit=limit)
        return [_known(document) async for document in found.sort("sort_key", ASCENDING)]


_PEOPLE_INDEXES = (
    IndexModel(
        [("employee_number", ASCENDING)],
        name="employee_number",
        unique=True,
        partialFilterExpression=_EVERYBODY,
    ),
    IndexModel([("email", ASCENDING)], name="email", collation=_CASELESS),
    IndexModel([("unit_id", ASCENDING), ("sort_key", ASCENDING)], name="list"),
    # For a subtree of hundreds of units, whose lists MongoDB does not merge: reading in order and
    # passing over the others is quicker than sorting them all.
    IndexModel([("sort_key", ASCENDING)], name="alphabet"),
    IndexModel([("search", ASCENDING), ("sort_key", ASCENDING)], name="search"),
    # Covers the headcounts, which read everybody.
    IndexModel(
        [("unit_id", ASCENDING), ("employed_from", ASCENDING), ("employed_until", ASCENDING)],
        name="headcount",
    ),
)


def _known(document: Document) -> KnownPerson:
    return KnownPerson.model_validate({**document, "id": document["_id"]})


def _employed(day: date) -> dict[str, Any]:
    today = day.isoformat()
    # "Not before" also holds for None, and unlike "None or later" an index alone can answer it.
    return {"employed_from": {"$lte": today}, "employed_until": {"$not": {"$lt": today}}}


def _listed(day: date) -> dict[str, Any]:
    return {"protected": False, **_employed(day)}
