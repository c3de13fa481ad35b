"""Asking a running service as somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp

from chassis.tokens import TokenMaker


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    status: int
    body: Any
    etag: str | None

    @property
    def faults(self) -> dict[str, str]:
        """Which field is wrong, and how, in a problem about the input."""
        return {each["field"]: each["code"] for each in self.body.get("errors", ())}

    @property
    def ids(self) -> list[str]:
        """The ids of a list."""
        return [item["id"] for item in self.body["items"]]


@dataclass
class Asker:
    """Asks one service, each time as the person or with the scopes that are given."""

    session: aiohttp.ClientSession
    url: str
    tokens: TokenMaker
    service: str

    async def ask(
        self,
        method: str,
        path: str,
        who: str | None = None,
        body: Any = None,
        *,
        version: int | None = None,
        scopes: Iterable[str] = (),
    ) -> Answer:
        """Send a request, with `version` as If-Match; `body` in JSON, bytes as a CSV file.

        An answer that is no JSON comes as its text.
        """
        token = self.tokens.make(self.service, person_id=who, scopes=scopes)
        headers = {"Authorization": f"Bearer {token}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        content: dict[str, Any] = {"json": body}
        if isinstance(body, bytes):
            headers["Content-Type"] = "text/csv"
            content = {"data": body}
        url = f"{self.url}{path}"
        async with self.session.request(method, url, headers=headers, **content) as answer:
            is_text = answer.content_type.startswith("text/")
            # A problem has a media type of its own.
            found = await (answer.text() if is_text else answer.json(content_type=None))
            return Answer(answer.status, found, answer.headers.get("ETag"))
