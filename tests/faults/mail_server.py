"""A real SMTP server that stands where the mailbox was, and can kill who talks to it."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from typing import Any, AnyStr

from aiosmtpd.smtp import SMTP

from tests.faults.history import mails_elsewhere
from tests.faults.stage import Stage


class MailServer:
    """Takes every mail. Told a process to kill, it does so right after its next 250 for a mail."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.doomed: int | None = None
        self.last_before_death: str | None = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """The end of a mail."""
        id = str(message_from_bytes(envelope.content)["Message-ID"]).strip()
        self.taken[id] += 1
        if self.doomed is not None and self.last_before_death is None:
            self.last_before_death = id
            # It stands still until it is killed: it can't write down what it is told now.
            os.kill(self.doomed, signal.SIGSTOP)
        return "250 taken"

    def answered(self, status: str) -> None:
        """The answer is on its way to the client."""
        if status.startswith("250 taken") and self.doomed is not None and self.last_before_death:
            os.kill(self.doomed, signal.SIGKILL)
            self.doomed = None


class _Conversation(SMTP):
    async def push(self, status: AnyStr) -> None:
        await super().push(status)
        self.event_handler.answered(str(status))


@asynccontextmanager
async def mail_server_of_ours(stage: Stage) -> AsyncIterator[MailServer]:
    """In place of the mailbox, on its port; the mailbox comes back afterwards."""
    await stage.run(stage.system.stop, "mailbox")
    handler = MailServer()
    server = await asyncio.get_running_loop().create_server(
        lambda: _Conversation(handler, hostname="localhost"),
        "127.0.0.1",
        stage.addresses.smtp_port,
    )
    try:
        yield handler
    finally:
        server.close()
        await server.wait_closed()
        mails_elsewhere.update(handler.taken)
        await stage.run(stage.system.start, "mailbox")
