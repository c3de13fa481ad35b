"""Fixtures for component tests: a real Kafka and a real MongoDB, started once per run.

`REDTHREAD_STACK` says where they come from: `embedded` (the default: processes on this machine),
`containers` (testcontainers), or an address, `kafka=HOST:PORT;mongo=URL`.
Each test module gets topics of its own, each test a database of its own.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar
from uuid import uuid4

import aiohttp
import pytest
import uvicorn
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI

from chassis.mongo import Database, connect, database
from chassis.tokens import TokenMaker, new_key_pair
from chassis.topics import ensure_topics
from redthread_contracts import Envelope, Event
from redthread_contracts.envelope import to_headers

T = TypeVar("T")

_PRIVATE_KEY, _PUBLIC_KEY = new_key_pair()


@dataclass(frozen=True, slots=True)
class Stack:
    """Where the servers are."""

    kafka: str
    mongo_url: str


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A running Kafka and MongoDB."""
    wanted = os.environ.get("REDTHREAD_STACK", "embedded")
    if wanted == "embedded":
        with embedded() as servers:
            yield servers
    elif wanted == "containers":
        yield from _containers()
    else:
        address = dict(part.split("=", 1) for part in wanted.split(";"))
        yield Stack(address["kafka"], address["mongo"])


@pytest.fixture(scope="module")
def topic_prefix(stack: Stack) -> str:
    """Topics that only this test module uses."""
    prefix = f"t{uuid4().hex[:8]}."
    asyncio.run(ensure_topics(stack.kafka, prefix=prefix, partitions=2))
    return prefix


@pytest.fixture
async def settings(stack: Stack, topic_prefix: str) -> AsyncIterator[dict[str, Any]]:
    """Keyword arguments for a service's `Settings`, with a database that only this test uses."""
    name = f"test_{uuid4().hex[:12]}"
    yield {
        "mongo_url": stack.mongo_url,
        "database": name,
        "kafka": stack.kafka,
        "topic_prefix": topic_prefix,
        "internal_public_key": _PUBLIC_KEY,
    }
    client = connect(stack.mongo_url)
    await client.drop_database(name)
    client.close()


@pytest.fixture
async def mongo(settings: dict[str, Any]) -> AsyncIterator[Database]:
    """The test's own database, to look into."""
    client = connect(settings["mongo_url"])
    yield database(client, settings["database"])
    client.close()


@pytest.fixture(scope="session")
def tokens() -> TokenMaker:
    """Signs internal tokens that the services of `settings` accept."""
    return TokenMaker(_PRIVATE_KEY)


@pytest.fixture
def running() -> Callable[[FastAPI], AbstractAsyncContextManager[str]]:
    """`async with running(app) as url`: the service behind a real socket, stopped afterwards."""
    return serving


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Run a service in this process; yields its base URL once it is ready."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: server.started or task.done())
        port = server.servers[0].sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        await eventually(lambda: _is_ready(url))
        yield url
    finally:
        server.should_exit = True
        await task


@dataclass(frozen=True, slots=True)
class Publisher:
    """Puts events on the bus as another service would."""

    producer: AIOKafkaProducer
    prefix: str

    async def publish(self, event: Event, subject: str, sequence: int, **envelope: Any) -> Envelope:
        """Send one event and wait for the broker. Returns the envelope, to send it again."""
        sent = Envelope(
            source="/test", type=event.type, subject=subject, sequence=sequence, **envelope
        )
        await self.send(event, sent)
        return sent

    async def send(self, event: Event, envelope: Envelope) -> None:
        """Send an event under a given envelope: the same one again is a duplicate."""
        value = None if event.tombstone else event.model_dump_json().encode()
        await self.producer.send_and_wait(
            f"{self.prefix}{event.topic.name}",
            value,
            envelope.subject.encode(),
            headers=to_headers(envelope, has_data=value is not None),
        )


@pytest.fixture
async def publisher(stack: Stack, topic_prefix: str) -> AsyncIterator[Publisher]:
    """A `Publisher` to this module's topics."""
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka, acks="all")
    await producer.start()
    yield Publisher(producer, topic_prefix)
    await producer.stop()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def eventually(
    condition: Callable[[], Any | Awaitable[Any]], *, seconds: float = 20.0
) -> Any:
    """Wait until the condition holds and return its value; fails after the deadline."""
    deadline, last = monotonic() + seconds, None
    while monotonic() < deadline:
        last = condition()
        if isinstance(last, Awaitable):
            last = await last
        if last:
            return last
        await asyncio.sleep(0.02)
    raise AssertionError(f"not within {seconds} s; last seen: {last!r}")


async def _is_ready(url: str) -> bool:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/health/ready") as answer:
        return answer.status == 200


@contextmanager
def embedded() -> Iterator[Stack]:
    """Kafka and MongoDB as processes on this machine, thrown away afterwards."""
    # A process of its own, so that the chassis need not know how servers are started; it stops
    # when its input is closed, whatever happens to this one.
    command = [sys.executable, "-m", "redthread_local", "stack"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("the embedded stack did not start; see its message above")
        found = json.loads(line)
        yield Stack(found["kafka"], found["mongo_url"])
        process.stdin.close()
        process.wait(timeout=30)


def _containers() -> Iterator[Stack]:
    # Imported only here: without containers the library need not be installed.
    from chassis.testing.containers import ApacheKafka, MongoReplicaSet  # noqa: PLC0415

    with ApacheKafka() as kafka, MongoReplicaSet() as mongo:
        yield Stack(kafka.bootstrap(), mongo.url())
