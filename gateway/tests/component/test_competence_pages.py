"""The competence pages against a competence service that answers as told."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from .competence_service import Known, service
from .conftest import Browse, Browser, LogIn, Running

CONFLICT = {"code": "version-conflict", "status": 409, "current_version": 9, "current": {}}


@pytest.fixture
def known() -> Known:
    return Known()


@pytest.fixture
def log_in(known: Known, browse: Browse, running: Running) -> LogIn:
    """`async with log_in("ellen") as ellen`: only directory and competence are there."""

    @asynccontextmanager
    async def inside(person: str) -> AsyncIterator[Browser]:
        async with (
            running(service(known, person)) as there,
            browse(directory=there, competence=there) as browser,
        ):
            await browser.log_in(person)
            yield browser

    return inside


async def test_a_search_says_how_it_was_understood_and_why_somebody_was_found(
    ellen: Browser, known: Known
) -> None:
    page = await ellen.get("/kompetens?q=strandskyd,+TAKK&niva=3&enhet=permits&sprak=sign")

    assert page.status == 200
    assert known.asked == ["q=strandskyd,+TAKK&min_level=3&unit=permits&language=sign&exact=false"]
    assert "<b>Strandskydd</b>" in page.text
    assert "även TAKK, tecken som stöd" in page.text
    assert "Rana &lt;Khalil&gt;" in page.text
    assert "Kan båda" in page.text
    assert "Strandskydd 5 (för ”strandskyd”)" in page.text
    assert "Miljöbalken 4" in page.text
    assert "exakt=1" in page.text
    assert "efter=more-of-it" in page.text
    assert "style=" not in page.text


async def test_a_mail_link_stands_only_where_the_directory_shows_an_address(
    ellen: Browser,
) -> None:
    page = await ellen.get("/kompetens?q=strandskydd")

    assert page.text.count("mailto:") == 1
    assert "mailto:rana@example.org" in page.text


async def test_who_is_no_longer_shown_by_the_directory_is_not_shown_as_found(
    ellen: Browser, known: Known
) -> None:
    known.finds["items"][1]["person_id"] = "protected"

    page = await ellen.get("/kompetens?q=strandskydd")

    assert "Inspektör" not in page.text


async def test_without_a_question_the_page_says_what_can_be_asked(
    ellen: Browser, known: Known
) -> None:
    page = await ellen.get("/kompetens")

    assert page.status == 200
    assert "Sök på det du behöver hjälp med" in page.text
    assert known.asked == []


async def test_nobody_found_is_told_with_what_to_try(ellen: Browser, known: Known) -> None:
    known.finds.update(items=[], total=0, next=None, facets={"units": [], "languages": []})
    known.finds["understood"] = [{"asked": "xyzzy", "terms": [], "because": None, "synonyms": []}]

    page = await ellen.get("/kompetens?q=xyzzy")

    assert "Ingen kollega hittades" in page.text
    assert "Vi hittar ingen kompetens som heter ”xyzzy”" in page.text


async def test_too_long_a_question_is_kept_and_told(ellen: Browser, known: Known) -> None:
    page = await ellen.get(f"/kompetens?q={'a' * 300}")

    assert page.status == 422
    assert "a" * 300 in page.text
    assert known.asked == []


async def test_what_htmx_asks_for_is_the_findings_alone(ellen: Browser) -> None:
    page = await ellen.get("/kompetens?q=strandskydd", **{"HX-Request": "true"})

    assert "<html" not in page.text
    assert 'id="status" hx-swap-oob="innerHTML">2 kollegor' in page.text


async def test_my_page_shows_everything_and_says_what_others_see(ellen: Browser) -> None:
    page = await ellen.get("/kompetens/mina")

    assert "3, självständig. Du vill utveckla den." in page.text
    assert "Syns bara för dig" in page.text
    assert "Går ut 4 december 2030" in page.text
    assert "Kandidatexamen" in page.text
    assert "En kompetens, ett intyg, ett språk och en utbildning. En sak är dold." in page.text


async def test_a_competence_is_listed_by_its_name_in_the_taxonomy(
    ellen: Browser, known: Known
) -> None:
    await ellen.get("/kompetens/mina")

    sent = await ellen.post(
        "/kompetens/mina/kompetenser", id="new1", what="strandskydd", level="4", wants="1"
    )

    assert sent.status == 303
    assert known.sent == [
        (
            "PUT",
            "profiles/me/competences/new1",
            {
                "term_id": "shore",
                "label": None,
                "level": 4,
                "wants_to_develop": True,
                "hidden": False,
            },
            None,
        )
    ]


async def test_what_is_called_nearly_so_is_asked_about_without_script(
    ellen: Browser, known: Known
) -> None:
    await ellen.get("/kompetens/mina")

    page = await ellen.post(
        "/kompetens/mina/kompetenser", id="new1", what="strandskydet", level="4"
    )
    assert "Vilken menar du?" in page.text
    assert 'name="level" value="4"' in page.text
    assert known.sent == []

    await ellen.post(
        "/kompetens/mina/kompetenser", id="new1", what="strandskydet", level="4", term="own"
    )
    assert known.sent[0][2]["label"] == "strandskydet"


async def test_a_free_term_becomes_proposed_and_the_page_says_so(
    ellen: Browser, known: Known
) -> None:
    await ellen.get("/kompetens/mina")
    known.profile["competences"].append(
        {
            "id": "new1",
            "term_id": "own1",
            "label_sv": "Bålgeting",
            "kind": "skill",
            "level": 2,
            "proposed": True,
        }
    )

    sent = await ellen.post("/kompetens/mina/kompetenser", id="new1", what="Bålgeting", level="2")
    page = await ellen.get(sent.location)

    assert known.sent[0][2]["label"] == "Bålgeting"
    assert "så vi har föreslagit den för HR" in page.text
    assert "Föreslagen för HR" in page.text


async def test_nothing_written_is_told_at_the_field(ellen: Browser, known: Known) -> None:
    await ellen.get("/kompetens/mina")

    page = await ellen.post("/kompetens/mina/kompetenser", id="n", what=" ", level="4")

    assert page.status == 422
    assert 'href="#what"' in page.text
    assert 'id="what-error"' in page.text
    assert known.sent == []


async def test_a_fault_in_the_language_form_is_told_there(ellen: Browser) -> None:
    await ellen.get("/kompetens/mina")

    page = await ellen.post(
        "/kompetens/mina/kompetenser", id="n", kind="language", what="", level="4"
    )

    assert page.status == 422
    assert page.text.count('id="what"') == 1
    assert re.search(r'value="language".*id="what"', page.text, re.DOTALL)


async def test_a_change_of_something_else_is_no_conflict(ellen: Browser, known: Known) -> None:
    await ellen.get("/kompetens/mina")
    form = await ellen.get("/kompetens/mina/kompetenser/c1")
    before = _hidden(form.text, "before")
    known.profile["version"] = 8

    sent = await ellen.post(
        "/kompetens/mina/kompetenser/c1", version="5", before=before, level="5", hidden="1"
    )

    assert sent.status == 303
    method, path, body, seen = known.sent[0]
    assert (method, path, seen) == ("PUT", "profiles/me/competences/c1", '"8"')
    assert (body["level"], body["hidden"], body["wants_to_develop"]) == (5, True, False)


async def test_two_versions_of_one_competence_are_both_shown(ellen: Browser, known: Known) -> None:
    form = await ellen.get("/kompetens/mina/kompetenser/c1")
    before = _hidden(form.text, "before")
    known.profile["competences"][0]["level"] = 1
    known.profile["version"] = 9
    known.refuses = CONFLICT

    page = await ellen.post(
        "/kompetens/mina/kompetenser/c1", version="5", before=before, level="5", wants="1"
    )

    assert known.sent[0][3] == '"5"'
    assert page.status == 409
    assert "Så står det nu" in page.text
    assert 'name="version" value="9"' in page.text
    assert re.search(r'value="5"[^>]* checked', page.text)


async def test_a_certificate_that_ends_before_it_begins_is_told(
    ellen: Browser, known: Known
) -> None:
    await ellen.get("/kompetens/mina/intyg/ny")

    page = await ellen.post(
        "/kompetens/mina/intyg/ny",
        id="n",
        what="Körkort B",
        issued="2030-05-01",
        expires="2029-05-01",
    )

    assert page.status == 422
    assert "Sista dagen ligger före dagen då det utfärdades." in page.text
    assert 'value="2029-05-01"' in page.text
    assert known.sent == []


async def test_a_certificate_and_an_education_are_listed(ellen: Browser, known: Known) -> None:
    await ellen.get("/kompetens/mina/intyg/ny")

    await ellen.post(
        "/kompetens/mina/intyg/ny", id="n1", what="körkort b", expires="2030-05-01", hidden="1"
    )
    await ellen.post("/kompetens/mina/utbildning/ny", id="n2", what="Master", year="2019")

    assert known.sent[0][1] == "profiles/me/certificates/n1"
    assert known.sent[0][2]["term_id"] == "carB"
    assert known.sent[0][2]["expires"] == "2030-05-01"
    assert known.sent[1][2] == {"what": "Master", "where": None, "year": 2019, "hidden": False}


async def test_something_is_taken_away(ellen: Browser, known: Known) -> None:
    await ellen.get("/kompetens/mina/kompetenser/c2")

    await ellen.post("/kompetens/mina/kompetenser/c2/ta-bort")

    assert known.sent == [("DELETE", "profiles/me/competences/c2", None, None)]


async def test_a_colleague_is_shown_without_what_is_hidden(ellen: Browser) -> None:
    page = await ellen.get("/kompetens/rana")

    assert "Strandskydd" in page.text
    assert "Konflikthantering" not in page.text
    assert "Skriv till Rana" in page.text


async def test_whom_the_service_does_not_show_is_not_found(ellen: Browser) -> None:
    assert (await ellen.get("/kompetens/nils")).status == 404
    assert (await ellen.get("/kompetens/nobody")).status == 404


async def test_suggestions_come_while_somebody_types(ellen: Browser) -> None:
    page = await ellen.get("/kompetens/forslag?kind=&field=what&what=strand")

    assert page.text.strip() == '<option value="Strandskydd"></option>'


async def test_a_manager_sees_the_gap_and_what_is_lost(mattias: Browser) -> None:
    page = await mattias.get("/enheter/permits/kompetens")

    assert "Enheten saknar 2 personer i en kompetens." in page.text
    assert '<td class="lack">2 av 4</td>' in page.text
    assert '<td class="none">krävs inte</td>' in page.text
    assert "Nils Arv har ett intyg som går ut 6 november 2030." in page.text
    assert "Då 0 av 1" in page.text
    assert "Ellen Sandgren" in page.text


async def test_the_recruitment_text_is_a_file(mattias: Browser) -> None:
    file = await mattias.get("/enheter/permits/kompetens/rekryteringstext")

    assert file.text == "Bygglov söker:\n– Strandskydd\n"
    assert "attachment" in file.headers["Content-Disposition"]


async def test_a_requirement_profile_is_saved_row_by_row(mattias: Browser, known: Known) -> None:
    await mattias.get("/enheter/permits/kravprofil")

    sent = await mattias.post("/enheter/permits/kravprofil", **ROWS)

    assert sent.location == "/enheter/permits/kompetens?klart=krav"
    rows = [
        {"term_id": "shore", "level": 3, "count": 4, "role": "Handläggare"},
        {"term_id": "sign", "level": 2, "count": 1, "role": None},
    ]
    assert known.sent == [("PUT", "requirements/permits", {"required": rows}, '"7"')]


async def test_a_row_that_is_no_competence_is_told_and_kept(mattias: Browser, known: Known) -> None:
    await mattias.get("/enheter/permits/kravprofil")

    page = await mattias.post(
        "/enheter/permits/kravprofil", **{**ROWS, "what_1": "Svenska köket", "count_1": "några"}
    )

    assert page.status == 422
    assert "Närmast är Svenskt teckenspråk" in page.text
    assert "Skriv hur många som behövs" in page.text
    assert 'value="Svenska köket"' in page.text
    assert known.sent == []


async def test_two_requirement_profiles_are_both_shown(mattias: Browser, known: Known) -> None:
    await mattias.get("/enheter/permits/kravprofil")
    known.refuses = CONFLICT
    known.requirement["version"] = 9
    known.requirement["required"][0]["count"] = 6

    page = await mattias.post("/enheter/permits/kravprofil", **{**ROWS, "what_1": ""})

    assert page.status == 409
    assert "Strandskydd, nivå 3: 6, Handläggare" in page.text
    assert "Strandskydd, nivå 3: 4, Handläggare" in page.text
    assert 'name="version" value="9"' in page.text


async def test_more_rows_keep_what_is_written(mattias: Browser, known: Known) -> None:
    await mattias.get("/enheter/permits/kravprofil")

    page = await mattias.post("/enheter/permits/kravprofil", go="add", **ROWS)

    assert 'name="what_3"' in page.text
    assert 'value="Svenskt teckenspråk"' in page.text
    assert known.sent == []


async def test_hr_accepts_and_merges_proposals(yasmin: Browser, known: Known) -> None:
    listed = await yasmin.get("/hr/kompetenser")
    assert "Bålgeting" in listed.text
    page = await yasmin.get("/hr/kompetenser/own1?sok=strand")
    assert "Strandskydd" in page.text

    await yasmin.post("/hr/kompetenser/own1/godkann", label_sv="Bålgetingar", label_en="")
    await yasmin.post("/hr/kompetenser/own1/sla-ihop", into="shore")

    assert known.sent == [
        ("POST", "terms/own1/accept", {"label_sv": "Bålgetingar", "label_en": None}, None),
        ("POST", "terms/own1/merge", {"into": "shore"}, None),
    ]


async def test_merging_with_nothing_chosen_is_told(yasmin: Browser, known: Known) -> None:
    await yasmin.get("/hr/kompetenser/own1?sok=strand")

    page = await yasmin.post("/hr/kompetenser/own1/sla-ihop", sok="strand")

    assert page.status == 422
    assert "Välj vilken den ska slås ihop med" in page.text
    assert known.sent == []


async def test_the_pages_say_that_the_service_is_away(ellen: Browser, known: Known) -> None:
    known.refuses = {"code": "away", "status": 503}

    page = await ellen.get("/kompetens?q=strandskydd")

    assert page.status == 200
    assert "Det går inte att söka just nu." in page.text


async def test_the_json_api_answers_the_same(mattias: Browser) -> None:
    for path in (
        "search?q=strandskydd",
        "terms?q=strand",
        "profiles/me",
        "profiles/rana",
        "units/permits/requirement",
        "units/permits/gaps",
        "proposed-terms",
    ):
        answer = await mattias.get(f"/api/v1/competence/{path}")
        assert answer.status == 200, path


async def test_the_pages_are_english_for_who_wants_it(ellen: Browser) -> None:
    await ellen.get("/sprak/en")

    found = await ellen.get("/kompetens?q=strandskyd")
    mine = await ellen.get("/kompetens/mina")

    assert "We searched for <b>Strandskydd</b>" in found.text
    assert "Shoreline law 5 (for “strandskyd”)" in found.text
    assert "3, independent. You want to develop it." in mine.text
    assert "Expires 4 December 2030" in mine.text


ROWS = {
    "version": "7",
    "rows": "3",
    "what_0": "Strandskydd",
    "id_0": "shore",
    "label_0": "Strandskydd",
    "level_0": "3",
    "count_0": "4",
    "role_0": "Handläggare",
    "what_1": "Svenskt teckenspråk",
    "level_1": "2",
    "count_1": "1",
    "what_2": "",
    "level_2": "3",
    "count_2": "",
}


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found
    return found[1].replace("&#34;", '"').replace("&quot;", '"')
