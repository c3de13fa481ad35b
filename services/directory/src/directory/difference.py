"""What a file would change: its lines become import rows, and rows become differences to read.

Nothing here knows MongoDB. A wrong line is a fault; a right one is new, changed, or the same.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from chassis.errors import FieldError
from chassis.sheet import FileFault, Line, Sheet, read_cells, shown
from directory.columns import Table
from directory.person import Person, PersonRow, import_person
from directory.rows import Row, read_rows
from directory.unit import Unit, UnitRow

Kind = Literal["new", "changed", "moved"]
R = TypeVar("R", bound=Row)

_PLACE = re.compile(r"\w+\[(\d+)\]\.(\w+)")
_OTHER_ROW = re.compile(r"row (\d+)")
_PREFIX = re.compile(r"^Row \d+ of \w+: ")


class FieldChange(BaseModel):
    """One field of a line. Both values are empty for a person with protected identity."""

    model_config = ConfigDict(frozen=True)

    field: str
    column: str
    before: str = ""
    after: str = ""


class LineChange(BaseModel):
    """What one line would change. `line` 0: a unit that moves along with the one above it."""

    model_config = ConfigDict(frozen=True)

    table: Table
    line: int
    kind: Kind
    name: str
    changes: tuple[FieldChange, ...] = ()


def person_rows(
    sheet: Sheet,
    lines: Sequence[Line],
    *,
    ids: Callable[[Line], str],
    known: Mapping[str, Person],
    first: int = 0,
) -> tuple[dict[int, PersonRow], list[FileFault]]:
    """The rows of some lines by their place in the file, beginning with `first`.

    A column that the file does not have keeps what is known of the person.
    """
    raw, faults = read_cells(sheet, lines)
    for line, values in zip(lines, raw, strict=True):
        values["id"] = ids(line)
        person = known.get(values["id"])
        if person is not None:
            for name in ("email", "employed_until", "protected"):
                values.setdefault(name, getattr(person, name))
    return _rows(sheet, lines, raw, faults, PersonRow, first)


def unit_rows(
    sheet: Sheet, *, managers: Mapping[str, str], known: Mapping[str, Unit]
) -> tuple[dict[int, UnitRow], list[FileFault]]:
    """The rows of a file of units; `managers` are people's ids by their employee numbers."""
    raw, faults = read_cells(sheet, sheet.lines)
    for line, values in zip(sheet.lines, raw, strict=True):
        unit = known.get(str(values.get("id")))
        number = values.get("manager_id")
        if number is not None and number not in managers:
            message = (
                f"Nobody has the employee number {number}. Send the file of people along, "
                "or correct the number."
            )
            faults.append(sheet.fault(line.number, "manager_id", "unknown-manager", message))
        values["manager_id"] = managers.get(str(number)) if number else None
        if "manager_id" not in sheet.headers and unit is not None:
            values["manager_id"] = unit.manager_id
        if unit is not None:
            values.setdefault("closed", unit.closed)
            values.setdefault("successor_ids", unit.successor_ids)
        english = unit.name_en if unit and "name_en" not in sheet.headers else None
        values["name_en"] = values.get("name_en") or english or values.get("name_sv")
    return _rows(sheet, sheet.lines, raw, faults, UnitRow, 0)


def in_the_file(sheet: Sheet, errors: Iterable[FieldError]) -> list[FileFault]:
    """Faults of rows as faults of the file's lines."""
    found: list[FileFault] = []
    for error in errors:
        place = _PLACE.match(error.field)
        if place is None or (place[2] == "id" and "id" not in sheet.headers):
            continue  # an id that was made of the employee number, which has its own fault
        line = sheet.lines[int(place[1])]
        other = _OTHER_ROW.search(_PREFIX.sub("", error.message))
        at = sheet.lines[int(other[1]) - 1].number if other else None
        message = _PREFIX.sub("", error.message)
        if other:
            message = _OTHER_ROW.sub(f"line {at}", message)
        message = message[:1].upper() + message[1:]
        fault = sheet.fault(line.number, place[2], error.code, message, other_line=at)
        value = shown(line.cells.get(place[2], ""))
        found.append(fault.model_copy(update={"value": value}))
    return found


def person_change(
    sheet: Sheet, place: int, row: PersonRow, known: Person | None
) -> tuple[LineChange | None, bool]:
    """What a line changes of a person, and whether it ends an employment."""
    decision = import_person(known, row)
    if decision is None or decision.state is None:
        return None, False
    after = decision.state
    hidden = after.protected or (known is not None and known.protected)
    changes = _changes(sheet, known, after, hidden=hidden)
    ends = after.employed_until is not None and (
        known is None or known.employed_until != after.employed_until
    )
    return (
        LineChange(
            table="people",
            line=sheet.lines[place].number,
            kind="new" if known is None else "changed",
            name="" if hidden else f"{after.given_name} {after.family_name}",
            changes=changes,
        ),
        ends,
    )


def unit_changes(
    sheet: Sheet,
    rows: Mapping[int, UnitRow],
    planned: Mapping[str, Unit],
    known: Mapping[str, Unit],
) -> list[LineChange]:
    """What the lines change of units, and which units move along."""
    found: list[LineChange] = []
    places = {row.id: place for place, row in rows.items()}
    for id, unit in planned.items():
        before = known.get(id)
        if id not in places:
            moved = LineChange(table="units", line=0, kind="moved", name=unit.name_sv)
            found.append(moved)
            continue
        found.append(
            LineChange(
                table="units",
                line=sheet.lines[places[id]].number,
                kind="new" if before is None else "changed",
                name=unit.name_sv,
                changes=_changes(sheet, before, unit, hidden=False),
            )
        )
    return sorted(found, key=lambda change: (change.line == 0, change.line, change.name))


def digest(changes: Iterable[LineChange]) -> str:
    """What is confirmed: the same file against the same directory gives the same one."""
    sum_ = hashlib.sha256()
    for change in changes:
        sum_.update(json.dumps(change.model_dump(mode="json"), sort_keys=True).encode())
    return sum_.hexdigest()


def _changes(
    sheet: Sheet, before: Person | Unit | None, after: Person | Unit, *, hidden: bool
) -> tuple[FieldChange, ...]:
    found = []
    for column in sheet.columns:
        old = getattr(before, column.field) if before is not None else None
        new = getattr(after, column.field)
        if column.field == "id" or old == new or (before is None and new in (None, (), False)):
            continue
        values = {} if hidden else {"before": _said(old), "after": _said(new)}
        name = sheet.headers.get(column.field, column.names[0])
        found.append(FieldChange(field=column.field, column=name, **values))
    return tuple(found)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _rows(
    sheet: Sheet,
    lines: Sequence[Line],
    raw: Sequence[dict[str, Any]],
    faults: list[FileFault],
    model: type[R],
    first: int,
) -> tuple[dict[int, R], list[FileFault]]:
    wrong = {fault.line for fault in faults}
    whole = {place: values for place, values in enumerate(raw) if lines[place].number not in wrong}
    rows, errors = read_rows(sheet.table, list(whole.values()), model)
    places = list(whole)
    part = replace(sheet, lines=[lines[place] for place in places])
    found = {first + places[index]: row for index, row in rows.items()}
    return found, [*faults, *in_the_file(part, errors)]
