"""The columns of the two files, their names in Swedish and English, and what a cell may hold."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from chassis.sheet import Column, WrongCell, day, day_or_none, one_of, text, text_or_none
from directory.rows import looks_like_personnummer

Table = Literal["units", "people"]
TABLES: tuple[Table, ...] = ("units", "people")


def _code_or_none(cell: str) -> str | None:
    if looks_like_personnummer(cell):
        raise WrongCell(
            "personnummer",
            "this looks like a personal identity number, which is never kept here; "
            "use an employee number",
        )
    return cell or None


def _roles(cell: str) -> tuple[str, ...]:
    one = one_of({"hr": "hr", "admin": "admin", "administratör": "admin"})
    return tuple(sorted({one(word) for word in re.split(r"[\s,;+]+", cell) if word}))


def _codes(cell: str) -> tuple[str, ...]:
    codes = (_code_or_none(code) for code in re.split(r"[\s,;+]+", cell))
    return tuple(code for code in codes if code)


_YES_NO = one_of(
    {"ja": True, "nej": False, "yes": True, "no": False, "1": True, "0": False}, empty=False
)
_LEVEL = one_of(
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
_LANGUAGE = one_of(
    {"sv": "sv", "en": "en", "svenska": "sv", "engelska": "en", "swedish": "sv", "english": "en"},
    empty="sv",
)


def _optional(field: str, names: tuple[str, ...], read: Callable[[str], Any]) -> Column:
    return Column(field, names, read, required=False, may_be_empty=True)


UNITS: tuple[Column, ...] = (
    Column("id", ("Enhetskod", "unit_code"), _code_or_none),
    Column("parent_id", ("Överordnad enhet", "parent_unit"), _code_or_none, may_be_empty=True),
    Column("name_sv", ("Namn", "name"), text),
    _optional("name_en", ("Engelskt namn", "english_name"), text_or_none),
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
    Column("given_name", ("Förnamn", "given_name"), text),
    Column("family_name", ("Efternamn", "family_name"), text),
    _optional("email", ("E-post", "email"), text_or_none),
    _optional("language", ("Språk", "language"), _LANGUAGE),
    Column("title", ("Befattning", "title"), text),
    Column("staff_group", ("Personalgrupp", "staff_group"), text),
    Column("unit_id", ("Enhet", "unit"), _code_or_none),
    _optional("roles", ("Roller", "roles"), _roles),
    Column("employed_from", ("Anställd från", "employed_from"), day),
    _optional("employed_until", ("Anställd till", "employed_until"), day_or_none),
    _optional("protected", ("Skyddade uppgifter", "protected"), _YES_NO),
)
"""Whoever is known is found by the employee number, or by the id where the number changes."""

COLUMNS: Mapping[Table, tuple[Column, ...]] = {"units": UNITS, "people": PEOPLE}
