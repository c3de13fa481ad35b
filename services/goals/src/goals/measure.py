"""How a goal is measured: yes or no, a percentage, or a figure with a start and a target."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from chassis.errors import FieldError, Invalid

Kind = Literal["yes_no", "percent", "figure"]

LARGEST_FIGURE = 1e12
"""Figures stay below this, up and down: more is a slip of the keyboard."""


class Measure(BaseModel):
    """What is counted, from where, to where. A yes/no measure has neither start nor target."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    start: float | None = None
    target: float | None = None
    unit_sv: str | None = None
    unit_en: str | None = None
    what_sv: str | None = None
    what_en: str | None = None


def check_value(measure: Measure, value: float) -> None:
    """Raise `Invalid` unless the measure can have this value (yes is 1, no is 0)."""
    if measure.kind == "yes_no" and value not in (0, 1):
        raise _wrong("value-not-yes-no", "Answer yes (1) or no (0).")
    if measure.kind == "percent" and not 0 <= value <= 100:
        raise _wrong("percent-out-of-range", "Give a percentage from 0 to 100.")
    # Written so that NaN, which compares with nothing, is refused too.
    if not abs(value) < LARGEST_FIGURE:
        raise _wrong("number-too-large", "Give a number closer to zero than 1 000 000 000 000.")


def progress_of(measure: Measure, value: float) -> float:
    """How much of the way from start to target a value is, in percent from 0 to 100.

    A target below the start (days that are to become fewer) works the same way.
    """
    if measure.kind == "yes_no":
        return 100.0 if value >= 1 else 0.0
    start = 0.0 if measure.start is None else measure.start
    target = 100.0 if measure.target is None else measure.target
    if target in (value, start):
        return 100.0
    share = (value - start) / (target - start)
    return round(min(max(share, 0.0), 1.0) * 100, 1)


def _wrong(code: str, message: str) -> Invalid:
    return Invalid(code, message, fields=[FieldError("value", code, message)])
