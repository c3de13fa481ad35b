"""Everything with compose: one person's way through it, over HTTP, to the bus."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from chassis.testing import eventually
from redthread_local.demo import PERSONAS
from tests.containers.conftest import House
from tests.containers.files import PACKAGES, USER

_ELLEN = PERSONAS[0]
_SECRET = "Det var tungt i våras"
_READ = (
    *("/opt/kafka/bin/kafka-console-consumer.sh", "--bootstrap-server", "localhost:9092"),
    *("--topic", "goals", "--from-beginning", "--timeout-ms", "8000"),
    *("--property", "print.key=true", "--property", "print.headers=true"),
)


@pytest.fixture
async def ellen(house: House) -> AsyncIterator[aiohttp.ClientSession]:
    """An employee who has logged in with the demo's chooser."""
    async with aiohttp.ClientSession(house.url) as session:
        chosen = {"as": _ELLEN.id, "till": "/"}
        async with session.post("/demo/logga-in", data=chosen) as answer:
            assert answer.status == 200, await answer.text()
        yield session


async def test_a_person_logs_in_and_reads_their_page(
    house: House, ellen: aiohttp.ClientSession
) -> None:
    async def page() -> str | None:
        async with ellen.get("/") as answer:
            text = await answer.text()
            return text if answer.status == 200 and _goal_titles(text) else None

    text = await eventually(page, seconds=60)

    assert _ELLEN.name in text


@pytest.mark.parametrize("path", ["/mal", "/samtal", "/enkater", "/kompetens"])
async def test_every_service_answers_behind_its_page(
    ellen: aiohttp.ClientSession, path: str
) -> None:
    async with ellen.get(path) as answer:
        assert answer.status == 200, await answer.text()


async def test_what_a_person_does_is_an_event_on_the_bus(
    house: House, ellen: aiohttp.ClientSession
) -> None:
    goal = (await _json(ellen, "/api/v1/goals"))["items"][0]
    before = _check_ins(house, goal["id"])
    told = {"id": str(uuid4()), "confidence": goal["confidence"] or "on_track", "comment": _SECRET}
    csrf = (await _json(ellen, "/api/v1/me"))["csrf"]
    path = f"/api/v1/goals/{goal['id']}/check-ins"
    async with ellen.post(path, json=told, headers={"X-CSRF-Token": csrf}) as answer:
        assert answer.status == 200, await answer.text()
        assert _SECRET in await answer.text()

    def arrived() -> list[str]:
        return _check_ins(house, goal["id"])[len(before) :]

    events = await eventually(arrived, seconds=60)

    assert len(events) == 1
    assert _SECRET not in events[0]


def test_everything_of_ours_is_locked_down(house: House) -> None:
    for service in PACKAGES:
        status = house.compose.exec(service, "cat", "/proc/1/status")
        assert re.search(rf"^Uid:\s+{USER}\b", status, re.MULTILINE), service
        assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE), service
        house.compose.exec(service, "sh", "-c", "! touch /app/x 2>/dev/null && touch /tmp/x")


def _goal_titles(page: str) -> list[str]:
    return re.findall(r'href="/mal/', page)


def _check_ins(house: House, goal_id: str) -> list[str]:
    """The events on the bus that say how this goal goes, as Kafka's own reader prints them."""
    told = house.compose.exec("kafka", "sh", "-c", " ".join(_READ) + " 2>/dev/null || true")
    return [line for line in told.splitlines() if goal_id in line and "goal.checked-in.v1" in line]


async def _json(session: aiohttp.ClientSession, path: str) -> Any:
    async with session.get(path) as answer:
        assert answer.status == 200, await answer.text()
        return json.loads(await answer.text())
