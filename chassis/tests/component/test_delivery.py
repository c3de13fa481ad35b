import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from counter import create_app, facts, raised
from fastapi import FastAPI

from chassis.mongo import Database
from chassis.settings import Settings
from chassis.testing import Publisher, Stack, eventually
from redthread_contracts.directory import PersonChanged
from redthread_contracts.goals import GoalAgreed, GoalChanged
from redthread_contracts.samples import ELLEN, sample

PENDING = {"outbox.0": {"$exists": True}}
AT_LEAST_3 = {"count": {"$gte": 3}}
Running = Callable[[FastAPI], AbstractAsyncContextManager[str]]


async def _uncommitted(stack: Stack, group: str, topic: str) -> int:
    """How many records a group has not committed: idempotence hides one that never commits."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.kafka)
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
    await consumer.start()
    await admin.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(2)]
        ends = await consumer.end_offsets(partitions)
        committed = await admin.list_consumer_group_offsets(group)
        return sum(
            ends[each] - (committed[each].offset if each in committed else 0) for each in partitions
        )
    finally:
        await admin.close()
        await consumer.stop()


async def test_every_change_reaches_the_projection_and_is_committed(
    settings: dict[str, Any], stack: Stack, mongo: Database, running: Running
) -> None:
    app, counters = create_app(Settings(**settings))
    ids = [f"{settings['database']}-{number}" for number in range(30)]

    async with running(app):
        for _ in range(3):
            await counters.counters.change_many(ids, raised)
        await counters.counters.change(ids[0], lambda state: raised(ids[0], state))

        await eventually(
            lambda: _is(
                mongo["views"].count_documents({"_id": {"$in": ids}, "count": {"$gte": 3}}), 30
            )
        )
        view = await eventually(lambda: mongo["views"].find_one({"_id": ids[0], "count": 4}))
        assert view["title"] == "$räknare 4 🙂"
        await eventually(lambda: _is(mongo["counters"].count_documents(PENDING), 0))
        group = f"{settings['topic_prefix']}{settings['database']}.views"
        topic = f"{settings['topic_prefix']}goals"
        await eventually(lambda: _is(_uncommitted(stack, group, topic), 0))


async def test_repeated_and_shuffled_events_give_the_same_as_one_of_each(
    settings: dict[str, Any], publisher: Publisher, mongo: Database, running: Running
) -> None:
    name = settings["database"]
    ids = [f"{name}-{number}" for number in range(10)]
    sent = [
        (GoalChanged(**facts(id, sequence)), await _envelope(publisher, id, sequence))
        for id in ids
        for sequence in (1, 2, 3)
    ]
    thrice = sent * 3
    random.Random(7).shuffle(thrice)
    app, _ = create_app(Settings(**settings))

    async with running(app):
        for event, envelope in thrice:
            await publisher.send(event, envelope)

        await eventually(
            lambda: _is(mongo["views"].count_documents({"_id": {"$in": ids}, "count": 3.0}), 10)
        )


async def test_an_effect_happens_once_however_often_the_event_comes(
    settings: dict[str, Any], publisher: Publisher, mongo: Database, running: Running
) -> None:
    id = settings["database"]
    app, _ = create_app(Settings(**settings))

    async with running(app):
        event = GoalAgreed(**facts(id, 1))
        envelope = await publisher.publish(event, id, 1)
        for _ in range(3):
            await publisher.send(event, envelope)
        await publisher.publish(GoalChanged(**facts(id, 2)), id, 2)

        await eventually(lambda: mongo["views"].find_one({"_id": id, "count": 2}))
        assert await mongo["effects"].count_documents({"of": id}) == 1


async def test_a_poison_event_is_parked_as_it_came_and_the_rest_goes_on(
    settings: dict[str, Any], stack: Stack, publisher: Publisher, mongo: Database, running: Running
) -> None:
    id = settings["database"]
    app, _ = create_app(Settings(**settings))
    topic = f"{settings['topic_prefix']}goals"
    poison = GoalAgreed(**(facts(id, 1) | {"title_sv": "poison"}))

    async with running(app):
        before = await publisher.publish(GoalChanged(**facts(id, 1)), id, 1)
        await publisher.publish(poison, id, 2)
        for junk in (b"not json", None, b"\xff\xfe"):
            await publisher.producer.send_and_wait(
                topic, junk, id.encode(), headers=[("ce_type", b"\xff"), ("empty", None)]
            )
        await publisher.publish(GoalChanged(**facts(id, 5)), id, 5)

        await eventually(lambda: mongo["views"].find_one({"_id": id, "count": 5}))
        group = f"{settings['topic_prefix']}{settings['database']}.views"
        await eventually(lambda: _is(_uncommitted(stack, group, topic), 0))

    parked = [each for each in await _read(stack, f"{topic}.dlt") if each.key == id.encode()]
    assert len(parked) == 4
    assert parked[0].value == poison.model_dump_json().encode()
    headers = dict(parked[0].headers)
    assert headers["dlt-topic"] == topic.encode()
    assert b"can't be handled" in headers["dlt-error"]
    assert before.subject == id


async def test_the_copy_of_the_directory_is_rebuilt_from_the_topic_alone(
    settings: dict[str, Any], publisher: Publisher, mongo: Database, running: Running
) -> None:
    person = sample(PersonChanged)
    await publisher.publish(person, ELLEN, 1)

    async with running(create_app(Settings(**settings))[0]):
        await eventually(lambda: mongo["directory_people"].find_one({"_id": ELLEN}))
    await mongo.drop_collection("directory_people")
    await mongo.drop_collection("directory_units")

    async with running(create_app(Settings(**settings))[0]):
        copy = await eventually(lambda: mongo["directory_people"].find_one({"_id": ELLEN}))

    assert copy["family_name"] == "Sandgren"


async def test_what_a_dead_replica_left_is_sent_by_another(
    settings: dict[str, Any], mongo: Database, running: Running
) -> None:
    dead, counters = create_app(Settings(**settings))  # writes, and never starts its relay
    del dead
    await counters.counters.change("left", lambda state: raised("left", state))

    async with running(create_app(Settings(**settings))[0]):
        await eventually(lambda: mongo["views"].find_one({"_id": "left", "count": 1}))


async def test_order_holds_within_an_aggregate_while_many_write(
    settings: dict[str, Any], stack: Stack, running: Running
) -> None:
    app, counters = create_app(Settings(**settings))
    ids = [f"{settings['database']}-o{number}" for number in range(5)]

    async def write(id: str) -> None:
        for _ in range(10):
            await counters.counters.change(id, lambda state: raised(id, state))

    async with running(app):
        await asyncio.gather(*(write(id) for id in ids))
        await eventually(
            lambda: _is(
                counters.counters.collection.count_documents({"outbox.0": {"$exists": True}}), 0
            )
        )

    records = await _read(stack, f"{settings['topic_prefix']}goals")
    for id in ids:
        sequences = [
            int(dict(each.headers)["ce_sequence"]) for each in records if each.key == id.encode()
        ]
        assert list(dict.fromkeys(sequences)) == list(range(1, 11))


async def _is(value: Any, wanted: int) -> bool:
    return bool(await value == wanted)


async def _envelope(publisher: Publisher, id: str, sequence: int) -> Any:
    return await publisher.publish(GoalChanged(**facts(id, sequence)), id, sequence)


async def _read(stack: Stack, topic: str) -> list[Any]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=stack.kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        records: list[Any] = []
        while any([await consumer.position(each) < end for each, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                records += batch
        return records
    finally:
        await consumer.stop()
