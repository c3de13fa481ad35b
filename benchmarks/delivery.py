"""Commands, relay, consumer and the way from a commit to a projection."""

import asyncio
from functools import partial
from json import loads
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pymongo import InsertOne, UpdateOne

from benchmarks.counter import Bench, changed, fresh, raised
from benchmarks.measure import Result, compare, p50_ms, per_second
from chassis.consumer import Consumers
from chassis.documents import OUTBOX_INDEX, PENDING
from chassis.kafka import Producer
from chassis.relay import Relay
from chassis.testing import Stack, eventually
from redthread_contracts import Envelope
from redthread_contracts.envelope import to_headers

COMMANDS, BACKLOG, EVENTS, SINGLE = 400, 4_000, 8_000, 100


async def command(stack: Stack) -> Result:
    """Load, decide, write state and event, against load and write of a document by hand.

    Each command goes to another document, as people do; a document that nobody relays would grow.
    """
    bench = await fresh(stack)
    await bench.counters.collection.create_indexes([OUTBOX_INDEX])
    ids = [str(uuid4()) for _ in range(COMMANDS)]
    await bench.counters.change_many(ids, lambda id, state: None if state else raised(id, state))
    await bench.raw.insert_many(
        [{"_id": id, "version": 1, "count": 1, "title": "x" * 40, "why": "y" * 210} for id in ids]
    )

    async def ours() -> float:
        await bench.counters.collection.update_many({}, {"$set": {"outbox": []}})

        async def work() -> None:
            for id in ids:
                await bench.counters.change(id, partial(raised, id))

        return await per_second(COMMANDS, work)

    async def baseline() -> float:
        async def work() -> None:
            for id in ids:
                document = await bench.raw.find_one({"_id": id})
                assert document is not None
                version = document["version"]
                fields = {**document, "count": document["count"] + 1, "version": version + 1}
                del fields["_id"]
                await bench.raw.update_one({"_id": id, "version": version}, {"$set": fields})

        return await per_second(COMMANDS, work)

    return await compare(
        "command with event / plain motor update",
        ours,
        baseline,
        unit="commands/s",
        goal=0.8,
        better="more",
    )


async def relay(stack: Stack) -> Result:
    """The relay on a backlog, against a plain producer and one bulk update per batch."""
    bench = await fresh(stack)
    await bench.counters.collection.create_indexes([OUTBOX_INDEX])
    ids = [str(uuid4()) for _ in range(BACKLOG)]
    sender = Producer(stack.kafka, client_id="bench")
    await sender.connect()
    plain = await _producer(stack)

    async def ours() -> float:
        await bench.counters.change_many(ids, raised_once_more(bench))
        task = asyncio.create_task(
            Relay(bench.counters.collection, sender, topic_prefix=bench.prefix).run()
        )

        async def drained() -> None:
            await eventually(lambda: _is_drained(bench), seconds=120)

        try:
            return await per_second(BACKLOG, drained)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def baseline() -> float:
        await bench.raw.delete_many({})
        await bench.raw.bulk_write([InsertOne({"_id": id, "sent": False}) for id in ids])

        async def work() -> None:
            for start in range(0, BACKLOG, 500):
                batch = ids[start : start + 500]
                futures = [
                    await plain.send(bench.topic, *_record(id, place + start), headers=_headers(id))
                    for place, id in enumerate(batch)
                ]
                await asyncio.gather(*futures)
                await bench.raw.bulk_write(
                    [UpdateOne({"_id": id}, {"$set": {"sent": True}}) for id in batch],
                    ordered=False,
                )

        return await per_second(BACKLOG, work)

    try:
        return await compare(
            "relay draining a backlog / plain producer and bulk update",
            ours,
            baseline,
            unit="events/s",
            goal=0.5,
            better="more",
            rounds=3,
        )
    finally:
        await sender.stop()
        await plain.stop()


async def consumer(stack: Stack) -> Result:
    """A subscription with a projection, against `getmany` and an ordered bulk upsert by hand."""
    bench = await fresh(stack)
    plain = await _producer(stack)
    futures = [
        await plain.send(
            bench.topic,
            *_record(f"c{n % 1000}", n),
            headers=_headers(f"c{n % 1000}", n // 1000 + 1),
        )
        for n in range(EVENTS)
    ]
    await asyncio.gather(*futures)
    await plain.stop()

    async def ours() -> float:
        await bench.views.delete_many({})
        sender = Producer(stack.kafka, client_id="bench")
        consumers = Consumers(
            stack.kafka,
            sender,
            [bench.subscription()],
            client_id="bench",
            topic_prefix=bench.prefix,
        )
        last = {"sequence": EVENTS // 1000}

        async def work() -> None:
            await consumers.start()
            await eventually(lambda: _all(bench, last, 1000), seconds=120)

        try:
            return await per_second(EVENTS, work)
        finally:
            await consumers.stop()

    async def baseline() -> float:
        await bench.raw.delete_many({})
        reader = AIOKafkaConsumer(
            bench.topic,
            bootstrap_servers=stack.kafka,
            group_id=f"raw.{uuid4().hex[:6]}",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )

        async def work() -> None:
            await reader.start()
            seen = 0
            while seen < EVENTS:
                batches = await reader.getmany(timeout_ms=1000, max_records=500)
                operations = [
                    UpdateOne(
                        {"_id": record.key.decode()}, {"$set": loads(record.value)}, upsert=True
                    )
                    for batch in batches.values()
                    for record in batch
                ]
                if operations:
                    await bench.raw.bulk_write(operations, ordered=True)
                    await reader.commit()
                seen += len(operations)

        try:
            return await per_second(EVENTS, work)
        finally:
            await reader.stop()

    return await compare(
        "consumer / plain getmany and ordered bulk upsert",
        ours,
        baseline,
        unit="events/s",
        goal=0.5,
        better="more",
        rounds=3,
    )


async def latency(stack: Stack) -> Result:
    """From the commit of a change to the projection of another service, one at a time."""
    bench = await fresh(stack)
    await bench.counters.collection.create_indexes([OUTBOX_INDEX])
    bench.service.subscribes(bench.subscription())
    app = bench.service.app()
    id = str(uuid4())

    async with app.router.lifespan_context(app):
        await bench.counters.change(id, lambda state: raised(id, state))
        await eventually(lambda: bench.views.find_one({"_id": id}))
        plain = await _producer(stack)
        other = f"{bench.prefix}notifications"
        reader = AIOKafkaConsumer(other, bootstrap_servers=stack.kafka, auto_offset_reset="latest")
        await reader.start()
        await bench.raw.insert_one({"_id": "raw", "version": 1})

        async def ours() -> float:
            async def once() -> None:
                stored = await bench.counters.change(id, lambda state: raised(id, state))
                assert stored is not None
                while not await bench.views.find_one({"_id": id, "sequence": stored.version}):
                    pass

            return await p50_ms(SINGLE, once)

        async def baseline() -> float:
            mark = 0

            async def once() -> None:
                nonlocal mark
                mark += 1
                await bench.raw.update_one({"_id": "raw"}, {"$set": {"version": mark}})
                await plain.send_and_wait(other, b"{}", b"raw")
                record = await reader.getone()
                await bench.raw.update_one(
                    {"_id": "view"}, {"$set": {"value": record.value, "mark": mark}}, upsert=True
                )
                while not await bench.raw.find_one({"_id": "view", "mark": mark}):
                    pass

            return await p50_ms(SINGLE, once)

        try:
            return await compare(
                "commit to projection, p50 / by hand",
                ours,
                baseline,
                unit="ms",
                goal=2.0,
                better="less",
                rounds=3,
            )
        finally:
            await reader.stop()
            await plain.stop()


def raised_once_more(bench: Bench) -> Any:
    """A bulk decision that is idempotent within one round: counts up to the same number."""
    target = bench.next_round()

    def decide(id: str, counter: Any) -> Any:
        if counter is not None and counter.count >= target:
            return None
        return raised(id, counter)

    return decide


async def _producer(stack: Stack) -> AIOKafkaProducer:
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka, acks="all", enable_idempotence=True)
    await producer.start()
    return producer


def _record(id: str, count: int) -> tuple[bytes, bytes]:
    return changed(id, count).model_dump_json().encode(), id.encode()


def _headers(id: str, sequence: int = 1) -> list[tuple[str, bytes]]:
    envelope = Envelope(source="/bench", type=changed(id, 1).type, subject=id, sequence=sequence)
    return to_headers(envelope)


async def _is_drained(bench: Bench) -> bool:
    return await bench.counters.collection.find_one(PENDING, {"_id": 1}) is None


async def _all(bench: Bench, query: dict[str, Any], count: int) -> bool:
    return await bench.views.count_documents(query) == count
