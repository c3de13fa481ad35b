"""A file out of a spreadsheet, as Excel in Sweden and others write it."""

import pytest

from chassis.sheet import read_sheet
from directory.columns import UNITS

HEADER = "Enhetskod;Överordnad enhet;Namn;Nivå"
TEXT = f"{HEADER}\r\nE1;;Ekstads kommun;kommun\r\nE2;E1;Åstad och Östad;enhet\r\n"
CELLS = {"id": "E2", "parent_id": "E1", "name_sv": "Åstad och Östad", "level": "enhet"}


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace(";Namn;", ";name;").replace("Nivå", "LEVEL").encode(),
        TEXT.replace("Åstad och Östad", '"Åstad och Östad"').encode(),
        TEXT.replace("\r\nE2", ";\r\nE2")
        .replace("Nivå", "Nivå;")
        .replace("enhet\r", "enhet;\r")
        .encode(),
    ],
)
def test_a_file_reads_the_same_however_it_was_written(content: bytes) -> None:
    sheet, faults = read_sheet("units", UNITS, content)

    assert faults == []
    assert [line.number for line in sheet.lines] == [2, 3]
    assert sheet.lines[1].cells == CELLS


def test_line_numbers_are_the_files_own_over_empty_and_broken_lines() -> None:
    text = f'{HEADER}\n\nE1;;"Ekstads\nkommun";kommun\n;;;\nE2;E1;Åstad;enhet\n'

    sheet, _ = read_sheet("units", UNITS, text.encode())

    assert [line.number for line in sheet.lines] == [3, 6]


def test_the_separator_line_of_excel_is_passed_over_and_counted() -> None:
    sheet, _ = read_sheet("units", UNITS, f"sep=,\n{TEXT}".replace(";", ",").encode())

    assert [line.number for line in sheet.lines] == [3, 4]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "file-empty", 0),
        (b"\n\n", "file-empty", 0),
        (HEADER.encode(), "no-lines", 0),
        (TEXT.encode("utf-16"), "not-a-text-file", 0),
        (b"PK\x03\x04\x00\x00", "not-a-text-file", 0),
        (f'{HEADER}\nE1;;"Ekstad;kommun\n'.encode(), "quotes-wrong", 2),
        (f"{HEADER};Färg\nE1;;Ekstad;kommun;röd\n".encode(), "unknown-column", 1),
        (f"{HEADER};name\nE1;;Ekstad;kommun;Ekstad\n".encode(), "column-repeated", 1),
        (b"Enhetskod;Namn;level\nE1;Ekstad;kommun\n", "column-missing", 1),
        (f"{HEADER}\nE1;;Ekstad;kommun;mer\n".encode(), "cells-do-not-match", 2),
        (f"{HEADER}\nE1;;Ekstad\n".encode(), "cells-do-not-match", 2),
    ],
)
def test_a_wrong_file_says_what_and_where(content: bytes, code: str, line: int) -> None:
    _, faults = read_sheet("units", UNITS, content)

    assert [(fault.code, fault.line) for fault in faults] == [(code, line)]
