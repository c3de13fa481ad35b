"""Import rows: whatever a file may hold becomes checked rows, or faults that name each bad one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from chassis.errors import FieldError, Invalid

LARGEST_CHUNK = 2_000
"""Rows in one request: small enough to be answered within a second or two."""

_PERSONNUMMER = re.compile(
    r"(?:18|19|20)?\d{2}(?P<month>\d{2})(?P<day>\d{2})[-+ ]?[\dA-Z]\d{3}", re.ASCII
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")


class Row(BaseModel):
    """A row of an import. Unknown fields are refused: a misspelt one would be lost silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def looks_like_personnummer(text: str) -> bool:
    """Whether it has the shape of a personal identity number or a coordination number.

    The month and the day have to be possible (a coordination number adds 60 to the day); the
    check digit is not asked for, since one typing mistake would let a real number through.
    """
    match = _PERSONNUMMER.fullmatch(text.strip().upper())
    if match is None:
        return False
    month, day = int(match["month"]), int(match["day"])
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


def _a_code(text: str) -> str:
    if looks_like_personnummer(text):
        raise ValueError(
            "this looks like a personal identity number, which is never kept here; "
            "use an employee number or an id that says nothing about the person"
        )
    if not _CODE.fullmatch(text):
        raise ValueError("use 1 to 64 letters a to z, digits and . _ : -")
    return text


Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Code = Annotated[str, AfterValidator(_a_code)]
"""An id or an employee number: letters, digits and `. _ : -`, and no personnummer."""

R = TypeVar("R", bound=Row)


def read_rows(
    table: str, raw: Sequence[Any], model: type[R]
) -> tuple[dict[int, R], list[FieldError]]:
    """The good rows of one table by their place in it, and what is wrong with the others."""
    rows: dict[int, R] = {}
    faults: list[FieldError] = []
    for place, row in enumerate(raw):
        try:
            rows[place] = model.model_validate(row)
        except ValidationError as error:
            faults.extend(_faults(table, place, error))
    return rows, faults


def fault(table: str, place: int, field: str, code: str, message: str) -> FieldError:
    """A fault of one row, counted from 0 in `field` (as programs do) and from 1 in the text."""
    return FieldError(f"{table}[{place}].{field}", code, f"Row {place + 1} of {table}: {message}")


def refuse(faults: Sequence[FieldError]) -> None:
    """Refuse the whole chunk when any row is wrong. Raises `Invalid` with every fault."""
    if faults:
        raise Invalid(
            "import-refused",
            f"Nothing was imported: {len(faults)} faults. Correct the rows and send them again.",
            fields=faults,
        )


def repeated(values: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """(place, first place) of each value that stands there more than once."""
    first: dict[str, int] = {}
    for place, value in values.items():
        if value in first:
            yield place, first[value]
        first.setdefault(value, place)


def _faults(table: str, place: int, error: ValidationError) -> Iterator[FieldError]:
    for detail in error.errors(include_url=False, include_input=False):
        field = ".".join(str(part) for part in detail["loc"]) or "row"
        code = detail["type"].replace("_", "-")
        yield fault(table, place, field, code, f"{field}: {_said(detail['msg'])}")


def _said(message: str) -> str:
    text = message.removeprefix("Value error, ").rstrip(".")
    return f"{text[0].lower()}{text[1:]}."
