"""An invitation: asked once, reminded while the answer is missing, ended for all alike."""

from datetime import date, time, timedelta

from chassis.clock import at, local_date
from redthread_contracts.surveys import InvitationEnded, InvitationIssued, InvitationReminded
from surveys.errand import errands, is_overtaken, reminders
from surveys.invitation import Invitation, end, issue, remind

from .builders import ELLEN, NOON, a_draft, a_survey

OPEN = a_survey(state="open")


def issued() -> Invitation:
    decision = issue(None, OPEN, ELLEN, id="i")
    assert decision is not None
    assert isinstance(decision.events[0], InvitationIssued)
    assert decision.state is not None
    return decision.state


def test_somebody_is_asked_once() -> None:
    assert issue(issued(), OPEN, ELLEN, id="i") is None


def test_nobody_is_asked_while_it_is_not_open() -> None:
    assert issue(None, a_survey(state="cancelled"), ELLEN, id="i") is None


def test_each_reminder_comes_once() -> None:
    decision = remind(issued(), OPEN, 3)

    assert decision is not None
    assert decision.state is not None
    (event,) = decision.events
    assert isinstance(event, InvitationReminded)
    assert event.reminders == 1
    assert remind(decision.state, OPEN, 3) is None
    assert remind(decision.state, OPEN, 1) is not None


def test_nobody_is_reminded_of_what_is_over() -> None:
    assert remind(None, OPEN, 3) is None
    assert remind(issued(), a_survey(state="closed"), 3) is None
    assert remind(issued().model_copy(update={"state": "ended"}), OPEN, 3) is None


def test_it_ends_once_and_not_later_than_it_was_said() -> None:
    decision = end(issued(), NOON)

    assert decision is not None
    (event,) = decision.events
    assert isinstance(event, InvitationEnded)
    assert event.closes_at == NOON
    assert end(decision.state, NOON) is None
    assert end(None, NOON) is None


def test_reminders_come_in_the_morning_and_none_on_the_day_it_opens() -> None:
    # Closes in local time on 28 October, after the end of summer time on the 25th.
    survey = a_survey(draft=a_draft(remind_days_before=(1, 3, 14, 3)))

    assert [(days, due.isoformat()) for days, due in reminders(survey)] == [
        (3, "2026-10-25T07:00:00+00:00"),
        (1, "2026-10-27T07:00:00+00:00"),
    ]
    assert [each.kind for each in errands(survey)] == ["open", "remind-3", "remind-1", "close"]


def test_one_that_closes_at_midnight_has_its_last_day_before_it() -> None:
    midnight = at(date(2026, 10, 29), time(0))
    survey = a_survey(draft=a_draft(remind_days_before=(1,), closes_at=midnight))

    assert [local_date(due) for _, due in reminders(survey)] == [date(2026, 10, 27)]


def test_a_reminder_is_overtaken_by_a_later_one_that_is_due_too() -> None:
    due = reminders(a_survey())
    between, after = due[0][1] + timedelta(hours=1), due[1][1]

    assert not is_overtaken(3, due, between)
    assert is_overtaken(3, due, after)
    assert not is_overtaken(1, due, after)
