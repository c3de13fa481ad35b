"""A unit and the tree of units: one municipality at the top, no cycles, any depth.

A unit carries its path, from the municipality down to itself, so that "is it in this subtree" is
one look. When a unit moves, the paths of everything under it change with it.
"""

from collections.abc import Iterator, Mapping, Sequence

from chassis.documents import Decision, State
from chassis.errors import FieldError
from directory.rows import Code, Row, Text, fault, refuse, repeated
from redthread_contracts.directory import UnitChanged, UnitLevel
from redthread_contracts.ids import PersonId, UnitId


class Unit(State):
    """A unit, as the directory knows it."""

    parent_id: UnitId | None
    path: tuple[UnitId, ...]
    name_sv: str
    name_en: str
    level: UnitLevel
    manager_id: PersonId | None
    closed: bool = False
    successor_ids: tuple[UnitId, ...] = ()


class UnitRow(Row):
    """A row of an import: the whole unit. Its manager may be imported later.

    `successor_ids`, of a closed unit: what took its place. One: it was merged; several: split.
    """

    id: Code
    parent_id: Code | None
    name_sv: Text
    name_en: Text
    level: UnitLevel
    manager_id: Code | None = None
    closed: bool = False
    successor_ids: tuple[Code, ...] = ()


def plan_units(stored: Mapping[str, Unit], rows: Mapping[int, UnitRow]) -> dict[str, Unit]:
    """The units that differ after the rows: those in the rows and those that move along.

    Every path is worked out anew, so a repeat also mends what an interrupted import left.
    Raises `Invalid` naming every row with an unknown parent, in a cycle, repeated, or at the
    wrong level.
    """
    tree = {**stored, **{row.id: _unit(row) for row in rows.values()}}
    refuse(_faults(tree, rows))
    paths: dict[str, tuple[UnitId, ...]] = {}
    planned = {
        id: unit.model_copy(update={"path": _path(unit, tree, paths)}) for id, unit in tree.items()
    }
    return {id: unit for id, unit in planned.items() if unit != stored.get(id)}


def become(unit: Unit | None, planned: Unit) -> Decision[Unit] | None:
    """Make the unit (None: a new one) what was planned. None when it already is."""
    if unit == planned:
        return None
    facts = planned.model_dump(exclude={"id"})
    return Decision(planned, [UnitChanged(unit_id=UnitId(planned.id), **facts)])


def headcounts(
    paths: Mapping[UnitId, Sequence[UnitId]], people_per_unit: Mapping[UnitId, int]
) -> dict[UnitId, int]:
    """How many people are in each unit and everything under it. `paths` end in the unit."""
    counts = dict.fromkeys(paths, 0)
    for unit_id, people in people_per_unit.items():
        for above in paths.get(unit_id, ()):
            if above in counts:
                counts[above] += people
    return counts


def _unit(row: UnitRow) -> Unit:
    return Unit(**row.model_dump(), path=())


def _faults(tree: Mapping[str, Unit], rows: Mapping[int, UnitRow]) -> list[FieldError]:
    faults = [
        fault("units", place, "id", "id-repeated", f"the id is also in row {first + 1}.")
        for place, first in repeated({place: row.id for place, row in rows.items()})
    ]
    tops = [unit for unit in tree.values() if unit.parent_id is None]
    for place, row in rows.items():
        if (row.parent_id is None) != (row.level == "municipality"):
            message = "the municipality, and only the municipality, has no parent."
            faults.append(fault("units", place, "parent_id", "wrong-level", message))
        elif row.parent_id is None and len(tops) > 1:
            message = "there is already a municipality at the top of the tree."
            faults.append(fault("units", place, "parent_id", "second-municipality", message))
        elif row.parent_id is not None and row.parent_id not in tree:
            message = (
                f'the parent {row.parent_id} of "{row.name_sv}" does not exist. '
                "Import it first, or in the same request."
            )
            faults.append(fault("units", place, "parent_id", "unknown-parent", message))
        elif _in_cycle(row.id, tree):
            message = f'"{row.name_sv}" would lie under itself. Choose another parent.'
            faults.append(fault("units", place, "parent_id", "cycle", message))
        if row.successor_ids:
            faults += _successor_faults(place, row, tree)
    return faults


def _successor_faults(place: int, row: UnitRow, tree: Mapping[str, Unit]) -> Iterator[FieldError]:
    def wrong(code: str, message: str) -> FieldError:
        return fault("units", place, "successor_ids", code, message)

    if not row.closed:
        message = "an open unit has no successor. Close it, or leave the successor out."
        yield wrong("successor-of-an-open-unit", message)
    for successor in row.successor_ids:
        unit = tree.get(successor)
        if successor == row.id:
            yield wrong("own-successor", f'"{row.name_sv}" can not take its own place.')
        elif unit is None or unit.closed:
            message = f"the unit {successor} that takes its place is not there, or is closed."
            yield wrong("unknown-successor", message)


def _in_cycle(start: str, tree: Mapping[str, Unit]) -> bool:
    seen: set[str] = set()
    unit = tree.get(start)
    while unit is not None and unit.parent_id is not None and unit.id not in seen:
        if unit.parent_id == start:
            return True
        seen.add(unit.id)
        unit = tree.get(unit.parent_id)
    return False


def _path(
    unit: Unit, tree: Mapping[str, Unit], known: dict[str, tuple[UnitId, ...]]
) -> tuple[UnitId, ...]:
    """The path from the top; `known` remembers those that were worked out already."""
    if unit.id not in known:
        above = _path(tree[unit.parent_id], tree, known) if unit.parent_id else ()
        known[unit.id] = (*above, UnitId(unit.id))
    return known[unit.id]
