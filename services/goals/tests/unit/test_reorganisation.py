"""Goals when the organisation changes."""

from typing import Any

from goals.goal import Goal
from goals.reorganisation import follow, heir, to_decide
from goals.tree import Knot
from redthread_contracts.directory import UnitChanged
from redthread_contracts.ids import UnitId

from .builders import ELLEN, MATTIAS, a_goal, a_unit_goal


def a_closed_unit(*successors: str, closed: bool = True) -> UnitChanged:
    return UnitChanged(
        unit_id=UnitId("E05"),
        parent_id=UnitId("E00"),
        path=(UnitId("E00"), UnitId("E05")),
        name_sv="Bygglov",
        name_en="Permits",
        level="unit",
        manager_id=None,
        closed=closed,
        successor_ids=tuple(map(UnitId, successors)),
    )


def knot(goal: Goal) -> Knot:
    return Knot(**{name: getattr(goal, name) for name in Knot.model_fields})


def reasons(goal: Goal, **more: Any) -> list[str]:
    found = to_decide(knot(goal), **{"above": {}, "closed": {}, "working": {MATTIAS}, **more})
    return list(found)


def test_a_merged_units_goals_go_to_the_unit_that_took_it_in() -> None:
    unit_id = heir(a_closed_unit("E07"))
    assert unit_id == "E07"

    decision = follow(a_unit_goal(), {"E05": unit_id})

    assert decision is not None
    assert decision.state is not None
    assert decision.state.unit_id == "E07"
    assert decision.state.parent_id == "top"
    assert follow(decision.state, {"E05": unit_id}) is None


def test_where_a_split_units_goals_go_is_for_a_person_to_say() -> None:
    assert heir(a_closed_unit("E07", "E08")) is None
    assert reasons(a_unit_goal(), closed={"E05": ("E07", "E08")}) == ["unit_split"]


def test_the_goals_of_a_unit_that_is_gone_are_listed() -> None:
    assert heir(a_closed_unit()) is None
    assert heir(a_closed_unit("E07", closed=False)) is None
    assert reasons(a_unit_goal(), closed={"E05": ()}) == ["unit_closed"]


def test_a_persons_own_goal_follows_its_first_owner() -> None:
    joint = a_goal(owner_ids=(ELLEN, MATTIAS), unit_id="E05")

    decision = follow(joint, {ELLEN: UnitId("E06")})

    assert decision is not None
    assert decision.state is not None
    assert decision.state.unit_id == "E06"
    assert follow(joint, {MATTIAS: UnitId("E06")}) is None


def test_an_ended_goal_stays_where_it_was() -> None:
    assert follow(a_unit_goal(status="closed"), {"E05": UnitId("E07")}) is None


def test_a_goal_that_hangs_on_an_ended_one_is_listed() -> None:
    ended = knot(a_goal(id="top", level="municipality", status="closed"))

    assert reasons(a_unit_goal(), above={"top": ended}) == ["parent_ended"]


def test_a_goal_whose_owners_have_all_left_is_listed() -> None:
    assert reasons(a_unit_goal(), working=set()) == ["owners_gone"]
    assert reasons(a_unit_goal(owner_ids=(ELLEN, MATTIAS))) == []
