"""Every event may come three times and mixed up with all others: the result is that of one each."""

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from aiokafka import ConsumerRecord

from chassis.testing import eventually, serving
from chassis.topics import ensure_topics
from notifier.app import create_app
from notifier.settings import Settings
from redthread_contracts.topics import ALL
from tests.faults.commands import agreements, check_ins, proposals, times
from tests.faults.history import History, directory_groups, settled
from tests.faults.stage import Stage, going_on
from tests.faults.town import Team, open_talks, rename, team

READ_BY_SOMEBODY = ("directory", "talks", "goals")
WRITTEN = {
    "goals": ("goals", "directory_people", "directory_units"),
    "talks": ("talks", "cycles", "directory_people", "directory_units"),
    "notifier": ("watches", "notifications", "directory_people", "directory_units"),
}
"""What each service makes of events."""

_LEASES = ("lease_until", "lease_by", "job_lease_until")


async def test_every_event_delivered_three_times_and_shuffled_changes_nothing(
    stage: Stage, history: History
) -> None:
    await _something_has_happened(stage, history)
    await settled(stage)
    before = await _documents(stage)
    records = await _first_occurrences(stage)

    # Once in order within each aggregate, and once in no order at all.
    await _publish(stage, _interleaved(records))
    await _publish(stage, _shuffled(records))

    await settled(stage)
    assert await _documents(stage) == before
    await history.check()


async def test_a_service_that_first_hears_of_everything_three_times_and_shuffled_knows_the_same(
    stage: Stage, history: History
) -> None:
    await _something_has_happened(stage, history)
    await settled(stage)
    prefix = f"shuffled_{uuid4().hex[:8]}."
    await ensure_topics(stage.addresses.kafka, ALL, prefix=prefix, partitions=3)
    records = await _first_occurrences(stage)
    repeats = _shuffled(records * 2)
    await _publish(stage, _interleaved([*records, *repeats]), prefix=prefix)

    settings = Settings(
        mongo_url=stage.addresses.mongo_url,
        database=prefix.rstrip("."),
        kafka=stage.addresses.kafka,
        topic_prefix=prefix,
        clock_file=stage.system.home / "clock",
        smtp_port=1,  # nobody listens there: this one only learns
    )
    newcomer = stage.mongo[settings.database]
    async with serving(create_app(settings)):
        (directory,) = await directory_groups(stage, [newcomer.name])
        groups = [("notifier.goals", "goals"), ("notifier.talks", "talks"), directory]

        async def has_read_all() -> bool:
            there = [(f"{prefix}{group}", f"{prefix}{topic}") for group, topic in groups]
            return not await stage.uncommitted(there)

        await eventually(has_read_all, seconds=60)

    known = stage.database("notifier")
    for name, query, facts in (
        ("directory_people", {}, dict),
        ("directory_units", {}, dict),
        ("watches", {}, _facts),
        ("notifications", {"item_type": "talk"}, _facts),
    ):
        ours = {each["_id"]: facts(each) async for each in known[name].find(query)}
        theirs = {each["_id"]: facts(each) async for each in newcomer[name].find(query)}
        assert theirs == ours, name
    await stage.mongo.drop_database(newcomer.name)


def _facts(document: dict[str, Any]) -> dict[str, Any]:
    """What a watch or a notification says, without what the clock has made of it."""
    kept = ("sequence", "talk", "person_id", "kind", "item_id", "day", "starts_at")
    deadlines = [
        {name: each[name] for name in ("item_id", "day", "owner_ids", "set_at")}
        for each in document.get("deadlines", ())
    ]
    return {**{name: document.get(name) for name in kept}, "deadlines": deadlines}


async def _something_has_happened(stage: Stage, history: History) -> Team:
    ours = await team(stage)
    for title in ("Samordnare", "Planerare"):
        await rename(stage, ours, title)
    talks = await open_talks(stage, ours)
    async with going_on(
        agreements(stage, history, ours, talks, times(12)),
        check_ins(stage, history, ours, times(12)),
        proposals(stage, history, ours, times(12), talks=talks),
    ):
        pass
    return ours


async def _first_occurrences(stage: Stage) -> list[ConsumerRecord]:
    records: dict[str, ConsumerRecord] = {}
    for topic in READ_BY_SOMEBODY:
        for event in await stage.events(topic):
            records.setdefault(event.envelope.id, event.record)
    return list(records.values())


def _interleaved(records: Sequence[ConsumerRecord]) -> list[ConsumerRecord]:
    """Shuffled over the aggregates, in the given order within each."""
    queues: dict[bytes, list[ConsumerRecord]] = defaultdict(list)
    for record in records:
        queues[record.key].append(record)
    turns = random.sample([record.key for record in records], len(records))
    places = {key: iter(queue) for key, queue in queues.items()}
    return [next(places[key]) for key in turns]


def _shuffled(records: Sequence[ConsumerRecord]) -> list[ConsumerRecord]:
    return random.sample(records, len(records))


async def _publish(stage: Stage, records: Sequence[ConsumerRecord], *, prefix: str = "") -> None:
    async with stage.producer() as producer:
        for record in records:
            await producer.send(
                f"{prefix}{record.topic}", record.value, record.key, headers=list(record.headers)
            )
        await producer.flush()


async def _documents(stage: Stage) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {
        (service, name, document["_id"]): {
            key: value for key, value in document.items() if key not in _LEASES
        }
        for service, names in WRITTEN.items()
        for name in names
        async for document in stage.database(service)[name].find({})
    }
