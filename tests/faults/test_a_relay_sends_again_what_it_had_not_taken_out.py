"""Between writing, sending and taking out of the outbox a relay may die: no event is lost, no
order is broken, and what comes twice has the same id."""

import asyncio
import signal
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from chassis.topics import ensure_topics
from redthread_contracts.topics import GOALS
from tests.faults.dying import Orders, acknowledged
from tests.faults.stage import Stage

POINTS = {"written": 25, "claimed": 3, "sending": 40, "sent": 3, "released": 3}
"""Where it dies, and at which time."""

EVENTS_A_TURN = 12
"""How far each process brings each aggregate, if it lives."""


async def test_a_relay_killed_between_write_send_and_pull_loses_and_reorders_nothing(
    stage: Stage, tmp_path: Path
) -> None:
    name = f"relay_{uuid4().hex[:8]}"
    here = Orders(
        kafka=stage.addresses.kafka,
        mongo_url=stage.addresses.mongo_url,
        database=name,
        topic_prefix=f"{name}.",
        log=str(tmp_path / "acknowledged"),
        aggregates=20,
    )
    await ensure_topics(here.kafka, [GOALS], prefix=here.topic_prefix, partitions=3)

    for turn, (point, nth) in enumerate(POINTS.items(), start=1):
        orders = replace(here, versions=turn * EVENTS_A_TURN, point=point, nth=nth)
        assert await _run(orders) == -signal.SIGKILL, f"it did not die when {point}"
    assert await _run(replace(here, versions=(len(POINTS) + 1) * EVENTS_A_TURN)) == 0

    counters = stage.mongo[name]["counters"]
    documents = {each["_id"]: each async for each in counters.find({})}
    events = await stage.events(f"{here.topic_prefix}goals")
    order: dict[str, list[int]] = defaultdict(list)
    ids = defaultdict(set)
    for event in events:
        envelope = event.envelope
        if envelope.sequence not in order[envelope.subject]:
            order[envelope.subject].append(envelope.sequence)
        ids[envelope.subject, envelope.sequence].add(envelope.id)
    assert all(
        documents[id]["version"] >= version for id, version in acknowledged(Path(here.log)).items()
    )
    assert not any(each["outbox"] for each in documents.values()), "events left in an outbox"
    assert {id: each["version"] for id, each in documents.items()} == {
        id: len(sequences) for id, sequences in order.items()
    }, "a gap"
    assert all(sequences == sorted(sequences) for sequences in order.values()), "a wrong order"
    assert all(len(same) == 1 for same in ids.values()), "repeated under another id"
    assert max(Counter(event.envelope.id for event in events).values()) > 1, (
        "nothing came twice: the kill between sending and taking out was none"
    )


async def _run(orders: Orders) -> int:
    process = await asyncio.create_subprocess_exec(*orders.command("relay"))
    try:
        async with asyncio.timeout(60):
            return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
