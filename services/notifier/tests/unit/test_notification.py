"""The life of a notification."""

from datetime import timedelta

import pytest

from chassis.errors import Conflict
from notifier import notification as decisions
from notifier.notification import MOST_ATTEMPTS, Decide, Notification, delay, failed, held_back
from redthread_contracts.notifications import (
    NotificationCreated,
    NotificationFacts,
    NotificationGivenUp,
    NotificationKeptInBell,
    NotificationRetried,
    NotificationSent,
    NotificationWithheld,
)

from .builders import a_reminder, a_word_about_a_survey, local

WAITING = a_reminder(send_at=local(2026, 11, 23))


def decided(decide: Decide, known: Notification | None) -> tuple[Notification, NotificationFacts]:
    decision = decide(known)
    assert decision is not None
    assert decision.state is not None
    (event,) = decision.events
    assert isinstance(event, NotificationFacts)
    return decision.state, event


def test_it_is_created_waiting_for_office_hours() -> None:
    wanted = a_reminder(created_at=local(2026, 11, 21, 22))  # a Saturday evening

    made, event = decided(decisions.create(wanted), None)

    assert made.state == "waiting"
    assert made.send_at == local(2026, 11, 23)
    assert isinstance(event, NotificationCreated)


def test_a_second_creation_changes_nothing() -> None:
    assert decisions.create(WAITING)(a_reminder(state="sent")) is None


def test_the_event_names_kind_ids_and_day_alone() -> None:
    _, event = decided(decisions.create(WAITING), None)

    assert event.model_dump(exclude_none=True) == {
        "notification_id": WAITING.id,
        "person_id": "ellen",
        "kind": "goal_deadline",
        "item_type": "goal",
        "item_id": "goal-1",
        "stage": "before",
        "day": WAITING.day,
        "state": "waiting",
    }


def test_no_event_of_a_survey_reminder_tells_whom_it_is_for() -> None:
    reminder = a_word_about_a_survey(kind="survey_reminder")
    now = local(2026, 11, 16, 9)
    steps = [
        decisions.create(reminder)(None),
        decisions.sent(now)(reminder),
        decisions.keep_in_bell("overtaken")(reminder),
        decisions.give_up("smtp-550")(reminder),
        decisions.retry(now)(reminder.model_copy(update={"state": "given_up"})),
    ]

    told = [event for step in steps if step for event in step.events]

    assert told == [NotificationWithheld(notification_id=reminder.id)] * len(steps)


def test_who_is_invited_to_a_survey_is_told() -> None:
    _, event = decided(decisions.create(a_word_about_a_survey()), None)

    assert (event.person_id, event.kind, event.item_type) == (
        "ellen",
        "survey_invitation",
        "survey",
    )


def test_what_is_sent_is_not_tried_again() -> None:
    made, event = decided(decisions.sent(local(2026, 11, 23, 8, 1)), WAITING)

    assert (made.state, made.send_at) == ("sent", None)
    assert made.sent_at == local(2026, 11, 23, 8, 1)
    assert isinstance(event, NotificationSent)


def test_what_is_given_up_or_kept_in_the_bell_is_not_tried_again() -> None:
    given_up, first = decided(decisions.give_up("smtp-550"), WAITING)
    kept, second = decided(decisions.keep_in_bell("overtaken"), WAITING)

    assert (given_up.state, given_up.send_at, given_up.error) == ("given_up", None, "smtp-550")
    assert isinstance(first, NotificationGivenUp)
    assert (kept.state, kept.send_at, kept.error) == ("bell_only", None, "overtaken")
    assert isinstance(second, NotificationKeptInBell)


@pytest.mark.parametrize("state", ["sent", "given_up", "bell_only"])
def test_only_a_waiting_mail_is_sent_given_up_or_kept(state: str) -> None:
    known = a_reminder(state=state)

    assert decisions.sent(local(2026, 11, 23))(known) is None
    assert decisions.give_up("smtp-550")(known) is None
    assert decisions.keep_in_bell("overtaken")(known) is None


def test_an_administrator_sends_again_what_was_given_up() -> None:
    known = a_reminder(state="given_up", attempts=60, error="smtp-450")

    made, event = decided(decisions.retry(local(2026, 12, 1, 20)), known)

    assert (made.state, made.attempts) == ("waiting", 0)
    assert made.send_at == local(2026, 12, 2)
    assert isinstance(event, NotificationRetried)


def test_sending_again_twice_is_sending_again_once() -> None:
    assert decisions.retry(local(2026, 12, 1))(WAITING) is None


@pytest.mark.parametrize("state", ["sent", "bell_only"])
def test_what_was_sent_or_has_no_mail_is_not_sent_again(state: str) -> None:
    with pytest.raises(Conflict):
        decisions.retry(local(2026, 12, 1))(a_reminder(state=state))


def test_attempts_come_after_a_minute_doubling_to_an_hour() -> None:
    minutes = [delay(attempts) // timedelta(minutes=1) for attempts in range(1, 10)]

    assert minutes == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_failed_attempt_is_counted_and_the_next_is_in_office_hours() -> None:
    again = failed(WAITING, "smtp-451", local(2026, 11, 27, 16, 59))

    assert (again.state, again.attempts, again.error) == ("waiting", 1, "smtp-451")
    assert again.send_at == local(2026, 11, 30)


def test_it_is_tried_for_days_and_then_given_up() -> None:
    known, now = WAITING, local(2026, 11, 23)
    while not decisions.is_exhausted(known):
        known = failed(known, "smtp-451", now)
        assert known.send_at is not None
        now = known.send_at

    assert known.attempts == MOST_ATTEMPTS
    assert now > local(2026, 11, 30)


def test_while_the_receiver_is_away_it_is_looked_at_every_office_morning() -> None:
    again = held_back(WAITING, local(2026, 11, 27, 8))

    assert again.send_at == local(2026, 11, 30)
    assert again.attempts == 0
