"""The services' doors: the imports that any other system uses, and the API that people use."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import aiohttp

from chassis.tokens import TokenMaker
from redthread_local.failure import Failure

Row = dict[str, Any]
Progress = Callable[[str, int, int], None]
"""Told what is being loaded, how many rows are in, and how many there are."""

BUSY_SECONDS = 60.0
PAUSE_SECONDS = 1.0

_FAULTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What a service answered."""

    status: int
    text: str

    @property
    def body(self) -> Any:
        """As JSON; None when it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def code(self) -> str:
        """What kind of problem it is; empty without one."""
        body = self.body
        return str(body.get("code", "")) if isinstance(body, dict) else ""


@dataclass(frozen=True, slots=True)
class Door:
    """One service."""

    session: aiohttp.ClientSession
    tokens: TokenMaker
    service: str
    url: str

    async def send(
        self,
        table: str,
        rows: Sequence[Row],
        progress: Progress,
        *,
        at_a_time: int,
        there: frozenset[str] = frozenset(),
    ) -> None:
        """Send rows to the import. `there`: codes that say that they are there already.

        Raises `Failure` with what to do.
        """
        done = 0
        progress(table, done, len(rows))
        for chunk in _chunks(rows, at_a_time):
            said = await self._patiently(
                "POST", "/imports", {table: chunk}, scopes={f"{self.service}:import"}
            )
            if said.status >= 300 and said.code not in there:
                raise self.refused(said)
            done += len(chunk)
            progress(table, done, len(rows))

    async def ask(self, method: str, path: str, who: str, body: Any = None) -> Said:
        """Ask as a person; waits while the service says that it can't just now."""
        return await self._patiently(method, path, body, who=who)

    def refused(self, said: Said) -> Failure:
        """The service said no."""
        told = " ".join(_told(said))
        return Failure(
            f"The {self.service} service refused the demo ({said.status}): {told} "
            f"See `redthread logs {self.service}`."
        )

    async def _patiently(
        self,
        method: str,
        path: str,
        body: Any,
        *,
        who: str | None = None,
        scopes: set[str] | None = None,
    ) -> Said:
        until = monotonic() + BUSY_SECONDS
        while True:
            token = self.tokens.make(self.service, person_id=who, scopes=scopes or ())
            said = await self._once(method, path, body, token)
            if said.status != 503 or monotonic() > until:
                return said
            await asyncio.sleep(PAUSE_SECONDS)

    async def _once(self, method: str, path: str, body: Any, token: str) -> Said:
        try:
            async with self.session.request(
                method,
                f"{self.url}{path}",
                json=body,
                headers={"Authorization": f"Bearer {token}"},
            ) as answer:
                return Said(answer.status, await answer.text())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Failure(
                f"The {self.service} service does not answer at {self.url}. "
                "See `redthread status`, and start what is down with `redthread up --demo`."
            ) from error


def _chunks(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _told(said: Said) -> Iterator[str]:
    problem = said.body
    if not isinstance(problem, dict):
        yield said.text[:200] or "it did not say why."
        return
    yield str(problem.get("detail", "it did not say why."))
    for fault in problem.get("errors", [])[:_FAULTS_SHOWN]:
        yield f"{fault.get('field', '')}: {fault.get('message', '')}"
