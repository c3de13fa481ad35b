"""When the two meet: one rule a test."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chassis.errors import Conflict, Invalid
from redthread_contracts.talks import TalkBooked
from talks.booking import book, cancel_booking, propose
from talks.conversation import hold
from talks.talk import Booking
from talks.template import ROLES, Role

from .builders import ELLEN, MATTIAS, NOON, TODAY, a_held_talk, a_talk, after, names


def a_booking(days: int = 8, hours: float = 1.5, place: str = "rum Eken") -> Booking:
    starts = NOON + timedelta(days=days)
    return Booking(starts=starts, ends=starts + timedelta(hours=hours), place=place)


@pytest.mark.parametrize("role", ROLES)
def test_both_may_book_and_move_the_time(role: Role) -> None:
    booked = book(a_talk(), role, a_booking(), NOON)
    moved = book(after(booked), role, a_booking(days=9), NOON)

    assert names(booked) == names(moved) == ["TalkBooked"]
    assert moved is not None
    event = moved.events[0]
    assert isinstance(event, TalkBooked)
    assert event.booked_from == a_booking(days=9).starts
    assert event.changed_by == (ELLEN if role == "employee" else MATTIAS)


def test_each_change_of_the_booking_raises_the_sequence_of_its_calendar_entry() -> None:
    booked = after(book(a_talk(), "employee", a_booking(), NOON))
    moved = after(book(booked, "manager", a_booking(days=9), NOON))
    cancelled = after(cancel_booking(moved, "employee"))
    again = after(book(cancelled, "manager", a_booking(days=10), NOON))

    talks = (booked, moved, cancelled, again)
    assert [talk.booking_sequence for talk in talks] == [1, 2, 3, 4]


def test_a_booked_time_can_be_called_off_and_the_talk_stays() -> None:
    booked = a_talk(booking=a_booking(), state="preparing")
    cancelled = cancel_booking(booked, "employee")

    assert names(cancelled) == ["TalkBookingCancelled"]
    assert after(cancelled).booking is None
    assert after(cancelled).state == "preparing"
    assert cancel_booking(after(cancelled), "manager") is None


def test_the_same_time_again_changes_nothing() -> None:
    assert book(a_talk(booking=a_booking()), "employee", a_booking(), NOON) is None


@pytest.mark.parametrize(
    ("booking", "code"),
    [
        (a_booking(days=-1), "booking-passed"),
        (a_booking(days=800), "booking-too-far"),
        (a_booking(hours=-1), "booking-backwards"),
        (a_booking(hours=0), "booking-backwards"),
        (a_booking(hours=4.1), "booking-too-long"),
    ],
)
def test_an_unreasonable_time_is_refused_with_a_sentence(booking: Booking, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        book(a_talk(), "employee", booking, NOON)
    assert [field.code for field in refused.value.fields] == [code]


@pytest.mark.parametrize("state", ["awaiting_confirmation", "confirmed", "cancelled"])
def test_a_talk_that_is_over_is_neither_booked_nor_moved(state: str) -> None:
    over = a_talk(state=state, booking=a_booking())
    changes: tuple[Callable[[], object], ...] = (
        lambda: book(over, "manager", a_booking(days=9), NOON),
        lambda: cancel_booking(over, "employee"),
        lambda: propose(over, "employee", [a_booking()], NOON),
    )
    for change in changes:
        with pytest.raises(Conflict):
            change()


def test_an_interrupted_talk_is_booked_again_and_goes_on_that_day() -> None:
    begun = a_held_talk()
    booked = after(book(begun, "manager", a_booking(days=8), NOON))
    same_day, booked_day = NOON + timedelta(hours=1), NOON + timedelta(days=8)

    assert booked.state == "held"
    assert hold(booked, "manager", same_day) is None
    went_on = hold(booked, "manager", booked_day)
    assert names(went_on) == ["TalkHeld"]
    assert after(went_on).held_on == TODAY
    assert after(went_on).went_on == (booked_day.date(),)
    assert hold(after(went_on), "employee", booked_day) is None


def test_a_note_on_a_day_that_was_not_booked_is_no_further_day_of_the_talk() -> None:
    assert hold(a_held_talk(), "manager", NOON + timedelta(days=3)) is None


def test_a_proposed_time_is_accepted_by_booking_it() -> None:
    times = [a_booking(days=9), a_booking(days=8), a_booking(days=8)]
    proposed = propose(a_talk(), "employee", times, NOON)

    assert names(proposed) == ["TalkTimesProposed"]
    waiting = after(proposed).proposed
    assert waiting is not None
    assert (waiting.by, waiting.times) == ("employee", (a_booking(days=8), a_booking(days=9)))
    booked = after(book(after(proposed), "manager", waiting.times[1], NOON))
    assert (booked.booking, booked.proposed) == (a_booking(days=9), None)


def test_the_other_may_propose_other_times_instead() -> None:
    first = after(propose(a_talk(), "employee", [a_booking(days=8)], NOON))
    second = after(propose(first, "manager", [a_booking(days=10)], NOON))

    assert second.proposed is not None
    assert (second.proposed.by, second.proposed.times) == ("manager", (a_booking(days=10),))


def test_what_is_booked_stays_until_a_proposed_time_is_booked() -> None:
    booked = a_talk(booking=a_booking(), booking_sequence=1)
    proposed = after(propose(booked, "employee", [a_booking(days=9)], NOON))

    assert (proposed.booking, proposed.booking_sequence) == (a_booking(), 1)
    assert propose(proposed, "employee", [a_booking(days=9)], NOON) is None


@pytest.mark.parametrize(
    ("times", "field", "code"),
    [
        ([], "times", "times-missing"),
        ([a_booking(days=day) for day in range(1, 7)], "times", "too-many-times"),
        ([a_booking(), a_booking(days=-1)], "times.1.starts", "booking-passed"),
    ],
)
def test_unreasonable_proposals_are_refused_with_a_sentence(
    times: list[Booking], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        propose(a_talk(), "employee", times, NOON)
    assert [(each.field, each.code) for each in refused.value.fields] == [(field, code)]
