"""Made-up check-ins: figures on their way from start to target, and a word about how it goes."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from redthread_local.demo.ids import check_in_id
from redthread_local.demo.period import instant

Row = dict[str, Any]

_WORDS = {
    "on_track": ("Går enligt plan.", "Bra fart sedan förra avstämningen.", "", "Rullar på."),
    "needs_support": (
        "Behöver mer avsatt tid för det här.",
        "Vi behöver bestämma vad som får vänta.",
    ),
    "behind": ("Har fått vänta på grund av många ärenden.", "Kom igång senare än vi tänkt."),
    "done": ("Klart.", "Klart, och vi fortsätter så."),
}


def check_ins(
    goal: str, measure: Row, days: Sequence[date], *, by: str, reached: float, done: bool = False
) -> list[Row]:
    """One check-in per day. `reached`: the share of the way that has been gone on the last."""
    rng = Random(f"ekstad:check-ins:{goal}")
    rows = []
    for number, day in enumerate(days, start=1):
        expected = number / len(days)
        share = reached * expected * rng.uniform(0.75, 1.0) if number < len(days) else reached
        confidence = _confidence(share / expected, done and number == len(days))
        rows.append(
            {
                "id": check_in_id(goal, number),
                "at": instant(day, 9 + number % 6, 5 * number),
                "by": by,
                "confidence": confidence,
                "value": _value(measure, 1.0 if confidence == "done" else share),
                "comment": _WORDS[confidence][number % len(_WORDS[confidence])],
            }
        )
    return rows


def _confidence(pace: float, done: bool) -> str:
    if done:
        return "done"
    if pace >= 0.5:
        return "on_track"
    return "needs_support" if pace >= 0.35 else "behind"


def _value(measure: Row, share: float) -> float | None:
    if measure["kind"] == "yes_no":
        return 1 if share >= 1 else None
    start, target = measure["start"], measure["target"]
    small = abs(target - start) < 10
    return float(round(start + (target - start) * share, 1 if small else 0))
