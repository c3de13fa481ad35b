"""Killed anywhere in a submit, the survey has taken the answer and its mark, or neither.

Who has not been told that it was taken sends it again: then it is there exactly once.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, time
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from chassis.clock import at
from chassis.mongo import Database
from chassis.testing import Publisher, eventually
from chassis.testing.asking import Answer as Said
from chassis.testing.asking import Asker
from chassis.topics import ensure_topics
from tests.faults.letters import Branch
from tests.faults.polls import HR, Polls
from tests.faults.stage import Stage

IN_OFFICE_HOURS = at(date(2027, 3, 1), time(9))
PEOPLE = [f"svarande-{number}" for number in range(40)]
GIVEN = {person: 1 + number % 5 for number, person in enumerate(PEOPLE)}
"""What each answers."""

AT_ONCE = 8


@pytest.fixture
async def polls(stage: Stage, tmp_path: Path) -> AsyncIterator[Polls]:
    branch = Branch(f"polls_{uuid4().hex[:8]}", 0, tmp_path)
    branch.set_clock(IN_OFFICE_HOURS)
    await ensure_topics(stage.addresses.kafka, prefix=branch.prefix, partitions=1)
    polls = Polls(stage, branch, PEOPLE, IN_OFFICE_HOURS)
    async with stage.producer() as producer:
        await polls.settle_in(Publisher(producer, branch.prefix))
    # What a dead process has begun holds its documents until the server ends it: after a minute.
    await _let_transactions_last(stage, seconds=2)
    yield polls
    await _let_transactions_last(stage, seconds=60)
    await stage.mongo.drop_database(polls.database)


@pytest.mark.parametrize("point", ["marked", "kept", "committed"])
async def test_a_submit_killed_half_way_is_taken_whole_or_not_at_all(
    polls: Polls, point: str
) -> None:
    async with polls.service(point=point, nth=20) as (process, asker):
        survey_id = await polls.launch(asker)
        told = await _everybody_submits(asker, survey_id)
        assert await process.wait() == -signal.SIGKILL
    assert 0 < len(told) < len(PEOPLE)
    await eventually(lambda: _agree(polls.mongo), seconds=60)
    marked = await _marked(polls.mongo)
    assert told <= marked, "somebody was told that the answer was taken, and it was not"

    async with polls.service() as (_, asker):
        again = await _everybody_submits(asker, survey_id, insisting=True)
        assert again == set(PEOPLE), "everybody is told in the end"
        assert await _marked(polls.mongo) == set(PEOPLE)
        assert await polls.mongo["answers"].count_documents({}) == len(PEOPLE)
        closed = await asker.ask("POST", f"/surveys/{survey_id}/close", HR)
        assert closed.status == 200, closed.body
        results = (await asker.ask("GET", f"/surveys/{survey_id}/results", HR)).body

    assert results["answered"] == len(PEOPLE)
    counts = {each["value"]: each["count"] for each in results["questions"][0]["distribution"]}
    assert counts == dict(Counter(GIVEN.values())), "each answer is there once, as it was given"


async def _let_transactions_last(stage: Stage, *, seconds: int) -> None:
    command = {"setParameter": 1, "transactionLifetimeLimitSeconds": seconds}
    await stage.mongo.admin.command(command)


async def _everybody_submits(asker: Asker, survey_id: str, *, insisting: bool = False) -> set[str]:
    """Who was told that the answer is taken, now or before. `insisting`: 503 is not an answer."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(person: str) -> str | None:
        async with turns:
            said = await _submit(asker, survey_id, person)
            if insisting and said is not None and said.status == 503:
                said = await eventually(lambda: _taken(asker, survey_id, person), seconds=60)
        if said is None:
            return None  # it has died
        if said.status == 409:
            assert said.body["code"] == "already-answered", said.body
        else:
            assert said.status == 204, said.body
        return person

    return {person for person in await asyncio.gather(*map(one, PEOPLE)) if person}


async def _taken(asker: Asker, survey_id: str, person: str) -> Said | None:
    said = await _submit(asker, survey_id, person)
    return None if said is None or said.status == 503 else said


async def _submit(asker: Asker, survey_id: str, person: str) -> Said | None:
    """What it said; None when it died of it."""
    body = {"answers": {"p1": GIVEN[person]}}
    try:
        return await asker.ask("PUT", f"/surveys/{survey_id}/answer", person, body)
    except aiohttp.ClientError:
        return None


async def _marked(mongo: Database) -> set[str]:
    found = mongo["participants"].find({"state": "answered"})
    return {each["person_id"] async for each in found}


async def _agree(mongo: Database) -> bool:
    """What the dead one had begun is rolled back by the database; then marks and answers agree."""
    answers = await mongo["answers"].count_documents({})
    return answers == len(await _marked(mongo)) > 0
