"""The columns of the two files, their names in Swedish and English, and what a cell may hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from chassis.sorting import fold, without_accents
from directory.rows import looks_like_personnummer

Table = Literal["units", "people"]
TABLES: tuple[Table, ...] = ("units", "people")


class WrongCell(ValueError):
    """A cell that can't be read; `code` and a sentence that says what to write instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field that it fills, and the names that it may have, Swedish first.

    An optional column that is left out keeps what the directory has; an empty cell in it takes
    that away.
    """

    field: str
    names: tuple[str, ...]
    read: Callable[[str], Any]
    required: bool = True
    may_be_empty: bool = False


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


def _text(cell: str) -> str:
    return cell


def _text_or_none(cell: str) -> str | None:
    return cell or None


def _code_or_none(cell: str) -> str | None:
    if looks_like_personnummer(cell):
        raise WrongCell(
            "personnummer",
            "this looks like a personal identity number, which is never kept here; "
            "use an employee number",
        )
    return cell or None


def _day(cell: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
        raise WrongCell("date-wrong", "write the day like this: 2026-11-30")
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise WrongCell("date-wrong", "there is no such day; write it like 2026-11-30") from error


def _day_or_none(cell: str) -> date | None:
    return _day(cell) if cell else None


def _one_of(words: Mapping[str, Any], empty: Any = None) -> Callable[[str], Any]:
    allowed = ", ".join(words)
    known = {header_key(word): value for word, value in words.items()}

    def read(cell: str) -> Any:
        if not cell and empty is not None:
            return empty
        if header_key(cell) not in known:
            raise WrongCell("not-one-of", f"write one of: {allowed}")
        return known[header_key(cell)]

    return read


def _roles(cell: str) -> tuple[str, ...]:
    one = _one_of({"hr": "hr", "admin": "admin", "administratör": "admin"})
    return tuple(sorted({one(word) for word in re.split(r"[\s,;+]+", cell) if word}))


def _codes(cell: str) -> tuple[str, ...]:
    codes = (_code_or_none(code) for code in re.split(r"[\s,;+]+", cell))
    return tuple(code for code in codes if code)


_YES_NO = _one_of(
    {"ja": True, "nej": False, "yes": True, "no": False, "1": True, "0": False}, empty=False
)
_LEVEL = _one_of(
    {
        "kommun": "municipality",
        "förvaltning": "department",
        "avdelning": "division",
        "enhet": "unit",
        "municipality": "municipality",
        "department": "department",
        "division": "division",
        "unit": "unit",
    }
)
_LANGUAGE = _one_of(
    {"sv": "sv", "en": "en", "svenska": "sv", "engelska": "en", "swedish": "sv", "english": "en"},
    empty="sv",
)


def _optional(field: str, names: tuple[str, ...], read: Callable[[str], Any]) -> Column:
    return Column(field, names, read, required=False, may_be_empty=True)


UNITS: tuple[Column, ...] = (
    Column("id", ("Enhetskod", "unit_code"), _code_or_none),
    Column("parent_id", ("Överordnad enhet", "parent_unit"), _code_or_none, may_be_empty=True),
    Column("name_sv", ("Namn", "name"), _text),
    _optional("name_en", ("Engelskt namn", "english_name"), _text_or_none),
    Column("level", ("Nivå", "level"), _LEVEL),
    _optional("manager_id", ("Chef", "manager"), _code_or_none),
    _optional("closed", ("Stängd", "closed"), _YES_NO),
    _optional("successor_ids", ("Ersätts av", "replaced_by"), _codes),
)
"""`Chef` holds the manager's employee number, `Ersätts av` the codes of the units that take a
closed one's place."""

PEOPLE: tuple[Column, ...] = (
    Column("employee_number", ("Anställningsnummer", "employee_number"), _code_or_none),
    _optional("id", ("Person-id", "person_id"), _code_or_none),
    Column("given_name", ("Förnamn", "given_name"), _text),
    Column("family_name", ("Efternamn", "family_name"), _text),
    _optional("email", ("E-post", "email"), _text_or_none),
    _optional("language", ("Språk", "language"), _LANGUAGE),
    Column("title", ("Befattning", "title"), _text),
    Column("staff_group", ("Personalgrupp", "staff_group"), _text),
    Column("unit_id", ("Enhet", "unit"), _code_or_none),
    _optional("roles", ("Roller", "roles"), _roles),
    Column("employed_from", ("Anställd från", "employed_from"), _day),
    _optional("employed_until", ("Anställd till", "employed_until"), _day_or_none),
    _optional("protected", ("Skyddade uppgifter", "protected"), _YES_NO),
)
"""Whoever is known is found by the employee number, or by the id where the number changes."""

COLUMNS: Mapping[Table, tuple[Column, ...]] = {"units": UNITS, "people": PEOPLE}
