"""Starting a cycle and setting goals, with what people and programs get wrong."""

from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.mistakes import ODD, TOO_LONG, expect_errors
from tests.journeys.people import MATTIAS, YASMIN, Person, colleague
from tests.journeys.waiting import wait_for


def test_an_empty_form_says_what_is_missing(as_persona: AsPersona) -> None:
    hr = as_persona(YASMIN)
    hr.go("/hr/omgangar/ny")
    hr.press("Visa sammanfattning")

    expect_errors(hr, "Skriv vad omgången ska heta", "Välj en samtalsmall", "Välj minst en enhet")
    hr.follow("Välj minst en enhet")
    expect(hr.page.locator("#units")).to_be_focused()


def test_a_passed_day_and_a_long_name_are_refused_and_kept(
    as_persona: AsPersona, backstage: Backstage
) -> None:
    hr = as_persona(YASMIN)
    yesterday = (backstage.today() - timedelta(days=1)).isoformat()
    hr.go("/hr/omgangar/ny")
    hr.write("Vad ska omgången heta?", TOO_LONG)
    hr.write("Sista dag", yesterday)
    hr.press("Visa sammanfattning")

    expect_errors(hr, "Texten är för lång", "Dagen har redan varit")
    expect(hr.field("Sista dag")).to_have_value(yesterday)
    expect(hr.field("Vad ska omgången heta?")).to_have_value(TOO_LONG)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("template", "finns-inte/1"),
        ("template", "standard/99"),
        ("units", "finns-inte"),
        ("opens", "i morgon"),
        ("last_day", "2026-02-30"),
        ("last_day", "9999-12-31"),
    ],
)
def test_what_no_form_would_send_is_a_sentence_too(
    as_persona: AsPersona, backstage: Backstage, field: str, value: str
) -> None:
    hr = as_persona(YASMIN)
    good = {
        "id": str(uuid4()),
        "title": ODD,
        "template": "standard/1",
        "units": backstage.unit("Nämndstöd"),
        "opens": backstage.today().isoformat(),
        "last_day": (backstage.today() + timedelta(days=30)).isoformat(),
    }

    answer = hr.post("/hr/omgangar/starta", **{**good, field: value})

    assert answer.status in {404, 422}
    assert 'class="errors"' in answer.text()


def test_nobody_but_hr_starts_one(as_persona: AsPersona) -> None:
    manager = as_persona(MATTIAS)

    assert manager.go("/hr/omgangar/ny").status == 403
    assert manager.post("/hr/omgangar/starta", title="Egen omgång").status == 403


def test_an_empty_proposal_says_what_is_missing(as_person: AsPersona) -> None:
    visitor = as_person(colleague("Anders Blom"))
    visitor.go("/mal/nytt")
    visitor.press("Föreslå för Mattias")

    expect_errors(visitor, "Skriv vad målet heter")


def test_a_check_in_with_words_for_a_figure_keeps_the_comment(
    as_person: AsPersona, backstage: Backstage
) -> None:
    visitor = as_person(colleague("Anders Blom"))
    visitor.go(f"/mal/{backstage.own_goal(visitor.person, measured=True)}")
    visitor.page.locator("#value").fill("ganska många")
    visitor.write("Vad har hänt sedan sist?", ODD)
    visitor.press("Spara avstämningen")

    expect_errors(visitor, "tal")
    expect(visitor.field("Vad har hänt sedan sist?")).to_have_value(ODD)


def test_a_check_in_sent_twice_is_one(as_person: AsPersona, backstage: Backstage) -> None:
    visitor = as_person(colleague("Anders Blom"))
    goal = backstage.own_goal(visitor.person)
    form = {"id": str(uuid4()), "confidence": "on_track", "comment": "Bara en gång."}

    for _ in range(2):
        assert visitor.post(f"/mal/{goal}/avstamning", **form).status == 303

    said = [one["comment"] for one in _check_ins(backstage, goal, visitor.person)]
    assert said.count("Bara en gång.") == 1


def _check_ins(backstage: Backstage, goal: str, who: Person) -> list[dict[str, str]]:
    found: list[dict[str, str]] = wait_for(
        lambda: backstage.ask("goals", "GET", f"/goals/{goal}", who)["check_ins"], "check-ins"
    )
    return found
