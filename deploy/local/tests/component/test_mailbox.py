"""The mailbox as a real process, reached by SMTP and HTTP."""

import asyncio
import os
import smtplib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from redthread_local.ports import free
from redthread_local.ready import says_ready

TO = "anna.öberg@ekstad.example"


@dataclass
class Mailbox:
    smtp_port: int
    url: str

    async def send(self, message: EmailMessage, to: str = "anna@ekstad.example") -> None:
        await asyncio.to_thread(self._send, message, to)

    async def get(self, path: str) -> Any:
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as answer:
            return await answer.json() if answer.status == 200 else answer.status

    async def behave(self, **behaviour: object) -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/behaviour", json=behaviour) as answer,
        ):
            return answer.status

    def _send(self, message: EmailMessage, to: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as client:
            client.send_message(message, from_addr="rodatraden@localhost", to_addrs=[to])


async def test_a_mail_can_be_read_as_it_was_written(tmp_path: Path) -> None:
    async with a_mailbox(tmp_path) as mailbox:
        await mailbox.send(a_mail(subject="Påminnelse", text="Målet går ut på fredag 🎯\n"), TO)

        (listed,) = (await mailbox.get(f"/messages?to={TO.upper()}"))["items"]
        mail = await mailbox.get(f"/messages/{listed['id']}")

    assert listed["subject"] == "Påminnelse"
    assert listed["to"] == [TO]
    assert listed["message_id"] == "<1@test>"
    assert mail["text"] == "Målet går ut på fredag 🎯\n"


async def test_mails_survive_a_restart_and_the_newest_comes_first(tmp_path: Path) -> None:
    async with a_mailbox(tmp_path) as mailbox:
        await mailbox.send(a_mail(subject="first"))
        await mailbox.send(a_mail(subject="second"))

    async with a_mailbox(tmp_path) as mailbox:
        listed = (await mailbox.get("/messages"))["items"]

    assert [mail["subject"] for mail in listed] == ["second", "first"]


async def test_a_mailbox_that_was_told_to_refuse_keeps_nothing(tmp_path: Path) -> None:
    async with a_mailbox(tmp_path) as mailbox:
        await mailbox.behave(reject=True)
        with pytest.raises(smtplib.SMTPDataError) as later:
            await mailbox.send(a_mail())
        await mailbox.behave(permanent=True)
        with pytest.raises(smtplib.SMTPDataError) as never:
            await mailbox.send(a_mail())
        await mailbox.behave(reject=False)
        await mailbox.send(a_mail(subject="taken"))

        listed = (await mailbox.get("/messages"))["items"]

    assert (later.value.smtp_code, never.value.smtp_code) == (451, 550)
    assert [mail["subject"] for mail in listed] == ["taken"]


async def test_wrong_questions_are_refused(tmp_path: Path) -> None:
    async with a_mailbox(tmp_path) as mailbox:
        assert await mailbox.get("/messages/unknown") == 404
        assert await mailbox.get("/messages?limit=many") == 400
        assert await mailbox.behave(rejects=True) == 400
        assert await mailbox.behave(delay_seconds="long") == 400


def a_mail(*, subject: str = "Hej", text: str = "Hej\n") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Röda tråden <rodatraden@localhost>"
    message["To"] = "anna@ekstad.example"
    message["Subject"] = subject
    message["Message-ID"] = "<1@test>"
    message.set_content(text)
    return message


@asynccontextmanager
async def a_mailbox(folder: Path) -> AsyncIterator[Mailbox]:
    http_port, smtp_port = free(), free()
    env = {
        "REDTHREAD_PORT": str(http_port),
        "REDTHREAD_SMTP_PORT": str(smtp_port),
        "REDTHREAD_MAIL_FOLDER": str(folder / "mail"),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "redthread_local.mailbox", env={**os.environ, **env}
    )
    try:
        async with asyncio.timeout(20):
            while not await says_ready(http_port):
                assert process.returncode is None
                await asyncio.sleep(0.05)
        yield Mailbox(smtp_port, f"http://127.0.0.1:{http_port}")
    finally:
        process.terminate()
        assert await process.wait() == 0
