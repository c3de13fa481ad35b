"""Three pulses that are closed, for the surveys service's import: how many were asked in each unit,
and what was answered there. Nobody has ever given these answers.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from redthread_local.demo.cast import YASMIN
from redthread_local.demo.ids import survey_id
from redthread_local.demo.period import instant
from redthread_local.demo.sentences import WISHES

Row = dict[str, Any]

_DAYS_AGO = (200, 110, 20)
_DAYS_OPEN = 14
_STATEMENTS = ("p1", "p2", "p3", "p4", "p5")
_MEANS = {"p1": 3.1, "p2": 3.5, "p3": 3.7, "p4": 4.1, "p5": 3.3}
_DRIFT = {"p1": 0.15, "p2": 0.05, "p3": 0.0, "p4": 0.05, "p5": -0.1}
"""How the whole municipality changes from one pulse to the next."""

_SKIPPED, _WRITES = 0.03, 0.65


def survey_rows(people: Sequence[Row], today: date) -> list[Row]:
    """The pulses, the oldest first."""
    return [
        _pulse(number, today - timedelta(days=days), people)
        for number, days in enumerate(_DAYS_AGO)
    ]


def newest_survey_id() -> str:
    """The pulse that closed last."""
    return survey_id("pulse", len(_DAYS_AGO) - 1)


def _pulse(number: int, opens: date, people: Sequence[Row]) -> Row:
    closes = opens + timedelta(days=_DAYS_OPEN)
    return {
        "id": survey_id("pulse", number),
        "title_sv": f"Temperaturmätning {_MONTHS_SV[closes.month - 1]} {closes.year}",
        "title_en": f"Pulse {_MONTHS_EN[closes.month - 1]} {closes.year}",
        "template_id": "pulse",
        "author_id": YASMIN,
        "opens_at": instant(opens, 8),
        "closes_at": instant(closes + timedelta(days=1), 0),
        "units": list(_units(number, _asked(people, opens))),
    }


def _asked(people: Sequence[Row], opens: date) -> Counter[str]:
    """How many work in each unit that day, without those whose identity is protected."""
    return Counter(
        person["unit_id"]
        for person in people
        if person["employed_from"] <= opens.isoformat() and not person["protected"]
    )


def _units(number: int, asked: Counter[str]) -> Iterator[Row]:
    for unit, count in asked.items():
        mood = Random(f"ekstad:mood:{unit}")
        moods = {each: mood.gauss(0, 0.45) for each in _STATEMENTS}
        share = mood.uniform(0.55, 0.97)
        rng = Random(f"ekstad:pulse:{number}:{unit}")
        answered = sum(rng.random() < share for _ in range(count))
        yield {
            "unit_id": unit,
            "asked": count,
            "answers": [_answer(number, moods, rng) for _ in range(answered)],
        }


def _answer(number: int, moods: dict[str, float], rng: Random) -> Row:
    """One respondent: some are more content than others, and some skip a statement."""
    temper = rng.gauss(0, 0.5)
    answers: Row = {}
    for each in _STATEMENTS:
        drawn = rng.gauss(_MEANS[each] + number * _DRIFT[each] + moods[each] + temper, 0.7)
        if rng.random() >= _SKIPPED:
            answers[each] = min(5, max(1, round(drawn)))
    if rng.random() < _WRITES or not answers:
        answers["p6"] = rng.choice(WISHES)
    return answers


_MONTHS_SV = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli"),
    *("augusti", "september", "oktober", "november", "december"),
)
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
