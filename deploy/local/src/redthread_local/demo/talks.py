"""Last year's confirmed talks of the persona's team, and ten years of one person.

The texts are made up of a few plausible sentences; nobody has ever said them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from redthread_local.demo import source
from redthread_local.demo.cast import ELLEN, MATTIAS, PERMITS, TEAM, Part
from redthread_local.demo.ids import agreement_id, talk_id, unit_id
from redthread_local.demo.own_goals import OwnGoal, own_goals
from redthread_local.demo.period import instant, period_year, workday
from redthread_local.demo.sentences import AGREED, OF_ELLEN, SECTIONS, Promise

Row = dict[str, Any]

_YEARS_OF_ELLEN = 10
_DAYS_LEFT = (9, 2, 16, 5, 30, 7, 12, 20)
_FIRST_TALKS, _TALK_DAYS = (9, 8), 70


def talk_rows(today: date) -> list[Row]:
    """Rows for the talks service's import, the oldest first."""
    goals = own_goals(today)
    last = period_year(today) - 1
    first_of_ellen = last - _YEARS_OF_ELLEN + 1
    rows = [_talk(ELLEN, TEAM[ELLEN], year, goals, today) for year in range(first_of_ellen, last)]
    for employee, part in TEAM.items():
        if part.since < last:
            rows.append(_talk(employee, part, last, goals, today))
    return rows


def _talk(employee: str, part: Part, year: int, goals: Sequence[OwnGoal], today: date) -> Row:
    made = talk_id(employee, year)
    rng = Random(f"ekstad:talk:{made}")
    held = workday(date(year, *_FIRST_TALKS) + timedelta(days=rng.randrange(_TALK_DAYS)))
    confirmed = workday(held + timedelta(days=rng.randrange(1, 10)))
    return {
        "id": made,
        "employee_id": employee,
        "manager_id": MATTIAS,
        "unit_id": unit_id(PERMITS),
        "title": f"Mål- och utvecklingssamtal {year}",
        "held_on": held.isoformat(),
        "confirmed_at": instant(confirmed, 15, rng.randrange(60)),
        "sections": list(_sections(part, rng)),
        "goals": [_snapshot(goal) for goal in goals if goal.set_in == made],
        "agreements": list(_agreements(made, employee, year, rng, today)),
    }


def _sections(part: Part, rng: Random) -> Iterator[Row]:
    for section in SECTIONS:
        cases = rng.randrange(90, 240)
        yield {
            "section_id": section.id,
            "title_sv": section.title_sv,
            "title_en": section.title_en,
            "notes": rng.choice(section.sentences).format(name=part.given, cases=cases),
        }


def _snapshot(goal: OwnGoal) -> Row:
    """The goal as it was set; how it went was not known yet."""
    return {
        "goal_id": goal.id,
        "title": goal.wording.sv,
        "why": goal.wording.why,
        "measure": _measure(goal.wording.measure),
        "deadline": goal.deadline.isoformat(),
        "parent_title": _title(goal.parent),
    }


def _measure(measure: Row) -> str:
    """As the document says it: `Från 6 till 2 återfrågor på tio beslut`."""
    if measure["kind"] == "yes_no":
        return "Ja eller nej"
    start, target = (f"{measure[end]:g}".replace(".", ",") for end in ("start", "target"))
    if measure["kind"] == "percent":
        return f"Från {start} till {target} procent {measure['what_sv']}"
    return f"Från {start} till {target} {measure['unit_sv']}"


def _title(code: str) -> str:
    goals = source.municipality()["goals"]
    titles = {goal["id"]: goal["title_sv"] for goal in (*goals["department"], *goals["unit"])}
    return str(titles[code])


def _agreements(talk: str, employee: str, year: int, rng: Random, today: date) -> Iterator[Row]:
    """Two or three. Only last year's may still be open, with a day in the coming weeks."""
    running = year == period_year(today) - 1
    for number, promise in enumerate(_promises(employee, running, rng)):
        open_days = promise.open_days if running else None
        due = today + timedelta(days=open_days) if open_days is not None else None
        yield {
            "agreement_id": agreement_id(talk, number),
            "what": promise.what,
            "owner_id": MATTIAS if promise.manager else employee,
            "due": (due or workday(date(year + 1, 1 + rng.randrange(9), 15))).isoformat(),
            "status": "open" if due else promise.ended,
        }


def _promises(employee: str, running: bool, rng: Random) -> list[Promise]:
    if employee == ELLEN and running:
        return list(OF_ELLEN)
    promises = rng.sample(AGREED, 2)
    if rng.random() < 0.4:
        return [promises[0].still_open(rng.choice(_DAYS_LEFT)), promises[1]]
    return promises
