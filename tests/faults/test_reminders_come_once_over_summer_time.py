"""At 08.00 in Stockholm, once per person, item and stage, also around the days on which the clocks
change: 28 March and 31 October 2027."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from chassis.clock import STOCKHOLM, at
from chassis.testing import eventually
from tests.faults.history import History, settled
from tests.faults.stage import Stage
from tests.faults.town import Team, bring_goals, team

EIGHT = time(8)
JUST_BEFORE = timedelta(seconds=3)
SOON = timedelta(seconds=30)

MARCH = date(2027, 3, 28)
"""Easter Sunday: the office is closed from noon on Thursday until Tuesday."""
OCTOBER = date(2027, 10, 31)

REMINDED = {
    MARCH: {
        "before": date(2027, 3, 19),  # the 21st is a Sunday
        "due": date(2027, 3, 25),
        "passed": date(2027, 3, 30),
        "overdue": date(2027, 4, 12),  # the 11th is a Sunday
    },
    OCTOBER: {
        "before": date(2027, 10, 22),
        "due": date(2027, 10, 29),
        "passed": date(2027, 11, 1),
        "overdue": date(2027, 11, 15),
    },
}
"""Written down by hand, from the calendar."""

CHANGES = {
    MARCH: datetime(2027, 3, 28, 0, 59, 58, tzinfo=UTC),  # 01.59.58, then 03.00
    OCTOBER: datetime(2027, 10, 31, 0, 59, 58, tzinfo=UTC),  # 02.59.58, then 02.00 again
}


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is to happen, to which deadline; no stage: the clocks change."""

    instant: datetime
    deadline: date
    stage: str = ""


async def test_deadlines_around_both_changes_of_the_time_are_reminded_of_once_at_eight(
    stage: Stage, history: History
) -> None:
    ours = await team(stage, people=2)
    goals = {day: str(uuid4()) for day in REMINDED}
    agreed = {day: str(uuid4()) for day in REMINDED}
    await _goals(stage, ours, goals)
    await _agreements(stage, ours, agreed)
    await settled(stage)

    for moment in _moments():
        await stage.run(stage.system.set_clock, moment.instant - JUST_BEFORE)
        if moment.stage:
            items = (goals[moment.deadline], agreed[moment.deadline])
            await eventually(lambda: _mailed(stage, items, moment.stage), seconds=30)  # noqa: B023 - awaited at once
        else:
            await eventually(lambda: stage.system.now() > moment.instant, seconds=30)  # noqa: B023 - as above
    await settled(stage)

    owner = ours.people[0]
    for day, stages in REMINDED.items():
        reminders = await _reminders(stage, (goals[day], agreed[day]))
        # When it is overdue, the manager hears of the employee's goal, and the employee of what
        # the manager has promised.
        assert Counter(
            (each["item_type"], each["stage"], each["person_id"]) for each in reminders
        ) == {
            **{("goal", name, owner): 1 for name in stages},
            ("goal", "overdue", ours.manager): 1,
            **{("agreement", name, ours.manager): 1 for name in stages},
            ("agreement", "overdue", owner): 1,
        }
        for each in reminders:
            wall = each["created_at"].astimezone(STOCKHOLM)
            eight = at(stages[each["stage"]], EIGHT)
            assert eight <= each["created_at"] < eight + SOON, f"{each['stage']} at {wall}"
            assert each["state"] == "sent"
    await history.check()


def _moments() -> list[Moment]:
    """Everything in the order of time."""
    stages = [
        Moment(at(day, EIGHT), deadline, name)
        for deadline, days in REMINDED.items()
        for name, day in days.items()
    ]
    changes = [Moment(instant, day) for day, instant in CHANGES.items()]
    return sorted([*stages, *changes], key=lambda moment: moment.instant)


async def _goals(stage: Stage, ours: Team, ids: dict[date, str]) -> None:
    rows = [
        {
            "id": id,
            "level": "individual",
            "owner_ids": [ours.people[0]],
            "parent_id": ours.goal_id,
            "period_until": day.isoformat(),
            "deadline": day.isoformat(),
        }
        for day, id in ids.items()
    ]
    await bring_goals(stage, *rows)


async def _agreements(stage: Stage, ours: Team, ids: dict[date, str]) -> None:
    """A confirmed talk in which the manager has promised something."""
    talk = {
        "id": str(uuid4()),
        "employee_id": ours.people[0],
        "manager_id": ours.manager,
        "unit_id": ours.unit_id,
        "title": "Medarbetarsamtal",
        "held_on": stage.system.now().date().isoformat(),
        "confirmed_at": stage.system.now().isoformat(),
        "agreements": [
            {
                "agreement_id": id,
                "what": "Boka en kurs",
                "owner_id": ours.manager,
                "due": day.isoformat(),
            }
            for day, id in ids.items()
        ],
    }
    answer = await stage.ask(
        "talks", "POST", "/imports", body={"talks": [talk]}, scopes=["talks:import"]
    )
    assert answer.status == 200, answer.body


async def _mailed(stage: Stage, items: tuple[str, ...], name: str) -> bool:
    """Not only there: a mail that still waits when the next stage comes is overtaken by it."""
    found = [each for each in await _reminders(stage, items) if each["stage"] == name]
    mailed = {each["item_id"] for each in found if each["state"] == "sent"}
    return mailed == set(items)


async def _reminders(stage: Stage, items: tuple[str, ...]) -> list[dict[str, Any]]:
    notifications = stage.database("notifier")["notifications"]
    query = {"item_id": {"$in": list(items)}}
    found: list[dict[str, Any]] = await notifications.find(query).to_list(None)
    return found
