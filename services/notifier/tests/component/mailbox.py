"""A real SMTP server on a port of this machine, which does what a test tells it."""

import asyncio
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP


class Mailbox:
    """Keeps what it takes. `refused` says how it answers to a receiver, `answer` to a mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.answer: str | None = None
        self.asked = 0
        self.port = 0
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Answer, on the same port as before."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="mail.ekstad.example"), "127.0.0.1", self.port
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Be away."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def to(self, name: str) -> list[EmailMessage]:
        """The mails to one receiver, in the order in which they came."""
        return [mail for mail in self.mails if mail["To"].addresses[0].username == name]

    def subjects(self, name: str) -> list[str]:
        """What they are about."""
        return [mail["Subject"] for mail in self.to(name)]

    def copies(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(mail["Message-ID"] for mail in self.mails)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """RCPT TO."""
        self.asked += 1
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """The end of DATA."""
        if self.answer is not None:
            return self.answer
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"
