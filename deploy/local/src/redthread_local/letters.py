"""Dead letters: records that no service could handle, in `<topic>.dlt`, and what becomes of them.

Which of them are dealt with is kept in Kafka itself, as the committed position of a group: the
offset says that everything before it is dealt with, its metadata which ones after it are.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import OffsetAndMetadata

from redthread_local.bus import Record, address, reader, until
from redthread_local.failure import Failure

_GROUP = "redthread-dlt"
_SUFFIX = ".dlt"
_MARK = "dlt-"
_LARGEST_REQUEST_BYTES = 2 * 1024 * 1024
_LARGEST_METADATA_BYTES = 4096


@dataclass(frozen=True)
class Letter:
    """One dead letter, as it lies in the topic."""

    record: Record

    @property
    def id(self) -> str:
        """How a person names it: `topic:partition:offset` in the dead-letter topic."""
        topic = self.record.topic.removesuffix(_SUFFIX)
        return f"{topic}:{self.record.partition}:{self.record.offset}"

    @property
    def error(self) -> str:
        """Why it was parked."""
        return self._header("dlt-error")

    @property
    def group(self) -> str:
        """Whose handling failed."""
        return self._header("dlt-group")

    @property
    def type(self) -> str:
        """The event's type, as far as it can be told."""
        return self._header("ce_type") or "?"

    @property
    def origin(self) -> str:
        """The topic in which it came."""
        return self._header("dlt-topic") or self.record.topic.removesuffix(_SUFFIX)

    @property
    def original_headers(self) -> list[tuple[str, bytes]]:
        """The headers that it came with."""
        return [(name, value) for name, value in self.record.headers if not name.startswith(_MARK)]

    def _header(self, wanted: str) -> str:
        value: bytes | None = dict(self.record.headers).get(wanted)
        return value.decode("utf-8", "backslashreplace") if value is not None else ""


@dataclass
class _Closed:
    """What is dealt with in a partition: everything before `position`, and some after it."""

    position: int
    after: set[int] = field(default_factory=set)

    def add(self, offset: int) -> None:
        self.after.add(offset)
        while self.position in self.after:
            self.after.remove(self.position)
            self.position += 1

    def committed(self) -> OffsetAndMetadata:
        metadata = _ranges(self.after)
        if len(metadata) > _LARGEST_METADATA_BYTES:
            raise Failure(
                "Too many dead letters were dealt with out of order to remember them all. "
                "Deal with the oldest ones first: `redthread dlt list` shows them on top."
            )
        return OffsetAndMetadata(self.position, metadata)


class Letters:
    """The dead letters of some topics: made by `letters`."""

    def __init__(self, consumer: Any, closed: dict[TopicPartition, _Closed]) -> None:
        self._consumer = consumer
        self._closed = closed

    async def open(self) -> list[Letter]:
        """Those that nobody has dealt with, in the order in which they were parked."""
        ends = await self._consumer.end_offsets(list(self._closed))
        for partition, closed in self._closed.items():
            self._consumer.seek(partition, closed.position)
        found = [
            Letter(record)
            async for record in until(self._consumer, ends)
            if record.offset not in self._closed[_partition(record)].after
        ]
        return sorted(found, key=lambda letter: (letter.record.timestamp, letter.id))

    async def replay(self, letters: Sequence[Letter]) -> None:
        """Sends each back to its topic as it came, in order, and marks it as dealt with.

        Broken off between the two it is sent again the next time: consumers are idempotent.
        """
        producer = AIOKafkaProducer(
            bootstrap_servers=address(),
            acks="all",
            enable_idempotence=True,
            max_request_size=_LARGEST_REQUEST_BYTES,
        )
        await producer.start()
        try:
            for letter in letters:
                key, value = letter.record.key or None, letter.record.value
                headers = letter.original_headers
                await producer.send_and_wait(letter.origin, value, key, headers=headers)
                await self.close([letter])
        finally:
            await producer.stop()

    async def close(self, letters: Sequence[Letter]) -> None:
        """Marks letters as dealt with."""
        touched = {_partition(letter.record) for letter in letters}
        for letter in letters:
            self._closed[_partition(letter.record)].add(letter.record.offset)
        await self._consumer.commit({each: self._closed[each].committed() for each in touched})


@asynccontextmanager
async def letters(topics: Sequence[str]) -> AsyncIterator[Letters]:
    """The dead letters of these topics (named without their suffix).

    Raises Failure when Kafka doesn't answer or a topic doesn't exist.
    """
    async with reader([f"{topic}{_SUFFIX}" for topic in topics], group=_GROUP) as consumer:
        partitions = sorted(consumer.assignment())
        beginnings = await consumer.beginning_offsets(partitions)
        committed = await _committed()
        closed = {}
        for partition in partitions:
            known = committed.get(partition, OffsetAndMetadata(0, ""))
            position = max(known.offset, beginnings[partition])
            closed[partition] = _Closed(position, _offsets(known.metadata, position))
        yield Letters(consumer, closed)


async def _committed() -> dict[TopicPartition, OffsetAndMetadata]:
    admin = AIOKafkaAdminClient(bootstrap_servers=address())
    await admin.start()
    try:
        found: dict[TopicPartition, OffsetAndMetadata] = await admin.list_consumer_group_offsets(
            _GROUP
        )
    finally:
        await admin.close()
    return found


def _partition(record: Record) -> TopicPartition:
    return TopicPartition(record.topic, record.partition)


def _ranges(offsets: set[int]) -> str:
    """`{3, 4, 5, 9}` as `3-5,9`: it has to fit into the metadata of a commit."""
    ranges: list[list[int]] = []
    for offset in sorted(offsets):
        if ranges and ranges[-1][1] == offset - 1:
            ranges[-1][1] = offset
        else:
            ranges.append([offset, offset])
    return ",".join(f"{a}-{b}" if a != b else f"{a}" for a, b in ranges)


def _offsets(ranges: str, least: int) -> set[int]:
    offsets: set[int] = set()
    for each in ranges.split(",") if ranges else ():
        first, _, last = each.partition("-")
        offsets.update(range(int(first), int(last or first) + 1))
    return {offset for offset in offsets if offset >= least}
