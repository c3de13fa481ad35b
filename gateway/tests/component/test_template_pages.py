"""HR's pages of talk templates over a talks service that answers what each test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from .conftest import Browse, Browser, LogIn
from .test_talk_pages import TALK, TalksService

PERSON = {"id": "yasmin", "given_name": "Yasmin", "family_name": "Haddad", "roles": ["hr"]}
PROMPT = {"id": "q1", "kind": "text", "text_sv": "Vad gick bra?", "text_en": "What went well?"}
ADVICE = {"guidance_manager_sv": "Lyssna först.", "guidance_manager_en": "Listen first."}
SECTIONS: list[dict[str, Any]] = [
    {"id": "year", "title_sv": "Året", "title_en": "The year", **ADVICE, "prompts": [PROMPT]},
    {"id": "support", "title_sv": "Stöd", "title_en": "Support", "prompts": []},
]
DRAFT: dict[str, Any] = {
    "id": "preschool",
    "next_version": 2,
    "saved_by": "yasmin",
    "saved_at": "2026-10-22T08:47:00Z",
    "content": {"title_sv": "Förskolan", "title_en": "Preschool", "sections": SECTIONS},
}
PAGE = "/hr/mallar/preschool"
PUT = "PUT /template-drafts/preschool"
OUTLINE = {"title_sv": "Förskolan", "title_en": "Preschool", "minutes_suggested": "60"}
CLASH = {"code": "version-conflict", "status": 409}
INCOMPLETE = {
    "code": "template-incomplete",
    "status": 422,
    "errors": [{"field": "sections.year.title_en", "code": "text-missing", "message": "Write."}],
}


@pytest.fixture
def talks() -> TalksService:
    service = TalksService()
    service.says("GET /me", {"person": PERSON})
    service.says("GET /template-drafts/preschool", DRAFT)
    service.says(PUT, DRAFT)
    return service


@pytest.fixture
def log_in(talks: TalksService, browse: Browse) -> LogIn:
    """The directory and the talks service are the same here."""

    @asynccontextmanager
    async def inside(person: str) -> AsyncIterator[Browser]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", talks.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with browse(talks=url, directory=url) as browser:
            await browser.get("/logga-in")
            await browser.log_in(person)
            yield browser
        await runner.cleanup()

    return inside


async def test_the_draft_shows_its_sections_and_can_be_published(
    yasmin: Browser, talks: TalksService
) -> None:
    talks.says("POST /template-drafts/preschool/publish", {"id": "preschool", "version": 2})

    page = await yasmin.get(PAGE)
    done = await yasmin.post(PAGE, version="7", go="publish", **OUTLINE)

    assert page.status == 200
    assert "Publicera version 2" in page.text
    assert done.location == "/hr/mallar"
    assert talks.sent(PUT)[0][0] == '"7"'
    assert len(talks.sent("POST /template-drafts/preschool/publish")) == 1


async def test_what_is_missing_is_said_before_a_template_is_published(
    yasmin: Browser, talks: TalksService
) -> None:
    talks.says("POST /template-drafts/preschool/publish", INCOMPLETE, 422)

    await yasmin.get(PAGE)
    page = await yasmin.post(PAGE, version="7", go="publish", **OUTLINE)

    assert page.status == 422
    assert f'<a href="{PAGE}/delar/year#title_en">Året: Skriv texten på båda språken.' in page.text
    assert "Förskolan" in page.text


@pytest.mark.parametrize(
    ("go", "order"),
    [
        ("down:year", ["support", "year"]),
        ("up:year", ["year", "support"]),
        ("remove:year", ["support"]),
    ],
)
async def test_sections_are_moved_and_taken_away(
    yasmin: Browser, talks: TalksService, go: str, order: list[str]
) -> None:
    await yasmin.get(PAGE)
    await yasmin.post(PAGE, version="7", go=go, **OUTLINE)

    ((_, saved),) = talks.sent(PUT)
    assert [one["id"] for one in saved["sections"]] == order


async def test_a_question_is_written_and_an_emptied_one_is_taken_away(
    yasmin: Browser, talks: TalksService
) -> None:
    await yasmin.get(f"{PAGE}/delar/year")
    fields = {
        "new-text_sv": "Hur nöjd är du?",
        "new-text_en": "How pleased are you?",
        "new-kind": "scale",
        "new-options_sv": "Inte alls\r\nMycket",
        "new-options_en": "Not at all\r\nVery",
    }
    done = await yasmin.post(
        f"{PAGE}/delar/year", version="7", new="new", title_sv="Året", title_en="Year", **fields
    )

    assert done.location == PAGE
    ((_, saved),) = talks.sent(PUT)
    (prompt,) = saved["sections"][0]["prompts"]
    assert (prompt["id"], prompt["kind"]) == ("new", "scale")
    assert prompt["options_sv"] == ["Inte alls", "Mycket"]


async def test_a_section_that_is_too_long_keeps_its_text(
    yasmin: Browser, talks: TalksService
) -> None:
    await yasmin.get(f"{PAGE}/delar/year")
    page = await yasmin.post(f"{PAGE}/delar/year", version="7", intro_sv="x" * 2_001)

    assert page.status == 422
    assert "x" * 2_001 in page.text
    assert talks.sent(PUT) == []


async def test_each_party_s_guidance_is_previewed_for_that_party_alone(yasmin: Browser) -> None:
    as_employee = await yasmin.get(f"{PAGE}/granska?som=employee")
    as_manager = await yasmin.get(f"{PAGE}/granska?som=manager")

    assert "Lyssna först." not in as_employee.text
    assert "Lyssna först." in as_manager.text


async def test_a_template_is_copied_from_another(yasmin: Browser, talks: TalksService) -> None:
    listed = {"items": [{"id": "standard", "version": 1, "title_sv": "Standard"}]}
    talks.says("GET /templates", listed)
    talks.says("GET /template-drafts", {"items": [DRAFT]})
    talks.says("GET /templates/standard/1", DRAFT["content"])
    talks.says("PUT /template-drafts/fresh", DRAFT)

    page = await yasmin.get("/hr/mallar")
    done = await yasmin.post("/hr/mallar", source="standard:1", id="fresh", go="copy")

    assert "Utkast till version 2" in page.text
    assert done.location == "/hr/mallar/fresh"
    ((_, saved),) = talks.sent("PUT /template-drafts/fresh")
    assert saved["title_sv"] == "Förskolan"


async def test_a_scale_is_answered_by_one_of_five_without_script(
    ellen: Browser, talks: TalksService
) -> None:
    scale = {**PROMPT, "kind": "scale", "options_sv": ["Inte alls", "Mycket"]}
    section = {"id": "year", "title_sv": "Året", "guidance_sv": "Tänk efter.", "prompts": [scale]}
    talks.says("GET /talks/t1", {**TALK, "sections": [section]})
    talks.says("GET /talks/t1/preparations", {"mine": {"sections": {}}, "theirs": None})

    page = await ellen.get("/samtal/t1/forbered/1")

    assert page.text.count('type="radio" name="a-q1"') == 5
    assert "Tänk efter." in page.text
    assert "Inte alls" in page.text


async def test_titles_just_written_are_saved_with_whatever_is_done(
    yasmin: Browser, talks: TalksService
) -> None:
    await yasmin.get(PAGE)
    await yasmin.post(
        PAGE, version="7", go="down:year", **{**OUTLINE, "title_sv": "Våra förskolor"}
    )

    ((_, saved),) = talks.sent(PUT)
    assert saved["title_sv"] == "Våra förskolor"
    assert [one["id"] for one in saved["sections"]] == ["support", "year"]


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        (PAGE, {**OUTLINE, "title_sv": "Min titel"}),
        (f"{PAGE}/delar/year", {"title_sv": "Min titel", "title_en": "The year"}),
    ],
)
async def test_a_conflict_shows_both_versions_of_a_draft(
    yasmin: Browser, talks: TalksService, page: str, fields: dict[str, str]
) -> None:
    talks.says(PUT, CLASH, 409)

    await yasmin.get(page)
    shown = await yasmin.post(page, version="7", **fields)

    assert shown.status == 409
    assert 'value="Min titel"' in shown.text
    assert "Sparat av någon annan: " + ("Förskolan" if page == PAGE else "Året") in shown.text


@pytest.mark.parametrize("minutes", ["", "nio", "9", "481", "-60", "²"])
async def test_how_long_a_talk_takes_is_a_number_of_minutes(
    yasmin: Browser, talks: TalksService, minutes: str
) -> None:
    await yasmin.get(PAGE)
    page = await yasmin.post(PAGE, version="7", **{**OUTLINE, "minutes_suggested": minutes})

    assert page.status == 422
    assert "Skriv hur många minuter samtalet tar, 10 till 480." in page.text
    assert talks.sent(PUT) == []


async def test_a_draft_is_thrown_away_after_a_question(
    yasmin: Browser, talks: TalksService
) -> None:
    talks.says("DELETE /template-drafts/preschool", None, 204)

    asked = await yasmin.get(f"{PAGE}/slang")
    done = await yasmin.post(f"{PAGE}/slang")

    assert "Släng utkastet?" in asked.text
    assert done.location == "/hr/mallar"
    assert len(talks.sent("DELETE /template-drafts/preschool")) == 1
