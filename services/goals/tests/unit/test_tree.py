"""Where a goal may hang."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid
from goals.tree import Knot, ancestors_under, check_place, links, path
from redthread_contracts.goals import GoalLevel
from redthread_contracts.ids import GoalId


def knot(id: str, parent: str | None = None, also: Sequence[str] = (), **changes: object) -> Knot:
    values = {"level": "unit", "status": "active", "title_sv": id, "measure": {"kind": "yes_no"}}
    place = {
        "parent_id": parent,
        "also_contributes_to": tuple(also),
        "period_from": "2026-01-01",
        "period_until": "2026-12-31",
        "deadline": "2026-12-31",
    }
    return Knot.model_validate({"id": id, **values, **place, **changes})


TOP = knot("top", level="municipality")
DEPARTMENT = knot("department", "top", ancestors=("top",))
UNIT = knot("unit", "department", ancestors=("top", "department"))
OWN = knot("own", "unit", ancestors=("top", "department", "unit"), level="individual")
TREE = {each.id: each for each in (TOP, DEPARTMENT, UNIT, OWN)}


def fault(
    goal_id: str,
    level: GoalLevel,
    parent: str | None,
    *also: str,
    tree: dict[str, Knot] | None = None,
) -> str:
    with pytest.raises(Invalid) as caught:
        check_place(
            goal_id,
            level,
            GoalId(parent) if parent else None,
            [GoalId(each) for each in also],
            tree or TREE,
        )
    return caught.value.fields[0].code


@pytest.mark.parametrize("parent", ["top", "department", "unit"])
def test_an_own_goal_hangs_on_a_goal_of_the_municipality_or_of_a_unit(parent: str) -> None:
    check_place("new", "individual", GoalId(parent), [], TREE)


def test_nothing_hangs_on_a_persons_own_goal() -> None:
    assert fault("new", "individual", "own") == "goal-parent-unknown"


def test_a_goal_that_is_not_there_has_the_same_answer() -> None:
    assert fault("new", "individual", "nowhere") == "goal-parent-unknown"


def test_the_municipalitys_goal_hangs_on_no_unit_goal() -> None:
    assert fault("new", "municipality", "unit") == "goal-parent-below"


def test_the_municipalitys_goal_may_hang_on_another() -> None:
    check_place("new", "municipality", GoalId("top"), [], TREE)


@pytest.mark.parametrize("status", ["proposed", "closed", "withdrawn"])
def test_a_goal_hangs_on_an_active_one(status: str) -> None:
    tree = {"old": knot("old", status=status)}

    assert fault("new", "unit", "old", tree=tree) == "goal-parent-not-active"


def test_a_goal_may_stay_where_it_hangs_although_that_is_closed() -> None:
    tree = {"old": knot("old", status="closed")}

    check_place("own", "individual", GoalId("old"), [], tree, kept=[GoalId("old")])


@pytest.mark.parametrize("below", ["department", "unit"])
def test_a_goal_can_not_hang_on_itself_by_any_way_round(below: str) -> None:
    assert fault("department", "unit", below) == "goal-cycle"


def test_a_further_contribution_can_not_close_a_circle() -> None:
    assert fault("top", "municipality", None, "unit") == "goal-cycle"


def test_a_circle_over_a_further_contribution_is_found() -> None:
    tree = {**TREE, "side": knot("side", None, ["unit"])}

    assert fault("unit", "unit", "side", tree=tree) == "goal-cycle"


def test_the_same_goal_is_not_named_twice() -> None:
    assert fault("new", "unit", "top", "top") == "goal-parent-twice"


def test_every_fault_is_told() -> None:
    with pytest.raises(Invalid) as caught:
        check_place("new", "unit", GoalId("own"), [GoalId("nowhere")], TREE)

    assert [each.field for each in caught.value.fields] == ["parent_id", "also_contributes_to"]


def test_the_way_up_begins_at_the_top() -> None:
    parents = {each.id: each.parent_id for each in TREE.values()}

    assert ancestors_under(GoalId("unit"), parents) == ["top", "department", "unit"]


def test_the_thread_goes_from_the_top_to_the_goal_itself() -> None:
    assert path(OWN, TREE) == [TOP, DEPARTMENT, UNIT, OWN]


def test_the_way_up_ends_even_where_the_data_go_round() -> None:
    assert ancestors_under(GoalId("a"), {"a": GoalId("b"), "b": GoalId("a")}) == ["b", "a"]


names = st.sampled_from("abcdefgh")
moves = st.lists(st.tuples(names, names | st.none(), st.lists(names, max_size=2)), max_size=40)


@given(moves)
def test_no_series_of_moves_ever_makes_a_circle(
    series: list[tuple[str, str | None, list[str]]],
) -> None:
    tree = {name: knot(name) for name in "abcdefgh"}
    for name, parent, also in series:
        parent_id = GoalId(parent) if parent else None
        further = tuple(map(GoalId, dict.fromkeys(also)))
        try:
            check_place(name, "unit", parent_id, further, tree)
        except Invalid:
            continue
        tree[name] = knot(name, parent, further)

    # Kahn: taking away what hangs on nothing, again and again, takes away everything.
    left = dict(tree)
    while left:
        free = [name for name, each in left.items() if not any(up in left for up in links(each))]
        assert free, "a circle"
        for name in free:
            del left[name]
