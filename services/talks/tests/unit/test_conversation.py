"""Agreements and goals: what is decided in the talk and followed up afterwards."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.errors import Conflict, Invalid, NotFound
from redthread_contracts.ids import AgreementId, GoalId, PersonId
from redthread_contracts.talks import TalkAgreementsChanged
from talks.agreement import MOST_AGREEMENTS
from talks.conversation import (
    MOST_GOALS,
    attach_goal,
    attach_proposed,
    detach_goal,
    follow_up,
    hold,
    put_agreement,
    remove_agreement,
)
from talks.talk import Talk

from .builders import (
    ELLEN,
    MATTIAS,
    NOON,
    TODAY,
    a_held_talk,
    a_talk,
    after,
    an_agreement,
    names,
)

GOAL = GoalId("letters")
COURSE = AgreementId("course")


def agreed(talk: Talk | None = None, **facts: Any) -> Talk:
    wanted = an_agreement(**facts)
    return after(put_agreement(talk or a_held_talk(), "manager", wanted, NOON))


def test_the_first_note_says_that_the_talk_is_held_today() -> None:
    held = hold(a_talk(state="ready"), "manager", NOON)

    assert names(held) == ["TalkHeld"]
    assert (after(held).state, after(held).held_on) == ("held", TODAY)
    assert hold(after(held), "employee", NOON) is None


def test_the_day_it_is_held_is_the_day_in_stockholm() -> None:
    late_evening_utc = NOON.replace(hour=23)

    held = after(hold(a_talk(), "manager", late_evening_utc))
    assert held.held_on == TODAY + timedelta(days=1)


def test_an_agreement_as_the_first_thing_holds_the_talk_too() -> None:
    first = put_agreement(a_talk(), "employee", an_agreement(), NOON)

    assert names(first) == ["TalkHeld", "TalkAgreementsChanged"]


def test_the_event_of_an_agreement_has_no_text() -> None:
    decision = put_agreement(a_held_talk(), "manager", an_agreement(what="Hemligt"), NOON)

    assert decision is not None
    event = decision.events[0]
    assert isinstance(event, TalkAgreementsChanged)
    assert event.agreements[0].due == date(2026, 10, 30)
    assert "Hemligt" not in event.model_dump_json()


def test_the_same_agreement_again_changes_nothing() -> None:
    assert put_agreement(agreed(), "employee", an_agreement(), NOON) is None


def test_an_agreement_is_changed_under_its_id() -> None:
    changed = agreed(agreed(), what="Gå kursen i vår", owner_id=MATTIAS)

    assert [(one.what, one.owner_id) for one in changed.agreements] == [
        ("Gå kursen i vår", MATTIAS)
    ]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"owner_id": PersonId("viktor")}, "owner-not-in-talk"),
        ({"due": TODAY - timedelta(days=1)}, "due-passed"),
        ({"due": TODAY + timedelta(days=6 * 366)}, "due-too-far"),
    ],
)
def test_an_unreasonable_agreement_is_refused_with_a_sentence(
    facts: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        agreed(**facts)
    assert [field.code for field in refused.value.fields] == [code]


def test_an_agreement_may_be_due_today() -> None:
    assert agreed(due=TODAY).agreements[0].due == TODAY


def test_a_day_that_has_passed_since_may_stay() -> None:
    talk = agreed()
    later = NOON + timedelta(days=60)

    assert put_agreement(talk, "manager", an_agreement(what="Gå en kurs"), later) is not None


def test_a_talk_holds_only_so_many_agreements() -> None:
    many = tuple(an_agreement(agreement_id=str(number)) for number in range(MOST_AGREEMENTS))

    with pytest.raises(Conflict, match="at most"):
        agreed(a_held_talk(agreements=many))


def test_an_agreement_is_taken_away_once() -> None:
    without = after(remove_agreement(agreed(), "employee", COURSE, NOON))

    assert without.agreements == ()
    assert remove_agreement(without, "employee", COURSE, NOON) is None


@pytest.mark.parametrize("state", ["awaiting_confirmation", "confirmed", "cancelled"])
def test_agreements_and_goals_are_set_once_the_talk_is_finished(state: str) -> None:
    talk = agreed().model_copy(update={"state": state, "goal_ids": (GOAL,)})

    changes: list[Callable[[], object]] = [
        lambda: put_agreement(talk, "manager", an_agreement(what="Annat"), NOON),
        lambda: remove_agreement(talk, "manager", COURSE, NOON),
        lambda: attach_goal(talk, MATTIAS, GoalId("another")),
        lambda: detach_goal(talk, "manager", GOAL),
    ]
    for change in changes:
        with pytest.raises(Conflict):
            change()


@pytest.mark.parametrize("state", ["held", "awaiting_confirmation", "confirmed"])
def test_an_agreement_is_followed_up_also_after_the_confirmation(state: str) -> None:
    talk = agreed().model_copy(update={"state": state})

    followed = after(follow_up(talk, "employee", COURSE, "done", "Gick bra", NOON))
    assert followed.agreements[0].status == "done"
    assert [(said.by, said.note) for said in followed.agreements[0].follow_ups] == [
        (ELLEN, "Gick bra")
    ]
    assert followed.state == state


def test_the_same_follow_up_again_changes_nothing() -> None:
    followed = after(follow_up(agreed(), "employee", COURSE, "dropped", "", NOON))

    assert follow_up(followed, "manager", COURSE, "dropped", "", NOON) is None
    assert follow_up(agreed(), "manager", COURSE, "open", "", NOON) is None


def test_only_what_is_agreed_can_be_followed_up() -> None:
    with pytest.raises(NotFound):
        follow_up(a_held_talk(), "employee", COURSE, "done", "", NOON)


def test_a_goal_is_put_into_the_talk_once_and_taken_out_once() -> None:
    attached = after(attach_goal(a_talk(), MATTIAS, GOAL))

    assert attached.goal_ids == (GOAL,)
    assert attach_goal(attached, ELLEN, GOAL) is None
    detached = after(detach_goal(attached, "employee", GOAL))
    assert detached.goal_ids == ()
    assert detach_goal(detached, "employee", GOAL) is None


def test_a_talk_holds_only_so_many_goals() -> None:
    full = a_talk(goal_ids=tuple(str(number) for number in range(MOST_GOALS)))

    with pytest.raises(Conflict, match="at most"):
        attach_goal(full, MATTIAS, GOAL)
    assert attach_proposed(full, GOAL, (ELLEN,)) is None


def test_a_proposed_goal_finds_its_way_into_the_talk_once() -> None:
    attached = attach_proposed(a_talk(), GOAL, (ELLEN,))

    assert names(attached) == ["TalkGoalsChanged"]
    assert attach_proposed(after(attached), GOAL, (ELLEN,)) is None


@pytest.mark.parametrize(
    ("talk", "owner"),
    [
        (None, ELLEN),
        (a_talk(state="awaiting_confirmation"), ELLEN),
        (a_talk(state="confirmed"), ELLEN),
        (a_talk(), PersonId("viktor")),
    ],
)
def test_a_proposed_goal_that_does_not_belong_is_passed_over(
    talk: Talk | None, owner: PersonId
) -> None:
    assert attach_proposed(talk, GOAL, (owner,)) is None
