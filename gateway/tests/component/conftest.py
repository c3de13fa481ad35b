"""The gateway with its real database; every service is away but those that a test gives."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
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
YASMIN = Persona.model_validate(
    {"id": "yasmin", "name": "Yasmin Haddad", "role_sv": "HR", "role_en": "HR"}
)
SERVICES = ("directory", "talks", "goals", "surveys", "competence", "notifier")

Running = Callable[[FastAPI], AbstractAsyncContextManager[str]]
LogIn = Callable[[str], AbstractAsyncContextManager["Browser"]]
Browse = Callable[..., AbstractAsyncContextManager["Browser"]]
"""`browse(goals=url)`: somebody at a gateway that finds the goals service there, and no other."""


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
def browse(settings: dict[str, Any], running: Running) -> Browse:
    """A browser that is not logged in, at a gateway of its own."""

    @asynccontextmanager
    async def at(**services: str) -> AsyncIterator[Browser]:
        private_key, _ = new_key_pair()
        there: dict[str, Any] = {f"{name}_url": services.get(name, AWAY) for name in SERVICES}
        app = create_app(
            GatewaySettings(
                **settings,
                **there,
                internal_private_key=private_key,
                demo=True,
                personas=[ELLEN, MATTIAS, YASMIN],
            )
        )
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address that is a number
        headers = {"Accept-Language": "sv"}
        async with (
            running(app) as url,
            aiohttp.ClientSession(cookie_jar=jar, headers=headers) as session,
        ):
            yield Browser(url, session)

    return at


@pytest.fixture
async def browser(browse: Browse) -> AsyncIterator[Browser]:
    """A browser that is not logged in; every service is away."""
    async with browse() as found:
        yield found


@pytest.fixture
async def ellen(log_in: LogIn) -> AsyncIterator[Browser]:
    """Ellen at the services that the module's `log_in` gives."""
    async with log_in("ellen") as found:
        yield found


@pytest.fixture
async def mattias(log_in: LogIn) -> AsyncIterator[Browser]:
    """Mattias, likewise."""
    async with log_in("mattias") as found:
        yield found


@pytest.fixture
async def yasmin(log_in: LogIn) -> AsyncIterator[Browser]:
    """Yasmin, likewise."""
    async with log_in("yasmin") as found:
        yield found
