"""Who may do what."""

import pytest

from chassis.errors import Forbidden
from goals.access import (
    Relation,
    evaluates_as,
    may,
    may_read,
    require_deed,
    require_reader,
    require_setter,
)

from .builders import ELLEN, MATTIAS, a_goal, a_unit_goal

OWNER = Relation(owner=True)
LINE_MANAGER = Relation(line_manager=True)
HEAD = Relation(leads_unit=True)
HR = Relation(hr=True)
STRANGER = Relation()


@pytest.mark.parametrize("relation", [OWNER, LINE_MANAGER])
def test_an_own_goal_is_read_by_owner_and_line_manager(relation: Relation) -> None:
    require_reader("individual", relation)


@pytest.mark.parametrize("relation", [STRANGER, HR, HEAD])
def test_an_own_goal_is_read_by_nobody_else(relation: Relation) -> None:
    with pytest.raises(Forbidden) as caught:
        require_reader("individual", relation)

    assert caught.value.code == "goal-not-yours"


@pytest.mark.parametrize("level", ["municipality", "unit"])
def test_public_goals_are_read_by_everyone(level: str) -> None:
    require_reader(level, STRANGER)  # type: ignore[arg-type] # a parameter of the test


@pytest.mark.parametrize(
    ("level", "relation"),
    [
        ("municipality", HR),
        ("unit", HR),
        ("unit", HEAD),
        ("individual", OWNER),
        ("individual", LINE_MANAGER),
    ],
)
def test_goals_are_set_by(level: str, relation: Relation) -> None:
    require_setter(level, relation)  # type: ignore[arg-type] # a parameter of the test


@pytest.mark.parametrize(
    ("level", "relation", "code"),
    [
        ("municipality", HEAD, "municipality-goals-by-hr"),
        ("unit", OWNER, "unit-goals-by-managers"),
        ("individual", HR, "goal-not-yours"),
        ("individual", HEAD, "goal-not-yours"),
    ],
)
def test_goals_are_not_set_by(level: str, relation: Relation, code: str) -> None:
    with pytest.raises(Forbidden) as caught:
        require_setter(level, relation)  # type: ignore[arg-type] # a parameter of the test

    assert caught.value.code == code


def test_the_line_manager_agrees_to_the_owners_proposal() -> None:
    goal = a_goal(status="proposed", proposed_by=ELLEN)

    assert "agree" in may(goal, LINE_MANAGER)
    require_deed(goal, LINE_MANAGER, "agree")


def test_the_owner_does_not_agree_alone() -> None:
    goal = a_goal(status="proposed", proposed_by=ELLEN)

    assert "agree" not in may(goal, OWNER)
    with pytest.raises(Forbidden) as caught:
        require_deed(goal, OWNER, "agree")
    assert caught.value.code == "goal-needs-the-other"


def test_the_owner_agrees_to_the_managers_proposal() -> None:
    goal = a_goal(status="proposed", proposed_by=MATTIAS)

    assert "agree" in may(goal, OWNER)


def test_a_manager_who_owns_the_goal_does_not_agree_alone() -> None:
    goal = a_goal(status="proposed", proposed_by=ELLEN)

    assert "agree" not in may(goal, Relation(owner=True, line_manager=True))


def test_the_owner_of_a_unit_goal_checks_in_but_does_not_change_it() -> None:
    assert may(a_unit_goal(), OWNER) == ["check_in", "evaluate"]


@pytest.mark.parametrize("relation", [STRANGER, Relation(line_manager=True)])
def test_a_unit_goal_is_only_looked_at_by_others(relation: Relation) -> None:
    assert may(a_unit_goal(), relation) == []


@pytest.mark.parametrize(
    ("status", "deeds"),
    [
        ("proposed", ["change", "withdraw", "comment", "share"]),
        ("active", ["check_in", "change", "withdraw", "evaluate", "share"]),
        ("closed", ["evaluate"]),
        ("withdrawn", []),
    ],
)
def test_what_can_be_done_follows_from_the_status(status: str, deeds: list[str]) -> None:
    assert may(a_goal(status=status), OWNER) == deeds


def test_a_manager_judges_the_own_goal_as_its_employee() -> None:
    assert evaluates_as(a_goal(), Relation(owner=True, line_manager=True)) == "employee"
    assert evaluates_as(a_goal(), LINE_MANAGER) == "manager"
    assert evaluates_as(a_unit_goal(), Relation(owner=True, leads_unit=True)) == "manager"
    assert evaluates_as(a_unit_goal(), OWNER) == "employee"


def test_whom_an_owner_shares_a_goal_with_reads_it_and_does_nothing_more() -> None:
    colleague = Relation(reader=True)

    assert may_read("individual", colleague)
    assert not colleague.close
    for status in ("proposed", "active", "closed"):
        assert may(a_goal(status=status), colleague) == []


def test_only_an_owner_decides_who_else_reads_the_goal() -> None:
    with pytest.raises(Forbidden) as refused:
        require_deed(a_goal(), LINE_MANAGER, "share")
    assert refused.value.code == "goal-shared-by-owner"
