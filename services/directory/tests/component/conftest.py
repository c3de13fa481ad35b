"""A small municipality: the directory against a real MongoDB and Kafka, filled by its import."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from chassis.clock import FixedClock
from chassis.mongo import Database
from chassis.settings import Settings
from chassis.testing import serving
from chassis.testing.asking import Answer, Asker
from chassis.tokens import TokenMaker
from directory.app import create_app

NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)


def a_unit(id: str, parent: str | None = "top", **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": id,
        "parent_id": parent,
        "name_sv": f"Enhet {id}",
        "name_en": f"Unit {id}",
        "level": "unit" if parent else "municipality",
    }
    return fields | changes


def a_person(id: str, unit: str, given: str, family: str, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": id,
        "employee_number": f"1000-{id}",
        "given_name": given,
        "family_name": family,
        "email": f"{id}@ekstad.example",
        "title": "Handläggare",
        "staff_group": "administration",
        "unit_id": unit,
        "employed_from": "2020-01-01",
    }
    return fields | changes


UNITS = [
    a_unit("top", None, manager_id="boss"),
    a_unit("permits", name_sv="Ärendeenheten", manager_id="mattias"),
    a_unit("town", "permits", name_sv="Åstad"),
    a_unit("hr", name_sv="HR", manager_id="yasmin"),
]
PEOPLE = [
    a_person("boss", "top", "Karin", "Salo"),
    a_person("mattias", "permits", "Mattias", "Öberg"),
    a_person("ellen", "permits", "Ellen", "Zander"),
    a_person("asa", "town", "Åsa", "Åberg"),
    a_person("hidden", "town", "Sara", "Ek", protected=True),
    a_person("leaving", "town", "Nils", "Blom", employed_until="2026-10-14"),
    a_person("gone", "town", "Per", "Lind", employed_until="2026-10-13"),
    a_person("yasmin", "hr", "Yasmin", "Haddad", roles=["hr"]),
    a_person("peter", "hr", "Peter", "Åslund", roles=["admin"]),
]


@dataclass
class Town(Asker):
    """Asks the service as somebody, or as a system with scopes."""

    clock: FixedClock
    mongo: Database

    async def get(self, path: str, who: str) -> Answer:
        return await self.ask("GET", path, who)

    async def bring_in(self, **rows: Any) -> Answer:
        return await self.ask("POST", "/imports", body=rows, scopes=["directory:import"])

    async def versions(self) -> dict[str, int]:
        """How many events each person and unit has had."""
        return {
            document["_id"]: document["version"]
            for name in ("people", "units")
            async for document in self.mongo[name].find({}, {"version": 1})
        }


@pytest.fixture
async def empty_town(
    settings: dict[str, Any], tokens: TokenMaker, mongo: Database
) -> AsyncIterator[Town]:
    clock = FixedClock(NOON)
    app = create_app(Settings(**settings), clock=clock)
    async with serving(app) as url, aiohttp.ClientSession() as session:
        yield Town(session, url, tokens, "directory", clock, mongo)


@pytest.fixture
async def town(empty_town: Town) -> Town:
    answer = await empty_town.bring_in(units=UNITS, people=PEOPLE)
    assert answer.status == 200, answer.body
    return empty_town
