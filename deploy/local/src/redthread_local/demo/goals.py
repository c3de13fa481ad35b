"""The goals of the municipality, its departments and units, for the goals service's import."""

from datetime import date
from random import Random
from typing import Any

from redthread_local.demo import source
from redthread_local.demo.check_ins import check_ins
from redthread_local.demo.ids import goal_id, person_id, unit_id
from redthread_local.demo.own_goals import own_goals
from redthread_local.demo.period import days_before, period_year

Row = dict[str, Any]

_CHECK_IN_DAYS = ((2, 12), (4, 15), (6, 11), (9, 10), (11, 5))
_MUNICIPAL_YEARS = 4


def goal_rows(today: date) -> list[Row]:
    """Every goal of the demo, each after the one that it contributes to."""
    goals = source.municipality()["goals"]
    return [
        *(_municipal(goal, today) for goal in goals["municipal"]),
        *(_of_unit(goal, today) for goal in goals["department"]),
        *(_of_unit(goal, today) for goal in goals["unit"]),
        *(goal.row() for goal in own_goals(today)),
    ]


def _municipal(goal: Row, today: date) -> Row:
    """Progress comes from the goals below."""
    year = period_year(today)
    last = date(year + _MUNICIPAL_YEARS - 1, 12, 31).isoformat()
    return {
        "id": goal_id(goal["id"]),
        "level": "municipality",
        "title": goal["title_sv"],
        "title_en": goal["title_en"],
        "why": goal["why_sv"],
        "why_en": goal["why_en"],
        "measure": goal["measure"],
        "owner_ids": [person_id("E00", 0)],
        "period_from": date(year, 1, 1).isoformat(),
        "period_until": last,
        "deadline": last,
    }


def _of_unit(goal: Row, today: date) -> Row:
    year = period_year(today)
    manager = person_id(goal["unit"], 0)
    made = goal_id(goal["id"])
    month_day = date.fromisoformat(goal["deadline"])
    return {
        "id": made,
        "level": "unit",
        "title": goal["title_sv"],
        "title_en": goal["title_en"],
        "measure": goal["measure"],
        "unit_id": unit_id(goal["unit"]),
        "owner_ids": [manager],
        "parent_id": goal_id(goal["contributes_to"]),
        "also_contributes_to": [goal_id(code) for code in goal["also"]],
        "period_from": date(year, 1, 1).isoformat(),
        "period_until": date(year, 12, 31).isoformat(),
        "deadline": month_day.replace(year=year).isoformat(),
        "check_ins": check_ins(
            made,
            goal["measure"],
            days_before(today, year, *_CHECK_IN_DAYS),
            by=manager,
            **_how_it_went(goal["id"]),
        ),
    }


def _how_it_went(code: str) -> dict[str, Any]:
    rng = Random(f"ekstad:goal:{code}")
    done = rng.random() < 0.1
    return {"reached": 1.0 if done else rng.uniform(0.2, 0.95), "done": done}
