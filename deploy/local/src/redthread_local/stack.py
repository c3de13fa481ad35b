"""Kafka and MongoDB alone, for tests and trials: gone when the caller is gone.

Prints one JSON line, `{"kafka": "host:port", "mongo_url": "mongodb://..."}`, when both answer,
and runs until its standard input closes or it gets SIGTERM or SIGINT.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redthread_local import ports
from redthread_local.failure import Failure
from redthread_local.kafka import Kafka
from redthread_local.mongod import Mongod, initiate
from redthread_local.parts import fetch
from redthread_local.process import spawn, tail
from redthread_local.ready import listening, wait_for_kafka

_PREFIX = "redthread-stack-"
_READY_WITHIN_SECONDS = 90
_MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made inside
_ROOM_IN_MEMORY_BYTES = 2_000_000_000


def run(folder: Path | None) -> None:
    """Runs the stack in `folder`, or in a folder that is removed afterwards.

    Raises Failure when it doesn't come up.
    """
    parts = fetch(_say)
    with _place(folder) as place:
        kafka = Kafka(parts, place / "kafka", ports.free(), ports.free())
        mongod = Mongod(parts, place / "mongod", ports.free())
        asyncio.run(_run(kafka, mongod, place))


async def _run(kafka: Kafka, mongod: Mongod, place: Path) -> None:
    stopped = _stop_event()
    children: list[subprocess.Popen[bytes]] = []
    try:
        mongod.prepare()
        children.append(spawn(mongod.command(), place / "mongod.log"))
        await asyncio.to_thread(kafka.prepare)
        children.append(spawn(kafka.command(), place / "kafka.log"))
        starting = asyncio.ensure_future(_start(kafka, mongod, children, place))
        stopping = asyncio.ensure_future(stopped.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            return
        starting.result()
        sys.stdout.write(json.dumps({"kafka": kafka.address, "mongo_url": mongod.url}) + "\n")
        sys.stdout.flush()
        await stopping
    finally:
        for child in children:
            child.kill()
        for child in children:
            child.wait()


async def _start(
    kafka: Kafka, mongod: Mongod, children: list[subprocess.Popen[bytes]], place: Path
) -> None:
    async def up(name: str, port: int, child: subprocess.Popen[bytes]) -> None:
        while not await listening(port):
            if child.poll() is not None:
                raise Failure(f"{name} ended at once: {tail(place / f'{name}.log')}")
            await asyncio.sleep(0.05)

    async def mongod_ready() -> None:
        await up("mongod", mongod.port, children[0])
        await initiate(mongod.port)

    async def kafka_ready() -> None:
        await up("kafka", kafka.port, children[1])
        await wait_for_kafka(kafka.address)

    try:
        async with asyncio.timeout(_READY_WITHIN_SECONDS):
            await asyncio.gather(mongod_ready(), kafka_ready())
    except TimeoutError as error:
        raise Failure(
            f"Kafka and MongoDB weren't ready within {_READY_WITHIN_SECONDS} s. "
            f"Kafka: {tail(place / 'kafka.log')} MongoDB: {tail(place / 'mongod.log')}"
        ) from error


def _stop_event() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)

    def read() -> None:
        if not os.read(0, 4096):
            loop.remove_reader(0)
            stopped.set()

    # A regular file or /dev/null can't be waited for: then only a signal stops the stack.
    with contextlib.suppress(PermissionError, ValueError, OSError):
        loop.add_reader(0, read)
    return stopped


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.absolute()
        return
    base = _base()
    _sweep(base)
    made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
    try:
        with (made / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _base() -> Path:
    """Memory if there is room: nothing here needs to survive, and flushing to disk takes time."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_IN_MEMORY_BYTES:
        return _MEMORY
    return Path(tempfile.gettempdir())


def _sweep(base: Path) -> None:
    """Removes what a killed stack left: its lock is free."""
    for left in base.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError), (left / "lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)


def _say(what: str, done_bytes: int, total_bytes: int) -> None:
    if done_bytes == total_bytes:
        sys.stderr.write(f"fetched {what}\n")
