"""The gateway with its real database; every service it asks is away."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from fastapi import FastAPI

from chassis.tokens import new_key_pair
from gateway.app import create_app
from gateway.settings import GatewaySettings, Persona

AWAY = "http://127.0.0.1:9"
ELLEN = Persona.model_validate(
    {"id": "ellen", "name": "Ellen Sandgren", "role_sv": "Medarbetare", "role_en": "Employee"}
)
MATTIAS = Persona.model_validate(
    {"id": "mattias", "name": "Mattias Öberg", "role_sv": "Chef", "role_en": "Manager"}
)


@dataclass
class Browser:
    """Keeps cookies, follows nothing by itself, remembers the last page's token."""

    url: str
    session: aiohttp.ClientSession
    csrf: str = ""

    async def get(self, path: str, **headers: str) -> "Page":
        """Open a page."""
        async with self.session.get(
            self.url + path, headers=headers, allow_redirects=False
        ) as answer:
            return await self._page(answer)

    async def post(self, path: str, headers: Any = None, **fields: str) -> "Page":
        """Send a form with the token of the last page."""
        data = {"_csrf": self.csrf, **fields}
        async with self.session.post(
            self.url + path, data=data, headers=headers, allow_redirects=False
        ) as answer:
            return await self._page(answer)

    async def log_in(self, person: str) -> "Page":
        """Choose a person in the demo's chooser."""
        page = await self.post("/demo/logga-in", **{"as": person})
        await self.get("/konto")
        return page

    def forget_cookies(self) -> None:
        """As when the browser was cleaned, or the session cookie ran out."""
        self.session.cookie_jar.clear()

    async def _page(self, answer: aiohttp.ClientResponse) -> "Page":
        text = await answer.text()
        if found := re.search(r'name="_csrf" value="([^"]+)"', text):
            self.csrf = found[1]
        return Page(answer.status, text, answer.headers)


@dataclass
class Page:
    """What came back."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def location(self) -> str:
        """Where it sends the browser."""
        return self.headers.get("Location", "")


@pytest.fixture
async def address(
    settings: dict[str, Any],
    running: Callable[[FastAPI], AbstractAsyncContextManager[str]],
) -> AsyncIterator[str]:
    """A running gateway."""
    private_key, _ = new_key_pair()
    app = create_app(
        GatewaySettings(
            **settings,
            internal_private_key=private_key,
            directory_url=AWAY,
            talks_url=AWAY,
            goals_url=AWAY,
            surveys_url=AWAY,
            competence_url=AWAY,
            notifier_url=AWAY,
            demo=True,
            personas=[ELLEN, MATTIAS],
        )
    )
    async with running(app) as url:
        yield url


@pytest.fixture
async def browser(address: str) -> AsyncIterator[Browser]:
    """A browser that is not logged in."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address that is a number
    headers = {"Accept-Language": "sv"}
    async with aiohttp.ClientSession(cookie_jar=jar, headers=headers) as session:
        yield Browser(address, session)
