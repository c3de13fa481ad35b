"""A town hall: the surveys service against a real MongoDB and Kafka, its people, and a survey."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from chassis.clock import FixedClock
from chassis.mongo import Database, Document
from chassis.service import Service
from chassis.testing import Publisher, eventually, serving
from chassis.testing.asking import Answer, Asker
from chassis.tokens import TokenMaker
from redthread_contracts.directory import Absence, PersonChanged, UnitChanged
from redthread_contracts.ids import PersonId, UnitId
from surveys.app import create_app
from surveys.box import Box
from surveys.launching import Launching
from surveys.rounds import Rounds
from surveys.sealing import Seal, read_keys
from surveys.settings import Settings
from surveys.store import SurveyStore

NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
LAST = datetime(2026, 10, 28, 22, 0, tzinfo=UTC)

UNITS: dict[str, tuple[str | None, str]] = {
    "E00": (None, "boss"),
    "E05": ("E00", "sara"),
    "E05-1": ("E05", "mattias"),
    "E05-2": ("E05", "lena"),
    "E06": ("E00", "amina"),
}
HR, PROTECTED, AWAY, NEW = "hanna", "hidden", "away", "new"
PEOPLE = {
    "boss": "E00",
    HR: "E00",
    **{f"staff-{number}": "E00" for number in range(5)},
    "sara": "E05",
    "mattias": "E05-1",
    **{f"permit-{number}": "E05-1" for number in range(11)},
    PROTECTED: "E05-1",
    AWAY: "E05-1",
    "lena": "E05-2",
    **{f"land-{number}": "E05-2" for number in range(4)},
    "amina": "E06",
    **{f"school-{number}": "E06" for number in range(13)},
    NEW: "E06",
}
ASKED = [person for person in PEOPLE if person not in (PROTECTED, AWAY)]
PERMITS = [person for person in ASKED if PEOPLE[person] == "E05-1"]
LAND = [person for person in ASKED if PEOPLE[person] == "E05-2"]
"""Five, and with the one directly in E05 six: they are shown only as a part of E05."""
STAFF = [person for person in ASKED if PEOPLE[person] == "E00"]
SCHOOL = [person for person in ASKED if PEOPLE[person] == "E06"]


@dataclass
class Hall(Asker):
    """Asks the service as somebody."""

    clock: Any
    publisher: Publisher
    mongo: Database

    async def get(self, path: str, who: str) -> Any:
        answer = await self.ask("GET", path, who)
        assert answer.status == 200, answer.body
        return answer.body

    async def launch(self, who: str = HR, **changes: Any) -> str:
        """A survey; returns its id."""
        survey_id = str(uuid4())
        answer = await self.ask("PUT", f"/surveys/{survey_id}", who, a_draft(**changes))
        assert answer.status == 200, answer.body
        return survey_id

    async def answer(self, survey_id: str, who: str, **values: Any) -> Answer:
        body = {"answers": values or {"p1": 4, "p2": 2}}
        return await self.ask("PUT", f"/surveys/{survey_id}/answer", who, body)

    async def answered_by(self, survey_id: str, people: list[str], **values: Any) -> None:
        for person in people:
            answer = await self.answer(survey_id, person, **values)
            assert answer.status == 204, answer.body

    async def close(self, survey_id: str, who: str = HR) -> None:
        answer = await self.ask("POST", f"/surveys/{survey_id}/close", who)
        assert answer.status == 200, answer.body
        assert answer.body["state"] == "closed"

    async def results(self, survey_id: str, who: str = HR, **query: str) -> Any:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return await self.get(f"/surveys/{survey_id}/results?{asked}", who)

    async def quiet(self) -> bool:
        """Nothing that is due is left to do or to send."""
        due = {"done": False, "due_at": {"$lte": self.clock.now()}}
        return (
            await self.mongo["errands"].find_one(due) is None
            and await self.mongo["invitations"].find_one({"outbox.0": {"$exists": True}}) is None
            and await self.mongo["surveys"].find_one({"outbox.0": {"$exists": True}}) is None
        )


def a_draft(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title_sv": "Temperaturmätning oktober 🌡",
        "title_en": "Pulse October",
        "template_id": "pulse",
        "audience": {"kind": "all"},
        "opens_at": NOON.isoformat(),
        "closes_at": LAST.isoformat(),
    }
    return {**values, **changes}


def person(name: str, unit_id: str) -> PersonChanged:
    away = Absence(start=NOON.date(), until=LAST.date() + timedelta(days=30))
    return PersonChanged(
        person_id=PersonId(name),
        employee_number=name,
        given_name=name,
        family_name="Ek",
        email=None if name == "lena" else f"{name}@ekstad.example",
        title="Handläggare",
        staff_group="office",
        unit_id=UnitId(unit_id),
        roles=("hr",) if name == HR else (),
        employed_from=date(2026, 10, 1) if name == NEW else date(2020, 1, 1),
        protected=name == PROTECTED,
        absences=(away,) if name == AWAY else (),
    )


def unit(unit_id: str) -> UnitChanged:
    parent_id, manager_id = UNITS[unit_id]
    path = [unit_id]
    while (above := UNITS[path[0]][0]) is not None:
        path.insert(0, above)
    return UnitChanged(
        unit_id=UnitId(unit_id),
        parent_id=UnitId(parent_id) if parent_id else None,
        path=tuple(map(UnitId, path)),
        name_sv=f"Enheten {unit_id}",
        name_en=f"Unit {unit_id}",
        level="unit",
        manager_id=PersonId(manager_id),
    )


@pytest.fixture
async def hall(
    settings: dict[str, Any], tokens: TokenMaker, publisher: Publisher, mongo: Database
) -> AsyncIterator[Hall]:
    clock = FixedClock(NOON)
    await announce(publisher, PEOPLE)
    app = create_app(Settings(**settings), clock=clock)
    async with serving(app) as url, aiohttp.ClientSession() as session:
        await settled_in(mongo, PEOPLE)
        yield Hall(session, url, tokens, "surveys", clock, publisher, mongo)


async def announce(publisher: Publisher, people: Mapping[str, str]) -> None:
    """Tell of the units, and of people in them."""
    for unit_id in UNITS:
        await publisher.publish(unit(unit_id), unit_id, 1)
    for name, unit_id in people.items():
        await publisher.publish(person(name, unit_id), name, 1)


async def settled_in(mongo: Database, people: Mapping[str, str]) -> None:
    """Wait until the service knows them."""
    known = {"_id": {"$in": list(people)}}
    await eventually(lambda: _there(mongo, "directory_people", known, len(people)))
    await eventually(lambda: _there(mongo, "directory_units", {}, len(UNITS)))


@dataclass(frozen=True)
class Replica:
    """A second process of the service: for what dies halfway there."""

    service: Service
    store: SurveyStore
    box: Box
    launching: Launching
    rounds: Rounds


@pytest.fixture
def replica(settings: dict[str, Any], hall: Hall) -> Replica:
    own = Settings(**settings)
    service = Service("surveys", own, clock=hall.clock)
    store = SurveyStore(service)
    box = Box(service.database, a_seal(own))
    launching = Launching(store, box, service.directory, hall.clock)
    return Replica(service, store, box, launching, Rounds(store, box, hall.clock))


def a_seal(settings: Settings) -> Seal:
    return Seal(read_keys(settings.answer_keys.get_secret_value()))


async def _there(mongo: Database, collection: str, query: Document, count: int) -> bool:
    return await mongo[collection].count_documents(query) == count
