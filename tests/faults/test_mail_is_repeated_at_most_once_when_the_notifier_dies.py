"""Killed between the mail server's 250 and its own note of it, the notifier sends that mail once
more: the same mail to the same person. Nothing else is repeated, and nobody is missed."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, time, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from chassis.clock import at
from chassis.documents import PENDING
from chassis.mongo import Database
from chassis.testing import Publisher, eventually
from chassis.topics import ensure_topics
from notifier.settings import Settings
from redthread_contracts.directory import PersonChanged, UnitChanged
from redthread_contracts.ids import CycleId, PersonId, TalkId, UnitId
from redthread_contracts.notifications import NotificationCreated, NotificationSent
from redthread_contracts.talks import TalkOpened
from tests.faults.letters import Branch, MailServer, mail_server
from tests.faults.stage import Stage

IN_OFFICE_HOURS = at(date(2027, 3, 1), time(9))
A_LEASE = timedelta(minutes=3)
"""After it, what the dead one had in its hands is somebody else's."""

PEOPLE = [f"anställd-{number}" for number in range(16)]
UNIT, MANAGER = UnitId("E05"), PersonId("mattias")


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
async def branch(stage: Stage, server: MailServer, tmp_path: Path) -> AsyncIterator[Branch]:
    branch = Branch(f"notifier_{uuid4().hex[:8]}", server.port, tmp_path)
    branch.set_clock(IN_OFFICE_HOURS)
    await ensure_topics(stage.addresses.kafka, prefix=branch.prefix, partitions=2)
    yield branch
    await stage.mongo.drop_database(branch.name)


@pytest.mark.parametrize("nth", [1, 9], ids=["at-the-first-mail", "in-the-middle"])
async def test_a_notifier_killed_after_250_repeats_only_what_it_had_in_its_hands(
    stage: Stage, branch: Branch, server: MailServer, nth: int
) -> None:
    mongo = stage.mongo[branch.name]
    notifications = mongo["notifications"]

    async with branch.notifier(stage) as first, stage.producer() as producer:
        publisher = Publisher(producer, branch.prefix)
        await _move_in(publisher, mongo)
        server.kill(first.pid, at=nth)
        for person in PEOPLE:
            await publisher.publish(_opened(person), f"talk-{person}", 1, time=branch.now())
        async with asyncio.timeout(60):
            assert await first.wait() == -signal.SIGKILL
    taken_before = set(server.copies())

    async with branch.notifier(stage):
        # Everything but what the dead one holds a lease on.
        await eventually(lambda: _is_told(mongo, leased=False), seconds=60)
        recorded = {_message_id(each) async for each in notifications.find({"state": "sent"})}
        in_its_hands = taken_before - recorded
        branch.set_clock(branch.now() + A_LEASE)
        await eventually(lambda: _is_told(mongo, leased=True), seconds=60)

    assert server.killed_at in in_its_hands, "it had noted the mail: the kill came too late"
    assert len(in_its_hands) <= Settings().smtp_connections
    wanted = {_message_id(each): each["person_id"] async for each in notifications.find({})}
    assert sorted(wanted.values()) == sorted(PEOPLE), "one notification for each"
    assert server.copies() == {id: 2 if id in in_its_hands else 1 for id in wanted}
    assert set(server.taken) == {(id, _address(person)) for id, person in wanted.items()}
    await _everything_is_told_of_once(stage, branch, set(wanted))


async def _is_told(mongo: Database, *, leased: bool) -> bool:
    """All mails are sent and all events too; without `leased`, but for those on a lease."""
    notifications = mongo["notifications"]
    free = {} if leased else {"job_lease_until": {"$exists": False}}
    everybody = await notifications.count_documents({}) == len(PEOPLE)
    waiting = await notifications.count_documents({"state": "waiting", **free})
    unsent = await notifications.count_documents(PENDING)
    return everybody and not waiting and not unsent


async def _everything_is_told_of_once(stage: Stage, branch: Branch, ids: set[str]) -> None:
    """To everybody else each mail was created once and sent once, in this order."""
    events = await stage.events(f"{branch.prefix}notifications")
    told = Counter(
        (f"<{each.envelope.subject}@localhost>", each.envelope.sequence, each.envelope.type)
        for each in {each.envelope.id: each for each in events}.values()
    )
    kinds = (NotificationCreated.type, NotificationSent.type)
    assert told == {
        (id, sequence, kind): 1 for id in ids for sequence, kind in enumerate(kinds, start=1)
    }


async def _move_in(publisher: Publisher, mongo: Database) -> None:
    unit = UnitChanged(
        unit_id=UNIT,
        parent_id=None,
        path=(UNIT,),
        name_sv="Bygglov",
        name_en="Building permits",
        level="municipality",
        manager_id=MANAGER,
    )
    await publisher.publish(unit, UNIT, 1)
    for person in (*PEOPLE, MANAGER):
        known = PersonChanged(
            person_id=PersonId(person),
            employee_number=f"nr-{person}",
            given_name="Åsa",
            family_name="Sandgren",
            email=_address(person),
            title="handläggare",
            staff_group="administration",
            unit_id=UNIT,
            employed_from=date(2020, 1, 1),
        )
        await publisher.publish(known, person, 1)

    async def is_known() -> bool:
        return await mongo["directory_people"].count_documents({}) == len(PEOPLE) + 1

    await eventually(is_known, seconds=60)


def _opened(person: str) -> TalkOpened:
    return TalkOpened(
        talk_id=TalkId(f"talk-{person}"),
        kind="yearly",
        cycle_id=CycleId("cycle"),
        employee_id=PersonId(person),
        manager_id=MANAGER,
        unit_id=UNIT,
        state="planned",
        last_day=date(2027, 4, 30),
    )


def _address(person: str) -> str:
    return f"{person.replace('ä', 'a')}@ekstad.example"


def _message_id(notification: dict[str, str]) -> str:
    return f"<{notification['_id']}@localhost>"
