"""The read log: nobody reads another's text without a row that the other can see."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from .conftest import Office

BY_ELLEN = "Skrivet av Ellen och av ingen annan."
BY_MATTIAS = "Skrivet av Mattias och av ingen annan."
TOGETHER = "Överenskommet mellan Ellen och Mattias."
ABOUT_ELLEN = (BY_ELLEN, TOGETHER)
HASH = "0" * 64


@dataclass(frozen=True)
class Call:
    """How a route is asked in this test."""

    body: Any = None
    path: Callable[[str], str] = str


CALLS: dict[tuple[str, str], Call] = {
    ("GET", "/talks"): Call(path=lambda _: "/talks?as=manager&state=all"),
    ("GET", "/agreements"): Call(),
    ("GET", "/salary-review"): Call(path=lambda _: "/salary-review?year=2026"),
    ("GET", "/talks/{talk_id}"): Call(),
    ("PUT", "/talks/{talk_id}/booking"): Call(
        {"starts": "2026-11-02T09:00:00+01:00", "ends": "2026-11-02T10:00:00+01:00"}
    ),
    ("DELETE", "/talks/{talk_id}/booking"): Call(),
    ("PUT", "/talks/{talk_id}/proposed-times"): Call({"times": []}),
    ("POST", "/talks/{talk_id}/call-off"): Call({"reason": "Sjuk."}),
    ("POST", "/talks/{talk_id}/take-up"): Call(),
    ("GET", "/talks/{talk_id}/at-hand"): Call(),
    ("GET", "/talks/{talk_id}/private-note"): Call(),
    ("PUT", "/talks/{talk_id}/private-note"): Call({"text": "Mitt."}),
    ("PUT", "/talks/{talk_id}/follow-ups/{new_id}"): Call({"last_day": "2026-12-01"}),
    ("PUT", "/talks/{talk_id}/goals/{goal_id}"): Call({}),
    ("DELETE", "/talks/{talk_id}/goals/{goal_id}"): Call(),
    ("GET", "/talks/{talk_id}/preparations"): Call(),
    ("PUT", "/talks/{talk_id}/preparations/mine/{section_id}"): Call({"answers": {}}),
    ("POST", "/talks/{talk_id}/share"): Call(),
    ("POST", "/talks/{talk_id}/take-back"): Call(),
    ("GET", "/talks/{talk_id}/notes"): Call(),
    ("PUT", "/talks/{talk_id}/notes/{section_id}"): Call({"text": "Senare."}),
    ("POST", "/talks/{talk_id}/notes/{section_id}/resolve"): Call({"text": "Senare."}),
    ("PUT", "/talks/{talk_id}/agreements/{agreement_id}"): Call(
        {"what": "Mer", "owner_id": "mattias", "due": "2026-12-01"}
    ),
    ("DELETE", "/talks/{talk_id}/agreements/{agreement_id}"): Call(),
    ("POST", "/talks/{talk_id}/agreements/{agreement_id}/follow-up"): Call({"status": "done"}),
    ("POST", "/talks/{talk_id}/finish"): Call({}),
    ("POST", "/talks/{talk_id}/confirm"): Call({"hash": HASH}),
    ("POST", "/talks/{talk_id}/reopen"): Call({"reason": "Fel dag."}),
    ("GET", "/talks/{talk_id}/documents/{version}"): Call(),
    ("GET", "/talks/{talk_id}/reads"): Call(),
}
"""Every route that could hold a text of a talk. The rest are templates, cycles and the import."""

WITHOUT_TALKS = (
    *("/templates", "/template-drafts", "/cycles", "/coverage", "/imports"),
    *("/criteria-sets", "/side-employment"),
)


@pytest.fixture
async def talk(office: Office) -> str:
    """A talk with texts of both in it, and a first version of its document that was reopened."""
    path = await office.open_talk()
    await office.prepare(path, "ellen", BY_ELLEN)
    await office.prepare(path, "mattias", BY_MATTIAS)
    for who in ("ellen", "mattias"):
        await office.do("POST", f"{path}/share", who)
    await office.note(path, "ellen", BY_ELLEN)
    await office.do(
        "PUT",
        f"{path}/agreements/a1",
        "ellen",
        {"what": TOGETHER, "owner_id": "ellen", "due": "2026-12-01"},
    )
    await office.finish(path, "ellen")
    await office.do("POST", f"{path}/reopen", "ellen", {"reason": "Mer att säga."})
    await office.mongo["reads"].delete_many({})
    return path


def test_every_route_is_either_without_talks_or_asked_here(office: Office) -> None:
    routes = {
        (method.upper(), path)
        for path, methods in office.app.openapi()["paths"].items()
        if not path.startswith(WITHOUT_TALKS)
        for method in methods
    }

    assert routes == CALLS.keys()


@pytest.mark.parametrize(("method", "route"), CALLS)
async def test_no_route_gives_the_employees_text_without_a_row(
    office: Office, talk: str, method: str, route: str
) -> None:
    # What was noted a moment ago is not noted again.
    office.clock.set(office.clock.now() + timedelta(minutes=1))
    call = CALLS[method, route]
    path = call.path(_filled(route, talk))
    version = (await office.mongo["talks"].find_one({"_id": talk.rpartition("/")[2]}) or {}).get(
        "version"
    )
    seen = 0 if "/notes/" in path else version

    answer = await office.ask(method, path, "mattias", call.body, version=seen)

    assert answer.status < 500
    if any(text in json.dumps(answer.body, ensure_ascii=False) for text in ABOUT_ELLEN):
        rows = [row async for row in office.mongo["reads"].find({"owner": "employee"})]
        assert [row["reader_id"] for row in rows] == ["mattias"] * len(rows)
        assert rows, f"{method} {route} gave a text and noted nothing"


@pytest.mark.parametrize(
    ("path", "thing"),
    [
        ("", "talk"),
        ("/notes", "notes"),
        ("/preparations", "preparation"),
        ("/documents/1", "document"),
    ],
)
async def test_the_employee_sees_who_read_what(
    office: Office, talk: str, path: str, thing: str
) -> None:
    office.clock.set(office.clock.now() + timedelta(minutes=1))
    await office.get(f"{talk}{path}", "mattias")

    rows = (await office.get(f"{talk}/reads", "ellen"))["items"]

    found = next(row for row in rows if row["thing"] == thing)
    assert (found["reader_id"], found["reader"]) == ("mattias", "manager")
    assert found["document"] == (1 if thing == "document" else None)


async def test_ones_own_reading_is_not_noted(office: Office, talk: str) -> None:
    for path in ("", "/notes", "/documents/1"):
        await office.get(f"{talk}{path}", "ellen")

    assert await office.mongo["reads"].count_documents({}) == 0


async def test_the_manager_sees_who_read_the_preparation_and_nothing_else(
    office: Office, talk: str
) -> None:
    await office.get(f"{talk}/preparations", "ellen")

    rows = (await office.get(f"{talk}/reads", "mattias"))["items"]

    assert [(row["thing"], row["reader_id"]) for row in rows] == [("preparation", "ellen")]


async def test_a_repeat_within_the_hour_is_one_row_with_the_last_time(
    office: Office, talk: str
) -> None:
    first = office.clock.now() + timedelta(minutes=1)
    for minutes in (0, 10, 20):
        office.clock.set(first + timedelta(minutes=minutes))
        await office.get(f"{talk}/notes", "mattias")

    rows = (await office.get(f"{talk}/reads", "ellen"))["items"]

    (row,) = [row for row in rows if row["thing"] == "notes"]
    assert row["first_at"].startswith(first.isoformat()[:16])
    assert row["last_at"].startswith((first + timedelta(minutes=20)).isoformat()[:16])


@pytest.mark.parametrize("version", [0, -1, 2, 47, 10**20])
async def test_a_version_that_never_was_is_not_noted_as_read(
    office: Office, talk: str, version: int
) -> None:
    answer = await office.ask("GET", f"{talk}/documents/{version}", "mattias")

    assert (answer.status, answer.body["code"]) == (404, "document-not-found")
    assert await office.mongo["reads"].count_documents({}) == 0


@pytest.mark.parametrize(("method", "end"), [("PUT", ""), ("POST", "/resolve")])
async def test_a_late_note_that_gives_the_others_text_is_noted_as_reading_the_notes(
    office: Office, talk: str, method: str, end: str
) -> None:
    office.clock.set(office.clock.now() + timedelta(minutes=1))
    body = {"text": "Skrivet för sent."}

    answer = await office.ask(method, f"{talk}/notes/roles{end}", "mattias", body, version=0)

    assert BY_ELLEN in json.dumps(answer.body, ensure_ascii=False)
    assert await _noted(office) == ["notes"]


async def test_agreements_that_are_filtered_away_are_not_noted_as_read(
    office: Office, talk: str
) -> None:
    office.clock.set(office.clock.now() + timedelta(minutes=1))

    done = await office.get("/agreements?status=done", "mattias")

    assert done["items"] == []
    assert await _noted(office) == []

    still_open = await office.get("/agreements?status=open", "mattias")

    assert [one["what"] for one in still_open["items"]] == [TOGETHER]
    assert await _noted(office) == ["agreements"]


async def test_others_see_neither_the_talk_nor_its_log(office: Office, talk: str) -> None:
    for who in ("viktor", "sara", "hanna"):
        assert (await office.ask("GET", f"{talk}/reads", who)).status == 403

    assert await office.mongo["reads"].count_documents({}) == 0


async def _noted(office: Office) -> list[str]:
    return [row["thing"] async for row in office.mongo["reads"].find({})]


def _filled(route: str, talk: str) -> str:
    ids = {
        "{goal_id}": "g1",
        "{section_id}": "roles",
        "{agreement_id}": "a1",
        "{version}": "1",
        "{new_id}": "n1",
    }
    path = route.replace("/talks/{talk_id}", talk)
    for name, id in ids.items():
        path = path.replace(name, id)
    return path
