"""Mails as the faults see them: the mailbox, a notifier of one's own, and a server that kills."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic

import psutil
from aiosmtpd.smtp import SMTP, Envelope, Session

from chassis.clock import FileClock
from chassis.testing import eventually, free_port
from tests.faults.stage import PATIENCE_SECONDS, Stage

_MOST_MAILS = 100_000
_A_STEP_SECONDS = 0.002
"""For how long a process runs between two looks at where it is; far less than one sweep takes."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in the mailbox."""

    message_id: str
    to: str
    sent_at: datetime


async def letters_to(stage: Stage, people: Sequence[str]) -> list[Letter]:
    """What lies in the demo's mailbox for these people."""
    url = f"{stage.addresses.services['mailbox']}/messages?limit={_MOST_MAILS}"
    async with stage.session.get(url) as answer:
        found = (await answer.json())["items"]
    ours = {f"{person}@ekstad.example": person for person in people}
    return [
        Letter(mail["message_id"], ours[address], parsedate_to_datetime(mail["date"]))
        for mail in found
        for address in mail["to"]
        if address in ours
    ]


async def behave(stage: Stage, **behaviour: bool | float) -> None:
    """Tell the mailbox's SMTP server how to answer."""
    url = f"{stage.addresses.services['mailbox']}/behaviour"
    async with stage.session.post(url, json=behaviour) as answer:
        assert answer.status == 200, await answer.text()


@asynccontextmanager
async def clock_put_back(stage: Stage) -> AsyncIterator[None]:
    """Whatever the block does to the demo's clock, afterwards it goes on as if nothing had been."""
    before, began = stage.system.now(), monotonic()
    try:
        yield
    finally:
        passed = timedelta(seconds=monotonic() - began)
        await stage.run(stage.system.set_clock, before + passed)


@asynccontextmanager
async def mailbox_put_back(stage: Stage) -> AsyncIterator[None]:
    """Whatever the block does to the mailbox, afterwards it is there and takes every mail."""
    try:
        yield
    finally:
        await stage.run(stage.system.start, "mailbox")
        await behave(stage, reject=False, permanent=False, delay_seconds=0)


async def kill_between(pid: int, is_there: Callable[[], Awaitable[bool]]) -> None:
    """kill -9 a process at a point that others can see, however short it is there.

    It is frozen again and again; if it stands at the point it dies there, else it goes on.
    """
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        await freeze(pid)
        # Twice: what it had asked of the database before it froze may still be carried out.
        if await is_there() and await is_there():
            os.kill(pid, signal.SIGKILL)
            return
        os.kill(pid, signal.SIGCONT)
        assert monotonic() < deadline, "the process never came to the point"
        await asyncio.sleep(_A_STEP_SECONDS)


async def freeze(pid: int) -> None:
    """Stop a process where it is; it stands still when this returns."""
    os.kill(pid, signal.SIGSTOP)
    process = psutil.Process(pid)
    await eventually(lambda: process.status() == psutil.STATUS_STOPPED)


@dataclass
class MailServer:
    """Takes every mail, and kills who sent a certain one when it has been told 250."""

    port: int = 0
    taken: list[tuple[str, str]] = field(default_factory=list)
    """Message-ID and receiver of each, in the order in which they came."""
    killed_at: str | None = None
    """The Message-ID of the last mail that the killed one was told about."""
    _doomed: int | None = None
    _mails_left: int = 0

    def kill(self, pid: int, *, at: int) -> None:
        """Kill a process at this mail, counted from one."""
        self._doomed, self._mails_left = pid, at

    def copies(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(message_id for message_id, _ in self.taken)

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """The end of a mail."""
        content = envelope.original_content or b""
        message_id = str(message_from_bytes(content)["Message-ID"]).strip()
        self.taken += [(message_id, receiver) for receiver in envelope.rcpt_tos]
        self._mails_left -= 1
        if self._doomed is None or self._mails_left > 0:
            return "250 taken"
        doomed, self._doomed = self._doomed, None
        # It stands still while it is told, so that it can't write down what it was told.
        await freeze(doomed)
        await server.push("250 taken")
        os.kill(doomed, signal.SIGKILL)
        self.killed_at = message_id
        # The connection ends with the dead one, and this conversation with the connection.
        await asyncio.Event().wait()
        raise AssertionError("the dead one's connection goes on")


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    """A server on a port of its own."""
    handler = MailServer()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, hostname="localhost"), "127.0.0.1", 0)
    handler.port = server.sockets[0].getsockname()[1]
    try:
        yield handler
    finally:
        server.close()
        await server.wait_closed()


@dataclass(frozen=True, slots=True)
class Branch:
    """A place for services beside the system's: on its servers, apart from its data."""

    name: str
    smtp_port: int
    folder: Path

    @property
    def prefix(self) -> str:
        """Put before the topics."""
        return f"{self.name}."

    def set_clock(self, when: datetime) -> None:
        """Let it be this time for the services here, and for nobody else."""
        moved = when - FileClock(self.folder / "none").now()
        new = self.folder / "clock.new"
        new.write_text(str(moved.total_seconds()))
        new.replace(self._clock)

    def now(self) -> datetime:
        """What time it is for the services here."""
        return FileClock(self._clock).now()

    @asynccontextmanager
    async def notifier(self, stage: Stage) -> AsyncIterator[asyncio.subprocess.Process]:
        """A notifier, `python -m notifier` as any; killed afterwards if it lives."""
        async with self.running(stage, "notifier", smtp_port=self.smtp_port) as (process, _):
            yield process

    @asynccontextmanager
    async def running(
        self, stage: Stage, module: str, *arguments: str, **settings: object
    ) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
        """A service and its address; killed afterwards if it lives."""
        port = free_port()
        with (self.folder / f"{module}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", module, *arguments),
                env=self._environment(stage, {"port": port, **settings}),
                stdout=log,
                stderr=log,
            )
        try:
            await eventually(lambda: _is_ready(stage, port), seconds=PATIENCE_SECONDS)
            yield process, f"http://127.0.0.1:{port}"
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    def _environment(self, stage: Stage, settings: Mapping[str, object]) -> Mapping[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("REDTHREAD_")}
        ours: dict[str, object] = {
            "mongo_url": stage.addresses.mongo_url,
            "kafka": stage.addresses.kafka,
            "database": self.name,
            "topic_prefix": self.prefix,
            "clock_file": self._clock,
            **settings,
        }
        return inherited | {f"REDTHREAD_{name.upper()}": str(value) for name, value in ours.items()}

    @property
    def _clock(self) -> Path:
        return self.folder / "clock"


async def _is_ready(stage: Stage, port: int) -> bool:
    try:
        async with stage.session.get(f"http://127.0.0.1:{port}/health/ready") as answer:
            return answer.status == 200
    except OSError:
        return False
