from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.clock import FixedClock
from gateway.i18n import Lexicon, Words, accepted_language

NOW = datetime(2026, 10, 14, 6, 15, tzinfo=UTC)


@pytest.fixture
def swedish() -> Words:
    return Lexicon(FixedClock(NOW))["sv"]


@pytest.fixture
def english() -> Words:
    return Lexicon(FixedClock(NOW))["en"]


def test_times_are_written_as_people_read_them(swedish: Words, english: Words) -> None:
    talk = datetime(2026, 10, 22, 8, tzinfo=UTC)

    assert swedish.moment(talk) == "torsdag 22 oktober kl. 10.00"
    assert english.moment(talk) == "Thursday 22 October at 10:00"
    assert swedish.span(talk, talk + timedelta(minutes=90)) == "torsdag 22 oktober kl. 10.00–11.30"


def test_a_day_of_another_year_says_its_year(swedish: Words) -> None:
    assert swedish.short_day(date(2026, 11, 30)) == "30 november"
    assert swedish.short_day(date(2027, 11, 30)) == "30 november 2027"


def test_lately_follows_the_clock(swedish: Words, english: Words) -> None:
    assert swedish.lately(NOW) == "I dag 08.15"
    assert swedish.lately(NOW - timedelta(days=1)) == "I går 08.15"
    assert swedish.lately(NOW - timedelta(days=2)) == "12 oktober"
    assert english.lately(NOW) == "Today 08:15"


def test_times_are_stockholms_also_after_the_change_of_clocks(swedish: Words) -> None:
    assert swedish.time(datetime(2027, 3, 28, 0, 59, tzinfo=UTC)) == "01.59"
    assert swedish.time(datetime(2027, 3, 28, 1, 0, tzinfo=UTC)) == "03.00"


def test_the_day_of_an_instant_is_the_day_that_it_was_in_sweden(swedish: Words) -> None:
    after_midnight = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)

    assert swedish.full_day(after_midnight) == "26 november 2026"
    assert swedish.full_day(after_midnight.date()) == "25 november 2026"


def test_numbers_have_a_decimal_comma_in_swedish(swedish: Words, english: Words) -> None:
    assert swedish.number(2.5) == "2,5"
    assert swedish.number(1119) == "1\u00a0119"
    assert english.number(2.5) == "2.5"
    assert swedish.percent(64) == "64\u00a0%"
    assert english.percent(64) == "64%"


def test_plurals_follow_the_number(swedish: Words, english: Words) -> None:
    assert swedish.ngettext("En är försenad.", "%(num)s är försenade.", 1) == "En är försenad."
    assert english.ngettext("En är försenad.", "%(num)s är försenade.", 2) == "2 are overdue."


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "sv"),
        ("", "sv"),
        ("en-GB,en;q=0.9", "en"),
        ("de,en;q=0.5,sv;q=0.8", "sv"),
        ("fi", "sv"),
        ("en;q=nonsense, sv;q=0.1", "sv"),
    ],
)
def test_the_browsers_language_is_heard(header: str | None, language: str) -> None:
    assert accepted_language(header) == language


def test_pick_takes_the_readers_language_or_what_there_is(english: Words) -> None:
    assert english.pick({"title_sv": "Mål", "title_en": "Goal"}, "title") == "Goal"
    assert english.pick({"title_sv": "Mål", "title_en": None}, "title") == "Mål"


def test_names_are_joined_as_a_sentence(swedish: Words) -> None:
    assert swedish.names(["Ellen"]) == "Ellen"
    assert swedish.names(["Ellen", "Karin", "Mattias"]) == "Ellen, Karin och Mattias"
