"""Goals carried over into another period."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Conflict, Invalid
from goals.copying import (
    Copy,
    CopyPlan,
    LeftOut,
    Period,
    Planned,
    Planning,
    begin_undoing,
    check_plan,
    copied_id,
    copy_goal,
    is_untouched,
    moved_day,
    take_back,
)
from goals.goal import Goal
from goals.tree import Knot
from redthread_contracts.ids import GoalId, UnitId

from .builders import MATTIAS, NOON, a_check_in, a_goal, a_unit_goal

THIS_YEAR = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
NEXT_YEAR = Period(first=date(2027, 1, 1), last=date(2027, 12, 31))
PLAN = CopyPlan(source=THIS_YEAR, target=NEXT_YEAR)


def top(**changes: Any) -> Goal:
    values = {"id": "top", "level": "municipality", "unit_id": None, "owner_ids": ()}
    return a_goal(**{**values, "parent_id": None, "ancestors": (), **changes})


def knot(goal: Goal) -> Knot:
    return Knot(**{name: getattr(goal, name) for name in Knot.model_fields})


def planned(
    *goals: Goal, plan: CopyPlan = PLAN, above: Sequence[Goal] = (), **more: Any
) -> tuple[list[Planned], list[LeftOut]]:
    there = {goal.id: knot(goal) for goal in (*goals, *above)}
    return Planning("c", plan, above=there, **{"copied": {}, **more}).plan(goals)


def test_a_copy_hangs_on_the_copy_of_what_the_goal_hung_on() -> None:
    made, left = planned(a_unit_goal(), top())

    assert not left
    assert [each.source.id for each in made] == ["top", "unit-goal"]
    assert made[1].terms.parent_id == copied_id("c", "top")
    assert made[1].ancestors == (copied_id("c", "top"),)


def test_a_goal_whose_parent_goes_on_stays_on_it() -> None:
    made, _ = planned(a_unit_goal(), above=[top(period_until=date(2030, 12, 31))])

    assert made[0].terms.parent_id == "top"
    assert made[0].ancestors == ("top",)


def test_a_goal_hangs_on_what_an_earlier_copy_made_of_its_parent() -> None:
    earlier = top(id="top-2027")
    made, _ = planned(
        a_unit_goal(), above=[top(), earlier], copied={GoalId("top"): GoalId("top-2027")}
    )

    assert made[0].terms.parent_id == "top-2027"


@pytest.mark.parametrize(
    ("goal", "more", "reason"),
    [
        (a_unit_goal(), {"above": [top(status="closed")]}, "parent_ended"),
        (a_unit_goal(), {"above": [top()], "closed_units": {UnitId("E05")}}, "unit_closed"),
        (
            a_unit_goal(),
            {"above": [top()], "copied": {GoalId("unit-goal"): GoalId("other")}},
            "copied_already",
        ),
        (
            a_unit_goal(),
            {"above": [top()], "plan": PLAN.model_copy(update={"leave_out": ("unit-goal",)})},
            "chosen",
        ),
    ],
)
def test_what_is_left_out_says_why(goal: Goal, more: dict[str, Any], reason: str) -> None:
    made, left = planned(goal, **more)

    assert not made
    assert [(each.source.id, each.reason) for each in left] == [("unit-goal", reason)]


def test_further_contributions_follow_wherever_they_lie() -> None:
    first = a_unit_goal(id="a", also_contributes_to=("b",))
    second = a_unit_goal(id="b")
    made, _ = planned(first, second, top())

    by_source = {each.source.id: each for each in made}
    assert by_source["a"].terms.also_contributes_to == (copied_id("c", "b"),)


def test_the_deadline_moves_along_with_the_period() -> None:
    made, _ = planned(top(deadline=date(2026, 11, 30)))

    assert made[0].terms.deadline == date(2027, 11, 30)
    assert moved_day(date(2026, 2, 28), THIS_YEAR, NEXT_YEAR) == date(2027, 2, 28)


@given(st.dates(THIS_YEAR.first, THIS_YEAR.last), st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_a_moved_deadline_lies_in_its_period(day: date, first: date) -> None:
    target = Period(first=first, last=date(first.year + 1, first.month, 1))

    assert target.first <= moved_day(day, THIS_YEAR, target) <= target.last


def test_a_copy_begins_anew_and_remembers_where_it_came_from() -> None:
    made, _ = planned(top(check_ins=(a_check_in(),), progress=40.0, status="closed"))
    decision = copy_goal(None, made[0], goal_id=GoalId("new"), by=MATTIAS)

    assert decision is not None
    assert decision.state is not None
    goal = decision.state
    assert (goal.status, goal.progress, goal.check_ins) == ("active", None, ())
    assert goal.copied_from == "top"
    assert copy_goal(goal, made[0], goal_id=GoalId("new"), by=MATTIAS) is None


def test_undoing_takes_back_only_what_nobody_has_touched() -> None:
    made, _ = planned(top())
    decision = copy_goal(None, made[0], goal_id=GoalId("new"), by=MATTIAS)
    assert decision is not None
    goal = decision.state
    assert goal is not None

    withdrawn = take_back(goal)
    assert withdrawn is not None
    assert withdrawn.state is not None
    assert withdrawn.state.status == "withdrawn"
    assert take_back(withdrawn.state) is None
    assert take_back(goal.model_copy(update={"check_ins": (a_check_in(),)})) is None
    assert not is_untouched(goal.model_copy(update={"title_sv": "Annat"}))


def test_a_copy_is_undone_once_it_is_made() -> None:
    copy = Copy(id="c", plan=PLAN, by=MATTIAS, at=NOON)

    with pytest.raises(Conflict, match="Wait"):
        begin_undoing(copy)
    undoing = begin_undoing(copy.model_copy(update={"state": "done"}))
    assert undoing is not None
    assert begin_undoing(undoing) is None


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (CopyPlan(source=THIS_YEAR, target=THIS_YEAR), "target.first"),
        (
            CopyPlan(source=THIS_YEAR, target=Period(first=NEXT_YEAR.last, last=NEXT_YEAR.first)),
            "target.last",
        ),
        (
            CopyPlan(
                source=THIS_YEAR, target=Period(first=date(2027, 1, 1), last=date(2033, 1, 1))
            ),
            "target.last",
        ),
    ],
)
def test_periods_that_make_no_sense_are_refused(plan: CopyPlan, field: str) -> None:
    with pytest.raises(Invalid) as error:
        check_plan(plan)

    assert [each.field for each in error.value.fields] == [field]
