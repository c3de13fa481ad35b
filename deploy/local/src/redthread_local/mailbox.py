"""The local mailbox: takes mail by SMTP, keeps it in a Maildir, shows it by HTTP.

    GET    /messages?to=&limit=     newest first
    GET    /messages/{id}           one message with its headers and text
    DELETE /messages                empties the mailbox
    GET    /behaviour               what the SMTP server answers
    POST   /behaviour               {"reject": bool, "permanent": bool, "delay_seconds": number}

Runs as a process of its own: `python -m redthread_local.mailbox`.
"""

import asyncio
import email
import json
import mailbox
import os
import re
import signal
from dataclasses import asdict, dataclass
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.policy import default as decoding_policy
from pathlib import Path
from threading import Lock
from typing import Any

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

_LARGEST_MAIL_BYTES = 10 * 1024 * 1024
_DEFAULT_LIMIT = 100


@dataclass(frozen=True)
class Summary:
    """What a list of mails shows."""

    id: str
    message_id: str
    sender: str
    to: list[str]
    subject: str
    date: str
    received_at: float


@dataclass
class Behaviour:
    """What the SMTP server answers: tests make it refuse, for a while or for good, or be slow."""

    reject: bool = False
    permanent: bool = False
    delay_seconds: float = 0.0


class Mails:
    """The mails in a Maildir; a list of them is kept in memory, their texts are not.

    Mails come in threads, several at once, and are read meanwhile; a Maildir stands only one.
    """

    def __init__(self, folder: Path) -> None:
        self._one_at_a_time = Lock()
        self._maildir = mailbox.Maildir(folder)
        self._summaries = {key: self._summary(key) for key in self._maildir.keys()}  # noqa: SIM118

    def add(self, recipients: list[str], content: bytes) -> str:
        """Keeps a mail, durably, and returns its id."""
        delivered = "".join(f"Delivered-To: {recipient}\r\n" for recipient in recipients)
        with self._one_at_a_time:
            key = self._maildir.add(delivered.encode() + content)
            self._summaries[key] = self._summary(key)
        return key

    def newest(self, to: str | None, limit: int) -> list[Summary]:
        """The newest mails, for one address or for all."""
        with self._one_at_a_time:
            mails = list(self._summaries.values())
        found = [
            mail
            for mail in mails
            if to is None or to.casefold() in (address.casefold() for address in mail.to)
        ]
        return sorted(found, key=lambda mail: (mail.received_at, mail.id), reverse=True)[:limit]

    def read(self, key: str) -> dict[str, Any] | None:
        """One mail with its headers, its text and, if there is one, its HTML; None if unknown."""
        with self._one_at_a_time:
            summary = self._summaries.get(key)
            if summary is None:
                return None
            message = self._message(key)
        plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
        return {
            **asdict(summary),
            "headers": [[name, str(value)] for name, value in message.items()],
            "text": _text(plain) if plain else "",
            "html": _text(html) if html else None,
        }

    def clear(self) -> None:
        """Throws all mails away."""
        with self._one_at_a_time:
            self._maildir.clear()
            self._summaries.clear()

    def _message(self, key: str) -> EmailMessage:
        message = email.message_from_bytes(self._maildir.get_bytes(key), policy=decoding_policy)
        assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes these
        return message

    def _summary(self, key: str) -> Summary:
        # The compatible policy: a header that breaks the rules is shown as it is, not refused.
        message = email.message_from_bytes(self._maildir.get_bytes(key))
        headers = [(name.lower(), _as_sent(value)) for name, value in message.raw_items()]
        first = dict(reversed(headers))
        return Summary(
            id=key,
            message_id=first.get("message-id", "").strip(),
            sender=_readable(first.get("from", "")),
            to=[value for name, value in headers if name == "delivered-to"],
            subject=_readable(first.get("subject", "")),
            date=first.get("date", ""),
            received_at=_received_at(key),
        )


class Receiver:
    """aiosmtpd's handler: keeps what comes, or answers as it was told to."""

    def __init__(self, mails: Mails, behaviour: Behaviour) -> None:
        self._mails = mails
        self._behaviour = behaviour

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answers the end of a mail."""
        if self._behaviour.delay_seconds:
            await asyncio.sleep(self._behaviour.delay_seconds)
        if self._behaviour.reject:
            if self._behaviour.permanent:
                return "550 5.7.1 The mailbox was told to refuse"
            return "451 4.3.0 The mailbox was told to refuse for now"
        content = envelope.original_content or b""
        key = await asyncio.to_thread(self._mails.add, list(envelope.rcpt_tos), content)
        return f"250 2.0.0 Kept as {key}"


def application(mails: Mails, behaviour: Behaviour) -> web.Application:
    """The HTTP side."""
    routes = web.RouteTableDef()

    @routes.get("/messages")
    async def _list(request: web.Request) -> web.Response:
        limit = _whole_number(request.query.get("limit"), _DEFAULT_LIMIT)
        found = await asyncio.to_thread(mails.newest, request.query.get("to"), limit)
        return web.json_response({"items": [asdict(mail) for mail in found]}, dumps=_json)

    @routes.get("/messages/{id}")
    async def _read(request: web.Request) -> web.Response:
        mail = await asyncio.to_thread(mails.read, request.match_info["id"])
        if mail is None:
            raise web.HTTPNotFound(text="There is no mail with this id.")
        return web.json_response(mail, dumps=_json)

    @routes.delete("/messages")
    async def _clear(_request: web.Request) -> web.Response:
        await asyncio.to_thread(mails.clear)
        return web.Response(status=204)

    @routes.get("/behaviour")
    async def _shown(_request: web.Request) -> web.Response:
        return web.json_response(asdict(behaviour))

    @routes.post("/behaviour")
    async def _behave(request: web.Request) -> web.Response:
        _change(behaviour, await request.json())
        return web.json_response(asdict(behaviour))

    @routes.get("/health/live")
    @routes.get("/health/ready")
    async def _healthy(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    app = web.Application()
    app.add_routes(routes)
    return app


async def run(folder: Path, host: str, http_port: int, smtp_port: int) -> None:
    """Serves until SIGTERM."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    mails, behaviour = Mails(folder), Behaviour()

    def smtp() -> SMTP:
        receiver = Receiver(mails, behaviour)
        return SMTP(
            receiver,
            data_size_limit=_LARGEST_MAIL_BYTES,
            enable_SMTPUTF8=True,
            hostname="localhost",
        )

    smtp_server = await loop.create_server(smtp, host, smtp_port)
    runner = web.AppRunner(application(mails, behaviour), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, http_port).start()
    try:
        await stopped.wait()
    finally:
        smtp_server.close()
        await runner.cleanup()


def _change(behaviour: Behaviour, wanted: object) -> None:
    if not isinstance(wanted, dict):
        raise web.HTTPBadRequest(text="Send a JSON object.")
    kinds: dict[str, type | tuple[type, ...]] = {
        "reject": bool,
        "permanent": bool,
        "delay_seconds": (int, float),
    }
    for name, value in wanted.items():
        if name not in kinds or not isinstance(value, kinds[name]):
            raise web.HTTPBadRequest(
                text="Known are reject and permanent (true or false) and delay_seconds (a number)."
            )
    for name, value in wanted.items():
        setattr(behaviour, name, value)


def _whole_number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isdecimal():
        raise web.HTTPBadRequest(text="limit is a whole number.")
    return int(text)


def _received_at(key: str) -> float:
    """A Maildir's names begin with seconds and microseconds: `1790000000.M123456P...`."""
    stamp = re.match(r"(\d+)\.M(\d+)", key)
    return int(stamp[1]) + int(stamp[2]) / 1_000_000 if stamp else 0.0


def _text(part: MIMEPart) -> str:
    """A body with line ends as everywhere else, however the mail was encoded."""
    return str(part.get_content()).replace("\r\n", "\n")


def _as_sent(header: str) -> str:
    """A header that may hold any letters (RFC 6532)."""
    return header.encode("ascii", "surrogateescape").decode(errors="replace")


def _readable(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (LookupError, UnicodeError, ValueError):
        return header


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    asyncio.run(
        run(
            Path(os.environ["REDTHREAD_MAIL_FOLDER"]),
            os.environ.get("REDTHREAD_HOST", "127.0.0.1"),
            int(os.environ["REDTHREAD_PORT"]),
            int(os.environ["REDTHREAD_SMTP_PORT"]),
        )
    )
