"""A consumer that dies before it has committed is given the same events again, and does them
once."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

from chassis.testing import eventually
from chassis.topics import ensure_topics
from redthread_contracts import Envelope
from redthread_contracts.envelope import to_headers
from redthread_contracts.goals import GoalAgreed, GoalChanged
from redthread_contracts.topics import GOALS
from tests.faults.dying import Orders, facts, group
from tests.faults.stage import Stage

SUBJECTS = [f"goal-{number}" for number in range(20)]
CHANGES = 10
"""Per goal: each but the last is a change, the last is agreed."""


async def test_a_consumer_killed_before_its_offset_is_committed_does_everything_once(
    stage: Stage,
) -> None:
    name = f"consumer_{uuid4().hex[:8]}"
    prefix = f"{name}."
    await ensure_topics(stage.addresses.kafka, [GOALS], prefix=prefix, partitions=3)
    await _publish(stage, f"{prefix}goals")

    # One dies when its projections are written, the other when its effect is done as well.
    await asyncio.gather(
        *(
            _dies_and_comes_again(stage, name, prefix, point, nth)
            for point, nth in (("projected", 3), ("acted", 12))
        )
    )


async def _dies_and_comes_again(stage: Stage, name: str, prefix: str, point: str, nth: int) -> None:
    dying = Orders(
        kafka=stage.addresses.kafka,
        mongo_url=stage.addresses.mongo_url,
        database=f"{name}_{point}",
        topic_prefix=prefix,
        point=point,
        nth=nth,
    )
    lag = ((f"{prefix}{group(dying)}", f"{prefix}goals"),)
    mongo = stage.mongo[dying.database]

    async with _running(dying) as process, asyncio.timeout(60):
        assert await process.wait() == -signal.SIGKILL
    assert await stage.uncommitted(lag), "it had committed everything: the kill came too late"
    done_before = await mongo["effects"].count_documents({})

    async with _running(replace(dying, point="")):

        async def committed() -> bool:
            return not await stage.uncommitted(lag)

        await eventually(committed, seconds=60)

    views = {each["_id"]: each async for each in mongo["views"].find({})}
    last = {"title": f"$mål {CHANGES - 1} 🎯", "sequence": CHANGES - 1}
    assert views == {subject: {"_id": subject, **last} for subject in SUBJECTS}
    done = [each["of"] async for each in mongo["effects"].find({})]
    assert sorted(done) == sorted(SUBJECTS), "one effect per event"
    assert done_before == (nth if point == "acted" else nth - 1)
    assert await mongo["asked"].count_documents({}) > len(SUBJECTS), "no event came twice"


async def _publish(stage: Stage, topic: str) -> None:
    async with stage.producer() as producer:
        for sequence in range(1, CHANGES + 1):
            kind = GoalChanged if sequence < CHANGES else GoalAgreed
            for subject in SUBJECTS:
                envelope = Envelope(
                    source="/test/goals", type=kind.type, subject=subject, sequence=sequence
                )
                await producer.send_and_wait(
                    topic,
                    kind(**facts(subject, sequence)).model_dump_json().encode(),
                    subject.encode(),
                    headers=to_headers(envelope),
                )


@asynccontextmanager
async def _running(orders: Orders) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(*orders.command("consumer"))
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
