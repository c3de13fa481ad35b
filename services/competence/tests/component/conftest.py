"""A small town: the competence service against a real MongoDB and Kafka, its people and terms."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiokafka import AIOKafkaConsumer

from chassis.clock import FixedClock
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings
from chassis.testing import Publisher, eventually, serving
from chassis.testing.asking import Answer, Asker
from chassis.tokens import TokenMaker
from competence.app import create_app
from competence.finder import Finder
from competence.jobs import Settling
from competence.store import CompetenceStore
from competence.term import id_of
from redthread_contracts import Envelope
from redthread_contracts.directory import PersonChanged, UnitChanged
from redthread_contracts.envelope import from_headers
from redthread_contracts.ids import PersonId, UnitId
from redthread_contracts.topics import COMPETENCE

NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)

UNITS = {
    "E00": ("municipality", None, "boss"),
    "E05": ("department", "E00", "sara"),
    "E05-1": ("unit", "E05", "mattias"),
    "E06": ("department", "E00", "amina"),
}
PEOPLE = {
    "boss": ("E00", "Bo", "Ek"),
    "hanna": ("E00", "Hanna", "Ek"),
    "adam": ("E00", "Adam", "Ek"),
    "sara": ("E05", "Sara", "Ek"),
    "mattias": ("E05-1", "Mattias", "Öberg"),
    "ellen": ("E05-1", "Ellen", "Sandgren"),
    "viktor": ("E05-1", "Viktor", "Åberg"),
    "olle": ("E05-1", "Olle", "Zetterman"),
    "amina": ("E06", "Amina", "Ek"),
    "pia": ("E06", "Pia", "Ahl"),
}
ROLES: dict[str, Any] = {"hanna": ("hr",), "adam": ("admin",)}
HR, ADMIN = "hanna", "adam"

TERMS: list[dict[str, Any]] = [
    {"id": "strand", "kind": "skill", "label_sv": "Strandskydd", "label_en": "Shore protection"},
    {"id": "tillsyn", "kind": "skill", "label_sv": "Tillsyn"},
    {"id": "klarsprak", "kind": "skill", "label_sv": "Klarspråk", "former_labels": ["Byråspråk"]},
    {"id": "tss", "kind": "skill", "label_sv": "Tecken som stöd", "synonyms": ["TAKK", "tecknad"]},
    {"id": "tecken", "kind": "language", "concept_id": "jt1", "label_sv": "Teckenspråk"},
    {"id": "finska", "kind": "language", "label_sv": "Finska", "label_en": "Finnish"},
    {"id": "hlr", "kind": "certificate", "label_sv": "Hjärt-lungräddning, HLR", "valid_months": 12},
    {"id": "b", "kind": "driving_licence", "label_sv": "Körkort B"},
]  # fmt: skip
SCOPE = ("competence:import",)


@dataclass
class Town(Asker):
    """Asks the service as somebody."""

    clock: FixedClock
    publisher: Publisher
    mongo: Database
    consumer: AIOKafkaConsumer
    settling: Settling
    """Another replica's, to be run by hand."""
    events: list[tuple[Envelope, dict[str, Any] | None]] = field(default_factory=list)

    async def get(self, path: str, who: str) -> Any:
        answer = await self.ask("GET", path, who)
        assert answer.status == 200, answer.body
        return answer.body

    async def put(self, path: str, who: str, body: Any, **options: Any) -> Any:
        answer = await self.ask("PUT", path, who, body, **options)
        assert answer.status == 200, answer.body
        return answer.body

    async def lists(self, who: str, term: str, level: int, **changes: Any) -> str:
        """Somebody lists a competence; returns the item's id."""
        item_id = str(uuid4())
        body = {"term_id": id_of(term), "level": level, **changes}
        await self.put(f"/profiles/me/competences/{item_id}", who, body)
        return item_id

    async def holds(self, who: str, term: str, expires: str | None, **changes: Any) -> str:
        """Somebody lists a certificate; returns the item's id."""
        item_id = str(uuid4())
        body = {"term_id": id_of(term), "expires": expires, **changes}
        await self.put(f"/profiles/me/certificates/{item_id}", who, body)
        return item_id

    async def bring_in(self, **rows: Any) -> Answer:
        return await self.ask("POST", "/imports", None, rows, scopes=SCOPE)

    async def settled(self) -> bool:
        """Nothing is left to send or to settle."""
        for name in ("profiles", "terms", "requirements"):
            if await self.mongo[name].find_one({"outbox.0": {"$exists": True}}):
                return False
        for name in ("unsettled", "unsettled_terms"):
            if await self.mongo[name].find_one({}):
                return False
        # What is sent is marked by its consumer: what is found says how far that is.
        async for profile in self.mongo["profiles"].find({"deleted": {"$exists": False}}):
            shown = await self.mongo["finder"].find_one({"_id": profile["person_id"]})
            if shown is None or shown.get("profile_version") != profile["version"]:
                return False
        return True

    async def found(self, question: str, who: str = "boss") -> list[str]:
        """Who is found once everything is settled, in order."""
        await eventually(self.settled)
        body = await self.get(f"/search?q={question}", who)
        return [each["person_id"] for each in body["items"]]

    async def told(self) -> list[tuple[Envelope, dict[str, Any] | None]]:
        """All events that the service has sent in this test, once nothing is left to send."""
        await eventually(self.settled)
        ends = await self.consumer.end_offsets(self.consumer.assignment())
        for partition, end in ends.items():
            while await self.consumer.position(partition) < end:
                for record in (await self.consumer.getmany(partition, timeout_ms=500))[partition]:
                    data = json.loads(record.value) if record.value else None
                    self.events.append((from_headers(record.headers), data))
        return self.events

    async def told_of(self, person_id: str) -> dict[str, Any] | None:
        """What the newest event about a person's profile says."""
        found = [
            (envelope.sequence, data)
            for envelope, data in await self.told()
            if data is not None and data.get("person_id") == person_id
        ]
        return max(found, key=lambda each: each[0])[1] if found else None

    async def person(self, person_id: str, sequence: int, **changes: Any) -> None:
        """The directory tells of somebody."""
        await self.publisher.publish(a_person(person_id, **changes), person_id, sequence)


def a_person(person_id: str, **changes: Any) -> PersonChanged:
    unit_id, given_name, family_name = PEOPLE[person_id]
    values: dict[str, Any] = {
        "person_id": PersonId(person_id),
        "employee_number": person_id,
        "given_name": given_name,
        "family_name": family_name,
        "email": None,
        "title": "Handläggare",
        "staff_group": "office",
        "unit_id": UnitId(unit_id),
        "roles": ROLES.get(person_id, ()),
        "employed_from": date(2020, 1, 1),
    }
    return PersonChanged(**{**values, **changes})


@pytest.fixture
async def town(
    settings: dict[str, Any], tokens: TokenMaker, publisher: Publisher, mongo: Database
) -> AsyncIterator[Town]:
    clock = FixedClock(NOON)
    await _settle_in(publisher)
    app = create_app(Settings(**settings), clock=clock)
    async with serving(app) as url, aiohttp.ClientSession() as session:
        await eventually(lambda: _moved_in(mongo))
        async with _listening(settings) as consumer:
            replica = Service("competence", Settings(**settings), clock=clock)
            finder = Finder(replica.database)
            settling = Settling(CompetenceStore(replica), finder, clock)
            town = Town(
                session, url, tokens, "competence", clock, publisher, mongo, consumer, settling
            )
            answer = await town.bring_in(terms=TERMS)
            assert answer.body["terms"]["created"] == len(TERMS), answer.body
            yield town


@asynccontextmanager
async def _listening(settings: dict[str, Any]) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of what this test makes the service send."""
    topic = f"{settings['topic_prefix']}{COMPETENCE.name}"
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=settings["kafka"], auto_offset_reset="latest"
    )
    await consumer.start()
    try:
        for partition in consumer.assignment():
            await consumer.position(partition)  # now, not at the first poll
        yield consumer
    finally:
        await consumer.stop()


async def _settle_in(publisher: Publisher) -> None:
    for unit_id, (level, parent_id, manager_id) in UNITS.items():
        path = ["E00", *(each for each in UNITS if each != "E00" and unit_id.startswith(each))]
        unit = UnitChanged(
            unit_id=UnitId(unit_id),
            parent_id=UnitId(parent_id) if parent_id else None,
            path=tuple(map(UnitId, path)),
            name_sv=f"Enheten {unit_id}",
            name_en=f"The unit {unit_id}",
            level=level,
            manager_id=PersonId(manager_id),
        )
        await publisher.publish(unit, unit_id, 1)
    for person_id in PEOPLE:
        await publisher.publish(a_person(person_id), person_id, 1)


async def _moved_in(mongo: Database) -> bool:
    expected = {
        "directory_people": len(PEOPLE),
        "directory_units": len(UNITS),
        "finder": len(PEOPLE),
    }
    return all([await mongo[name].count_documents({}) == count for name, count in expected.items()])
