"""The town that the faults happen to. Each test has a unit, people and goals of its own in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from chassis.clock import STOCKHOLM, at, local_date
from chassis.testing import eventually
from notifier.office import closing_time, office_day_from
from tests.faults.stage import Stage

HR = "hanna"
BOSS = "bodil"
TOWN_HALL = "E00"
TOP_GOAL = "goal-of-the-municipality"

_KNOWS_PEOPLE = ("talks", "goals", "notifier")
_MORNING = time(9)
_LATEST = time(14)


@dataclass(frozen=True, slots=True)
class Team:
    """A unit, its manager and its employees."""

    unit_id: str
    manager: str
    people: tuple[str, ...]
    goal_id: str
    """The unit's goal, active: whoever leads the unit or owns the goal checks in."""

    @property
    def everybody(self) -> tuple[str, ...]:
        """Employees and manager."""
        return (*self.people, self.manager)


async def settle_in(stage: Stage) -> None:
    """The town itself."""
    unit = _unit(TOWN_HALL, None, BOSS)
    people = [_person(BOSS, TOWN_HALL), {**_person(HR, TOWN_HALL), "roles": ["hr"]}]
    await _move_in(stage, unit, people)
    await bring_goals(stage, {"id": TOP_GOAL, "level": "municipality"})


async def team(stage: Stage, *, people: int = 4) -> Team:
    """A new unit with people and a goal."""
    unit_id = f"unit-{uuid4().hex[:12]}"
    names = tuple(f"{unit_id}-{number}" for number in range(people))
    manager = f"{unit_id}-m"
    rows = [_person(name, unit_id) for name in (*names, manager)]
    await _move_in(stage, _unit(unit_id, TOWN_HALL, manager), rows)
    goal_id = str(uuid4())
    goal = {"id": goal_id, "level": "unit", "unit_id": unit_id, "parent_id": TOP_GOAL}
    await bring_goals(stage, goal)
    return Team(unit_id, manager, names, goal_id)


async def rename(stage: Stage, of: Team, title: str) -> None:
    """Give the team's people another title: a further event for each."""
    people = [{**_person(name, of.unit_id), "title": title} for name in of.everybody]
    await _import(stage, people=people)


async def bring_goals(stage: Stage, *rows: Mapping[str, Any]) -> None:
    """Import goals, as `a_goal` with these changes."""
    body = {"goals": [{**a_goal(stage), **row} for row in rows]}
    answer = await stage.ask("goals", "POST", "/imports", body=body, scopes=["goals:import"])
    assert answer.status == 200, answer.body


async def open_talks(stage: Stage, of: Team) -> dict[str, str]:
    """Start a cycle in the team: each employee's talk."""
    cycle_id = str(uuid4())
    today = local_date(stage.system.now())
    plan = {
        "title": "Medarbetarsamtal",
        "template_id": "standard",
        "template_version": 1,
        "unit_ids": [of.unit_id],
        "opens": today.isoformat(),
        "last_day": (today + timedelta(days=60)).isoformat(),
    }
    answer = await stage.ask("talks", "PUT", f"/cycles/{cycle_id}", HR, plan)
    assert answer.status == 200, answer.body
    talks = stage.database("talks")["talks"]
    wanted = {"cycle_id": cycle_id, "employee_id": {"$in": list(of.people)}}

    async def all_open() -> dict[str, str]:
        found = {each["employee_id"]: each["_id"] async for each in talks.find(wanted)}
        return found if len(found) == len(of.people) else {}

    opened: dict[str, str] = await eventually(all_open, seconds=60)
    return opened


async def in_office_hours(stage: Stage) -> datetime:
    """Let it be a time at which mails go out, with some hours left; only ever forwards."""
    now = stage.system.now()
    today = local_date(now)
    if closing_time(today) is not None and _MORNING <= now.astimezone(STOCKHOLM).time() <= _LATEST:
        return now
    before_opening = now < at(today, _MORNING)
    day = office_day_from(today if before_opening else today + timedelta(days=1))
    await stage.run(stage.system.set_clock, at(day, _MORNING))
    return stage.system.now()


def a_goal(stage: Stage) -> dict[str, Any]:
    """A goal that runs for a year from now."""
    today = local_date(stage.system.now())
    return {
        "title": "Beslutsbrev som går att förstå direkt 🎯",
        "measure": {"kind": "figure", "start": 0, "target": 1000, "unit_sv": "brev"},
        "owner_ids": [],
        "period_from": today.isoformat(),
        "period_until": (today + timedelta(days=360)).isoformat(),
        "deadline": (today + timedelta(days=350)).isoformat(),
    }


def _unit(unit_id: str, parent_id: str | None, manager: str) -> dict[str, Any]:
    return {
        "id": unit_id,
        "parent_id": parent_id,
        "name_sv": f"Enheten {unit_id}",
        "name_en": f"The unit {unit_id}",
        "level": "unit" if parent_id else "municipality",
        "manager_id": manager,
    }


def _person(name: str, unit_id: str) -> dict[str, Any]:
    return {
        "id": name,
        "employee_number": f"nr-{name}",
        "given_name": "Åsa",
        "family_name": name,
        "email": f"{name}@ekstad.example",
        "title": "Handläggare",
        "staff_group": "office",
        "unit_id": unit_id,
        "employed_from": date(2020, 1, 1).isoformat(),
    }


async def _move_in(stage: Stage, unit: dict[str, Any], people: list[dict[str, Any]]) -> None:
    """Import, and wait until every service knows the people."""
    await _import(stage, units=[unit], people=people)
    names = [person["id"] for person in people]

    async def is_known() -> bool:
        for service in _KNOWS_PEOPLE:
            copy = stage.database(service)
            known = await copy["directory_people"].count_documents({"_id": {"$in": names}})
            if known < len(names) or not await copy["directory_units"].find_one(unit["id"]):
                return False
        return True

    await eventually(is_known, seconds=60)


async def _import(stage: Stage, **tables: list[dict[str, Any]]) -> None:
    scopes = ["directory:import"]
    answer = await stage.ask("directory", "POST", "/imports", body=tables, scopes=scopes)
    assert answer.status == 200, answer.body
