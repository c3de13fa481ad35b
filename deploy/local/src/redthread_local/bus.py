"""Reading Kafka as a stranger would: plain aiokafka, CloudEvents in the headers."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError

from redthread_local.failure import Failure
from redthread_local.places import Home
from redthread_local.state import require_running

Record: TypeAlias = "ConsumerRecord[bytes | None, bytes | None]"
Ends = dict[TopicPartition, int]


def address() -> str:
    """Where Kafka is: REDTHREAD_KAFKA if that is set, else the one that runs here."""
    return os.environ.get("REDTHREAD_KAFKA") or require_running(Home.here()).kafka


@asynccontextmanager
async def reader(topics: Sequence[str], *, group: str | None = None) -> AsyncIterator[Any]:
    """A consumer that has all partitions of the topics and commits nothing by itself.

    Raises Failure when Kafka doesn't answer or a topic doesn't exist.
    """
    consumer = AIOKafkaConsumer(
        bootstrap_servers=address(),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    try:
        await consumer.start()
        consumer.assign(await _partitions(topics))
        yield consumer
    except KafkaConnectionError as error:
        raise Failure(
            f"Kafka doesn't answer at {address()}. "
            "See `redthread status` and `redthread logs kafka`."
        ) from error
    finally:
        await consumer.stop()


async def until(consumer: Any, ends: Ends) -> AsyncIterator[Record]:
    """The records from where the consumer stands to these ends."""
    open_ = {p for p, end in ends.items() if await consumer.position(p) < end}
    while open_:
        for partition, records in (await consumer.getmany(*open_, timeout_ms=500)).items():
            for record in records:
                if record.offset < ends[partition]:
                    yield record
        open_ = {p for p in open_ if await consumer.position(p) < ends[p]}


def readable(record: Record) -> dict[str, Any]:
    """A record as plain facts: where it lies, its CloudEvents attributes, its data.

    Nothing is refused: what isn't text is shown escaped, what isn't JSON as text.
    """
    headers = {name: _text(value) for name, value in record.headers}
    attributes = {
        name.removeprefix("ce_"): value for name, value in headers.items() if name.startswith("ce_")
    }
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": _text(record.key),
        **attributes,
        "data": _data(record.value),
    }


def _data(value: bytes | None) -> object:
    if value is None:
        return None
    try:
        return json.loads(value)
    except ValueError:
        return _text(value)


def _text(value: bytes | None) -> str | None:
    return value.decode("utf-8", "backslashreplace") if value is not None else None


async def _partitions(topics: Sequence[str]) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(bootstrap_servers=address())
    await admin.start()
    try:
        found = {each["topic"]: each for each in await admin.describe_topics(list(topics))}
        for name in topics:
            if found[name]["error_code"]:
                known = ", ".join(sorted(await admin.list_topics()))
                raise Failure(f"There is no topic {name}. There are: {known}.")
    finally:
        await admin.close()
    return [
        TopicPartition(name, partition["partition"])
        for name in topics
        for partition in found[name]["partitions"]
    ]
