"""The notifier against a real MongoDB, a real Kafka and a real mail server, and its people."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from chassis.clock import FixedClock, at
from chassis.mongo import Database
from chassis.testing import Publisher, eventually, serving
from chassis.tokens import TokenMaker
from notifier.app import create_app
from notifier.settings import Settings
from redthread_contracts import Envelope, Event
from redthread_contracts.directory import Absence, Delegation, PersonChanged, UnitChanged
from redthread_contracts.goals import GoalAgreed
from redthread_contracts.ids import PersonId, UnitId
from redthread_contracts.surveys import SurveyOpened
from redthread_contracts.talks import AgreementFacts, TalkConfirmed

from .mailbox import Mailbox

MONDAY = at(date(2026, 11, 16), time(10))
"""Two weeks before the deadline of `a_goal`, in office hours."""

UNITS = {"E00": (None, "sara"), "E05": ("E00", "mattias")}
PEOPLE: dict[str, dict[str, Any]] = {
    "ellen": {},
    "viktor": {"language": "en"},
    "rut": {},  # whom the mail server does not know
    "pia": {"protected": True},
    "olle": {"email": None},
    "amina": {"absences": (Absence(start=date(2026, 11, 9), until=date(2026, 11, 17)),)},
    "mattias": {},
    "sara": {
        "unit_id": "E00",
        "delegations": (
            Delegation(to=PersonId("hanna"), start=date(2026, 11, 16), until=date(2026, 11, 20)),
        ),
    },
    "hanna": {"unit_id": "E00", "roles": ("admin",)},
}


@dataclass
class Desk:
    """What a test works with."""

    session: aiohttp.ClientSession
    url: str
    tokens: TokenMaker
    clock: FixedClock
    publisher: Publisher
    mongo: Database
    mailbox: Mailbox
    again: Callable[[], AbstractAsyncContextManager[str]]
    """Another replica, on the same database and clock."""

    async def ask(self, method: str, path: str, who: str, body: Any = None) -> tuple[int, Any]:
        token = self.tokens.make("notifier", person_id=who)
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.request(
            method, f"{self.url}{path}", json=body, headers=headers
        ) as answer:
            return answer.status, await answer.json()

    async def bell(self, who: str) -> Any:
        status, body = await self.ask("GET", "/bell", who)
        assert status == 200, body
        return body

    async def deliveries(self, query: str = "") -> list[dict[str, Any]]:
        status, body = await self.ask("GET", f"/deliveries{query}", "hanna")
        assert status == 200, body
        items: list[dict[str, Any]] = body["items"]
        return items

    async def publish(self, event: Event, subject: str, sequence: int = 1) -> Envelope:
        return await self.publisher.publish(event, subject, sequence, time=self.clock.now())

    async def until_handled(self, watch_id: str, sequence: int = 1) -> None:
        """Wait until an event has been seen."""
        query = {"_id": watch_id, "sequence": {"$gte": sequence}}
        await eventually(lambda: self.mongo["watches"].find_one(query))

    async def until_told(self, item_id: str, many: int) -> None:
        """Wait until there are so many notifications about something."""
        query = {"item_id": item_id}
        told = self.mongo["notifications"]
        await eventually(lambda: _reaches(told.count_documents(query), many))

    async def until_quiet(self) -> None:
        """Wait until nothing is due and nothing is left to send, neither mails nor events."""
        await eventually(self._is_quiet)

    async def _is_quiet(self) -> bool:
        now = self.clock.now()
        due = await self.mongo["watches"].find_one({"next_at": {"$ne": None, "$lte": now}})
        mail = await self.mongo["notifications"].find_one({"send_at": {"$ne": None, "$lte": now}})
        event = await self.mongo["notifications"].find_one({"outbox.0": {"$exists": True}})
        return due is None and mail is None and event is None

    async def move_to(self, day: date, hour: int = 8, minute: int = 1) -> None:
        """Let time pass until a moment in Stockholm, and all be done that is due by then."""
        self.clock.set(at(day, time(hour, minute)))
        await self.until_quiet()

    async def has_goal(self, **changes: Any) -> str:
        """A goal that counts; returns its id."""
        goal_id = f"goal-{uuid4()}"
        await self.publish(GoalAgreed(**a_goal(goal_id, **changes)), goal_id)
        await self.until_handled(f"goal:{goal_id}")
        return goal_id

    async def has_talk(self, *agreements: AgreementFacts, **changes: Any) -> str:
        """A confirmed talk; returns its id."""
        talk_id = f"talk-{uuid4()}"
        facts = a_talk(talk_id, agreements=agreements, state="confirmed", **changes)
        await self.publish(TalkConfirmed(**facts), talk_id)
        await self.until_handled(f"talk:{talk_id}")
        return talk_id

    async def has_survey(self, survey_id: str, **changes: Any) -> None:
        """An open survey that the notifier has heard of."""
        await self.publish(SurveyOpened(**a_survey(survey_id, **changes)), survey_id)
        await self.until_handled(f"survey:{survey_id}")


def a_goal(goal_id: str, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "goal_id": goal_id,
        "level": "individual",
        "status": "active",
        "unit_id": "E05",
        "owner_ids": ("ellen",),
        "period_from": date(2026, 1, 1),
        "period_until": date(2026, 12, 31),
        "deadline": date(2026, 11, 30),
    }
    return {**values, **changes}


def a_talk(talk_id: str, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "talk_id": talk_id,
        "kind": "yearly",
        "cycle_id": "cycle-1",
        "employee_id": "ellen",
        "manager_id": "mattias",
        "unit_id": "E05",
        "state": "planned",
        "last_day": date(2026, 12, 18),
    }
    return {**values, **changes}


def a_survey(survey_id: str, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "survey_id": survey_id,
        "template_id": "pulse",
        "title_sv": "Hur har du det på Bygglov",
        "title_en": "How are things at Building permits",
        "anonymous": True,
        "state": "open",
        "opens_at": MONDAY,
        "closes_at": at(date(2026, 12, 1), time(0)),
        "asked": 3,
        "author_id": "hanna",
    }
    return {**values, **changes}


def an_invitation(survey_id: str, who: str, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "invitation_id": f"{survey_id}-{who}",
        "survey_id": survey_id,
        "person_id": who,
        "closes_at": at(date(2026, 12, 1), time(0)),
    }
    return {**values, **changes}


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    await box.open()
    yield box
    await box.close()


@pytest.fixture
async def desk(
    settings: dict[str, Any],
    tokens: TokenMaker,
    publisher: Publisher,
    mongo: Database,
    mailbox: Mailbox,
) -> AsyncIterator[Desk]:
    clock = FixedClock(MONDAY)
    own = Settings(
        **settings,
        smtp_port=mailbox.port,
        mail_from="rodatraden@ekstad.example",
        public_url="https://rodatraden.example",
    )

    def again() -> AbstractAsyncContextManager[str]:
        return serving(create_app(own, clock=clock))

    await _settle_in(publisher)
    async with again() as url, aiohttp.ClientSession() as session:
        await eventually(lambda: _moved_in(mongo))
        yield Desk(session, url, tokens, clock, publisher, mongo, mailbox, again)


async def _settle_in(publisher: Publisher) -> None:
    for unit_id, (parent_id, manager_id) in UNITS.items():
        unit = UnitChanged(
            unit_id=UnitId(unit_id),
            parent_id=UnitId(parent_id) if parent_id else None,
            path=tuple(UnitId(each) for each in (parent_id, unit_id) if each),
            name_sv=unit_id,
            name_en=unit_id,
            level="unit",
            manager_id=PersonId(manager_id),
        )
        await publisher.publish(unit, unit_id, 1)
    for number, (person_id, changes) in enumerate(PEOPLE.items()):
        values: dict[str, Any] = {
            "person_id": person_id,
            "employee_number": f"10{number:02d}",
            "given_name": person_id.capitalize(),
            "family_name": "Sandgren",
            "email": f"{person_id}@ekstad.example",
            "title": "handläggare",
            "staff_group": "administration",
            "unit_id": "E05",
            "employed_from": date(2020, 1, 1),
        }
        await publisher.publish(PersonChanged(**{**values, **changes}), person_id, 1)


async def _moved_in(mongo: Database) -> bool:
    people = await mongo["directory_people"].count_documents({})
    units = await mongo["directory_units"].count_documents({})
    return people == len(PEOPLE) and units == len(UNITS)


async def _reaches(count: Awaitable[int], many: int) -> bool:
    return await count >= many


def instant(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """A moment in Stockholm."""
    return at(day, time(hour, minute))
