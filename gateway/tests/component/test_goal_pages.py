"""The goals' pages against a goals service that answers as told and remembers what it was sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from .conftest import Browse, Browser, LogIn, Running

TOP: dict[str, Any] = {"id": "top", "level": "municipality", "title_sv": "Enkelt att bo i Ekstad"}
UNIT: dict[str, Any] = {"id": "unit", "level": "unit", "title_sv": "Beslut inom fyra veckor"}
OWN: dict[str, Any] = {
    "id": "own",
    "level": "individual",
    "title_sv": "Brev som går att förstå <direkt>",
    "owner_ids": ["ellen"],
    "measure": {"kind": "figure", "start": 6, "target": 2, "unit_sv": "återfrågor"},
}
NOT_YOURS = {"code": "goal-not-yours", "status": 403}
NOT_RIGHT = {
    "code": "goal-not-right",
    "status": 422,
    "errors": [{"field": "measure.target", "code": "target-is-start", "message": ""}],
}


@dataclass
class Goals:
    """What the service knows, refuses and was asked to do."""

    goal: dict[str, Any]
    refuses: dict[str, Any] | None = None
    sent: list[tuple[str, str, Any, str | None]] = field(default_factory=list)

    @property
    def bodies(self) -> list[Any]:
        return [body for _, _, body, _ in self.sent]


@pytest.fixture
def goals() -> Goals:
    check_in = {"id": "c", "at": "2026-09-11T08:00:00Z", "by": "ellen", "confidence": "on_track"}
    return Goals(
        {
            **OWN,
            "status": "active",
            "value": 4,
            "progress": 50,
            "confidence": "on_track",
            "period_from": "2026-01-01",
            "period_until": "2030-12-31",
            "deadline": "2030-11-30",
            "check_ins": [{**check_in, "value": 4, "comment": "Nya mallen är i bruk."}],
            "path": [TOP, UNIT, OWN],
            "may": ["check_in", "change", "evaluate", "withdraw"],
        }
    )


def service(goals: Goals) -> FastAPI:
    app = FastAPI()

    @app.get("/health/ready")
    def ready() -> dict[str, str]:
        return {}

    @app.get("/tree")
    def tree(parent: str | None = None) -> dict[str, Any]:
        below = {None: [{**TOP, "children": 1}], "top": [{**UNIT, "children": 1}], "unit": [OWN]}
        return {"items": below[parent], "mine": ["top", "unit", "own"]}

    @app.get("/goals")
    def listed() -> dict[str, Any]:
        return {"items": []}

    @app.get("/goals/{_goal_id}")
    def goal(_goal_id: str) -> Response:
        if goals.refuses and goals.refuses["status"] == 403:
            return JSONResponse(goals.refuses, 403)
        return JSONResponse(goals.goal, headers={"ETag": '"7"'})

    @app.api_route("/goals/{path:path}", methods=["PUT", "PATCH", "POST"])
    async def command(path: str, request: Request) -> Response:
        body = await request.json() if await request.body() else None
        goals.sent.append((request.method, path, body, request.headers.get("If-Match")))
        if goals.refuses:
            return JSONResponse(goals.refuses, goals.refuses["status"])
        return JSONResponse(goals.goal, headers={"ETag": '"8"'})

    return app


@pytest.fixture
def log_in(goals: Goals, browse: Browse, running: Running) -> LogIn:
    """`async with log_in("ellen") as ellen`: only goals is there."""

    @asynccontextmanager
    async def inside(person: str) -> AsyncIterator[Browser]:
        async with running(service(goals)) as there, browse(goals=there) as browser:
            await browser.log_in(person)
            yield browser

    return inside


async def test_a_goal_shows_its_chart_as_a_table_too_and_escapes_its_title(ellen: Browser) -> None:
    page = await ellen.get("/mal/own")

    assert page.status == 200
    assert "Brev som går att förstå &lt;direkt&gt;" in page.text
    assert "Från 6 återfrågor till 2" in page.text
    assert '<th scope="row">11 september</th>' in page.text
    assert "style=" not in page.text


async def test_a_check_in_is_sent_with_the_id_of_its_form(ellen: Browser, goals: Goals) -> None:
    await ellen.get("/mal/own")
    form = {"id": "made-here", "confidence": "done", "value": "3,5", "comment": "å ä ö 🎯"}

    first = await ellen.post("/mal/own/avstamning", **form)
    again = await ellen.post("/mal/own/avstamning", **form)

    assert (first.status, again.status) == (303, 303)
    assert goals.bodies == [{**form, "value": 3.5}, {**form, "value": 3.5}]


async def test_a_check_in_that_is_wrong_keeps_what_was_written(
    ellen: Browser, goals: Goals
) -> None:
    await ellen.get("/mal/own")

    page = await ellen.post(
        "/mal/own/avstamning", id="x1", confidence="behind", value="en", comment="Lång text här"
    )

    assert page.status == 422
    assert 'href="#value"' in page.text
    assert 'value="en"' in page.text
    assert "Lång text här</textarea>" in page.text
    assert 'name="id" value="x1"' in page.text
    assert goals.sent == []


async def test_what_the_service_refuses_stands_at_its_field(ellen: Browser, goals: Goals) -> None:
    await ellen.get("/mal/own/andra")
    goals.refuses = NOT_RIGHT

    page = await ellen.post(
        "/mal/own/andra",
        version="7",
        title="Ett nytt namn",
        kind="figure",
        start="6",
        target="6",
        deadline="2030-11-30",
    )

    assert page.status == 422
    assert 'href="#target">Målvärdet är samma' in page.text
    assert 'value="Ett nytt namn"' in page.text


async def test_a_change_that_came_late_shows_both_and_keeps_mine(
    ellen: Browser, goals: Goals
) -> None:
    page = await ellen.get("/mal/own/andra")
    goals.refuses = {"code": "version-conflict", "status": 409}
    goals.goal["title_sv"] = "Den andras namn"

    page = await ellen.post(
        "/mal/own/andra",
        version="6",
        before='{"title": "Det gamla namnet"}',
        title="Mitt namn",
        kind="figure",
        start="6",
        target="2",
        deadline="2030-11-30",
    )

    assert page.status == 409
    assert "Någon hann före" in page.text
    assert "Den andras namn</p>" in page.text
    assert 'value="Mitt namn"' in page.text
    assert 'name="version" value="7"' in page.text


async def test_somebody_elses_goal_is_refused_in_words(ellen: Browser, goals: Goals) -> None:
    goals.refuses = NOT_YOURS

    page = await ellen.get("/mal/own")

    assert page.status == 403
    assert "Bara den som äger målet och närmaste chefen kan läsa det." in page.text


async def test_a_proposal_lists_everything_that_is_wrong_in_the_order_of_the_page(
    ellen: Browser, goals: Goals
) -> None:
    await ellen.get("/mal/nytt")

    page = await ellen.post(
        "/mal/nytt",
        id="new",
        kind="figure",
        start="6",
        target="två",
        deadline="2020-01-01",
        why="Viktor 19880412-23XX behöver ta över.",
    )

    assert page.status == 422
    fields = [part.split('"')[0] for part in page.text.split('<li><a href="#')[1:]]
    assert fields == ["title", "parent", "target", "deadline"]
    assert "ser ut som ett personnummer" in page.text
    assert 'value="två"' in page.text
    assert goals.sent == []


async def test_a_proposal_with_a_personnummer_is_warned_about_and_saved(
    ellen: Browser, goals: Goals
) -> None:
    await ellen.get("/mal/nytt")

    page = await ellen.post(
        "/mal/nytt",
        id="new",
        title="Ta över",
        parent="unit",
        kind="yes_no",
        deadline="2030-01-01",
        why="Viktor 19880412-23XX",
    )

    assert page.location == "/mal/new?klart=nytt"
    [(method, path, body, _)] = goals.sent
    assert (method, path) == ("PUT", "new")
    assert body["measure"]["kind"] == "yes_no"
    assert (body["level"], body["owner_ids"], body["parent_id"]) == (
        "individual",
        ["ellen"],
        "unit",
    )


async def test_an_agreement_is_to_the_version_that_was_read(ellen: Browser, goals: Goals) -> None:
    goals.goal |= {"status": "proposed", "may": ["agree"], "check_ins": []}
    page = await ellen.get("/mal/own")

    assert page.text.count("<button>") == 1
    await ellen.post("/mal/own/godkann", version="7")

    assert goals.sent == [("POST", "own/agree", None, '"7"')]


async def test_a_later_last_day_makes_the_period_longer(ellen: Browser, goals: Goals) -> None:
    await ellen.get("/mal/own/sista-dag")

    await ellen.post("/mal/own/sista-dag", seen="2030-11-30", deadline="2031-02-01")

    assert goals.bodies == [{"deadline": "2031-02-01", "period_until": "2031-02-01"}]


async def test_a_last_day_that_somebody_else_moved_is_asked_about_once(
    ellen: Browser, goals: Goals
) -> None:
    await ellen.get("/mal/own/sista-dag")

    page = await ellen.post("/mal/own/sista-dag", seen="2030-10-01", deadline="2030-12-01")

    assert page.status == 409
    assert "Sista dagen flyttades till 30 november 2030" in page.text
    assert 'name="seen" value="2030-11-30"' in page.text
    assert 'value="2030-12-01"' in page.text
    assert goals.sent == []


@pytest.mark.parametrize("path", ["/mal/own/andra", "/mal/own/sista-dag", "/mal/own/dra-tillbaka"])
async def test_who_may_only_read_gets_no_form(ellen: Browser, goals: Goals, path: str) -> None:
    goals.goal |= {"level": "unit", "may": []}

    page = await ellen.get(path)

    assert page.status == 403
    assert "Enhetens mål sätts av chefen" in page.text


async def test_without_the_directory_the_tree_stands_without_names_of_units(
    ellen: Browser,
) -> None:
    page = await ellen.get("/mal")

    assert page.status == 200
    assert "Enhetens mål" in page.text
    assert 'id="mal-own" class="mine own"' in page.text


async def test_without_the_directory_a_goal_cannot_be_hung_anywhere_and_the_form_says_so(
    ellen: Browser,
) -> None:
    page = await ellen.get("/mal/nytt")

    assert page.status == 200
    assert "Målen att hänga det på går inte att visa just nu." in page.text


async def test_htmx_gets_only_the_branches_under_the_last_opened_goal(ellen: Browser) -> None:
    page = await ellen.get("/mal?oppna=top&oppna=unit", **{"HX-Request": "true"})

    assert "<html" not in page.text
    assert 'id="mal-own"' in page.text
    assert 'id="mal-unit"' not in page.text


async def test_the_api_answers_with_problems_and_versions(ellen: Browser, goals: Goals) -> None:
    page = await ellen.get("/api/v1/goals/own")
    assert page.headers["ETag"] == '"7"'

    goals.refuses = NOT_YOURS
    page = await ellen.get("/api/v1/goals/own")
    assert page.status == 403
    assert "goal-not-yours" in page.text
