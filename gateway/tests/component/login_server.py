"""A real login server as a process, people who log in there, and a directory that knows some."""

import html
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import aiohttp
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from chassis.testing import free_port
from redthread_local.logins import Logins
from redthread_local.parts import fetch
from redthread_local.ports import is_free

PUBLIC_URL = "http://rodatraden.localhost"
"""What the gateway calls itself; the tests put its real address in its place."""


def a_user(name: str, number: str) -> dict[str, str]:
    return {
        "id": name,
        "user_name": name,
        "given_name": name.capitalize(),
        "family_name": "Sandgren",
        "email": f"{name}@ekstad.example",
        "employee_number": number,
    }


USERS = [a_user("ellen", "1001"), a_user("per", "1002"), a_user("gast", "9999")]
EMPLOYEES: dict[str, dict[str, Any]] = {
    "1001": {"id": "ellen", "name": "Ellen Sandgren", "employed": True},
    "1002": {"id": "per", "name": "Per Lind", "employed": False},
}


@contextmanager
def login_server(folder: Path) -> Iterator[Logins]:
    """Runs Canaille until the block is left."""
    parts = fetch(lambda *_: None, login_server=True)
    file = folder / "logins.json"
    logins = Logins.write(file, port=free_port(), gateway_url=PUBLIC_URL, people=USERS)
    with (folder / "login-server.log").open("wb") as log:
        server = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "redthread_local.login_server", str(file)],
            env={**os.environ, "PYTHONPATH": str(parts.login_server)},
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + 60
        while is_free(logins.port):
            assert server.poll() is None, (folder / "login-server.log").read_text()
            assert time.monotonic() < deadline, "the login server does not start"
            time.sleep(0.05)
        yield logins
    finally:
        server.terminate()
        server.wait(20)


@dataclass
class AtTheProvider:
    """Somebody's browser at the login server; it remembers who is logged in there."""

    session: aiohttp.ClientSession
    page: str = ""
    url: str = ""

    async def log_in(self, url: str, name: str, password: str) -> str:
        """Go to the login page and fill it in. Where one is sent back to; empty when one stays."""
        if away := await self._go("GET", url):
            return away
        if away := await self._send(login=name):
            return away
        return await self._send(password=password)

    async def go(self, url: str) -> str:
        """Open an address there. Where one is sent back to; empty when one stays."""
        return await self._go("GET", url)

    async def _send(self, **filled: str) -> str:
        fields = {
            name: html.unescape(value)
            for name, value in re.findall(r'name="([^"]+)"[^>]*?value="([^"]*)"', self.page)
        }
        return await self._go("POST", self.url, {**fields, **filled})

    async def _go(self, method: str, url: str, data: dict[str, str] | None = None) -> str:
        while True:
            async with self.session.request(
                method, url, data=data, allow_redirects=False
            ) as answer:
                if answer.status not in {301, 302, 303}:
                    self.page, self.url = await answer.text(), url
                    return ""
                url, method, data = urljoin(url, answer.headers["Location"]), "GET", None
            if url.startswith(PUBLIC_URL):
                return url.removeprefix(PUBLIC_URL)


def directory() -> FastAPI:
    """Answers who logs in, as the directory service does."""
    app = FastAPI()

    @app.get("/health/ready")
    async def ready() -> dict[str, bool]:
        return {"ready": True}

    @app.get("/people/by-login")
    async def by_login(employee_number: str) -> Any:
        if employee_number not in EMPLOYEES:
            body = {"code": "person-not-found", "status": 404}
            return JSONResponse(body, 404, media_type="application/problem+json")
        return EMPLOYEES[employee_number]

    return app
