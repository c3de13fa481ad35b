"""Compares uploaded files with what the directory has: reads MongoDB, writes nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from chassis.clock import local_date
from chassis.errors import Invalid
from chassis.sheet import FileFault, Line, Sheet, read_sheet
from directory import difference
from directory.columns import COLUMNS, TABLES, Table
from directory.difference import LineChange
from directory.file_import import Effect
from directory.person import Person, PersonRow, check_people
from directory.rows import LARGEST_CHUNK
from directory.store import DirectoryStore
from directory.unit import Unit, plan_units
from redthread_contracts.ids import PersonId


@dataclass
class Comparison:
    """What the files say beside what the directory says; with any fault nothing else counts."""

    faults: list[FileFault] = field(default_factory=list)
    planned: Mapping[str, Unit] = field(default_factory=dict)
    people: dict[int, PersonRow] = field(default_factory=dict)
    changes: list[LineChange] = field(default_factory=list)
    effects: dict[Table, Effect] = field(default_factory=dict)


@dataclass(frozen=True)
class _Town:
    """What is known before: units, ids by employee number, and the ids of the file's people."""

    units: Mapping[str, Unit]
    numbers: Mapping[str, str]
    ids: Mapping[str, str]
    today: datetime


async def compare(
    store: DirectoryStore,
    contents: Mapping[Table, bytes],
    *,
    import_id: str,
    today: datetime,
    go_on: Callable[[], Awaitable[None]],
) -> Comparison:
    """Read the files and compare. What takes long is done in a thread; `go_on` is called now and
    then, so that the caller can keep its claim."""
    found = Comparison()
    sheets: dict[Table, Sheet] = {}
    for table in TABLES:
        if table in contents:
            read = await asyncio.to_thread(read_sheet, table, COLUMNS[table], contents[table])
            sheets[table] = read[0]
            found.faults += read[1]
    if found.faults:
        return found
    numbers = await store.ids_by_number()
    units = {each.state.id: each.state for each in await store.units.find({})}
    ids = _ids(sheets.get("people"), numbers, import_id)
    town = _Town(units, numbers, ids, today)
    in_file: set[str] = set()
    if "units" in sheets:
        in_file = _compare_units(sheets["units"], town, found)
    if "people" in sheets:
        after = units.keys() | in_file
        await _compare_people(store, sheets["people"], town, after, found, go_on)
    return found


def _compare_units(sheet: Sheet, town: _Town, found: Comparison) -> set[str]:
    """The ids of the file's units."""
    in_file = {line.cells["id"] for line in sheet.lines}
    managers = {**town.numbers, **town.ids}
    rows, faults = difference.unit_rows(sheet, managers=managers, known=town.units)
    try:
        found.planned = plan_units(town.units, rows) if rows else {}
    except Invalid as error:
        # A parent whose own line is wrong is there all the same.
        faults += [
            fault
            for fault in difference.in_the_file(sheet, error.fields)
            if fault.code != "unknown-parent" or fault.value not in in_file
        ]
    found.faults += faults
    changes = difference.unit_changes(sheet, rows, found.planned, town.units)
    found.changes += changes
    kinds = [change.kind for change in changes]
    found.effects["units"] = Effect(
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        moved=kinds.count("moved"),
        same=len(rows) - kinds.count("new") - kinds.count("changed"),
        missing=sum(not unit.closed for id, unit in town.units.items() if id not in in_file),
    )
    return in_file


async def _compare_people(
    store: DirectoryStore,
    sheet: Sheet,
    town: _Town,
    units: Iterable[str],
    found: Comparison,
    go_on: Callable[[], Awaitable[None]],
) -> None:
    kinds: list[str] = []
    ends = 0
    for first in range(0, len(sheet.lines), LARGEST_CHUNK):
        lines = sheet.lines[first : first + LARGEST_CHUNK]
        known = await store.people_by_id([_id_of(line, town.ids) for line in lines])
        rows, faults, changes = await asyncio.to_thread(
            _compare_lines, sheet, lines, first, town.ids, known
        )
        found.people.update(rows)
        found.faults += faults
        found.changes += [change for change, _ in changes]
        kinds += [change.kind for change, _ in changes]
        ends += sum(ends_it for _, ends_it in changes)
        await go_on()
    owners = {number: PersonId(id) for number, id in town.numbers.items()}
    errors = await asyncio.to_thread(check_people, found.people, units=set(units), owners=owners)
    found.faults += difference.in_the_file(sheet, errors)
    in_file = {row.id for row in found.people.values()}
    employed = await store.employed_ids(local_date(town.today))
    found.effects["people"] = Effect(
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        same=len(found.people) - len(kinds),
        ends=ends,
        missing=sum(id not in in_file for id in employed),
    )


def _compare_lines(
    sheet: Sheet,
    lines: Sequence[Line],
    first: int,
    ids: Mapping[str, str],
    known: Mapping[str, Person],
) -> tuple[dict[int, PersonRow], list[FileFault], list[tuple[LineChange, bool]]]:
    rows, faults = difference.person_rows(
        sheet, lines, ids=lambda line: _id_of(line, ids), known=known, first=first
    )
    changes = []
    for place, row in rows.items():
        change, ends_it = difference.person_change(sheet, place, row, known.get(row.id))
        if change is not None:
            changes.append((change, ends_it))
    return rows, faults, changes


def _ids(sheet: Sheet | None, numbers: Mapping[str, str], import_id: str) -> dict[str, str]:
    """The ids of the file's people by their employee numbers: as the file says, as the directory
    knows, or made of the import, which says nothing about a person and is forgotten."""
    ids: dict[str, str] = {}
    for line in sheet.lines if sheet else ():
        number = line.cells["employee_number"]
        made = str(uuid5(NAMESPACE_URL, f"redthread/import/{import_id}/person/{number}"))
        ids[number] = line.cells.get("id") or numbers.get(number) or made
    return ids


def _id_of(line: Line, ids: Mapping[str, str]) -> str:
    return ids[line.cells["employee_number"]]
