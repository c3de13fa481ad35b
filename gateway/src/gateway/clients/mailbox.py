"""The demo's mailbox: what the local mail server has taken. It knows no people and no tokens."""

from datetime import UTC, datetime

import aiohttp
from pydantic import Field, TypeAdapter

from gateway.clients.base import Connections, Items, View
from gateway.problems import ServiceDown

_TIMEOUT = aiohttp.ClientTimeout(total=3)


class Mail(View):
    """A mail as it lies in the mailbox; its text comes only when it is opened."""

    id: str
    sender: str = ""
    to: list[str] = Field(default=[])
    subject: str = ""
    received_at: float = 0.0
    text: str = ""
    html: str | None = None

    @property
    def received(self) -> datetime:
        """When it came, by the machine's clock."""
        return datetime.fromtimestamp(self.received_at, UTC)


class MailboxClient:
    """Reads the demo's mailbox."""

    def __init__(self, url: str, connections: Connections) -> None:
        self._url = url.rstrip("/")
        self._connections = connections

    async def newest(self, to: str | None = None, limit: int = 50) -> list[Mail]:
        """The newest mails, for one address or all."""
        query = {"limit": str(limit), **({"to": to} if to else {})}
        content = await self._get("/messages", query)
        return TypeAdapter(Items[Mail]).validate_json(content or b"{}").items

    async def mail(self, mail: str) -> Mail | None:
        """One mail with its texts; None if there is none such."""
        content = await self._get(f"/messages/{mail}", {})
        return None if content is None else Mail.model_validate_json(content)

    async def _get(self, path: str, query: dict[str, str]) -> bytes | None:
        try:
            async with self._connections.session.get(
                self._url + path, params=query, timeout=_TIMEOUT
            ) as response:
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ServiceDown("mailbox") from error
        if response.status == 404:
            return None
        if response.status >= 400:
            raise ServiceDown("mailbox")
        return content
