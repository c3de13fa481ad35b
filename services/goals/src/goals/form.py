"""Reading what people and programs type in: right values come out, faults are collected.

Each fault names its field, has a stable code, and says what to do.
"""

import re
from collections.abc import Iterable
from datetime import date
from math import isfinite

from chassis.errors import FieldError, Invalid
from goals.measure import LARGEST_FIGURE

LONGEST_TITLE = 200
LONGEST_TEXT = 4_000

_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINE_BREAK = re.compile(r"[\r\n\t]")


def check_id(value: str, field: str = "id") -> None:
    """Raise `Invalid` unless this can be an id that a client has made."""
    form = Form()
    form.optional_id(field, value or " ")
    form.raise_if_wrong("bad-id", "Use a new uuid as the id.")


class Form:
    """Collects what is wrong, field by field, while the right values come out."""

    def __init__(self, errors: list[FieldError] | None = None, prefix: str = "") -> None:
        self.errors: list[FieldError] = [] if errors is None else errors
        self._prefix = prefix

    def within(self, name: str) -> "Form":
        """The part of the form under a name; its faults are this form's too."""
        return Form(self.errors, f"{self._prefix}{name}.")

    def wrong(self, field: str, code: str, message: str) -> None:
        """Note a fault; the first one of a field is the one that counts."""
        field = self._prefix + field
        if all(error.field != field for error in self.errors):
            self.errors.append(FieldError(field, code, message))

    def raise_if_wrong(self, code: str, message: str) -> None:
        """Raise `Invalid` with everything noted so far."""
        if self.errors:
            raise Invalid(code, message, fields=self.errors)

    def one_of(self, field: str, value: str, allowed: Iterable[str]) -> str:
        """A word out of a list."""
        if value not in allowed:
            self.wrong(field, "not-a-choice", f"Choose one of: {', '.join(allowed)}.")
        return value

    def line(self, field: str, text: str, when_empty: str, longest: int = LONGEST_TITLE) -> str:
        """One line of text that has to be there."""
        text = text.strip()
        if not text:
            self.wrong(field, f"{field.replace('_', '-')}-missing", when_empty)
        return self._text(field, text, longest, lines=False)

    def optional_line(self, field: str, text: str | None, longest: int) -> str | None:
        """One line of text, or None."""
        return self._text(field, (text or "").strip(), longest, lines=False) or None

    def prose(self, field: str, text: str) -> str:
        """Text that may have several lines."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        return self._text(field, text, LONGEST_TEXT, lines=True)

    def number(self, field: str, raw: float | str | None) -> float | None:
        """A number, perhaps typed as text with a decimal comma."""
        if raw is None or raw == "":
            return None
        try:
            number = float(raw.replace(",", ".").replace(" ", "") if isinstance(raw, str) else raw)
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            self.wrong(field, "not-a-number", "Give a number, for example 2 or 2,5.")
            return None
        if abs(number) >= LARGEST_FIGURE:
            message = "Give a number closer to zero than 1 000 000 000 000."
            self.wrong(field, "number-too-large", message)
            return None
        return number

    def day(self, field: str, raw: str) -> date | None:
        """A date in the form 2026-11-30, between the years 2000 and 2100."""
        if not raw:
            self.wrong(field, "date-missing", "Choose a day.")
            return None
        try:
            day = date.fromisoformat(raw) if _DAY.fullmatch(raw) else None
        except ValueError:
            day = None
        if day is None:
            self.wrong(field, "not-a-date", "Write the day as year-month-day: 2026-11-30.")
        elif not 2000 <= day.year <= 2100:
            self.wrong(field, "date-out-of-range", "Choose a day between 2000 and 2100.")
            return None
        return day

    def optional_id(self, field: str, raw: str | None) -> str | None:
        """An id, or None."""
        if raw is None or raw == "":
            return None
        if not _ID.fullmatch(raw):
            self.wrong(field, "bad-id", "This is not an id. Choose from the list again.")
        return raw

    def ids(self, field: str, raw: list[str], most: int) -> tuple[str, ...]:
        """Ids, each once, in the order given."""
        if len(raw) > most:
            self.wrong(field, "too-many", f"Choose at most {most}.")
            return ()
        for item in raw:
            self.optional_id(field, item or " ")
        return tuple(dict.fromkeys(raw))

    def _text(self, field: str, text: str, longest: int, *, lines: bool) -> str:
        if _CONTROL.search(text) or (not lines and _LINE_BREAK.search(text)):
            message = "There are characters in it that can't be shown. Type the text again."
            self.wrong(field, "control-characters", message)
        if len(text) > longest:
            message = f"Shorten it to at most {longest} characters. It has {len(text)}."
            self.wrong(field, "too-long", message)
        return text
