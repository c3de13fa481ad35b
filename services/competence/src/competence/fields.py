"""What may be typed in: each field checks itself and says what to do when it is wrong.

A fault is a `PydanticCustomError`, so that its code and its sentence reach whoever asked, from an
HTTP body as from a row of an import.
"""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

LONGEST_LABEL = 100
LONGEST_LINE = 200
EARLIEST_YEAR, LATEST_YEAR = 1930, 2100

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Draft(BaseModel):
    """Something typed in. Unknown fields are refused: a misspelt one would be lost silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise PydanticCustomError("bad_id", "This is not an id. Choose from the list again.")
    return text


def _line(longest: int) -> Any:
    def check(text: str) -> str:
        text = " ".join(text.split(" ")).strip()
        if _UNPRINTABLE.search(text):
            raise PydanticCustomError(
                "control_characters",
                "There are characters in it that can't be shown. Type the text again.",
            )
        if len(text) > longest:
            raise PydanticCustomError(
                "too_long",
                "Shorten it to at most {most} characters. It has {length}.",
                {"most": longest, "length": len(text)},
            )
        return text

    return AfterValidator(check)


def _there(text: str) -> str:
    if not text:
        raise PydanticCustomError("label_missing", "Write what it is called.")
    return text


def _or_none(value: Any) -> Any:
    """An empty field of a form is no answer."""
    return None if isinstance(value, str) and not value.strip() else value


def _level(value: Any) -> int:
    try:
        level = int(value)
    except (TypeError, ValueError):
        level = 0
    if isinstance(value, bool | float) or not 1 <= level <= 5:
        raise PydanticCustomError("level_out_of_range", "Choose a level from 1 to 5.")
    return level


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        day = date.fromisoformat(value) if _DAY.fullmatch(str(value)) else None
    except ValueError:
        day = None
    if day is None:
        raise PydanticCustomError("not_a_date", "Write the day as year-month-day: 2026-11-30.")
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise PydanticCustomError("date_out_of_range", "Choose a day between 1930 and 2100.")
    return day


def _year(value: Any) -> int:
    try:
        year = int(value)
    except (TypeError, ValueError):
        year = 0
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise PydanticCustomError("year_out_of_range", "Write a year between 1930 and 2100.")
    return year


Id = Annotated[str, AfterValidator(_id)]
OptionalId = Annotated[Id | None, BeforeValidator(_or_none)]
Label = Annotated[str, _line(LONGEST_LABEL), AfterValidator(_there)]
OptionalLabel = Annotated[Label | None, BeforeValidator(_or_none)]
Line = Annotated[str, _line(LONGEST_LINE), AfterValidator(_there)]
OptionalLine = Annotated[Line | None, BeforeValidator(_or_none)]
Level = Annotated[int, BeforeValidator(_level)]
OptionalDay = Annotated[
    date | None, BeforeValidator(lambda value: None if _or_none(value) is None else _day(value))
]
OptionalYear = Annotated[
    int | None, BeforeValidator(lambda value: None if _or_none(value) is None else _year(value))
]
