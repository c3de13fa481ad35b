"""A file out of a spreadsheet: bytes become lines with named cells, or faults that name lines.

Which columns there are, their names in Swedish and English and what a cell may hold is each
service's own.

Semicolon, comma or tab; UTF-8 with or without a byte order mark, or Windows-1252, which Excel in
Sweden writes. Line numbers are the file's own, the header being line 1.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from chassis.sorting import fold, without_accents

_LONGEST_CELL = 2_000
_LONGEST_VALUE = 60
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")


class WrongCell(ValueError):
    """A cell that can't be read; `code` and a sentence that says what to write instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field that it fills, and the names that it may have, Swedish first.

    An optional column that is left out keeps what there is; an empty cell in it takes that away.
    """

    field: str
    names: tuple[str, ...]
    read: Callable[[str], Any]
    required: bool = True
    may_be_empty: bool = False


class FileFault(BaseModel):
    """What is wrong with a line of a file. `line` 0: with the file as a whole."""

    model_config = ConfigDict(frozen=True)

    table: str
    line: int
    field: str = ""
    column: str = ""
    """As the file calls it."""
    code: str
    message: str
    value: str = ""
    """What stands in the cell; never something that looks like a personal identity number."""
    other_line: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: where it begins, and its cells by the field that they fill."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read; `headers` are the columns as the file calls them, by field."""

    table: str
    columns: Sequence[Column] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    lines: Sequence[Line] = ()

    def fault(
        self, line: int, field: str, code: str, message: str, *, other_line: int | None = None
    ) -> FileFault:
        """A fault in a cell of this file."""
        return FileFault(
            table=self.table,
            line=line,
            field=field,
            column=self.headers.get(field, ""),
            code=code,
            message=message,
            other_line=other_line,
        )


def read_sheet(
    table: str, columns: Sequence[Column], content: bytes
) -> tuple[Sheet, list[FileFault]]:
    """The lines of a file, or what is wrong with it. `table` is what its faults call it."""
    text = _decoded(content)
    if text is None:
        return _refused(
            table,
            "not-a-text-file",
            "This is not a CSV file. In Excel, choose Save as, CSV UTF-8 (comma delimited).",
        )
    text, separator = _separated(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((before + 1, row))
            before = reader.line_num
    except csv.Error:
        message = "The quotation marks do not match. Save the file anew from the spreadsheet."
        return _refused(table, "quotes-wrong", message, line=before + 1)
    if not rows:
        return _refused(table, "file-empty", "The file is empty. Choose another one.")
    (_, header), *lines = rows
    placed, faults = _placed(table, columns, header)
    if faults:
        return Sheet(table), faults
    if not lines:
        return _refused(table, "no-lines", "The file has a header and no lines under it.")
    return _filled(Sheet(table, columns), placed, lines, header)


def header_key(name: str) -> str:
    """A header as it is compared: `Anställd från`, `anstalld_fran` and `ANSTÄLLD-FRÅN` are one."""
    return re.sub(r"[\s_-]+", "_", without_accents(fold(name.strip())))


def column_named(columns: Sequence[Column], header: str) -> Column | None:
    """The column that a header means."""
    key = header_key(header)
    return next(
        (one for one in columns if key in {header_key(name) for name in one.names}),
        None,
    )


def read_cells(sheet: Sheet, lines: Sequence[Line]) -> tuple[list[dict[str, Any]], list[FileFault]]:
    """The values of the lines' cells, by field; a cell that can't be read is a fault."""
    columns = [one for one in sheet.columns if one.field in sheet.headers]
    found: list[dict[str, Any]] = []
    faults: list[FileFault] = []
    for line in lines:
        values: dict[str, Any] = {}
        for column in columns:
            cell = line.cells[column.field]
            try:
                values[column.field] = _value(column, cell)
            except WrongCell as wrong:
                message = wrong.message[:1].upper() + wrong.message[1:] + "."
                fault = sheet.fault(line.number, column.field, wrong.code, message)
                faults.append(fault.model_copy(update={"value": shown(cell)}))
        found.append(values)
    return found, faults


def text(cell: str) -> str:
    """A cell as it stands."""
    return cell


def text_or_none(cell: str) -> str | None:
    """A cell as it stands; None when it is empty."""
    return cell or None


def day(cell: str) -> date:
    """A day like 2026-11-30."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
        raise WrongCell("date-wrong", "write the day like this: 2026-11-30")
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise WrongCell("date-wrong", "there is no such day; write it like 2026-11-30") from error


def day_or_none(cell: str) -> date | None:
    """A day, or None when the cell is empty."""
    return day(cell) if cell else None


def one_of(words: Mapping[str, Any], empty: Any = None) -> Callable[[str], Any]:
    """A reader of one word out of some; `empty` is what an empty cell means, if anything."""
    allowed = ", ".join(words)
    known = {header_key(word): value for word, value in words.items()}

    def read(cell: str) -> Any:
        if not cell and empty is not None:
            return empty
        if header_key(cell) not in known:
            raise WrongCell("not-one-of", f"write one of: {allowed}")
        return known[header_key(cell)]

    return read


def shown(cell: str) -> str:
    """A cell as a fault may repeat it: short, and never a personal identity number."""
    digits = re.sub(r"\D", "", cell)
    return "" if len(digits) >= 10 else cell[:_LONGEST_VALUE]


def _value(column: Column, cell: str) -> Any:
    if not cell and not column.may_be_empty:
        raise WrongCell("cell-empty", "the cell is empty; fill it in")
    return column.read(cell)


def _decoded(content: bytes) -> str | None:
    if b"\x00" in content:
        return None  # UTF-16, a workbook, a picture
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _separated(text: str) -> tuple[str, str]:
    """The text and its separator: as Excel's own first line says, or as the header has most of."""
    said = _SEPARATOR_LINE.match(text)
    if said:
        # An empty line in its place, so that the numbers of lines stay the file's own.
        return text[said.end() - 1 :], said[1]
    header = text.lstrip("\r\n").split("\n", 1)[0]
    return text, max(";,\t", key=header.count)


def _placed(
    table: str, columns: Sequence[Column], header: Sequence[str]
) -> tuple[dict[int, Column], list[FileFault]]:
    """Which column stands where."""
    placed: dict[int, Column] = {}
    faults: list[FileFault] = []

    def wrong(name: str, code: str, message: str) -> None:
        faults.append(FileFault(table=table, line=1, column=name, code=code, message=message))

    for place, name in enumerate(header):
        column = column_named(columns, name)
        if not name.strip():
            continue  # a spreadsheet's empty columns at the end; their cells have to be empty
        if column is None:
            known = ", ".join(one.names[0] for one in columns)
            wrong(name[:60], "unknown-column", f"There is no such column. They are: {known}.")
        elif column in placed.values():
            wrong(name[:60], "column-repeated", "The column stands there twice. Take one away.")
        else:
            placed[place] = column
    for column in columns:
        if column.required and column not in placed.values():
            wrong(column.names[0], "column-missing", "The column is missing. Add it to the file.")
    return placed, faults


def _filled(
    sheet: Sheet,
    placed: Mapping[int, Column],
    rows: Sequence[tuple[int, list[str]]],
    header: Sequence[str],
) -> tuple[Sheet, list[FileFault]]:
    table = sheet.table
    headers = {column.field: header[place].strip() for place, column in placed.items()}
    width = len(header)
    lines: list[Line] = []
    faults: list[FileFault] = []
    for number, row in rows:
        beyond = [cell for place, cell in enumerate(row) if place not in placed and cell.strip()]
        if len(row) > width or len(row) <= max(placed) or beyond:
            message = f"The line has {len(row)} cells and the header {width}. Count separators."
            faults.append(
                FileFault(table=table, line=number, code="cells-do-not-match", message=message)
            )
            continue
        if any(len(cell) > _LONGEST_CELL for cell in row):
            message = "A cell is far too long. Look for a quotation mark that never ends."
            faults.append(
                FileFault(table=table, line=number, code="cell-too-long", message=message)
            )
            continue
        cells = {column.field: row[place].strip() for place, column in placed.items()}
        lines.append(Line(number, cells))
    return Sheet(table, sheet.columns, headers, lines), faults


def _refused(
    table: str, code: str, message: str, *, line: int = 0
) -> tuple[Sheet, list[FileFault]]:
    return Sheet(table), [FileFault(table=table, line=line, code=code, message=message)]
