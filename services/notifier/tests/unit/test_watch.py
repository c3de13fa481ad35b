"""What is watched of goals and talks, and which mails have been overtaken."""

from datetime import date

import pytest

from notifier.watch import (
    Watch,
    advanced,
    goal_seen,
    is_overtaken,
    talk_seen,
    turns,
    watch_id_of,
)
from redthread_contracts.goals import GoalFacts
from redthread_contracts.talks import TalkFacts

from .builders import (
    ELLEN,
    LONG_AGO,
    MATTIAS,
    a_goal,
    a_reminder,
    a_talk,
    a_word_about_a_talk,
    an_agreement,
    local,
)


def watched(facts: GoalFacts | TalkFacts, watch: Watch | None = None, sequence: int = 1) -> Watch:
    seen = (
        goal_seen(watch, facts, sequence=sequence, time=LONG_AGO)
        if isinstance(facts, GoalFacts)
        else talk_seen(watch, facts, sequence=sequence, time=LONG_AGO)
    )
    assert seen is not None
    return seen


def test_an_active_goal_has_a_deadline() -> None:
    watch = watched(a_goal())

    assert [each.day for each in watch.deadlines] == [date(2026, 11, 30)]
    assert watch.next_at == local(2026, 11, 23)


@pytest.mark.parametrize(
    "goal",
    [
        a_goal(status="proposed"),
        a_goal(status="closed"),
        a_goal(status="withdrawn"),
        a_goal(done=True),
    ],
)
def test_a_goal_that_is_proposed_done_or_ended_has_none(goal: GoalFacts) -> None:
    watch = watched(goal, watched(a_goal()), sequence=2)

    assert watch.deadlines == ()
    assert watch.next_at is None


def test_an_older_event_never_overwrites_a_newer_one() -> None:
    watch = watched(a_goal(status="withdrawn"), sequence=5)

    assert goal_seen(watch, a_goal(), sequence=4, time=LONG_AGO) is None
    assert goal_seen(watch, a_goal(), sequence=5, time=LONG_AGO) is None


def test_a_confirmed_talk_is_watched_for_its_open_agreements() -> None:
    done = an_agreement(agreement_id="agreement-2", status="done")
    dropped = an_agreement(agreement_id="agreement-3", status="dropped")

    watch = watched(a_talk(agreements=(an_agreement(), done, dropped)))

    assert [each.item_id for each in watch.deadlines] == ["agreement-1"]


@pytest.mark.parametrize("state", ["held", "awaiting_confirmation", "cancelled"])
def test_a_talk_that_is_not_confirmed_has_no_deadlines(state: str) -> None:
    assert watched(a_talk(state=state)).deadlines == ()


def test_an_agreement_that_is_taken_out_is_watched_no_more() -> None:
    before = watched(a_talk(agreements=(an_agreement(), an_agreement(agreement_id="agreement-2"))))

    watch = watched(a_talk(), before, sequence=2)

    assert [each.item_id for each in watch.deadlines] == ["agreement-1"]


def test_what_the_employee_promised_is_told_to_the_line_manager_of_that_day() -> None:
    (deadline,) = watched(a_talk()).deadlines

    assert deadline.owner_ids == (ELLEN,)
    assert deadline.other_id is None


def test_what_the_manager_promised_is_told_to_the_employee_and_nobody_above() -> None:
    (deadline,) = watched(a_talk(agreements=(an_agreement(owner_id=MATTIAS),))).deadlines

    assert deadline.owner_ids == (MATTIAS,)
    assert deadline.other_id == ELLEN


def test_each_deadline_of_a_talk_has_its_own_turn() -> None:
    later = an_agreement(agreement_id="agreement-2", due=date(2026, 12, 18))
    watch = watched(a_talk(agreements=(an_agreement(), later)))

    happening = turns(watch, local(2026, 11, 23))
    watch = advanced(watch, local(2026, 11, 23))

    assert [(deadline.item_id, turn.stage) for deadline, turn in happening] == [
        ("agreement-1", "before")
    ]
    assert turns(watch, local(2026, 11, 23)) == []
    assert watch.next_at == local(2026, 11, 30)


def test_a_reminder_is_about_the_watch_of_its_goal_or_talk() -> None:
    of_an_agreement = a_reminder(item_type="agreement", item_id="agreement-1", talk_id="talk-1")

    assert watch_id_of(a_reminder(talk_id="talk-1")) == "goal:goal-1"
    assert watch_id_of(of_an_agreement) == "talk:talk-1"
    assert watch_id_of(a_word_about_a_talk()) == "talk:talk-1"


def test_a_reminder_is_not_overtaken_by_its_own_stage() -> None:
    watch = watched(a_goal())

    assert not is_overtaken(a_reminder(), watch)
    assert not is_overtaken(a_reminder(), advanced(watch, local(2026, 11, 23)))


def test_a_reminder_is_overtaken_by_a_newer_stage() -> None:
    watch = advanced(watched(a_goal()), local(2026, 12, 1))

    assert is_overtaken(a_reminder(stage="before"), watch)
    assert not is_overtaken(a_reminder(stage="passed"), watch)


@pytest.mark.parametrize(
    "goal", [a_goal(done=True), a_goal(status="withdrawn"), a_goal(deadline=date(2026, 12, 24))]
)
def test_a_reminder_is_overtaken_when_the_goal_is_done_or_moved(goal: GoalFacts) -> None:
    watch = watched(goal, watched(a_goal()), sequence=2)

    assert is_overtaken(a_reminder(), watch)


@pytest.mark.parametrize(
    ("state", "overtaken"),
    [
        ("planned", False),
        ("preparing", False),
        ("ready", False),
        ("held", True),
        ("cancelled", True),
    ],
)
def test_an_invitation_is_overtaken_when_the_talk_has_begun_or_is_cancelled(
    state: str, overtaken: bool
) -> None:
    assert is_overtaken(a_word_about_a_talk(), watched(a_talk(state=state))) is overtaken


def test_a_booking_is_overtaken_by_the_next_one() -> None:
    told = a_word_about_a_talk(kind="talk_booked", starts_at=local(2026, 10, 22, 10))

    same = watched(a_talk(state="ready", booked_from=local(2026, 10, 22, 10)))
    moved = watched(a_talk(state="ready", booked_from=local(2026, 10, 23, 10)))

    assert not is_overtaken(told, same)
    assert is_overtaken(told, moved)


def test_asking_to_confirm_is_overtaken_for_who_has_confirmed() -> None:
    watch = watched(
        a_talk(state="awaiting_confirmation", confirmed_by_employee_at=local(2026, 11, 2))
    )

    asked = a_word_about_a_talk(kind="talk_to_confirm")

    assert is_overtaken(asked, watch)
    assert not is_overtaken(asked.model_copy(update={"person_id": MATTIAS}), watch)
