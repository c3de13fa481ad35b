from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chassis.clock import FixedClock
from gateway.forms import Form
from gateway.i18n import Lexicon, Words
from gateway.problems import ServiceProblem

WORDS = Lexicon(FixedClock(datetime(2026, 10, 14, 10, tzinfo=UTC)))["sv"]


def a_form(words: Words = WORDS, **values: str) -> Form:
    return Form.posted(words, list(values.items()))


def test_what_was_written_stays_as_it_was_written() -> None:
    form = a_form(why="  Två\r\nrader  ", target="två")

    form.decimal("target")

    assert form.raw("why") == "  Två\nrader  "
    assert form.raw("target") == "två"
    assert form.text("why") == "Två\nrader"


@pytest.mark.parametrize(
    ("written", "number"), [("2", "2"), ("2,5", "2.5"), ("1 119", "1119"), ("-3.25", "-3.25")]
)
def test_a_number_may_have_a_comma_or_a_point(written: str, number: str) -> None:
    form = a_form(target=written)

    assert form.decimal("target") == Decimal(number)
    assert not form.errors


@pytest.mark.parametrize("written", ["två", "1,2,3", "NaN", "inf", "1e99", "🙂"])
def test_what_is_no_number_says_what_to_write(written: str) -> None:
    form = a_form(target=written)

    assert form.decimal("target") is None
    assert form.error("target") == "Skriv ett tal, till exempel 2 eller 2,5"


def test_a_day_that_has_passed_says_from_when() -> None:
    form = a_form(due="2026-09-30")

    form.day("due", first=date(2026, 10, 14))

    assert form.error("due") == "Dagen har redan varit. Välj en dag från 14 oktober 2026"


@pytest.mark.parametrize("written", ["30/11 2026", "2026-13-01", "2026-02-30", "i morgon"])
def test_what_is_no_day_says_how_to_write_one(written: str) -> None:
    form = a_form(due=written)

    assert form.day("due") is None
    assert form.error("due") == "Skriv dagen så här: 2026-11-30"


def test_an_empty_required_field_says_what_to_do() -> None:
    form = a_form(title="   ")

    form.line("title", missing="Skriv vad målet heter")

    assert [(error.field, error.message) for error in form.errors] == [
        ("title", "Skriv vad målet heter")
    ]


def test_too_long_a_text_says_how_long_it_may_be() -> None:
    form = a_form(title="å" * 201)

    form.line("title")

    assert form.error("title") == "Texten är för lång. Skriv högst 200 tecken."


def test_a_choice_that_is_not_offered_counts_as_none() -> None:
    form = a_form(outcome="excellent")

    assert form.choice("outcome", ["met", "partly"], missing="Välj ett utfall") == ""
    assert form.error("outcome") == "Välj ett utfall"


def test_a_services_errors_stand_at_the_forms_fields() -> None:
    form = a_form(last="2026-01-01")
    problem = ServiceProblem(
        "talks",
        422,
        {"code": "cycle-invalid", "errors": [{"field": "last_day", "code": "last-day-passed"}]},
    )

    form.blame(problem, {"last_day": "last"})

    assert form.error("last") == "Sista dagen har redan varit. Välj en senare dag."


def test_a_services_error_without_a_field_stands_in_the_summary() -> None:
    form = a_form()

    form.blame(ServiceProblem("talks", 409, {"code": "unheard-of"}))

    assert form.errors[0].field == ""
    assert form.errors[0].message.startswith("Någon hann före.")


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("Viktor 19880412-23XX behöver", True),
        ("880412-2399", True),
        ("198804122399", True),
        ("dnr 2026-118", False),
        ("070-123 45 67", False),
        ("senast 20261130", False),
    ],
)
def test_what_looks_like_a_personnummer_is_noticed(text: str, like: bool) -> None:
    assert a_form(why=text).looks_like_personnummer("why") is like
