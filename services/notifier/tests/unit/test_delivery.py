"""Whether a waiting mail goes out."""

from datetime import date, timedelta

import pytest

from chassis.directory import Person
from notifier.delivery import Later, Never, Send, decide
from notifier.watch import goal_seen, survey_seen
from redthread_contracts.directory import Absence

from .builders import (
    LONG_AGO,
    a_goal,
    a_reminder,
    a_survey,
    a_word_about_a_survey,
    ellen,
    local,
)

NOW = local(2026, 11, 23, 8, 1)
WATCH = goal_seen(None, a_goal(), sequence=1, time=LONG_AGO)


def test_it_goes_out_in_office_hours_in_the_receivers_language() -> None:
    verdict = decide(a_reminder(), ellen(language="en"), WATCH, NOW)

    assert isinstance(verdict, Send)
    assert verdict.receiver.address == "ellen.sandgren@ekstad.example"
    assert verdict.receiver.language == "en"


def test_it_waits_for_office_hours() -> None:
    verdict = decide(a_reminder(), ellen(), WATCH, local(2026, 11, 23, 19))

    assert isinstance(verdict, Later)
    assert verdict.notification.send_at == local(2026, 11, 24)
    assert verdict.notification.attempts == 0


def test_it_is_held_back_while_the_receiver_is_away() -> None:
    away = ellen(absences=(Absence(start=date(2026, 11, 16), until=date(2026, 11, 27)),))

    on_the_way = decide(a_reminder(), away, WATCH, NOW)
    back_again = decide(a_reminder(), away, WATCH, local(2026, 11, 30))

    assert isinstance(on_the_way, Later)
    assert on_the_way.notification.send_at == local(2026, 11, 24)
    assert isinstance(back_again, Send)


def test_it_is_held_back_until_the_first_day_at_work() -> None:
    verdict = decide(a_reminder(), ellen(employed_from=date(2026, 12, 1)), WATCH, NOW)

    assert isinstance(verdict, Later)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (ellen(protected=True), "receiver-protected"),
        (ellen(email=None), "receiver-without-address"),
        (ellen(employed_until=date(2026, 11, 22)), "receiver-has-left"),
    ],
)
def test_who_gets_no_mail_has_the_bell(person: Person, reason: str) -> None:
    assert decide(a_reminder(), person, WATCH, NOW) == Never(reason)


def test_what_is_overtaken_is_not_sent() -> None:
    done = goal_seen(WATCH, a_goal(done=True), sequence=2, time=LONG_AGO)

    assert decide(a_reminder(), ellen(), done, NOW) == Never("overtaken")


def test_a_mail_about_a_survey_that_is_over_is_not_sent() -> None:
    waiting, closes = a_word_about_a_survey(), local(2026, 11, 24)
    survey = survey_seen(None, a_survey(closes_at=closes), sequence=1)

    assert isinstance(decide(waiting, ellen(), survey, NOW), Send)
    assert decide(waiting, ellen(), survey, closes) == Never("overtaken")


def test_an_unknown_receiver_is_tried_again() -> None:
    verdict = decide(a_reminder(), None, WATCH, NOW)

    assert isinstance(verdict, Later)
    assert verdict.notification.error == "receiver-unknown"
    assert verdict.notification.send_at == NOW + timedelta(minutes=1)
