"""The tree of units."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid
from directory.unit import Unit, UnitRow, become, headcounts, plan_units
from redthread_contracts.directory import UnitChanged
from redthread_contracts.ids import UnitId


def a_row(id: str, parent: str | None = "top", **changes: Any) -> UnitRow:
    fields: dict[str, Any] = {
        "id": id,
        "parent_id": parent,
        "name_sv": f"Enhet {id}",
        "name_en": f"Unit {id}",
        "level": "unit" if parent else "municipality",
    }
    return UnitRow(**fields | changes)


def rows(*each: UnitRow) -> dict[int, UnitRow]:
    return dict(enumerate(each))


def a_tree(*each: UnitRow) -> dict[str, Unit]:
    return plan_units({}, rows(a_row("top", None), *each))


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in error.value.fields]


def test_a_path_goes_from_the_municipality_down_to_the_unit_itself() -> None:
    tree = a_tree(a_row("b", "a"), a_row("a"))

    assert tree["b"].path == ("top", "a", "b")
    assert tree["top"].path == ("top",)


def test_what_lies_under_a_unit_moves_along_with_it() -> None:
    tree = a_tree(a_row("a"), a_row("b"), a_row("c", "a"), a_row("d", "c"))

    planned = plan_units(tree, rows(a_row("c", "b")))

    assert {id: unit.path for id, unit in planned.items()} == {
        "c": ("top", "b", "c"),
        "d": ("top", "b", "c", "d"),
    }


def test_the_same_rows_again_plan_nothing() -> None:
    tree = a_tree(a_row("a"), a_row("b", "a"))

    assert plan_units(tree, rows(a_row("a"), a_row("b", "a"))) == {}


def test_a_path_that_an_interrupted_import_left_is_mended_by_the_next() -> None:
    tree = a_tree(a_row("a"), a_row("b", "a"))
    broken = {**tree, "b": tree["b"].model_copy(update={"path": ("top", "old", "b")})}

    assert plan_units(broken, rows(a_row("a")))["b"].path == ("top", "a", "b")


def test_a_cycle_is_refused_and_every_row_in_it_named() -> None:
    tree = a_tree(a_row("a"), a_row("b", "a"), a_row("c", "b"))

    with pytest.raises(Invalid) as error:
        plan_units(tree, rows(a_row("c", "b"), a_row("a", "c")))

    assert codes(error) == [("units[0].parent_id", "cycle"), ("units[1].parent_id", "cycle")]


def test_a_unit_is_not_its_own_parent() -> None:
    with pytest.raises(Invalid) as error:
        plan_units(a_tree(), rows(a_row("a", "a")))

    assert codes(error) == [("units[0].parent_id", "cycle")]


def test_an_unknown_parent_is_refused_with_the_row_named() -> None:
    with pytest.raises(Invalid) as error:
        plan_units(a_tree(), rows(a_row("a"), a_row("b", "nowhere", name_sv="Bygglov")))

    (fault,) = error.value.fields
    assert fault.field == "units[1].parent_id"
    assert fault.message.startswith('Row 2 of units: the parent nowhere of "Bygglov"')


def test_there_is_one_municipality() -> None:
    with pytest.raises(Invalid) as error:
        plan_units(a_tree(), rows(a_row("other", None)))

    assert codes(error) == [("units[0].parent_id", "second-municipality")]


def test_only_the_municipality_has_no_parent() -> None:
    with pytest.raises(Invalid) as error:
        plan_units(a_tree(), rows(a_row("a", None, level="unit")))

    assert codes(error) == [("units[0].parent_id", "wrong-level")]


def test_the_same_id_twice_is_refused() -> None:
    with pytest.raises(Invalid) as error:
        plan_units(a_tree(), rows(a_row("a"), a_row("a")))

    assert codes(error) == [("units[1].id", "id-repeated")]


def test_a_unit_that_changes_says_its_whole_state() -> None:
    unit = a_tree(a_row("a", manager_id="p1"))["a"]

    decision = become(None, unit)

    assert decision is not None
    assert decision.events == [UnitChanged(unit_id=UnitId("a"), **unit.model_dump(exclude={"id"}))]
    assert become(unit, unit) is None


def test_a_headcount_includes_everything_under_the_unit() -> None:
    tree = a_tree(a_row("a"), a_row("b", "a"), a_row("c"))
    paths = {UnitId(id): unit.path for id, unit in tree.items()}
    people = {UnitId("top"): 1, UnitId("a"): 2, UnitId("b"): 3}

    assert headcounts(paths, people) == {"top": 6, "a": 5, "b": 3, "c": 0}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_no_series_of_moves_makes_a_cycle(moves: list[tuple[int, int]]) -> None:
    tree = a_tree(*(a_row(str(number)) for number in range(10)))

    for unit, parent in moves:
        try:
            tree = {**tree, **plan_units(tree, rows(a_row(str(unit), str(parent))))}
        except Invalid:
            continue

    for unit_id, moved in tree.items():
        assert moved.path[0] == "top"
        assert moved.path[-1] == unit_id
        assert len(set(moved.path)) == len(moved.path)
        assert moved.parent_id is None or moved.path[:-1] == tree[moved.parent_id].path


def test_a_closed_unit_says_which_units_take_its_place() -> None:
    tree = a_tree(a_row("old"), a_row("a"), a_row("b"))

    planned = plan_units(tree, rows(a_row("old", closed=True, successor_ids=("a", "b"))))

    event = become(tree["old"], planned["old"])
    assert event is not None
    (closed,) = event.events
    assert isinstance(closed, UnitChanged)
    assert (closed.closed, closed.successor_ids) == (True, ("a", "b"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closed": False, "successor_ids": ("a",)}, "successor-of-an-open-unit"),
        ({"closed": True, "successor_ids": ("old",)}, "own-successor"),
        ({"closed": True, "successor_ids": ("nowhere",)}, "unknown-successor"),
        ({"closed": True, "successor_ids": ("shut",)}, "unknown-successor"),
    ],
)
def test_a_successor_is_an_open_unit_of_a_closed_one(changes: dict[str, Any], code: str) -> None:
    tree = a_tree(a_row("old"), a_row("a"), a_row("shut", closed=True))

    with pytest.raises(Invalid) as error:
        plan_units(tree, rows(a_row("old", **changes)))

    assert codes(error) == [("units[0].successor_ids", code)]
