"""A talk that will not be held: one rule a test."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from chassis.errors import Conflict, Forbidden
from redthread_contracts.ids import PersonId
from redthread_contracts.talks import TalkCancelled
from talks.cancelling import call_off, employment_ended, put_back, take_up, taken_out
from talks.talk import ALL_STATES, BEFORE_TALK, OPEN, Booking, Talk

from .builders import HR, MATTIAS, NOON, a_talk, after, names

SARA = PersonId("sara")
LAST_DAY = date(2026, 10, 13)


def a_booked_talk(**facts: object) -> Talk:
    starts = NOON + timedelta(days=8)
    booking = Booking(starts=starts, ends=starts + timedelta(hours=1))
    return a_talk(booking=booking, booking_sequence=1, **facts)


def test_the_manager_calls_a_talk_off_with_a_reason_that_no_event_tells() -> None:
    decision = call_off(a_talk(), "manager", "Tjänsten upphör.", NOON)

    assert names(decision) == ["TalkCancelled"]
    assert decision is not None
    (event,) = decision.events
    assert isinstance(event, TalkCancelled)
    assert (event.cancelled_because, event.changed_by) == ("called_off", MATTIAS)
    assert "Tjänsten" not in event.model_dump_json()
    why = after(decision).cancelled
    assert why is not None
    assert (why.reason, why.by, why.before) == ("Tjänsten upphör.", MATTIAS, "planned")


def test_a_substitute_calls_off_under_their_own_name() -> None:
    why = after(call_off(a_talk(), "manager", "Sjuk.", NOON, by=SARA)).cancelled
    assert why is not None
    assert why.by == SARA


def test_the_employee_can_not_call_the_talk_off() -> None:
    changes: tuple[Callable[[], object], ...] = (
        lambda: call_off(a_talk(), "employee", "Nej.", NOON),
        lambda: take_up(a_talk(state="cancelled"), "employee"),
    )
    for change in changes:
        with pytest.raises(Forbidden) as refused:
            change()
        assert refused.value.code == "manager-needed"


@pytest.mark.parametrize("state", ALL_STATES)
def test_only_a_talk_that_has_not_begun_is_called_off_or_taken_out(state: str) -> None:
    talk = a_talk(state=state)
    assert (taken_out(talk, "Dubbel.", HR, NOON) is not None) is (state in BEFORE_TALK)
    if state in BEFORE_TALK:
        assert after(call_off(talk, "manager", "Sjuk.", NOON)).state == "cancelled"
    elif state == "cancelled":
        assert call_off(talk, "manager", "Sjuk.", NOON) is None
    else:
        with pytest.raises(Conflict):
            call_off(talk, "manager", "Sjuk.", NOON)


@pytest.mark.parametrize("state", BEFORE_TALK)
def test_a_talk_is_taken_up_again_as_far_as_it_had_come(state: str) -> None:
    off = after(call_off(a_talk(state=state), "manager", "Sjuk.", NOON))
    again = take_up(off, "manager")

    assert names(again) == ["TalkOpened"]
    assert (after(again).state, after(again).cancelled) == (state, None)
    assert take_up(after(again), "manager") is None


def test_only_hr_puts_back_what_hr_took_out() -> None:
    out = after(taken_out(a_talk(), "Dubbel.", HR, NOON))

    with pytest.raises(Conflict):
        take_up(out, "manager")
    assert after(put_back(out, HR, NOON)).state == "planned"
    assert put_back(a_talk(), HR, NOON) is None


def test_what_was_ended_after_hrs_choice_stays_ended() -> None:
    later = NOON + timedelta(hours=1)
    off = after(call_off(a_talk(), "manager", "Sjuk.", later))

    assert put_back(off, HR, NOON) is None


def test_a_cancelled_talk_leaves_the_calendar() -> None:
    for ended in (
        call_off(a_booked_talk(), "manager", "Sjuk.", NOON),
        taken_out(a_booked_talk(), "Dubbel.", HR, NOON),
        employment_ended(a_booked_talk(), LAST_DAY, NOON),
    ):
        talk = after(ended)
        assert (talk.booking, talk.booking_sequence) == (None, 2)


@pytest.mark.parametrize("state", ALL_STATES)
def test_when_the_employee_leaves_open_talks_are_cancelled_and_others_stay(state: str) -> None:
    decision = employment_ended(a_talk(state=state), LAST_DAY, NOON)

    cancelled = ["TalkCancelled"] if state in OPEN else []
    assert names(decision) == [*cancelled, "TalkRetentionStarted"]
    assert after(decision).state == ("cancelled" if state in OPEN else state)
    assert employment_ended(after(decision), LAST_DAY, NOON) is None


@pytest.mark.parametrize("state", ALL_STATES)
def test_when_the_employee_leaves_retention_starts_for_every_talk(state: str) -> None:
    assert after(employment_ended(a_talk(state=state), LAST_DAY, NOON)).retention_from == LAST_DAY
