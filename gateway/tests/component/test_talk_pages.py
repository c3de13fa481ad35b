"""The talk's pages over a talks service that answers what each test says."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from .conftest import Browse, Browser, LogIn, Page

TALK: dict[str, Any] = {
    "id": "t1",
    "title": "Mål- och utvecklingssamtal 2026",
    "template_id": "standard",
    "employee_id": "ellen",
    "manager_id": "mattias",
    "state": "preparing",
    "sections": [
        {
            "id": "roles",
            "title_sv": "Förväntningar på varandra",
            "prompts": [{"id": "ro1", "text_sv": "Vad behöver du av din chef?"}],
        },
        {
            "id": "support",
            "title_sv": "Stöd",
            "prompts": [{"id": "su1", "text_sv": "Vilket stöd?"}],
        },
    ],
}


@dataclass
class TalksService:
    """Answers by method and path; what it was sent is remembered."""

    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def says(self, asked: str, body: Any, status: int = 200) -> None:
        """From now on, "GET /talks/t1" is answered like this."""
        self.answers[asked] = (status, body)

    def sent(self, asked: str) -> list[tuple[str, Any]]:
        """The If-Match and body of each request of that kind."""
        return [(seen, body) for what, seen, body in self.asked if what == asked]

    async def answer(self, request: web.Request) -> web.Response:
        what = f"{request.method} {request.path}"
        text = await request.text()
        body = json.loads(text) if text else None
        self.asked.append((what, request.headers.get("If-Match", ""), body))
        status, answer = self.answers.get(what, (404, {"code": "not-found"}))
        headers = {"ETag": '"7"'} if status < 400 else {}
        return web.json_response(answer, status=status, headers=headers)


@pytest.fixture
def talks() -> TalksService:
    service = TalksService()
    service.says("GET /talks/t1", TALK)
    service.says("GET /talks/t1/preparations", {"mine": {"sections": {}}, "theirs": None})
    return service


@pytest.fixture
def log_in(talks: TalksService, browse: Browse) -> LogIn:
    """`async with log_in("ellen") as ellen`: only talks is there."""

    @asynccontextmanager
    async def inside(person: str) -> AsyncIterator[Browser]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", talks.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with browse(talks=f"http://127.0.0.1:{runner.addresses[0][1]}") as browser:
            await browser.log_in(person)
            yield browser
        await runner.cleanup()

    return inside


async def write(browser: Browser, text: str, *, htmx: bool = False, **fields: str) -> Page:
    """Send the first section of the preparation."""
    headers = {"HX-Request": "true"} if htmx else None
    return await browser.post("/samtal/t1/forbered/1", headers, **fields, **{"a-ro1": text})


def conflict(current: Any) -> dict[str, Any]:
    return {"code": "version-conflict", "current": current, "yours": {}}


async def test_a_section_is_saved_with_the_version_that_was_seen(
    ellen: Browser, talks: TalksService
) -> None:
    talks.says(
        "PUT /talks/t1/preparations/mine/roles", {"version": 4, "answers": {"ro1": "Besked."}}
    )

    page = await write(ellen, "Besked.", version="3", go="next")

    assert page.location == "/samtal/t1/forbered/2"
    assert talks.sent("PUT /talks/t1/preparations/mine/roles") == [
        ('"3"', {"answers": {"ro1": "Besked."}})
    ]


async def test_autosave_answers_only_the_status_and_the_next_version(
    ellen: Browser, talks: TalksService
) -> None:
    talks.says("PUT /talks/t1/preparations/mine/roles", {"version": 4, "answers": {}})

    page = await write(ellen, "Viktor 19880412-2345", htmx=True, version="3")

    assert page.status == 200
    assert "Sparat" in page.text
    assert 'name="version" value="4"' in page.text
    assert "personnummer" in page.text
    assert "<html" not in page.text


async def test_two_tabs_get_both_texts_and_one_to_choose(
    ellen: Browser, talks: TalksService
) -> None:
    current = {"version": 5, "answers": {"ro1": "Från den andra fliken."}}
    talks.says("PUT /talks/t1/preparations/mine/roles", conflict(current), 409)

    page = await write(ellen, "Här skrev jag.", version="3")

    assert page.status == 409
    assert "Du skrev på två ställen samtidigt" in page.text
    assert "Från den andra fliken. Här skrev jag." in page.text
    assert page.text.count('name="version" value="5"') == 2


async def test_a_text_that_was_only_written_on_is_saved_over_its_older_self(
    ellen: Browser, talks: TalksService
) -> None:
    current = {"version": 5, "answers": {"ro1": "Jag behöver"}}
    talks.says("PUT /talks/t1/preparations/mine/roles", conflict(current), 409)

    await write(ellen, "Jag behöver besked.", version="3")

    versions = [seen for seen, _ in talks.sent("PUT /talks/t1/preparations/mine/roles")]
    assert versions == ['"3"', '"5"']


async def test_someone_elses_talk_says_who_can_read_it(ellen: Browser, talks: TalksService) -> None:
    talks.says("GET /talks/t1", {"code": "talk-not-yours"}, 403)

    page = await ellen.get("/samtal/t1/forbered/1")

    assert page.status == 403
    assert "Du kan inte läsa det här samtalet" in page.text
    assert "Bara de två som har samtalet kan läsa det." in page.text


async def test_when_saving_fails_the_text_is_given_back(
    ellen: Browser, talks: TalksService
) -> None:
    talks.says("PUT /talks/t1/preparations/mine/roles", {"code": "preparation-shared"}, 409)

    page = await write(ellen, "En lång mening som inte får gå bort.", version="0")

    assert page.status == 409
    assert "Du har delat din förberedelse." in page.text
    assert "En lång mening som inte får gå bort." in page.text


async def test_a_form_with_faults_comes_back_with_its_text(
    ellen: Browser, talks: TalksService
) -> None:
    talks.says("GET /talks/t1/notes", {"sections": {}, "present": []})

    page = await ellen.post(
        "/samtal/t1/overenskommelser", id="a1", what="Gå kursen", owner="ellen", due="2020-01-01"
    )

    assert page.status == 422
    assert 'value="Gå kursen"' in page.text
    assert 'name="id" value="a1"' in page.text
    assert "Dagen har redan varit." in page.text
    assert talks.sent("PUT /talks/t1/agreements/a1") == []


async def test_an_agreement_is_made_by_the_id_of_its_form(
    ellen: Browser, talks: TalksService
) -> None:
    talks.says("PUT /talks/t1/agreements/a1", TALK)

    page = await ellen.post(
        "/samtal/t1/overenskommelser", id="a1", what="Gå kursen", owner="ellen", due="2099-01-01"
    )

    assert page.location == "/samtal/t1#overenskommelser"
    assert talks.sent("PUT /talks/t1/agreements/a1") == [
        ("", {"what": "Gå kursen", "owner_id": "ellen", "due": "2099-01-01"})
    ]


async def test_a_note_that_two_wrote_leads_to_both_versions(
    ellen: Browser, talks: TalksService
) -> None:
    note = {
        "version": 9,
        "text": "Mattias text.",
        "by": "mattias",
        "at": "2026-10-22T08:47:00Z",
        "unresolved": [{"by": "ellen", "at": "2026-10-22T08:47:10Z", "text": "Ellens text."}],
    }
    talks.says("PUT /talks/t1/notes/roles", conflict(note), 409)
    talks.says("GET /talks/t1/notes", {"sections": {"roles": note}, "present": []})

    saved = await ellen.post("/samtal/t1/anteckningar/roles", version="8", text="Ellens text.")
    page = await ellen.get(saved.location)

    assert saved.location == "/samtal/t1/anteckningar/roles"
    assert "Ni skrev samtidigt" in page.text
    assert 'name="version" value="9"' in page.text
    assert "Mattias" in page.text
    assert "Ellens" in page.text


async def test_a_talk_cannot_be_finished_without_its_goals(
    ellen: Browser, talks: TalksService
) -> None:
    talks.says("GET /talks/t1/notes", {"sections": {}, "present": []})

    page = await ellen.post("/samtal/t1/avsluta", version="7")

    assert page.status == 503
    assert "Målen går inte att läsa just nu" in page.text
    assert talks.sent("POST /talks/t1/finish") == []


async def test_to_disagree_one_says_with_what(ellen: Browser, talks: TalksService) -> None:
    finished = {**TALK, "state": "awaiting_confirmation", "document_version": 1, "documents": [1]}
    talks.says("GET /talks/t1", finished)
    document = {"version": 1, "hash": "h", "employee_id": "ellen", "manager_id": "mattias"}
    talks.says("GET /talks/t1/documents/1", document)
    talks.says("POST /talks/t1/confirm", finished)

    silent = await ellen.post("/samtal/t1/dokument/1", hash="h", verdict="disagree")
    spoken = await ellen.post(
        "/samtal/t1/dokument/1", hash="h", verdict="disagree", comment="Bedömningen."
    )

    assert silent.status == 422
    assert "allmän handling" in silent.text
    assert spoken.location == "/samtal/t1/dokument/1"
    assert talks.sent("POST /talks/t1/confirm") == [
        ("", {"hash": "h", "disagree": True, "comment": "Bedömningen."})
    ]
