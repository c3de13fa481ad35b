"""The one Kafka producer of a process: for the relay and for dead letters.

Raw aiokafka, because a dead letter is raw bytes. Idempotent with all acknowledgements, so that
the broker drops what the client sends twice and keeps the order per partition.
"""

import asyncio

import stamina
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from redthread_contracts.envelope import Headers

log = structlog.get_logger()

LARGEST_REQUEST_BYTES = 2 * 1024 * 1024
"""Above the topics' 1 MiB: a dead letter grows by its headers. `.dlt` topics take as much."""

RETRY_BACKOFF_MS = 500
"""aiokafka's own 100 ms fills the log while Kafka is away: 200 lines a second were seen."""


class Producer:
    """Connects when Kafka is there, and again after an outage; sending waits for that."""

    def __init__(self, servers: str, *, client_id: str) -> None:
        self._servers = servers
        self._client_id = client_id
        self._producer: AIOKafkaProducer | None = None
        self._connected = asyncio.Event()

    async def connect(self) -> None:
        """Try until Kafka answers. HTTP and commands go on meanwhile."""
        async for attempt in stamina.retry_context(
            on=(KafkaError, OSError), attempts=None, timeout=None, wait_initial=0.2, wait_max=5
        ):
            with attempt:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._servers,
                    client_id=self._client_id,
                    acks="all",
                    enable_idempotence=True,
                    max_request_size=LARGEST_REQUEST_BYTES,
                    linger_ms=0,
                    retry_backoff_ms=RETRY_BACKOFF_MS,
                )
                try:
                    await producer.start()
                except BaseException:
                    await producer.stop()
                    raise
                self._producer = producer
        self._connected.set()
        log.info("producer connected")

    async def stop(self) -> None:
        """Send what is under way, then close."""
        if self._producer is not None:
            await self._producer.stop()

    async def begin(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers
    ) -> "asyncio.Future[object]":
        """Hand a record over; the future is done when the broker has stored it."""
        await self._connected.wait()
        assert self._producer is not None  # noqa: S101 - set before the event
        future: asyncio.Future[object] = await self._producer.send(
            topic, value, key, headers=headers
        )
        return future

    async def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Headers,
    ) -> None:
        """Return when the broker has stored the record."""
        await (await self.begin(topic, key, value, headers))
