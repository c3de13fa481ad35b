"""A small town: the goals service against a real MongoDB and Kafka, its people, and their goals."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from chassis.clock import FixedClock
from chassis.mongo import Database
from chassis.settings import Settings
from chassis.testing import Publisher, eventually, serving
from chassis.testing.asking import Answer, Asker
from chassis.tokens import TokenMaker
from goals.app import create_app
from redthread_contracts.directory import PersonChanged, UnitChanged

NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)

UNITS = {
    "E00": (None, "boss"),
    "E05": ("E00", "sara"),
    "E05-1": ("E05", "mattias"),
    "E06": ("E00", "amina"),
}
PEOPLE = {
    "boss": "E00",
    "hanna": "E00",
    "sara": "E05",
    "mattias": "E05-1",
    "ellen": "E05-1",
    "viktor": "E05-1",
    "olle": "E05-1",
    "amina": "E06",
    "pia": "E06",
}
HR = "hanna"


@dataclass
class Town(Asker):
    """Asks the service as somebody."""

    clock: FixedClock
    publisher: Publisher
    mongo: Database
    made: list[str] = field(default_factory=list)

    async def get(self, path: str, who: str) -> Any:
        answer = await self.ask("GET", path, who)
        assert answer.status == 200, answer.body
        return answer.body

    async def make(self, who: str, **changes: Any) -> str:
        """A goal; returns its id."""
        goal_id = str(uuid4())
        answer = await self.ask("PUT", f"/goals/{goal_id}", who, a_goal(**changes))
        assert answer.status == 200, answer.body
        return goal_id

    async def make_thread(self) -> tuple[str, str]:
        """A goal of the municipality and one of the unit E05-1 under it."""
        top = await self.make(HR, level="municipality", owner_ids=[], parent_id=None)
        unit = await self.make(
            "mattias", level="unit", unit_id="E05-1", owner_ids=[], parent_id=top
        )
        return top, unit

    async def check_in(self, who: str, goal_id: str, value: float, **changes: Any) -> Answer:
        body = {"id": str(uuid4()), "confidence": "on_track", "value": value, **changes}
        return await self.ask("POST", f"/goals/{goal_id}/check-ins", who, body)

    async def settled(self) -> bool:
        """Nothing is left to send or to settle."""
        waiting = await self.mongo["goals"].find_one({"outbox.0": {"$exists": True}})
        if waiting is not None or await self.mongo["unsettled"].find_one({}) is not None:
            return False
        return await self.mongo["belongings"].find_one({"settled": False}) is None

    async def person(self, person_id: str, sequence: int, **changes: Any) -> None:
        """The directory says something new about a person."""
        await self.publisher.publish(a_person(person_id, **changes), person_id, sequence)

    async def unit(self, unit_id: str, sequence: int, **changes: Any) -> None:
        """The directory says something new about a unit."""
        await self.publisher.publish(a_unit(unit_id, **changes), unit_id, sequence)


def a_goal(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "level": "individual",
        "title": "Beslutsbrev som går att förstå direkt 🎯",
        "measure": {"kind": "figure", "start": 0, "target": 10, "unit_sv": "brev"},
        "owner_ids": ["ellen"],
        "period_from": "2026-01-01",
        "period_until": "2026-12-31",
        "deadline": "2026-11-30",
    }
    return {**values, **changes}


@pytest.fixture
async def town(
    settings: dict[str, Any], tokens: TokenMaker, publisher: Publisher, mongo: Database
) -> AsyncIterator[Town]:
    clock = FixedClock(NOON)
    await _settle_in(publisher)
    app = create_app(Settings(**settings), clock=clock)
    async with serving(app) as url, aiohttp.ClientSession() as session:
        await eventually(lambda: _moved_in(mongo))
        yield Town(session, url, tokens, "goals", clock, publisher, mongo)


def a_unit(unit_id: str, **changes: Any) -> UnitChanged:
    parent_id, manager_id = UNITS.get(unit_id, ("E00", None))
    path = [each for each in UNITS if unit_id.startswith(each)]
    values: dict[str, Any] = {
        "unit_id": unit_id,
        "parent_id": parent_id,
        "path": ["E00", *(each for each in path if each != "E00")],
        "name_sv": unit_id,
        "name_en": unit_id,
        "level": "unit",
        "manager_id": manager_id,
    }
    return UnitChanged.model_validate({**values, **changes})


def a_person(person_id: str, **changes: Any) -> PersonChanged:
    values: dict[str, Any] = {
        "person_id": person_id,
        "employee_number": f"n-{person_id}",
        "given_name": person_id,
        "family_name": "Ek",
        "email": None,
        "title": "Handläggare",
        "staff_group": "office",
        "unit_id": PEOPLE.get(person_id),
        "roles": ["hr"] if person_id == HR else [],
        "employed_from": date(2020, 1, 1),
    }
    return PersonChanged.model_validate({**values, **changes})


async def _settle_in(publisher: Publisher) -> None:
    for unit_id in UNITS:
        await publisher.publish(a_unit(unit_id), unit_id, 1)
    for person_id in PEOPLE:
        await publisher.publish(a_person(person_id), person_id, 1)


async def _moved_in(mongo: Database) -> bool:
    # Other tests may have added people and units of their own.
    people = await mongo["directory_people"].count_documents({"_id": {"$in": list(PEOPLE)}})
    units = await mongo["directory_units"].count_documents({"_id": {"$in": list(UNITS)}})
    return (people, units) == (len(PEOPLE), len(UNITS))
