"""What leads up to a talk: one rule a test."""

import pytest

from chassis.errors import Conflict, Forbidden
from redthread_contracts.ids import CycleId, PersonId
from talks.talk import (
    check_can_prepare,
    cycle_talk_id,
    open_talk,
    role_of,
    share,
    start_preparing,
    take_back,
)
from talks.template import ROLES, Role

from .builders import ELLEN, MATTIAS, NOON, a_held_talk, a_talk, after, names


def test_only_the_two_have_a_role_in_the_talk() -> None:
    assert role_of(a_talk(), ELLEN) == "employee"
    assert role_of(a_talk(), MATTIAS) == "manager"
    with pytest.raises(Forbidden) as refused:
        role_of(a_talk(), PersonId("yasmin"))
    assert refused.value.code == "talk-not-yours"


def test_a_talk_is_opened_once() -> None:
    assert names(open_talk(None, a_talk())) == ["TalkOpened"]
    assert open_talk(a_talk(), a_talk()) is None


def test_a_person_has_one_talk_in_a_cycle() -> None:
    autumn, spring = CycleId("autumn"), CycleId("spring")

    assert cycle_talk_id(autumn, ELLEN) == cycle_talk_id(autumn, ELLEN)
    assert cycle_talk_id(autumn, ELLEN) != cycle_talk_id(spring, ELLEN)
    assert cycle_talk_id(autumn, ELLEN) != cycle_talk_id(autumn, MATTIAS)


def test_the_first_save_moves_a_planned_talk_to_preparing() -> None:
    first = start_preparing(a_talk(), "employee")

    assert names(first) == ["TalkPreparationStarted"]
    assert after(first).state == "preparing"
    assert start_preparing(after(first), "manager") is None


@pytest.mark.parametrize("first", ROLES)
def test_the_talk_is_ready_when_both_have_shared(first: Role) -> None:
    second: Role = "manager" if first == "employee" else "employee"
    one = after(share(a_talk(), first, NOON))
    two = after(share(one, second, NOON))

    assert (one.state, one.shared.both) == ("preparing", False)
    assert (two.state, two.shared.both) == ("ready", True)


def test_sharing_twice_changes_nothing() -> None:
    assert share(after(share(a_talk(), "employee", NOON)), "employee", NOON) is None


def test_what_is_shared_can_be_taken_back_until_the_other_has_shared() -> None:
    shared = after(share(a_talk(), "employee", NOON))
    back = take_back(shared, "employee")

    assert names(back) == ["TalkPreparationTakenBack"]
    assert after(back).shared.employee is None
    assert take_back(after(back), "employee") is None
    both = after(share(shared, "manager", NOON))
    with pytest.raises(Conflict, match="Both have shared"):
        take_back(both, "employee")


def test_taking_back_what_the_other_shared_is_not_possible() -> None:
    assert take_back(after(share(a_talk(), "employee", NOON)), "manager") is None


def test_a_talk_that_is_being_held_stays_held_when_the_last_one_shares() -> None:
    shared = after(share(a_held_talk(), "employee", NOON))

    assert after(share(shared, "manager", NOON)).state == "held"


@pytest.mark.parametrize("state", ["awaiting_confirmation", "confirmed", "cancelled"])
def test_nothing_is_shared_or_prepared_once_the_talk_is_finished(state: str) -> None:
    with pytest.raises(Conflict, match="finished"):
        share(a_talk(state=state), "employee", NOON)
    with pytest.raises(Conflict, match="finished"):
        check_can_prepare(a_talk(state=state), "employee")


def test_what_is_shared_is_not_changed() -> None:
    shared = after(share(a_talk(), "employee", NOON))

    with pytest.raises(Conflict, match="Take it back"):
        check_can_prepare(shared, "employee")
    check_can_prepare(shared, "manager")
