"""An office: the talks service against a real MongoDB and Kafka, its people and their talk."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from fastapi import FastAPI

from chassis.clock import FixedClock
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings
from chassis.testing import Publisher, eventually, serving
from chassis.testing.asking import Asker
from chassis.tokens import TokenMaker
from redthread_contracts.directory import Absence, PersonChanged, UnitChanged
from redthread_contracts.ids import CycleId, PersonId, UnitId
from talks.app import create_app
from talks.store import TalkStore
from talks.talk import cycle_talk_id

NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)

UNITS: dict[str, tuple[str | None, str | None]] = {
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
    "hidden": "E05-1",
    "away": "E05-1",
    "amina": "E06",
    "pia": "E06",
}
HR = "hanna"
PROTECTED = "hidden"
AWAY = "away"
IN_E05 = {"sara", "mattias", "ellen", "viktor", PROTECTED}


@dataclass
class Office(Asker):
    """Asks the service as somebody."""

    app: FastAPI
    clock: FixedClock
    publisher: Publisher
    mongo: Database

    async def get(self, path: str, who: str) -> Any:
        answer = await self.ask("GET", path, who)
        assert answer.status == 200, answer.body
        return answer.body

    async def do(
        self, method: str, path: str, who: str, body: Any = None, *, version: int | None = None
    ) -> Any:
        answer = await self.ask(method, path, who, body, version=version)
        assert answer.status == 200, answer.body
        return answer.body

    async def open_cycle(self, cycle_id: str = "autumn", **changes: Any) -> Any:
        """Start a cycle and wait until its talks are open."""
        await self.do("PUT", f"/cycles/{cycle_id}", HR, a_plan(**changes))

        async def is_open() -> Any:
            cycle = await self.get(f"/cycles/{cycle_id}", HR)
            return cycle if cycle["state"] == "open" else None

        return await eventually(is_open)

    async def open_talk(self, employee: str = "ellen") -> str:
        """The path of a talk in a cycle of the office's own."""
        await self.open_cycle()
        return f"/talks/{talk_of(employee)}"

    async def held_talk(self) -> str:
        """A talk with a note."""
        path = await self.open_talk()
        await self.note(path, "mattias", "Besked samma dag.")
        return path

    async def note(
        self, path: str, who: str, text: str, *, version: int = 0, discussed: bool = False
    ) -> Any:
        body = {"text": text, "discussed": discussed}
        return await self.do("PUT", f"{path}/notes/roles", who, body, version=version)

    async def prepare(
        self, path: str, who: str, text: str, *, version: int = 0, prompt: str = "ro3"
    ) -> Any:
        body = {"answers": {prompt: text}}
        place = f"{path}/preparations/mine/roles"
        return await self.do("PUT", place, who, body, version=version)

    async def finish(self, path: str, who: str = "mattias", **body: Any) -> Any:
        talk = await self.get(path, who)
        return await self.do("POST", f"{path}/finish", who, body, version=talk["version"])

    async def confirm(self, path: str, who: str, **said: Any) -> Any:
        talk = await self.get(path, who)
        document = await self.get(f"{path}/documents/{talk['document_version']}", who)
        return await self.do("POST", f"{path}/confirm", who, {"hash": document["hash"], **said})


def talk_of(employee: str, cycle: str = "autumn") -> str:
    return cycle_talk_id(CycleId(cycle), PersonId(employee))


def a_plan(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Hösten 2026",
        "template_id": "standard",
        "template_version": 1,
        "unit_ids": ["E05"],
        "opens": "2026-10-01",
        "last_day": "2026-11-30",
        **changes,
    }


@pytest.fixture
async def office(
    settings: dict[str, Any], tokens: TokenMaker, publisher: Publisher, mongo: Database
) -> AsyncIterator[Office]:
    clock = FixedClock(NOON)
    await _move_in(publisher)
    app = create_app(Settings(**settings), clock=clock)
    async with serving(app) as url, aiohttp.ClientSession() as session:
        await eventually(lambda: _moved_in(mongo))
        yield Office(session, url, tokens, "talks", app, clock, publisher, mongo)


@dataclass(frozen=True)
class Replica:
    """A second process of the service: for what dies halfway there."""

    service: Service
    store: TalkStore


@pytest.fixture
async def replica(settings: dict[str, Any]) -> Replica:
    service = Service("talks", Settings(**settings), clock=FixedClock(NOON))
    return Replica(service, TalkStore(service))


def a_member(person_id: str, unit_id: str, **changes: Any) -> PersonChanged:
    away = (Absence(start=date(2026, 1, 1), until=date(2027, 6, 1)),)
    return PersonChanged(
        **{
            "person_id": PersonId(person_id),
            "employee_number": person_id,
            "given_name": person_id,
            "family_name": "Ek",
            "email": None,
            "title": "Handläggare",
            "staff_group": "office",
            "unit_id": UnitId(unit_id),
            "roles": ("hr",) if person_id == HR else (),
            "employed_from": date(2020, 1, 1),
            "protected": person_id == PROTECTED,
            "absences": away if person_id == AWAY else (),
            **changes,
        }
    )


async def _move_in(publisher: Publisher) -> None:
    for unit_id, (parent_id, manager_id) in UNITS.items():
        above = ["E00"] if unit_id != "E00" else []
        path = [*above, *(each for each in UNITS if each != "E00" and unit_id.startswith(each))]
        unit = UnitChanged(
            unit_id=UnitId(unit_id),
            parent_id=UnitId(parent_id) if parent_id else None,
            path=tuple(map(UnitId, path or ["E00"])),
            name_sv=unit_id,
            name_en=unit_id,
            level="unit",
            manager_id=PersonId(manager_id) if manager_id else None,
        )
        await publisher.publish(unit, unit_id, 1)
    for person_id, unit_id in PEOPLE.items():
        await publisher.publish(a_member(person_id, unit_id), person_id, 1)


async def _moved_in(mongo: Database) -> bool:
    # Other tests may have added people and units of their own.
    people = await mongo["directory_people"].count_documents({"_id": {"$in": list(PEOPLE)}})
    units = await mongo["directory_units"].count_documents({"_id": {"$in": list(UNITS)}})
    return (people, units) == (len(PEOPLE), len(UNITS))


ONE_WEEK = timedelta(days=7)
