"""The running system as a fault test uses it: asks services, looks into databases, reads topics."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import aiohttp
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from chassis.mongo import Client, Database, database
from chassis.testing.asking import Answer, Asker
from chassis.tokens import TokenMaker
from redthread_contracts import Envelope, InvalidEvent
from redthread_contracts.envelope import from_headers
from tests.system import System

PATIENCE_SECONDS = 60.0
_AGAIN_AFTER_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the servers and services are."""

    kafka: str
    mongo_url: str
    smtp_port: int
    services: dict[str, str]

    @classmethod
    def of(cls, system: System) -> "Addresses":
        """As `redthread status` says."""
        status = system.status()
        urls = {part["name"]: part["url"] for part in status["parts"] if part["url"]}
        return cls(status["kafka"], status["mongo_url"], status["smtp_port"], urls)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as it lies in a topic."""

    envelope: Envelope
    record: ConsumerRecord


@dataclass
class Stage:
    """Made per test; the system behind it is shared."""

    system: System
    addresses: Addresses
    session: aiohttp.ClientSession
    mongo: Client
    tokens: TokenMaker
    refusals: list[Answer] = field(default_factory=list)
    """What services answered in place of carrying a command out, while `insist` went on."""

    def database(self, service: str) -> Database:
        """A service's own database."""
        return database(self.mongo, service)

    async def ask(
        self,
        service: str,
        method: str,
        path: str,
        who: str | None = None,
        body: Any = None,
        *,
        scopes: Iterable[str] = (),
        version: int | None = None,
        url: str | None = None,
    ) -> Answer:
        """Ask a service (at `url`: a certain replica) as somebody."""
        asker = Asker(self.session, url or self.addresses.services[service], self.tokens, service)
        return await asker.ask(method, path, who, body, scopes=scopes, version=version)

    async def insist(
        self,
        service: str,
        method: str,
        path: str,
        who: str | None = None,
        body: Any = None,
        *,
        scopes: Iterable[str] = (),
        urls: Sequence[str] = (),
    ) -> Answer:
        """Give the same command until it is acknowledged, as a client that lost an answer does.

        With several `urls` the next one is asked after each failure. Only 503 and a broken
        connection are reasons to try again.
        """
        deadline = monotonic() + PATIENCE_SECONDS
        turn = 0
        while True:
            url = urls[turn % len(urls)] if urls else None
            try:
                answer = await self.ask(service, method, path, who, body, scopes=scopes, url=url)
            except aiohttp.ClientError:
                answer = None
            if answer is not None and answer.status < 300:
                return answer
            if answer is not None:
                assert answer.status == 503, answer.body
                self.refusals.append(answer)
            assert monotonic() < deadline, f"{method} {path} is not carried out: {answer}"
            turn += 1
            await asyncio.sleep(_AGAIN_AFTER_SECONDS)

    async def run(self, what: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Let `redthread` do something while everything here goes on."""
        return await asyncio.to_thread(what, *arguments, **options)

    async def records(self, topic: str) -> list[ConsumerRecord]:
        """All that lies in a topic, in order within each partition."""
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=self.addresses.kafka, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            ends = await consumer.end_offsets(consumer.assignment())
            found: list[ConsumerRecord] = []
            while any([await consumer.position(each) < end for each, end in ends.items()]):
                for batch in (await consumer.getmany(timeout_ms=500)).values():
                    found += batch
            return sorted(found, key=lambda record: (record.partition, record.offset))
        finally:
            await consumer.stop()

    async def events(self, topic: str) -> list[Happened]:
        """The events in a topic; what is no event is left out."""
        found = []
        for record in await self.records(topic):
            try:
                found.append(Happened(from_headers(record.headers), record))
            except InvalidEvent:
                continue
        return found

    async def uncommitted(self, groups: Iterable[tuple[str, str]]) -> dict[str, int]:
        """How many records of its topic each (group, topic) has still to commit, if any."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.addresses.kafka)
        admin = AIOKafkaAdminClient(bootstrap_servers=self.addresses.kafka)
        await consumer.start()
        await admin.start()
        try:
            left: dict[str, int] = defaultdict(int)
            for group, topic in groups:
                (described,) = await admin.describe_topics([topic])
                partitions = [
                    TopicPartition(topic, each["partition"]) for each in described["partitions"]
                ]
                ends = await consumer.end_offsets(partitions)
                begins = await consumer.beginning_offsets(partitions)
                committed = await admin.list_consumer_group_offsets(group)
                for each in partitions:
                    place = committed[each].offset if each in committed else begins[each]
                    if place < ends[each]:
                        left[group] += ends[each] - place
            return dict(left)
        finally:
            await admin.close()
            await consumer.stop()

    @asynccontextmanager
    async def producer(self) -> AsyncIterator[AIOKafkaProducer]:
        """Puts records on the bus."""
        producer = AIOKafkaProducer(bootstrap_servers=self.addresses.kafka, acks="all")
        await producer.start()
        try:
            yield producer
        finally:
            await producer.stop()


@asynccontextmanager
async def going_on(*work: Awaitable[None]) -> AsyncIterator[None]:
    """Let work go on beside the block; then wait for it. Its failure is the test's."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        yield
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
