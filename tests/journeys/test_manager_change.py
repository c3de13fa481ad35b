"""The manager changes while a talk is half way."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from pymongo import MongoClient

from redthread_local.demo import cast
from redthread_local.demo.ids import unit_id
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.people import KARIN, MATTIAS, PETER, colleague
from tests.journeys.waiting import wait_for
from tests.system import System

BIRGITTA = colleague("Birgitta Fors")
_ROW = (
    *("employee_number", "given_name", "family_name", "email", "title", "staff_group"),
    *("unit_id", "employed_from"),
)


@pytest.fixture
def moves(system: System, backstage: Backstage) -> Iterator[Any]:
    """Moves Birgitta to another unit, and back when the test is over."""
    with MongoClient[dict[str, Any]](system.status()["mongo_url"]) as mongo:
        known = mongo["directory"]["people"].find_one({"_id": BIRGITTA.id})
    assert known is not None
    row = {"id": BIRGITTA.id, **{name: known[name] for name in _ROW}}

    def to(unit: str) -> None:
        people = {"people": [{**row, "unit_id": unit}]}
        backstage.ask("directory", "POST", "/imports", PETER, people)

    yield to
    to(row["unit_id"])


def test_when_the_manager_changes_the_talk_goes_on_with_the_new_one(
    as_persona: AsPersona, as_person: AsPersona, backstage: Backstage, open_cycle: str, moves: Any
) -> None:
    assert open_cycle
    talk = backstage.talk_of(BIRGITTA)
    backstage.prepare(talk, MATTIAS, "Bara Mattias ord om Birgitta.")
    backstage.prepare(talk, BIRGITTA, "Birgittas egna ord.")
    day = backstage.today() + timedelta(days=7)
    times = {"starts": f"{day}T09:00:00+01:00", "ends": f"{day}T10:00:00+01:00"}
    version = backstage.talk(talk, BIRGITTA)["version"]
    backstage.ask("talks", "PUT", f"/talks/{talk}/booking", BIRGITTA, times, version=version)
    old, new, employee = as_persona(MATTIAS), as_persona(KARIN), as_person(BIRGITTA)
    old.go(f"/samtal/{talk}")
    old.heading("Mål- och utvecklingssamtal")

    moves(unit_id(cast.BUILDING))
    wait_for(
        lambda: backstage.talk(talk, BIRGITTA)["manager_id"] == KARIN.id, "the talk to be Karin's"
    )

    old.page.reload()
    expect(old.page.locator("h1")).to_have_text("Du kan inte läsa det här samtalet")
    new.go(f"/samtal/{talk}")
    new.sees("Birgitta Fors")
    new.go(f"/samtal/{talk}/forbered/1")
    expect(new.page.locator("main")).not_to_contain_text("Bara Mattias ord")
    new.page.locator("textarea").first.fill("Karins ord.")
    expect(new.page.locator("#saved")).to_contain_text("Sparat")
    employee.go(f"/samtal/{talk}")
    employee.sees(KARIN.name)
    employee.go(f"/samtal/{talk}/forbered/1")
    expect(employee.page.locator("textarea").first).to_have_value("Birgittas egna ord.")
