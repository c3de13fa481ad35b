"""Loads the demo through the same doors as any other system: the services' imports."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

import aiohttp

from chassis.tokens import TokenMaker
from redthread_local.demo.goals import goal_rows
from redthread_local.demo.municipality import generate
from redthread_local.demo.talks import talk_rows
from redthread_local.failure import Failure

Row = dict[str, Any]
Progress = Callable[[str, int, int], None]
"""Told what is being loaded, how many rows are in, and how many there are."""

_ROWS_IN_A_REQUEST = {"units": 1_000, "people": 1_000, "goals": 1_000, "talks": 100}
_TIMEOUT = aiohttp.ClientTimeout(total=120, connect=5)
_BUSY_SECONDS = 60.0
_PAUSE_SECONDS = 1.0
_FAULTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services answer."""

    directory: str
    goals: str
    talks: str


async def load_rows(
    addresses: Addresses, tokens: TokenMaker, *, people: int, today: date, progress: Progress
) -> None:
    """Send everything, in an order in which each row finds what it refers to.

    The same day's rows again change nothing. Raises `Failure` with what to do.
    """
    made = generate(people, today=today)
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        directory = _Import(session, tokens, "directory", addresses.directory)
        goals = _Import(session, tokens, "goals", addresses.goals)
        talks = _Import(session, tokens, "talks", addresses.talks)
        await directory.send("units", made.units, progress)
        await directory.send("people", made.people, progress)
        await goals.send("goals", goal_rows(today), progress)
        await talks.send("talks", talk_rows(today), progress)


@dataclass(frozen=True, slots=True)
class _Import:
    session: aiohttp.ClientSession
    tokens: TokenMaker
    service: str
    url: str

    async def send(self, table: str, rows: Sequence[Row], progress: Progress) -> None:
        done = 0
        progress(table, done, len(rows))
        for chunk in _chunks(rows, _ROWS_IN_A_REQUEST[table]):
            await self._post_patiently({table: chunk})
            done += len(chunk)
            progress(table, done, len(rows))

    async def _post_patiently(self, body: dict[str, Any]) -> None:
        """Wait while the service says that it can't just now."""
        until = monotonic() + _BUSY_SECONDS
        while True:
            status, answer = await self._post(body)
            if status < 300:
                return
            if status != 503 or monotonic() > until:
                raise Failure(_sentence(self.service, status, answer))
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _post(self, body: dict[str, Any]) -> tuple[int, str]:
        token = self.tokens.make(self.service, scopes={f"{self.service}:import"})
        try:
            async with self.session.post(
                f"{self.url}/imports", json=body, headers={"Authorization": f"Bearer {token}"}
            ) as answer:
                return answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Failure(
                f"The {self.service} service does not answer at {self.url}. "
                "See `redthread status`, and start what is down with `redthread up --demo`."
            ) from error


def _chunks(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _sentence(service: str, status: int, answer: str) -> str:
    said = " ".join(_said(answer))
    where = f"See `redthread logs {service}`."
    return f"The {service} service refused the demo ({status}): {said} {where}"


def _said(answer: str) -> Iterator[str]:
    try:
        problem = json.loads(answer)
    except ValueError:
        yield answer[:200] or "it did not say why."
        return
    yield str(problem.get("detail", "it did not say why."))
    for fault in problem.get("errors", [])[:_FAULTS_SHOWN]:
        yield str(fault.get("message", ""))
