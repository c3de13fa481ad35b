"""The demo's mailbox, read over HTTP as any mail program would."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.system import System


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was delivered."""

    message_id: str
    to: str
    subject: str
    text: str
    html: str
    language: str

    @property
    def whole(self) -> str:
        """Everything that can be read in it."""
        return f"{self.subject}\n{self.text}\n{self.html}"


class Mailbox:
    """What has been delivered."""

    def __init__(self, system: System) -> None:
        self._url = system.part("mailbox").url
        self._read: dict[str, Mail] = {}

    def all(self, *, about: str = "") -> list[Mail]:
        """All mails, the newest first; `about`: those that hold this text, such as a link."""
        items = self._get("/messages?limit=5000")["items"]
        for item in items:
            if item["id"] not in self._read:
                self._read[item["id"]] = self._mail(item["id"])
        mails = [self._read[item["id"]] for item in items]
        return [mail for mail in mails if about in mail.text]

    def _mail(self, id: str) -> Mail:
        found = self._get(f"/messages/{quote(id, safe='')}")
        headers = {name.lower(): value for name, value in found["headers"]}
        return Mail(
            message_id=found["message_id"],
            to=found["to"][0],
            subject=found["subject"],
            text=found["text"],
            html=found["html"] or "",
            language=headers.get("content-language", ""),
        )

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self._url}{path}", timeout=10) as answer:  # noqa: S310
            return json.load(answer)
