"""The surveys' pages against a surveys service that answers as told and remembers what it got."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from chassis.mongo import Database

from .conftest import Browse, Browser, LogIn, Running
from .survey_service import HIDDEN, Surveys, service, surveys

SECRET = "Möblera om så att det går att tänka."

ACTION: dict[str, Any] = {
    "id": "a1",
    "survey_id": "pulse-1",
    "unit_id": "permits",
    "what": "Säga vad som får vänta",
    "owner_id": "ellen",
    "due": "2030-11-02",
    "status": "open",
    "note": "",
    "version": 4,
    "may": ["change", "follow_up", "remove"],
}
PLAN: dict[str, str] = {
    "id": "made-here",
    "own": "0",
    "title": "Temperaturmätning oktober",
    "template": "pulse",
    "audience": "units",
    "units": "permits",
    "opens": "2030-10-12",
    "opens_time": "08:00",
    "closes": "2030-10-26",
    "remind": "3",
}


@pytest.fixture
def known() -> Surveys:
    return surveys()


@pytest.fixture
def log_in(known: Surveys, browse: Browse, running: Running) -> LogIn:
    """`async with log_in("ellen") as ellen`: only directory and surveys are there."""

    @asynccontextmanager
    async def inside(person: str) -> AsyncIterator[Browser]:
        async with (
            running(service(known, person)) as there,
            browse(directory=there, surveys=there) as browser,
        ):
            await browser.log_in(person)
            yield browser

    return inside


async def test_a_survey_stands_on_the_start_page(ellen: Browser) -> None:
    page = await ellen.get("/")

    assert "Svara på Temperaturmätning" in page.text
    assert 'href="/e/pulse-1"' in page.text


async def test_the_first_page_says_how_the_answer_is_shown_and_has_no_menu(ellen: Browser) -> None:
    page = await ellen.get("/e/pulse-1")

    assert page.status == 200
    assert "Temperaturmätning &lt;oktober&gt;" in page.text
    assert "Du är anonym." in page.text
    assert "Bygglov, där 28 tillfrågas" in page.text
    assert "Huvudmeny" not in page.text
    assert page.text.count('class="scale"') == 4
    assert "style=" not in page.text


async def test_answers_travel_in_hidden_fields_and_are_sent_once_as_what_they_are(
    ellen: Browser, known: Surveys
) -> None:
    await ellen.get("/e/pulse-1")

    second = await ellen.post("/e/pulse-1", page="1", go="next", q_p1="4", q_p2="2")
    assert second.status == 200
    assert 'type="hidden" name="q_p1" value="4"' in second.text
    assert known.sent == []

    sent = await ellen.post(
        "/e/pulse-1", page="2", go="send", q_p1="4", q_p2="2", q_c1="calm", q_r1="9", q_t1=SECRET
    )

    assert sent.location == "/e/pulse-1/tack"
    answers = {"p1": 4, "p2": 2, "c1": ["calm"], "r1": 9, "t1": SECRET}
    assert known.sent == [("PUT", "pulse-1/answer", {"answers": answers}, None)]
    thanks = await ellen.get(sent.location)
    assert "Tack för ditt svar" in thanks.text
    assert 'data-forget="survey-pulse-1"' in thanks.text


async def test_going_back_keeps_the_answers_of_both_pages(ellen: Browser) -> None:
    await ellen.get("/e/pulse-1")

    page = await ellen.post("/e/pulse-1", page="2", go="back", q_p1="4", q_t1=SECRET)

    assert re.search(r'name="q_p1" value="4"[^>]* checked', page.text)
    assert f'type="hidden" name="q_t1" value="{SECRET}"' in page.text


async def test_what_is_wrong_is_said_and_everything_that_was_written_stays(
    ellen: Browser, known: Surveys
) -> None:
    await ellen.get("/e/pulse-1")

    page = await ellen.post(
        "/e/pulse-1", page="2", go="send", q_p1="4", q_c1="nonsense", q_t1="Ord " * 600
    )

    assert page.status == 422
    assert 'href="#q_t1">Texten är för lång' in page.text
    assert 'href="#q_c1">Välj ett' in page.text
    assert "Ord Ord Ord" in page.text
    assert 'type="hidden" name="q_p1" value="4"' in page.text
    assert known.sent == []


async def test_an_error_on_an_earlier_page_leads_back_to_it(ellen: Browser) -> None:
    await ellen.get("/e/pulse-1")

    page = await ellen.post("/e/pulse-1", page="2", go="send", q_p1="77", q_t1=SECRET)

    assert page.status == 422
    assert 'name="page" value="1"' in page.text
    assert 'href="#q_p1"' in page.text


async def test_what_the_service_refuses_stands_at_its_question(
    ellen: Browser, known: Surveys
) -> None:
    await ellen.get("/e/pulse-1")
    known.refuses_commands = {
        "code": "answer-not-right",
        "status": 422,
        "errors": [{"field": "answers.t1", "code": "answer-needed", "message": ""}],
    }

    page = await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4")

    assert page.status == 422
    assert 'href="#q_t1">Svara på den här frågan' in page.text


async def test_who_has_answered_is_thanked_and_can_not_answer_again(
    ellen: Browser, known: Surveys
) -> None:
    await ellen.get("/e/pulse-1")
    known.form["answered"] = True

    page = await ellen.get("/e/pulse-1")
    again = await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4")

    assert "Du har redan svarat" in page.text
    assert again.location == "/e/pulse-1"
    assert known.sent == []


async def test_a_second_tab_that_sends_later_is_told_so(ellen: Browser, known: Surveys) -> None:
    await ellen.get("/e/pulse-1")
    known.refuses_commands = {"code": "already-answered", "status": 409}

    page = await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4")

    assert page.location == "/e/pulse-1"


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("closed", "Enkäten är stängd"),
        ("cancelled", "Enkäten är avbruten"),
        ("launched", "Enkäten har inte öppnat än"),
    ],
)
async def test_a_survey_that_is_not_open_says_why(
    ellen: Browser, known: Surveys, state: str, says: str
) -> None:
    known.form["open"] = False
    known.form["survey"] = {**known.form["survey"], "state": state}

    page = await ellen.get("/e/pulse-1")

    assert page.status == 200
    assert f"<h1>{says}</h1>" in page.text


async def test_when_the_service_is_away_the_answers_stay_on_the_page(
    ellen: Browser, known: Surveys
) -> None:
    await ellen.get("/e/pulse-1")
    known.away = True

    page = await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4", q_t1=SECRET)

    assert page.status == 503
    assert "skicka det igen" in page.text
    assert f">\n{SECRET}</textarea>" in page.text
    assert 'type="hidden" name="q_p1" value="4"' in page.text


@pytest.mark.parametrize("cleaned", [False, True], ids=["logged out", "cookie gone"])
async def test_answers_that_come_after_the_login_are_kept_nowhere_but_in_the_tab(
    ellen: Browser, mongo: Database, known: Surveys, cleaned: bool
) -> None:
    token = ellen.csrf
    await ellen.post("/logga-ut")
    if cleaned:
        ellen.forget_cookies()
    ellen.csrf = token

    lost = await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4", q_t1=SECRET)

    assert lost.status == 401
    assert "Ditt svar är inte skickat, och vi har inte sparat det." in lost.text
    assert f'name="q_t1" value="{SECRET}"' in lost.text
    assert await mongo["kept_forms"].count_documents({}) == 0
    assert SECRET not in await _everything_in(mongo)

    inside = await ellen.log_in("ellen")
    assert inside.location == "/"
    ellen.csrf = token  # the page in the first tab still has the old one
    sent = await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4", q_t1=SECRET)
    assert sent.location == "/e/pulse-1/tack"
    assert known.bodies == [{"answers": {"p1": 4, "t1": SECRET}}]


async def test_answers_in_somebody_elses_tab_are_not_kept_either(
    ellen: Browser, mongo: Database
) -> None:
    token = ellen.csrf
    await ellen.log_in("mattias")
    ellen.csrf = token

    refused = await ellen.post("/e/pulse-1", page="2", go="send", q_t1=SECRET)

    assert refused.status == 403
    assert SECRET not in await _everything_in(mongo)


async def test_nothing_of_an_answer_is_logged_or_stored(
    ellen: Browser, known: Surveys, mongo: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    await ellen.get("/e/pulse-1")
    capfd.readouterr()

    await ellen.post("/e/pulse-1", page="1", go="next", q_p1="4", q_t1=SECRET)
    await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4", q_t1=SECRET)
    known.away = True
    await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4", q_t1=SECRET)
    known.away, known.refuses = False, {"code": "unexpected", "status": 500}
    await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4", q_t1=SECRET)
    await ellen.post("/e/pulse-1", page="2", go="send", q_p1="4", q_t1=SECRET, _kept="x")

    told = capfd.readouterr()
    assert SECRET not in told.out + told.err
    assert "q_p1" not in told.out + told.err
    assert SECRET not in await _everything_in(mongo)


async def test_a_survey_for_others_is_refused_in_words(ellen: Browser, known: Surveys) -> None:
    known.refuses = {"code": "survey-not-for-you", "status": 403}

    page = await ellen.get("/e/pulse-1")

    assert page.status == 403
    assert "Den här enkäten har inte skickats till dig." in page.text


async def test_results_show_figures_and_every_hidden_group_in_the_same_words(
    yasmin: Browser,
) -> None:
    page = await yasmin.get("/enkater/pulse-1/resultat")

    assert page.status == 200
    assert "10 av 28 har svarat" in page.text
    assert "−10" in page.text
    assert 'class="h5">4,4' in page.text or 'class="h5">4,3' in page.text
    assert f'class="none" colspan="6">{HIDDEN}' in page.text
    assert f'<td colspan="6">{HIDDEN}</td>' in page.text
    assert "Mindre &lt;stress&gt;" in page.text
    assert "style=" not in page.text


async def test_a_unit_that_is_hidden_shows_nothing_but_the_words(
    yasmin: Browser, known: Surveys
) -> None:
    known.results |= {"hidden": True, "answered": None, "questions": [], "unit_id": "survey"}

    page = await yasmin.get("/enkater/pulse-1/resultat?enhet=survey")

    assert f"<b>Lantmäteri:</b> {HIDDEN}." in page.text
    assert "Svarsfrekvens" not in page.text


async def test_the_file_holds_exactly_what_the_page_shows(yasmin: Browser) -> None:
    page = await yasmin.get("/enkater/pulse-1/resultat")
    file = await yasmin.get("/enkater/pulse-1/resultat.csv")

    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = [line.split(";") for line in file.text.removeprefix("\ufeff").splitlines()]
    assert rows[0] == ["Enhet", "Fråga", "Mått", "Värde"]
    assert ["Staden", "Påstående nummer 3", "", HIDDEN] in rows
    assert ["Lantmäteri", "", "", HIDDEN] in rows
    assert ["Staden", "Vad gör störst skillnad?", "Svar i ord", "'=HYPERLINK(1)"] in rows
    shown = [row[3] for row in rows[1:] if row[3][:1].isdigit()]
    assert [figure for figure in shown if figure not in page.text] == []


async def test_who_reads_no_results_is_refused_in_words(ellen: Browser, known: Surveys) -> None:
    known.refuses = {"code": "results-not-yours", "status": 403}

    for path in ("/enkater/pulse-1/resultat", "/enkater/pulse-1/resultat.csv"):
        page = await ellen.get(path)
        assert page.status == 403
        assert "Resultatet är för HR och för den som leder enheten." in page.text


async def test_the_summary_says_who_is_asked_left_out_and_hidden(
    yasmin: Browser, known: Surveys
) -> None:
    await yasmin.get("/hr/enkater/ny")

    page = await yasmin.post("/hr/enkater/ny", **PLAN)

    assert page.status == 200
    assert "28 tillfrågas." in page.text
    assert "2 har skyddade uppgifter" in page.text
    assert "En enhet visas inte, även om alla svarar" in page.text
    assert "<li>Lantmäteri</li>" in page.text
    [(method, path, body, _)] = known.sent
    assert (method, path) == ("POST", "preview")
    assert body["audience"]["unit_ids"] == ["permits"]


async def test_a_survey_is_launched_with_what_the_summary_showed_and_the_id_of_its_form(
    yasmin: Browser, known: Surveys
) -> None:
    await yasmin.get("/hr/enkater/ny")
    form = {
        **PLAN,
        "own": "1",
        "own_1_text": "Vad saknas?",
        "own_1_kind": "single",
        "own_1_options": "Tid\n\nLugn\n",
    }
    summary = await yasmin.post("/hr/enkater/ny", **form)
    fields = dict(re.findall(r'type="hidden" name="([a-z][^"]*)" value="([^"]*)"', summary.text))

    page = await yasmin.post("/hr/enkater/starta", **fields)

    assert page.location == "/hr/enkater/made-here"
    method, path, body, _ = known.sent[-1]
    assert (method, path) == ("PUT", "made-here")
    assert body["anonymous"] is True
    assert body["title_en"] == "Temperaturmätning oktober"
    assert body["remind_days_before"] == [3]
    assert body["opens_at"] == "2030-10-12T06:00:00Z"
    assert body["closes_at"] == "2030-10-26T21:59:00Z"
    [question] = body["extra_questions"]
    assert [one["text_sv"] for one in question["options"]] == ["Tid", "Lugn"]


async def test_a_plan_lists_everything_that_is_wrong_and_keeps_what_was_written(
    yasmin: Browser, known: Surveys
) -> None:
    await yasmin.get("/hr/enkater/ny")

    page = await yasmin.post(
        "/hr/enkater/ny",
        **{
            **PLAN,
            "title": "",
            "template": "own",
            "audience": "list",
            "people": "Nils Ingen",
            "closes": "2030-10-01",
            "opens_time": "åtta",
        },
    )

    assert page.status == 422
    wrong = re.findall(r'<li><a href="#([^"]*)"', page.text)
    assert wrong == ["title", "own_1_text", "opens_time", "closes", "people"]
    assert "Nils Ingen</textarea>" in page.text
    assert 'value="åtta"' in page.text
    assert known.sent == []


async def test_a_list_of_names_becomes_people(yasmin: Browser, known: Surveys) -> None:
    await yasmin.get("/hr/enkater/ny")

    await yasmin.post(
        "/hr/enkater/ny", **{**PLAN, "audience": "list", "people": "ellen sandgren\nMattias Öberg"}
    )

    assert known.bodies[0]["audience"]["person_ids"] == ["ellen", "mattias"]


async def test_a_head_is_offered_the_own_units_only(mattias: Browser) -> None:
    page = await mattias.get("/hr/enkater/ny")

    assert 'name="units" value="permits"' in page.text
    assert 'value="top"' not in page.text
    assert 'name="audience" value="all"' not in page.text


async def test_who_leads_nobody_makes_no_survey(ellen: Browser) -> None:
    page = await ellen.get("/hr/enkater/ny")

    assert page.status == 403
    assert "Enkäter görs av HR och av den som leder en enhet." in page.text


@pytest.mark.parametrize(("deed", "command"), [("stang", "close"), ("avbryt", "cancel")])
async def test_closing_and_cancelling_are_asked_about_first(
    yasmin: Browser, known: Surveys, deed: str, command: str
) -> None:
    page = await yasmin.get(f"/hr/enkater/pulse-1/{deed}")
    assert page.status == 200
    assert known.sent == []

    done = await yasmin.post(f"/hr/enkater/pulse-1/{deed}")

    assert done.location == "/hr/enkater/pulse-1"
    assert known.sent == [("POST", f"pulse-1/{command}", None, None)]


async def test_an_action_is_added_once_with_the_id_of_its_form(
    mattias: Browser, known: Surveys
) -> None:
    await mattias.get("/enkater/pulse-1/atgarder/ny?enhet=permits")
    form = {"id": "a1", "unit": "permits", "what": "Säga vad som får vänta"}
    known.actions = [ACTION]

    page = await mattias.post(
        "/enkater/pulse-1/atgarder/ny", **form, owner="ellen", due="2030-11-02"
    )

    assert page.location == "/enkater/pulse-1/resultat?enhet=permits#act"
    [(method, path, body, seen)] = known.sent
    assert (method, path, seen) == ("PUT", "pulse-1/actions/a1", None)
    assert (body["owner_id"], body["due"]) == ("ellen", "2030-11-02")


async def test_an_action_that_is_wrong_keeps_what_was_written(
    mattias: Browser, known: Surveys
) -> None:
    await mattias.get("/enkater/pulse-1/atgarder/ny?enhet=permits")

    page = await mattias.post(
        "/enkater/pulse-1/atgarder/ny",
        id="a1",
        unit="permits",
        what="Säga vad som får vänta",
        owner="ellen",
        due="2020-01-01",
    )

    assert page.status == 422
    assert 'href="#due"' in page.text
    assert 'value="Säga vad som får vänta"' in page.text
    assert known.sent == []


async def test_an_action_is_followed_up(ellen: Browser, known: Surveys) -> None:
    known.actions = [{**ACTION, "may": ["follow_up"]}]
    page = await ellen.get("/enkater/pulse-1/atgarder/a1")
    assert "Ändra åtgärden" not in page.text

    done = await ellen.post("/enkater/pulse-1/atgarder/a1", status="done", note="Sagt på mötet.")

    assert done.location == "/enkater/pulse-1/atgarder/a1?klart=1"
    assert known.bodies == [{"status": "done", "note": "Sagt på mötet."}]


async def test_a_change_of_an_action_that_came_late_keeps_mine(
    mattias: Browser, known: Surveys
) -> None:
    known.actions = [ACTION]
    await mattias.get("/enkater/pulse-1/atgarder/a1/andra")
    known.refuses_commands = {"code": "version-conflict", "status": 409}

    page = await mattias.post(
        "/enkater/pulse-1/atgarder/a1/andra",
        version="3",
        unit="permits",
        what="Mitt nya namn",
        owner="ellen",
        due="2030-11-02",
    )

    assert page.status == 409
    assert 'value="Mitt nya namn"' in page.text
    assert 'name="version" value="4"' in page.text


async def test_without_the_surveys_service_the_start_page_stands(
    ellen: Browser, known: Surveys
) -> None:
    known.refuses = {"code": "busy", "status": 503}

    page = await ellen.get("/")

    assert page.status == 200
    assert "Enkäterna går inte att visa just nu." in page.text


async def _everything_in(database: Database) -> str:
    found = []
    for name in await database.list_collection_names():
        found += [str(document) async for document in database[name].find()]
    return "\n".join(found)
