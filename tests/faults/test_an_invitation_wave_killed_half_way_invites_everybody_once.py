"""Killed while it asks many, a survey asks everybody in the end, and nobody twice."""

import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, time, timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from chassis.clock import at
from chassis.documents import PENDING
from chassis.mongo import Collection
from chassis.testing import Publisher, eventually
from chassis.testing.asking import Asker
from chassis.topics import ensure_topics
from redthread_contracts.surveys import InvitationFacts, InvitationIssued
from tests.faults.letters import Branch, kill_between
from tests.faults.polls import HR, Polls
from tests.faults.stage import Stage, going_on

AN_EVENING = at(date(2027, 3, 1), time(19))
"""No mail goes out: what is counted is who is told of it."""

A_LEASE = timedelta(minutes=3)
"""After it, what the dead one was at is somebody else's."""

PEOPLE = [f"asked-{number}" for number in range(1_200)]
SURVEY_ID = "wave"


@pytest.fixture
async def polls(stage: Stage, tmp_path: Path) -> AsyncIterator[Polls]:
    branch = Branch(f"wave_{uuid4().hex[:8]}", 9, tmp_path)
    branch.set_clock(AN_EVENING)
    await ensure_topics(stage.addresses.kafka, prefix=branch.prefix, partitions=2)
    polls = Polls(stage, branch, PEOPLE, AN_EVENING)
    async with stage.producer() as producer:
        await polls.settle_in(Publisher(producer, branch.prefix))
    yield polls
    await stage.mongo.drop_database(polls.database)
    await stage.mongo.drop_database(branch.name)


@pytest.mark.parametrize("half_written", ["participants", "invitations"])
async def test_a_service_killed_half_way_through_a_wave_asks_everybody_once(
    polls: Polls, half_written: str
) -> None:
    async with polls.service() as (process, asker):
        async with going_on(_launch(polls, asker)):
            await kill_between(process.pid, _is_half_way(polls.mongo[half_written]))
        assert await process.wait() == -signal.SIGKILL

    # Whoever launched it was not told: the same once more.
    polls.branch.set_clock(polls.branch.now() + A_LEASE)
    async with polls.service() as (_, asker):
        await _launch(polls, asker)
        await eventually(lambda: _is_told(polls), seconds=60)
        survey = (await asker.ask("GET", f"/surveys/{SURVEY_ID}", HR)).body

    assert (survey["state"], survey["asked"]) == ("open", len(PEOPLE))
    asked = [each["person_id"] async for each in polls.mongo["participants"].find({})]
    assert sorted(asked) == sorted(PEOPLE)
    assert await _invited(polls) == dict.fromkeys(PEOPLE, 1)


async def test_a_notifier_killed_half_way_through_a_wave_tells_everybody_once(
    stage: Stage, polls: Polls
) -> None:
    notifications = stage.mongo[polls.branch.name]["notifications"]
    async with polls.service() as (_, asker):
        async with polls.branch.notifier(stage) as first:
            async with going_on(_launch(polls, asker)):
                await kill_between(first.pid, _is_half_way(notifications))
            assert await first.wait() == -signal.SIGKILL
        async with polls.branch.notifier(stage):
            everybody = len(PEOPLE)
            await eventually(lambda: _reaches(notifications, everybody), seconds=60)
            await eventually(lambda: _is_sent(notifications), seconds=60)

    told = Counter([each["person_id"] async for each in notifications.find({})])
    assert told == dict.fromkeys(PEOPLE, 1)
    events = await stage.events(f"{polls.branch.prefix}notifications")
    assert len({each.envelope.subject for each in events}) == everybody


async def _launch(polls: Polls, asker: Asker) -> None:
    """The service may die of it."""
    try:
        said = await asker.ask("PUT", f"/surveys/{SURVEY_ID}", HR, polls.draft())
    except aiohttp.ClientError:
        return
    assert said.status == 200, said.body


def _is_half_way(written: Collection) -> Callable[[], Awaitable[bool]]:
    async def is_half_way() -> bool:
        return 0 < await written.count_documents({}) < len(PEOPLE)

    return is_half_way


async def _reaches(written: Collection, many: int) -> bool:
    return await written.count_documents({}) >= many


async def _is_sent(written: Collection) -> bool:
    return await written.count_documents(PENDING) == 0


async def _is_told(polls: Polls) -> bool:
    invitations = polls.mongo["invitations"]
    return await _reaches(invitations, len(PEOPLE)) and await _is_sent(invitations)


async def _invited(polls: Polls) -> Counter[str]:
    """How many different invitations each has got, as everybody else hears of it."""
    events = await polls.stage.events(f"{polls.branch.prefix}survey-invitations")
    assert {each.envelope.type for each in events} == {InvitationIssued.type}
    heard = {
        each.envelope.id: InvitationFacts.model_validate_json(each.record.value).person_id
        for each in events
    }
    return Counter(heard.values())
