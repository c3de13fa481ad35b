"""Consuming: at least once on the wire, once in effect, in order per aggregate.

A subscription takes records in batches. Each record is decoded by itself; what the projections
want to write goes out as one ordered bulk per collection; then the batch is committed. An error
that passes by itself is tried again in place, which keeps the order. A batch that fails for good
is taken record by record, and the one that is bad goes to `<topic>.dlt` as it came.
"""

import asyncio
import copy
import inspect
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, Generic, TypeVar
from uuid import NAMESPACE_URL, uuid5

import stamina
import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from opentelemetry.trace import SpanKind
from pydantic import ValidationError
from pymongo import UpdateOne

from chassis import telemetry
from chassis.errors import Unavailable
from chassis.kafka import RETRY_BACKOFF_MS, Producer
from chassis.mongo import TRANSIENT, Collection
from chassis.projection import Write
from redthread_contracts import Envelope, Event, InvalidEvent, Topic, event_class
from redthread_contracts.envelope import from_headers

log = structlog.get_logger()

E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Received(Generic[E_co]):
    """An event as it arrived: the envelope and the data."""

    envelope: Envelope
    data: E_co


Handler = Callable[[Received[Any]], Sequence[Write] | Awaitable[None]]
"""A projection is a plain function that returns its writes; an effect is an async function."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Which topics are read, under which consumer group, and what is done about each event.

    `name` is the group: replicas of a service share it, two subscriptions never do.
    """

    name: str
    topics: Sequence[Topic]
    handlers: Mapping[type[Event], Handler]


def effect_id(event_id: str, purpose: str) -> str:
    """The same event always names the same effect, so that doing it twice changes nothing."""
    return str(uuid5(NAMESPACE_URL, f"{event_id}/{purpose}"))


class Consumers:
    """All subscriptions of a service. HTTP and commands go on while Kafka is away."""

    def __init__(
        self,
        servers: str,
        producer: Producer,
        subscriptions: Sequence[Subscription],
        *,
        client_id: str,
        topic_prefix: str = "",
    ) -> None:
        self._topic_prefix = topic_prefix
        self._workers = [_Worker(each, producer, topic_prefix) for each in subscriptions]
        self._broker = KafkaBroker(
            servers,
            client_id=client_id,
            apply_types=False,  # the worker validates each record by itself
            consumer_only=True,  # publishing goes through `Producer`
            allow_auto_create_topics=False,  # FastStream would create one partition
            graceful_timeout=15.0,
            retry_backoff_ms=RETRY_BACKOFF_MS,
            logger=logging.getLogger("faststream"),
            log_level=logging.DEBUG,  # two lines a record are too many
        )
        for worker in self._workers:
            self._subscribe(worker)

    async def start(self) -> None:
        """Join all groups at once; try again until Kafka is there."""
        if not self._workers:
            return
        async for attempt in stamina.retry_context(
            on=(KafkaError, OSError, TimeoutError),
            attempts=None,
            timeout=None,
            wait_initial=0.2,
            wait_max=5,
        ):
            with attempt:
                try:
                    await self._connect()
                    # One after the other, each would wait for its group's rebalance.
                    await asyncio.gather(*(each.start() for each in self._broker.subscribers))
                except BaseException:
                    await self._broker.stop()
                    raise
        log.info("consuming", groups=[worker.subscription.name for worker in self._workers])

    async def _connect(self) -> None:
        await self._broker.connect()
        config = self._broker.config.broker_config
        config.builder = partial(_PromptConsumer, **_keywords(config.builder))

    async def stop(self) -> None:
        """Finish what is under way and leave the groups, so that others take over at once."""
        await self._broker.stop()

    def stuck(self, limit_seconds: float) -> list[str]:
        """The groups that have worked on one batch for longer than `limit_seconds`.

        A worker that waits for Kafka or retries because the database is away is not stuck:
        restarting it would not help.
        """
        return [each.subscription.name for each in self._workers if each.busy_for() > limit_seconds]

    def _subscribe(self, worker: "_Worker") -> None:
        subscription = worker.subscription
        subscriber = self._broker.subscriber(
            *(f"{self._topic_prefix}{topic.name}" for topic in subscription.topics),
            group_id=f"{self._topic_prefix}{subscription.name}",
            title=subscription.name,
            batch=True,
            max_records=500,
            parser=_parse,
            decoder=_decode,
            auto_offset_reset="earliest",  # a new projection starts from the beginning
            ack_policy=AckPolicy.NACK_ON_ERROR,  # a safety net: the worker lets no error out
            session_timeout_ms=10_000,  # how long a killed replica blocks its partitions
            heartbeat_interval_ms=3_000,  # a third of it; every beat costs, also at rest
            # One fetch is under way per broker, so what comes to a partition that it leaves out
            # waits for it to end.
            fetch_max_wait_ms=500,
            max_poll_interval_ms=15 * 60_000,  # above the slowest batch and long retries
        )

        async def consume(records: Sequence[ConsumerRecord]) -> None:
            await worker.handle(records)

        subscriber(consume)


class _Worker:
    def __init__(self, subscription: Subscription, producer: Producer, topic_prefix: str) -> None:
        self.subscription = subscription
        self._producer = producer
        self._topic_prefix = topic_prefix
        self._handlers = {event.type: handler for event, handler in subscription.handlers.items()}
        self._since: float | None = None

    def busy_for(self) -> float:
        return 0.0 if self._since is None else monotonic() - self._since

    async def handle(self, records: Sequence[ConsumerRecord]) -> None:
        """Handle a batch. Lets no error out: a record is handled, or parked."""
        try:
            await self._patiently(records)
        except Exception as error:
            log.warning("batch failed, taking it record by record", error=repr(error))
            for record in records:
                await self._handle_or_park(record)
        finally:
            self._since = None

    async def _handle_or_park(self, record: ConsumerRecord) -> None:
        try:
            await self._patiently([record])
        except Exception as error:
            log.exception(
                "parked", topic=record.topic, partition=record.partition, offset=record.offset
            )
            # A dead letter that can't be written blocks its partition: loud, and nothing is lost.
            async for attempt in _for_ever(Exception):
                with attempt:
                    await self._park(record, error)

    async def _patiently(self, records: Sequence[ConsumerRecord]) -> None:
        async for attempt in _for_ever((*TRANSIENT, Unavailable)):
            self._since = monotonic()
            with attempt:
                await self._apply(records)

    async def _apply(self, records: Sequence[ConsumerRecord]) -> None:
        writes: dict[str, tuple[Collection, list[UpdateOne]]] = {}
        handled: Counter[str] = Counter()
        for record in records:
            envelope = from_headers(record.headers)
            handler = self._handlers.get(envelope.type)
            if handler is None:
                telemetry.UNKNOWN.labels(envelope.type).inc()
                continue
            event = _decoded(envelope, record.value)
            parent = envelope.traceparent
            with (
                telemetry.span(f"consume {envelope.type}", kind=SpanKind.CONSUMER, parent=parent)
                if parent
                else nullcontext()
            ):
                result = handler(event)
                if inspect.isawaitable(result):
                    # An effect may read what the events before it have written.
                    await _flush(writes)
                    await result
                else:
                    for write in result:
                        key = write.collection.name
                        writes.setdefault(key, (write.collection, []))[1].append(write.operation)
            handled[envelope.type] += 1
        await _flush(writes)
        for type_, count in handled.items():
            telemetry.CONSUMED.labels(self.subscription.name, type_).inc(count)

    async def _park(self, record: ConsumerRecord, error: Exception) -> None:
        """Keep the record as it came, and say where it came from and why it is here."""
        origin = {
            "dlt-topic": record.topic,
            "dlt-partition": str(record.partition),
            "dlt-offset": str(record.offset),
            "dlt-group": self.subscription.name,
            "dlt-error": f"{type(error).__name__}: {error}"[:500],
        }
        headers = [*record.headers, *((name, text.encode()) for name, text in origin.items())]
        # A tombstone without a key can't be produced; an empty key can.
        await self._producer.send(f"{record.topic}.dlt", record.key or b"", record.value, headers)
        telemetry.PARKED.labels(record.topic).inc()


class _PromptConsumer(AIOKafkaConsumer):  # type: ignore[misc] # aiokafka has no types
    """FastStream sleeps for the batch timeout after an empty poll; this one never comes empty.

    So an idle subscription neither spins nor delays the next event.
    """

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int = 0, max_records: int | None = None
    ) -> dict[TopicPartition, list[ConsumerRecord]]:
        while True:
            records: dict[TopicPartition, list[ConsumerRecord]] = await super().getmany(
                *partitions, timeout_ms=max(timeout_ms, 30_000), max_records=max_records
            )
            if records:
                return records


def _keywords(builder: Callable[..., Any]) -> Mapping[str, Any]:
    """The options that FastStream has put together for its consumers."""
    assert isinstance(builder, partial)  # noqa: S101 - FastStream 0.7; a change shows at start
    return builder.keywords


def _decoded(envelope: Envelope, value: bytes | None) -> Received[Event]:
    model = event_class(envelope.type)
    if model is None:
        raise InvalidEvent(f"unknown type {envelope.type}")
    if model.tombstone:
        return Received(envelope, model())
    try:
        return Received(envelope, model.model_validate_json(value or b""))
    except ValidationError as error:
        # Pydantic's own text quotes the input; a dead letter's reason must not.
        places = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
        raise InvalidEvent(f"wrong data for {envelope.type}: {', '.join(places)}") from None


async def _flush(writes: dict[str, tuple[Collection, list[UpdateOne]]]) -> None:
    for collection, operations in writes.values():
        await collection.bulk_write(operations, ordered=True)
    writes.clear()


def _for_ever(
    errors: type[Exception] | tuple[type[Exception], ...],
) -> AsyncIterator[stamina.Attempt]:
    return stamina.retry_context(
        on=errors, attempts=None, timeout=None, wait_initial=0.1, wait_max=10
    )


async def _parse(records: Sequence[ConsumerRecord], default: Callable[..., Awaitable[Any]]) -> Any:
    """The worker decodes each record by itself, so FastStream's parser only sees a stand-in.

    It fails on null or non-UTF-8 headers, and the records would be lost.
    """
    # A plain copy: FastStream hangs the consumer to commit on to the record itself.
    readable = copy.copy(records[0])
    readable.headers, readable.value = [], b""
    message = await default((readable,))
    message.raw_message = tuple(records)
    return message


async def _decode(message: KafkaMessage, _default: Callable[..., Awaitable[Any]]) -> Iterable[Any]:
    return message.raw_message
