"""The whole system: the gateway against a bare fan-out, and a city against a town hall."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

import aiohttp

from benchmarks.measure import Result, Run, compare, p50_ms
from chassis.documents import PENDING
from chassis.mongo import connect
from chassis.testing import eventually
from chassis.tokens import TokenMaker
from redthread_local.demo.personas import PERSONAS
from tests.system import System, running_system

ELLEN = PERSONAS[0].id
TIMES = 60


class Town:
    """A running demo, logged in to, started when first needed."""

    def __init__(self, kept: ExitStack) -> None:
        self._kept = kept
        self._system: System | None = None
        self._city: System | None = None

    @property
    def system(self) -> System:
        """The system; the first to ask waits for its start."""
        if self._system is None:
            self._system = self._started()
        return self._system

    async def city(self) -> System:
        """A second system beside the first, with 60 000 people."""
        if self._city is None:
            self._city = self._started()
            await asyncio.to_thread(self._city.run, "demo", "--people", "60000", timeout=1800)
            await _settled(self._city)
        return self._city

    def _started(self) -> System:
        home = Path(mkdtemp(prefix="redthread-bench-"))
        return self._kept.enter_context(running_system(home, demo=True))


async def gateway(town: Town) -> list[Result]:
    """The start page's data through the gateway, against the same calls side by side by hand.

    By hand there is no session, no hop and no model: tokens made beforehand, answers parsed.
    """
    system = town.system
    urls = {name: system.part(name).url for name in ("talks", "goals", "notifier", "surveys")}
    maker = TokenMaker(system.private_key)
    calls = [
        ("talks", "/talks?as=employee&state=open&limit=100"),
        ("goals", "/threads/mine"),
        ("talks", "/agreements"),
        ("notifier", "/bell?limit=3"),
        ("surveys", "/invitations"),
    ]
    async with aiohttp.ClientSession() as session, await _logged_in(system) as visitor:

        async def through_gateway() -> None:
            async with visitor.get(f"{system.url}/api/v1/start") as answer:
                assert answer.status == 200, await answer.text()
                json.loads(await answer.read())

        tokens = {name: maker.make(name, person_id=ELLEN) for name in urls}

        async def call(name: str, path: str) -> object:
            headers = {"authorization": f"Bearer {tokens[name]}"}
            async with session.get(f"{urls[name]}{path}", headers=headers) as answer:
                assert answer.status == 200, await answer.text()
                return json.loads(await answer.read())

        async def by_hand() -> None:
            await asyncio.gather(*(call(*each) for each in calls))

        async def ours() -> float:
            return await p50_ms(TIMES, through_gateway)

        async def baseline() -> float:
            tokens.update({name: maker.make(name, person_id=ELLEN) for name in urls})
            return await p50_ms(TIMES, by_hand)

        await ours()
        return [
            await compare(
                "gateway start page / bare aiohttp fan-out",
                ours,
                baseline,
                unit="ms",
                goal=2.0,
                better="less",
            )
        ]


async def scale(town: Town) -> list[Result]:
    """What people open, in a city of 60 000 and in a town hall of 850 that run side by side."""
    small, large = town.system, await town.city()
    async with await _logged_in(small) as in_town, await _logged_in(large) as in_city:

        def opening(visitor: aiohttp.ClientSession, url: str) -> Run:
            async def once() -> None:
                async with visitor.get(url) as answer:
                    assert answer.status == 200, f"{url}: {answer.status}"
                    await answer.read()

            return lambda: p50_ms(TIMES, once)

        results = []
        for name, path in PAGES.items():
            city, hall = opening(in_city, large.url + path), opening(in_town, small.url + path)
            await city()
            await hall()
            results.append(
                await compare(
                    f"{name} at 60 000 people / at 850",
                    city,
                    hall,
                    unit="ms",
                    goal=1.3,
                    better="less",
                )
            )
        return results


PAGES: Mapping[str, str] = {"start": "/", "goal tree": "/mal", "talks": "/samtal"}


async def _settled(system: System) -> None:
    """Until all have their copy of everybody: else the page times would measure the copying."""
    client = connect(system.status()["mongo_url"])

    async def copied() -> bool:
        people = await client["directory"]["people"].count_documents({})
        waiting = await client["directory"]["people"].count_documents(PENDING)
        copies = [
            await client[service]["directory_people"].count_documents({})
            for service in ("talks", "goals", "surveys", "competence", "notifier")
        ]
        marked = await client["goals"]["goals"].count_documents(PENDING)
        return not waiting and not marked and set(copies) == {people}

    try:
        await eventually(copied, seconds=900)
    finally:
        client.close()


async def _logged_in(system: System) -> aiohttp.ClientSession:
    visitor = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
    async with visitor.post(f"{system.url}/demo/logga-in", data={"as": ELLEN}) as answer:
        assert answer.status == 200, await answer.text()
    return visitor
