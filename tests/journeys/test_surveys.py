"""A pulse from launch to action: HR asks a department, people answer on a phone, nobody sees who.

Everybody here works in the department of culture and leisure, which no other journey uses.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect
from pymongo import MongoClient

from tests.journeys.axe import faults
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.logins import Logins
from tests.journeys.people import ELLEN, YASMIN, Person
from tests.journeys.screenshots import Camera
from tests.journeys.visitor import Visitor
from tests.journeys.waiting import wait_for
from tests.system import System

DEPARTMENT = "Kultur- och fritidsförvaltningen"
TITLE = "Temperaturmätning kultur och fritid"
OPTIONS = "Tid\nLugn\nVerktyg"
WISH = "Ett bord där det går att tänka klart om förmiddagen."
LOST_WISH = "Att mötena slutar i tid, åtminstone på fredagar."
ACTION = "Säga vad som får vänta när tiden inte räcker"
NOTE = "Sagt på morgonmötet. Två uppdrag får vänta till januari."
HIDDEN = "Visas inte, så att ingens svar går att räkna ut"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


@dataclass(frozen=True)
class Cast:
    """The department's head, and those who work there in the order of their ids."""

    unit: str
    head: Person
    staff: list[Person]


@pytest.fixture(scope="module")
def cast(backstage: Backstage) -> Cast:
    unit = backstage.unit(DEPARTMENT)
    units = backstage.ask("directory", "GET", "/units", YASMIN)["items"]
    path = f"/people?unit={unit}&subtree=true&limit=200"
    people = {
        str(one["id"]): Person(str(one["id"]), f"{one['given_name']} {one['family_name']}")
        for one in backstage.ask("directory", "GET", path, YASMIN)["items"]
    }
    head = people[next(str(one["manager_id"]) for one in units if one["id"] == unit)]
    leads = {str(one["manager_id"]) for one in units}
    return Cast(unit, head, [one for one in people.values() if one.id not in leads])


def test_a_pulse_from_the_launch_to_the_action(
    system: System, backstage: Backstage, as_persona: AsPersona, as_person: AsPersona, cast: Cast
) -> None:
    camera = Camera.from_environment()
    hr = as_persona(YASMIN)
    survey, hidden = _hr_launches_it_for_the_department(hr, backstage, camera)
    assert hidden, "the department has units that are too small"
    first, second, third, *others = _asked(backstage, survey, cast)

    _somebody_answers_on_a_phone(as_person(first, **PHONE), survey, camera)
    _somebody_answers_without_javascript(
        as_person(second, java_script_enabled=False, **PHONE), survey
    )
    _somebody_answers_in_english(as_person(third, **PHONE), survey, camera)
    answered = 3 + _the_others_answer(backstage, survey, [*others, cast.head])
    _nothing_of_it_is_in_the_gateway(system)

    _hr_sees_how_many_and_closes_it(hr, survey, answered, camera)
    late = as_person(others[0], **PHONE)
    late.go(f"/e/{survey}")
    late.heading("Du har redan svarat")

    head = as_person(cast.head)
    _the_head_reads_the_results(head, survey, answered, hidden, camera)
    _the_file_says_the_same(head, survey)
    _others_read_nothing(as_persona, as_person, first, survey)

    _the_head_decides_on_an_action(head, survey, first, backstage, camera)
    _its_owner_says_how_it_went(as_person(first), camera)
    head.go(f"/enkater/{survey}/resultat")
    row = head.page.locator("li", has_text=ACTION)
    expect(row).to_contain_text("Klar")
    expect(row).to_contain_text(NOTE)


def test_a_login_that_runs_out_in_the_middle_costs_no_answer_and_keeps_none(
    system: System, backstage: Backstage, as_person: AsPersona, logins: Logins, cast: Cast
) -> None:
    survey = _launched(backstage, cast, "Kort fråga")
    employee = _asked(backstage, survey, cast)[4]
    visitor = as_person(employee, **PHONE)
    _open(visitor, survey)
    _rate(visitor, "rimlig arbetsbelastning", 5)
    visitor.press("Nästa")
    visitor.write("Vad skulle göra störst skillnad", LOST_WISH)
    visitor.context.clear_cookies()
    visitor.press("Skicka svaret")

    visitor.heading("Du loggades ut medan du svarade")
    visitor.sees("Ditt svar är inte skickat, och vi har inte sparat det.")
    assert faults(visitor.page) == []
    _nothing_of_it_is_in_the_gateway(system)

    logins.log_in(visitor.context, employee)
    visitor.press("Jag är inloggad, fortsätt")
    visitor.heading("Tack för ditt svar")
    visitor.go(f"/e/{survey}")
    visitor.heading("Du har redan svarat")


def test_answers_stay_in_the_tab_until_they_are_sent_and_no_longer(
    backstage: Backstage, as_person: AsPersona, cast: Cast
) -> None:
    survey = _launched(backstage, cast, "En fråga till")
    visitor = as_person(_asked(backstage, survey, cast)[5], **PHONE)
    _open(visitor, survey)
    _rate(visitor, "rimlig arbetsbelastning", 2)
    visitor.press("Nästa")
    visitor.write("Vad skulle göra störst skillnad", WISH)

    visitor.go("/")
    visitor.go(f"/e/{survey}")
    expect(_scale(visitor, "rimlig arbetsbelastning").get_by_label("2", exact=True)).to_be_checked()
    visitor.press("Nästa")
    expect(visitor.field("Vad skulle göra störst skillnad")).to_have_value(WISH)
    assert "q_p6" in _kept(visitor)

    visitor.press("Skicka svaret")
    visitor.heading("Tack för ditt svar")
    assert "q_" not in _kept(visitor)


def test_a_survey_is_answered_with_nothing_but_a_keyboard(
    backstage: Backstage, as_person: AsPersona, cast: Cast
) -> None:
    survey = _launched(backstage, cast, "Med tangentbordet")
    visitor = as_person(_asked(backstage, survey, cast)[6])
    keyboard = visitor.page.keyboard
    _open(visitor, survey)

    scale = _scale(visitor, "rimlig arbetsbelastning")
    for _ in range(20):
        keyboard.press("Tab")
        if scale.locator(":focus").count():
            break
    keyboard.press("Space")
    keyboard.press("ArrowRight")
    expect(scale.get_by_label("2", exact=True)).to_be_checked()
    keyboard.press("Enter")  # the first button of the form: on
    visitor.sees("Sida 2 av 2.")


def test_a_survey_is_cancelled_after_a_question_and_its_answers_are_gone(
    backstage: Backstage, as_persona: AsPersona, as_person: AsPersona, cast: Cast
) -> None:
    survey = _launched(backstage, cast, "Fel enkät")
    employee = _asked(backstage, survey, cast)[7]
    hr = as_persona(YASMIN)
    hr.go(f"/hr/enkater/{survey}")
    hr.follow("Avbryt enkäten")
    hr.heading("Avbryt enkäten?")
    hr.press("Avbryt enkäten och ta bort svaren")

    hr.sees("Avbruten")
    visitor = as_person(employee)
    visitor.go(f"/e/{survey}")
    visitor.heading("Enkäten är avbruten")


def test_a_plan_with_mistakes_keeps_what_was_written(as_persona: AsPersona) -> None:
    hr = as_persona(YASMIN)
    hr.go("/hr/enkater/ny")
    hr.write("Namn på engelska", "Pulse 🙂 å")
    _pick(hr, "En lista")
    hr.write("Lista, ett namn på varje rad", "Ingen Alls")
    hr.press("Visa sammanfattning")

    expect(hr.page.locator(".errors")).to_be_focused()
    hr.sees("Skriv vad enkäten ska heta")
    hr.sees("Hittar ingen som heter Ingen Alls")
    expect(hr.field("Namn på engelska")).to_have_value("Pulse 🙂 å")
    expect(hr.field("Lista, ett namn på varje rad")).to_have_value("Ingen Alls")


def _hr_launches_it_for_the_department(
    hr: Visitor, backstage: Backstage, camera: Camera
) -> tuple[str, list[str]]:
    hr.follow("HR")
    hr.follow("Enkäter", within=hr.page.locator("nav.rooms"))
    hr.press_or_follow("Gör en enkät")
    hr.write("Vad ska enkäten heta?", TITLE)
    _pick(hr, "Temperaturmätning")
    hr.press("Lägg till en egen fråga")
    hr.write("Fråga eller påstående", "Vad skulle du helst ha mer av?")
    hr.page.get_by_label("Hur besvaras den?").select_option(label="Välj flera")
    hr.write("Alternativ, ett på varje rad", OPTIONS)
    _pick(hr, "Valda enheter")
    hr.page.get_by_role("checkbox", name=DEPARTMENT).check()
    hr.write("Klockan", "00:00")
    hr.write("Sista dag", (backstage.today() + timedelta(days=10)).isoformat())
    camera.take(hr.page, "survey-wizard")
    hr.press("Visa sammanfattning")

    hr.heading("Stämmer det här?")
    hr.sees("tillfrågas.")
    hr.sees("visas inte, även om alla svarar")
    hr.page.locator("details.more summary", has_text="Visa vilka").click()
    hidden = hr.page.locator(".note.warn li").all_inner_texts()
    camera.take(hr.page, "survey-summary")
    hr.press("Starta enkäten")
    hr.heading(TITLE)
    survey = hr.path.rsplit("/", 1)[-1]
    _wait_until_open(backstage, survey)
    return survey, hidden


def _somebody_answers_on_a_phone(visitor: Visitor, survey: str, camera: Camera) -> None:
    visitor.go("/")
    visitor.sees(f"Svara på {TITLE}")
    camera.take(visitor.page, "survey-start", phone=True)
    visitor.page.locator(f"a[href='/e/{survey}']").click()
    visitor.heading(TITLE)
    visitor.sees("Du är anonym.")
    visitor.page.get_by_text("Så här visas resultatet").click()
    visitor.sees("aldrig för en person")
    assert visitor.page.get_by_role("navigation").count() == 0
    _rate(visitor, "rimlig arbetsbelastning", 3)
    _rate(visitor, "prioritera", 4)
    camera.take(visitor.page, "survey-answer", phone=True)
    camera.take(visitor.page, "survey-answer-dark", phone=True, look="dark")
    visitor.press("Nästa")

    visitor.sees("Sida 2 av 2.")
    visitor.write("Vad skulle göra störst skillnad", WISH)
    visitor.choose("Lugn")
    visitor.choose("Tid")
    visitor.press("Tillbaka")
    expect(_scale(visitor, "prioritera").get_by_label("4", exact=True)).to_be_checked()
    visitor.press("Nästa")
    expect(visitor.field("Vad skulle göra störst skillnad")).to_have_value(WISH)
    expect(visitor.page.get_by_label("Lugn", exact=True)).to_be_checked()
    camera.take(visitor.page, "survey-answer-second", phone=True)
    visitor.press("Skicka svaret")
    visitor.heading("Tack för ditt svar")
    camera.take(visitor.page, "survey-thanks", phone=True)

    visitor.go("/")
    expect(visitor.page.locator(f"a[href='/e/{survey}']")).to_have_count(0)
    visitor.go(f"/e/{survey}")
    visitor.heading("Du har redan svarat")


def _somebody_answers_without_javascript(visitor: Visitor, survey: str) -> None:
    _open(visitor, survey)
    _rate(visitor, "rimlig arbetsbelastning", 1)
    visitor.press("Nästa")
    visitor.write("Vad skulle göra störst skillnad", "Ord " * 600)
    visitor.press("Skicka svaret")
    visitor.sees("Texten är för lång.")
    expect(visitor.field("Vad skulle göra störst skillnad")).to_have_value("Ord " * 600)
    visitor.write("Vad skulle göra störst skillnad", "Färre ord.")
    visitor.press("Skicka svaret")
    visitor.heading("Tack för ditt svar")


def _somebody_answers_in_english(visitor: Visitor, survey: str, camera: Camera) -> None:
    visitor.go(f"/e/{survey}")
    visitor.follow("English")
    visitor.sees("You are anonymous.")
    _rate(visitor, "My workload", 4)
    camera.take(visitor.page, "survey-answer-english", phone=True)
    visitor.press("Next")
    visitor.press("Send the answer")
    visitor.heading("Thank you for your answer")


def _the_others_answer(backstage: Backstage, survey: str, people: list[Person]) -> int:
    """Each in their own way; how many."""
    for number, person in enumerate(people):
        answers = {f"p{one}": 1 + (number + one) % 5 for one in range(1, 6)} | {
            "p6": f"Önskemål nummer {number}, med åäö.",
            "own_1": ["o1", "o3"] if number % 2 else ["o2"],
        }
        path = f"/surveys/{survey}/answer"
        backstage.ask("surveys", "PUT", path, person, {"answers": answers})
    return len(people)


def _nothing_of_it_is_in_the_gateway(system: System) -> None:
    """Neither in its database nor in any log, where a day and a name would be beside it."""
    stored = _stored_by_the_gateway(system)
    for text in (WISH, LOST_WISH):
        assert text not in stored
        for log in (system.home / "logs").glob("*"):
            assert text not in log.read_text(errors="replace"), log.name


def _stored_by_the_gateway(system: System) -> str:
    with MongoClient[dict[str, Any]](system.status()["mongo_url"]) as mongo:
        gateway = mongo["gateway"]
        return str([list(gateway[name].find()) for name in gateway.list_collection_names()])


def _hr_sees_how_many_and_closes_it(
    hr: Visitor, survey: str, answered: int, camera: Camera
) -> None:
    hr.go(f"/hr/enkater/{survey}")
    # While it is open the count goes in steps of five: one more would tell who.
    hr.sees(f"Minst {answered - answered % 5} av ")
    camera.take(hr.page, "survey-open")
    hr.follow("Stäng enkäten nu")
    hr.heading("Stäng enkäten nu?")
    hr.press("Stäng enkäten")
    hr.sees("Stängd")
    hr.follow("Visa resultatet")
    hr.heading(TITLE)
    expect(hr.page.locator(".grid")).to_contain_text(f"{DEPARTMENT}, hela")


def _the_head_reads_the_results(
    head: Visitor, survey: str, answered: int, hidden: list[str], camera: Camera
) -> None:
    head.go("/enkater")
    head.page.locator(f"a[href='/enkater/{survey}/resultat']").click()
    head.sees(f"{answered} av ")
    head.sees(WISH)
    grid = head.page.locator("table.grid")
    expect(grid.locator("tbody tr").first).to_contain_text(f"{DEPARTMENT}, hela")
    assert grid.locator("td.h1, td.h2, td.h3, td.h4, td.h5").count() > 5
    camera.take(head.page, "survey-results")
    camera.take(head.page, "survey-results-dark", look="dark")
    camera.take(head.page, "survey-results-phone", phone=True)
    camera.take(head.page, "survey-heatmap-phone", phone=True, at="#heat")
    camera.take(head.page, "survey-heatmap", at="#heat")

    withheld = [row for row in grid.locator("tbody tr").all() if HIDDEN in row.inner_text()]
    assert withheld, "the hidden units' rows say why"
    names = [row.locator("th").inner_text() for row in withheld]
    assert set(names) & set(hidden)
    for row in withheld:
        assert row.locator("td").all_inner_texts() == [HIDDEN]
    withheld[0].get_by_role("link").click()
    head.sees(f"{HIDDEN}.")
    assert "Svarsfrekvens" not in head.page.locator("main").inner_text()
    camera.take(head.page, "survey-hidden")
    head.go(f"/sprak/en?till=/enkater/{survey}/resultat")
    head.sees("Not shown, so that nobody's answer can be worked out")
    camera.take(head.page, "survey-results-english")
    head.follow("Svenska")


def _the_file_says_the_same(head: Visitor, survey: str) -> None:
    answer = head.context.request.get(f"/enkater/{survey}/resultat.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = [line.split(";") for line in answer.text().removeprefix("\ufeff").splitlines()]
    page = head.source(f"/enkater/{survey}/resultat")
    assert [row for row in rows if row[3] == HIDDEN]
    assert [row[3] for row in rows[1:] if row[3] not in page] == []


def _others_read_nothing(
    as_persona: AsPersona, as_person: AsPersona, employee: Person, survey: str
) -> None:
    for reader in (as_persona(ELLEN), as_person(employee)):
        for path in ("resultat", "resultat.csv"):
            assert reader.status_of(f"/enkater/{survey}/{path}") == 403
        assert reader.status_of(f"/api/v1/surveys/{survey}/results") == 403
        assert reader.status_of("/hr/enkater/ny") == 403
    assert as_persona(ELLEN).status_of(f"/e/{survey}") == 403


def _the_head_decides_on_an_action(
    head: Visitor, survey: str, owner: Person, backstage: Backstage, camera: Camera
) -> None:
    head.go(f"/enkater/{survey}/resultat")
    head.follow("Lägg till åtgärd")
    head.write("Vad gör ni?", ACTION)
    head.press("Spara")
    head.sees("Välj en sista dag")
    expect(head.field("Vad gör ni?")).to_have_value(ACTION)
    head.write("Senast", (backstage.today() + timedelta(days=20)).isoformat())
    camera.take(head.page, "survey-action")
    head.press("Spara")
    row = head.page.locator("li", has_text=ACTION)
    expect(row).to_contain_text(head.person.name)

    head.follow(ACTION)
    head.follow("Ändra åtgärden")
    options = head.page.locator("#owner option").all_inner_texts()
    assert head.person.name in options
    _hand_over(head, backstage, survey, owner)


def _hand_over(head: Visitor, backstage: Backstage, survey: str, owner: Person) -> None:
    """To somebody further down than those who report to the head: through the service."""
    path = f"/surveys/{survey}/actions"
    [action] = backstage.ask("surveys", "GET", path, head.person)["items"]
    draft = {name: action[name] for name in ("unit_id", "what", "due")} | {"owner_id": owner.id}
    path = f"{path}/{action['id']}"
    backstage.ask("surveys", "PUT", path, head.person, draft, version=action["version"])


def _its_owner_says_how_it_went(owner: Visitor, camera: Camera) -> None:
    owner.go("/enkater")
    owner.follow(ACTION)
    owner.heading(ACTION)
    owner.choose("Klar")
    owner.write("Vad har hänt?", NOTE)
    camera.take(owner.page, "survey-follow-up")
    owner.press("Spara")
    owner.sees("Sparat.")
    assert owner.page.get_by_role("link", name="Ändra åtgärden").count() == 0


def _asked(backstage: Backstage, survey: str, cast: Cast) -> list[Person]:
    """The staff without those who are away throughout."""
    return [
        person
        for person in cast.staff
        if survey in str(backstage.ask("surveys", "GET", "/invitations", person))
    ]


def _pick(visitor: Visitor, label: str) -> None:
    """A choice by the beginning of its label; a hint follows it."""
    visitor.page.locator(".pick label", has=visitor.page.get_by_text(label)).first.locator(
        "input"
    ).check()


def _launched(backstage: Backstage, cast: Cast, title: str) -> str:
    """An open pulse for the department, made behind the scenes."""
    survey = str(uuid4())
    now = datetime.now(UTC)
    draft = {
        "title_sv": title,
        "title_en": title,
        "template_id": "pulse",
        "audience": {"kind": "units", "unit_ids": [cast.unit]},
        # Not the day's beginning: after midnight in Stockholm that is still to come in UTC.
        "opens_at": (now - timedelta(minutes=1)).isoformat(),
        "closes_at": (now + timedelta(days=10)).isoformat(),
        "remind_days_before": [],
    }
    backstage.ask("surveys", "PUT", f"/surveys/{survey}", YASMIN, draft)
    _wait_until_open(backstage, survey)
    return survey


def _wait_until_open(backstage: Backstage, survey: str) -> None:
    wait_for(
        lambda: backstage.ask("surveys", "GET", f"/surveys/{survey}", YASMIN)["state"] == "open",
        "the survey to open",
    )


def _open(visitor: Visitor, survey: str) -> None:
    visitor.go(f"/e/{survey}")
    visitor.sees("Du är anonym.")


def _scale(visitor: Visitor, statement: str) -> Locator:
    return visitor.page.locator("fieldset", has_text=statement)


def _rate(visitor: Visitor, statement: str, value: int) -> None:
    _scale(visitor, statement).locator(f"input[value='{value}']").check(force=True)


def _kept(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("JSON.stringify(sessionStorage)"))
