"""The local copy of people and units, and the questions that every service asks of it.

The copy is a projection of the compacted topic `directory` and is rebuilt from it alone: the
name of the consumer group is kept beside the copy, so that a service which finds the copy gone
starts a new group and reads the topic from its beginning.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict
from pymongo import ASCENDING, IndexModel

from chassis.consumer import Handler, Received, Subscription
from chassis.mongo import Collection, Database, Document
from chassis.projection import Write, remove_newer, upsert_newer
from redthread_contracts.directory import (
    Absence,
    Delegation,
    Language,
    PersonChanged,
    PersonErased,
    Role,
    UnitChanged,
    UnitErased,
    UnitLevel,
)
from redthread_contracts.event import Event
from redthread_contracts.ids import PersonId, UnitId
from redthread_contracts.topics import DIRECTORY


class Person(BaseModel):
    """An employee, as the directory last said."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: PersonId
    employee_number: str
    given_name: str
    family_name: str
    email: str | None
    language: Language
    title: str
    staff_group: str
    unit_id: UnitId
    roles: frozenset[Role] = frozenset()
    employed_from: date
    employed_until: date | None = None
    protected: bool = False
    absences: tuple[Absence, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    sequence: int = 0
    """Of the newest event that the copy knows."""

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"

    def employed_on(self, day: date) -> bool:
        """Whether the employment covers a day."""
        return self.employed_from <= day and (
            self.employed_until is None or day <= self.employed_until
        )

    def absent_on(self, day: date) -> bool:
        """Whether the person is away on a day."""
        return any(absence.start <= day <= absence.until for absence in self.absences)

    def lets_act(self, other: PersonId, day: date) -> bool:
        """Whether this manager lets `other` act as manager on a day."""
        return any(
            each.to == other and each.start <= day <= each.until for each in self.delegations
        )


class Unit(BaseModel):
    """A unit, as the directory last said. `path`: ids from the municipality to the unit itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UnitId
    parent_id: UnitId | None
    path: tuple[UnitId, ...]
    name_sv: str
    name_en: str
    level: UnitLevel
    manager_id: PersonId | None
    closed: bool = False
    successor_ids: tuple[UnitId, ...] = ()
    sequence: int = 0


class Directory:
    """Answers from a collection of people and one of units.

    Both hold the fields of `Person` and `Unit` with `_id` for `id`; days are ISO texts. A
    document with `deleted` is a marker of what is erased.
    """

    people_indexes = (
        IndexModel([("unit_id", ASCENDING), ("_id", ASCENDING)], name="unit"),
        IndexModel([("roles", ASCENDING)], name="roles"),
        IndexModel([("employee_number", ASCENDING)], name="number"),
        IndexModel([("delegations.to", ASCENDING)], name="delegates", sparse=True),
        IndexModel(
            [("protected", ASCENDING)],
            name="protected",
            partialFilterExpression={"protected": True},
        ),
    )
    unit_indexes = (
        IndexModel([("path", ASCENDING)], name="path"),
        IndexModel([("parent_id", ASCENDING)], name="parent"),
        IndexModel([("manager_id", ASCENDING)], name="manager"),
    )

    def __init__(self, people: Collection, units: Collection) -> None:
        self._people = people
        self._units = units

    async def person(self, person_id: PersonId) -> Person | None:
        """One person, None when unknown or erased."""
        return _person(await self._people.find_one({"_id": person_id}))

    async def people(self, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
        """Those of the people that are known."""
        found = self._people.find({"_id": {"$in": list(set(ids))}})
        return {person.id: person async for person in _each_person(found)}

    async def people_numbered(self, numbers: Iterable[str]) -> dict[str, Person]:
        """Those of the people that are known, by employee number."""
        found = self._people.find({"employee_number": {"$in": list(set(numbers))}})
        return {person.employee_number: person async for person in _each_person(found)}

    async def unit(self, unit_id: UnitId) -> Unit | None:
        """One unit, None when unknown or erased."""
        return _unit(await self._units.find_one({"_id": unit_id}))

    async def units(self, ids: Iterable[UnitId] | None = None) -> dict[UnitId, Unit]:
        """Those of the units that are known; None: all."""
        query: Document = {} if ids is None else {"_id": {"$in": list(set(ids))}}
        return await self._find_units(query)

    async def subtree(self, roots: Iterable[UnitId]) -> dict[UnitId, Unit]:
        """The units and all under them."""
        return await self._find_units({"path": {"$in": list(set(roots))}})

    async def units_under(self, parents: Iterable[UnitId]) -> dict[UnitId, Unit]:
        """The units right under these."""
        return await self._find_units({"parent_id": {"$in": list(set(parents))}})

    async def leads(self, person_id: PersonId) -> list[Unit]:
        """The open units whose manager the person is."""
        units = await self._find_units({"manager_id": person_id})
        return [unit for unit in units.values() if not unit.closed]

    async def leads_over(self, person_id: PersonId, unit_id: UnitId) -> bool:
        """Whether the person is the manager of the unit or of one above it."""
        unit = await self.unit(unit_id)
        if unit is None:
            return False
        above = await self.units(unit.path)
        return any(each.manager_id == person_id for each in above.values())

    async def has_role(self, person_id: PersonId, role: Role) -> bool:
        """Whether the person holds a role in the whole municipality."""
        person = await self.person(person_id)
        return person is not None and role in person.roles

    async def protected(self) -> frozenset[PersonId]:
        """Those whose identity is protected: they are in no list."""
        found = self._people.find({"protected": True}, {"_id": 1})
        return frozenset([document["_id"] async for document in found])

    async def line_manager(self, person_id: PersonId, day: date) -> PersonId | None:
        """The manager of the person's unit, or of the nearest unit above it that has another.

        None for an unknown person, for one who is not employed that day, and at the top.
        """
        person = await self.person(person_id)
        if person is None or not person.employed_on(day):
            return None
        return (await self.line_managers([person])).get(person_id)

    async def line_managers(self, people: Sequence[Person]) -> dict[PersonId, PersonId]:
        """The line manager of each, where there is one: two queries, however many people."""
        own = await self.units(person.unit_id for person in people)
        above = await self.units(unit_id for unit in own.values() for unit_id in unit.path)
        managers: dict[PersonId, PersonId] = {}
        for person in people:
            unit = own.get(person.unit_id)
            for unit_id in reversed(unit.path if unit else ()):
                manager = above[unit_id].manager_id if unit_id in above else None
                if manager is not None and manager != person.id:
                    managers[person.id] = manager
                    break
        return managers

    async def acting_managers(self, person_id: PersonId, day: date) -> list[PersonId]:
        """The line manager that day, and everybody whom the line manager lets act."""
        manager_id = await self.line_manager(person_id, day)
        manager = await self.person(manager_id) if manager_id else None
        if manager is None:
            return []
        acting = [each.to for each in manager.delegations if manager.lets_act(each.to, day)]
        return [manager.id, *dict.fromkeys(each for each in acting if each != person_id)]

    async def delegators(self, person_id: PersonId, day: date) -> list[PersonId]:
        """The managers who let this person act for them that day."""
        found = self._people.find({"delegations.to": person_id})
        return [
            manager.id async for manager in _each_person(found) if manager.lets_act(person_id, day)
        ]

    async def manages(self, actor: PersonId, person_id: PersonId, day: date) -> bool:
        """Whether `actor` is the line manager that day, or the delegate of the line manager."""
        manager_id = await self.line_manager(person_id, day) if actor != person_id else None
        if manager_id is None:
            return False
        if manager_id == actor:
            return True
        manager = await self.person(manager_id)
        return manager is not None and manager.lets_act(actor, day)

    async def reports(self, manager_id: PersonId, day: date) -> list[Person]:
        """The people whose line manager is `manager_id` and who are employed that day."""
        region: dict[UnitId, Unit] = {unit.id: unit for unit in await self.leads(manager_id)}
        leaders: list[PersonId] = []
        frontier = list(region)
        # Down through units without a manager of their own; those that have one end the search.
        while frontier:
            under = await self.units_under(frontier)
            frontier = []
            for unit in under.values():
                if unit.id in region or unit.closed:
                    continue
                if unit.manager_id is None:
                    region[unit.id] = unit
                    frontier.append(unit.id)
                else:
                    leaders.append(unit.manager_id)
        query = {"$or": [{"unit_id": {"$in": list(region)}}, {"_id": {"$in": leaders}}]}
        candidates = [
            person
            async for person in _each_person(self._people.find(query))
            if person.id != manager_id and person.employed_on(day)
        ]
        managers = await self.line_managers(candidates)
        return [person for person in candidates if managers.get(person.id) == manager_id]

    async def members(
        self, unit_ids: Iterable[UnitId], day: date, *, subtree: bool = True
    ) -> AsyncIterator[Person]:
        """The people employed that day in the units, and in all units under them."""
        ids = set(unit_ids)
        if subtree:
            ids = set(await self.subtree(ids))
        found = self._people.find({"unit_id": {"$in": list(ids)}}).sort("_id", ASCENDING)
        async for person in _each_person(found):
            if person.employed_on(day):
                yield person

    async def beginners(
        self, unit_ids: Iterable[UnitId], after: date, until: date
    ) -> AsyncIterator[Person]:
        """The people in the units, and in those under them, who begin after a day and until one."""
        ids = list(await self.subtree(unit_ids))
        found = self._people.find(
            {
                "unit_id": {"$in": ids},
                "employed_from": {"$gt": after.isoformat(), "$lte": until.isoformat()},
            }
        )
        async for person in _each_person(found):
            yield person

    async def _find_units(self, query: Document) -> dict[UnitId, Unit]:
        found = [_unit(document) async for document in self._units.find(query)]
        return {unit.id: unit for unit in found if unit is not None}


class DirectoryCopy:
    """Keeps a service's local copy up to date."""

    def __init__(self, database: Database) -> None:
        self.people: Collection = database["directory_people"]
        self.units: Collection = database["directory_units"]
        self._groups: Collection = database["directory_group"]

    async def subscription(self, service: str) -> Subscription:
        """The subscription that keeps the copy.

        Its group is a new one when the copy is gone, so that the topic is read from the start.
        """
        kept = await self._groups.find_one({"_id": "directory"})
        if kept is None or not await self.units.find_one({}, {"_id": 1}):
            kept = {"_id": "directory", "generation": str(uuid4())}
            await self._groups.replace_one({"_id": "directory"}, kept, upsert=True)
        group = f"{service}.directory.{kept['generation']}"
        return Subscription(group, [DIRECTORY], self.handlers())

    def handlers(self) -> dict[type[Event], Handler]:
        """One projection per event of the topic."""
        return {
            PersonChanged: self._person_changed,
            PersonErased: lambda event: [remove_newer(self.people, event)],
            UnitChanged: self._unit_changed,
            UnitErased: lambda event: [remove_newer(self.units, event)],
        }

    def _person_changed(self, event: Received[PersonChanged]) -> list[Write]:
        fields = event.data.model_dump(mode="json", exclude={"person_id"})
        return [upsert_newer(self.people, event, fields)]

    def _unit_changed(self, event: Received[UnitChanged]) -> list[Write]:
        fields = event.data.model_dump(mode="json", exclude={"unit_id"})
        return [upsert_newer(self.units, event, fields)]


def _person(document: Document | None) -> Person | None:
    if document is None or document.get("deleted"):
        return None
    return Person.model_validate({**document, "id": document["_id"]})


def _unit(document: Document | None) -> Unit | None:
    if document is None or document.get("deleted"):
        return None
    return Unit.model_validate({**document, "id": document["_id"]})


async def _each_person(found: Any) -> AsyncIterator[Person]:
    async for document in found:
        person = _person(document)
        if person is not None:
            yield person
