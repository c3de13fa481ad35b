from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.clock import FixedClock
from gateway.clients.talks import Booking, Both, TalkSummary
from gateway.i18n import Lexicon
from gateway.views.talk_words import action_for_manager, status_for_manager, task_for_employee
from gateway.views.talks import TalkCard, group_of
from redthread_contracts.ids import PersonId, TalkId

TODAY = date(2026, 10, 14)
SOME_TIME = datetime(2026, 10, 1, tzinfo=UTC)
WORDS = Lexicon(FixedClock(datetime(2026, 10, 14, 10, tzinfo=UTC)))["sv"]


def a_card(side: str = "manager", booked: int | None = 22, **facts: Any) -> TalkCard:
    booking = None
    if booked is not None:
        starts = datetime(2026, 10, booked, 8, tzinfo=UTC)
        booking = Booking(starts=starts, ends=starts.replace(hour=9))
    talk = TalkSummary(
        id=TalkId("t"),
        employee_id=PersonId("ellen"),
        manager_id=PersonId("mattias"),
        booking=booking,
        **{"state": "preparing", "last_day": date(2026, 11, 30), **facts},
    )
    other = PersonId("ellen" if side == "manager" else "mattias")
    return TalkCard.model_validate(
        {"talk": talk, "side": side, "other_id": other, "other_name": "Ellen Sandgren"}
    )


@pytest.mark.parametrize(
    ("card", "group", "word"),
    [
        (a_card(booked=None, last_day=date(2026, 10, 13)), "late", "Ingen tid bokad"),
        (a_card(last_day=date(2026, 10, 13)), "late", "Inte hållet"),
        (a_card(booked=None), "yours", "Ingen tid bokad"),
        (a_card(booked=31, shared=Both(employee=SOME_TIME)), "yours", "Har delat, inte du"),
        (a_card(booked=22), "yours", "Förbered dig"),
        (a_card(booked=31), "ongoing", "Förbereder sig"),
        (a_card(shared=Both(manager=SOME_TIME)), "ongoing", "Du har delat"),
        (
            a_card(state="ready", shared=Both(employee=SOME_TIME, manager=SOME_TIME)),
            "ongoing",
            "Båda har delat",
        ),
        (a_card(state="awaiting_confirmation"), "yours", "Bekräfta"),
        (
            a_card(state="awaiting_confirmation", confirmed=Both(manager=SOME_TIME)),
            "ongoing",
            "Väntar på bekräftelse",
        ),
        (a_card(state="confirmed"), "done", "Bekräftat"),
    ],
)
def test_a_managers_talks_are_grouped_by_what_they_wait_for(
    card: TalkCard, group: str, word: str
) -> None:
    assert group_of(card, TODAY) == group
    assert status_for_manager(card, WORDS)[1] == word


def test_the_manager_is_offered_the_next_thing() -> None:
    unbooked = action_for_manager(a_card(booked=None), WORDS)
    near = action_for_manager(a_card(), WORDS)
    far = action_for_manager(a_card(booked=31), WORDS)

    assert unbooked is not None
    assert unbooked.label == "Boka tid"
    assert near is not None
    assert near.label == "Förbered"
    assert far is None


def test_the_employee_prepares_until_shared() -> None:
    task = task_for_employee(a_card("employee"), WORDS)

    assert task is not None
    assert task.title == "Förbered ditt mål- och utvecklingssamtal"
    assert task.meta == "Samtalet är torsdag 22 oktober kl. 10.00 med Ellen Sandgren."
    assert task_for_employee(a_card("employee", shared=Both(employee=SOME_TIME)), WORDS) is None


def test_the_employee_confirms_once() -> None:
    waiting = task_for_employee(a_card("employee", state="awaiting_confirmation"), WORDS)
    confirmed = task_for_employee(
        a_card("employee", state="awaiting_confirmation", confirmed=Both(employee=SOME_TIME)), WORDS
    )

    assert waiting is not None
    assert waiting.title == "Läs och bekräfta ditt samtal"
    assert confirmed is None
