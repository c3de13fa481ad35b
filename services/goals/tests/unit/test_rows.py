"""Goals that are brought in."""

from typing import Any

import pytest

from chassis.errors import Invalid
from goals.goal import Goal, check_in
from goals.rows import GoalRow, read_rows
from goals.tree import Knot
from redthread_contracts.goals import GoalChanged, GoalEvaluated

from .builders import a_check_in, a_draft

NONE_ABOVE: dict[str, Knot] = {}


def a_row(**changes: Any) -> GoalRow:
    return GoalRow.model_validate({"id": "own", **a_draft().model_dump(), **changes})


def a_top(**changes: Any) -> GoalRow:
    top: dict[str, Any] = {
        "id": "unit-goal",
        "level": "municipality",
        "owner_ids": [],
        "parent_id": None,
    }
    return a_row(**{**top, **changes})


def a_report(**changes: Any) -> dict[str, Any]:
    values = {"id": "r1", "at": "2026-03-01T10:00:00Z", "by": "ellen", "confidence": "on_track"}
    return {**values, "value": 5, **changes}


def brought_in(*rows: GoalRow) -> dict[str, Goal]:
    imported = read_rows(rows).placed(NONE_ABOVE)
    made = {each: imported.decide(each, None) for each in imported.goals}
    return {each: decision.state for each, decision in made.items() if decision and decision.state}


def faults(*rows: GoalRow) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read_rows(rows).placed(NONE_ABOVE)
    assert caught.value.code == "import-not-right"
    return {each.field: each.code for each in caught.value.fields}


def test_a_row_brings_its_status_reports_and_judgements() -> None:
    judged = {"manager": {"outcome": "met"}}
    row = a_row(status="closed", check_ins=[a_report()], evaluation=judged)

    goal = brought_in(a_top(), row)["own"]

    assert (goal.status, goal.value, goal.progress) == ("closed", 5, 25)
    assert goal.evaluation is not None
    assert goal.evaluation.manager is not None
    assert goal.ancestors == ("unit-goal",)


def test_last_years_goals_may_hang_on_a_closed_one() -> None:
    assert brought_in(a_top(status="closed"), a_row(status="closed"))["own"].ancestors


def test_the_same_row_again_does_nothing_whatever_happened_since() -> None:
    imported = read_rows([a_top(), a_row()]).placed(NONE_ABOVE)
    since = brought_in(a_top(), a_row())["own"].model_copy(update={"title_sv": "Another"})

    assert imported.decide("own", since) is None


def test_a_row_that_says_something_else_keeps_what_people_reported() -> None:
    goal = brought_in(a_top(), a_row())["own"]
    reported = check_in(goal, a_check_in())
    assert reported is not None

    changed = read_rows([a_top(), a_row(title="New")]).placed(NONE_ABOVE)
    decision = changed.decide("own", reported.state)

    assert decision is not None
    assert decision.state is not None
    assert (decision.state.title_sv, decision.state.value) == ("New", 4)
    assert isinstance(decision.events[0], GoalChanged)


def test_a_row_with_a_new_status_is_told_as_that() -> None:
    goal = brought_in(a_top(), a_row())["own"]

    changed = read_rows([a_top(), a_row(status="closed")]).placed(NONE_ABOVE)
    decision = changed.decide("own", goal)

    assert decision is not None
    assert isinstance(decision.events[0], GoalEvaluated)


def test_every_fault_names_its_row_and_field() -> None:
    found = faults(
        a_top(title=""),
        a_row(check_ins=[a_report(value="x"), a_report(by="\ud800")]),
        a_row(
            id="third", status="lost", measure={"kind": "percent"}, check_ins=[a_report(value=101)]
        ),
        a_row(id="fourth", evaluation={"employee": {"outcome": "good"}}),
    )

    assert found == {
        "goals.0.title": "title-missing",
        "goals.1.check_ins.0.value": "not-a-number",
        "goals.1.check_ins.1.by": "bad-id",
        "goals.2.status": "not-a-choice",
        "goals.3.evaluation.employee.outcome": "not-a-choice",
    }


def test_a_reported_value_has_to_fit_the_measure() -> None:
    row = a_row(measure={"kind": "percent"}, check_ins=[a_report(value=101)])

    assert faults(a_top(), row) == {"goals.1.check_ins.0.value": "percent-out-of-range"}


def test_rows_that_hang_on_each_other_are_refused() -> None:
    unit = {"level": "unit", "unit_id": "E05"}

    found = faults(
        a_row(id="a", parent_id="b", **unit),
        a_row(id="b", parent_id="a", **unit),
    )

    assert found == {"goals.0.parent_id": "goal-cycle", "goals.1.parent_id": "goal-cycle"}
