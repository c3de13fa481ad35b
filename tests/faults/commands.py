"""Streams of commands that go on while something dies. Each is repeated until acknowledged."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import uuid4

from chassis.clock import local_date
from chassis.testing.asking import Answer
from tests.faults.history import History
from tests.faults.stage import Stage
from tests.faults.town import TOP_GOAL, Team, a_goal

Wanted = Callable[[int], bool]
"""Told how many commands this stream has had acknowledged: whether it goes on."""

PACE_SECONDS = 0.02
"""A bound on the load, not a wait for anything."""


async def check_ins(
    stage: Stage, history: History, team: Team, wanted: Wanted, *, pace: float = PACE_SECONDS
) -> None:
    """The manager says again and again how the unit's goal goes."""
    done = 0
    while wanted(done):
        id = str(uuid4())
        body = {"id": id, "confidence": "on_track", "value": done % 1000, "comment": "går bra"}
        path = f"/goals/{team.goal_id}/check-ins"
        answer = await stage.insist("goals", "POST", path, team.manager, body)
        history.note("goals", team.goal_id, answer, part=("check_ins", id))
        done += 1
        await asyncio.sleep(pace)


async def proposals(
    stage: Stage,
    history: History,
    team: Team,
    wanted: Wanted,
    *,
    talks: dict[str, str] | None = None,
    pace: float = PACE_SECONDS,
) -> None:
    """The employees propose goals of their own, in their talks if they have one."""
    done = 0
    while wanted(done):
        goal_id = str(uuid4())
        person = team.people[done % len(team.people)]
        draft = {
            **a_goal(stage),
            "level": "individual",
            "owner_ids": [person],
            "parent_id": TOP_GOAL,
            "talk_id": talks[person] if talks else None,
        }
        answer = await stage.insist("goals", "PUT", f"/goals/{goal_id}", person, draft)
        history.note("goals", goal_id, answer)
        done += 1
        await asyncio.sleep(pace)


async def agreements(
    stage: Stage,
    history: History,
    team: Team,
    talks: dict[str, str],
    wanted: Wanted,
    *,
    urls: Sequence[str] = (),
    pace: float = PACE_SECONDS,
) -> None:
    """Employees and manager agree on one thing after the other."""
    done = 0
    due = local_date(stage.system.now()) + timedelta(days=300)
    while wanted(done):
        id = str(uuid4())
        person = team.people[done % len(team.people)]
        talk_id = talks[person]
        body = {"what": "Boka en kurs", "owner_id": person, "due": due.isoformat()}
        answer = await stage.insist(
            "talks", "PUT", f"/talks/{talk_id}/agreements/{id}", person, body, urls=urls
        )
        history.note("talks", talk_id, answer, part=("agreements", id))
        done += 1
        await asyncio.sleep(pace)


def times(count: int) -> Wanted:
    """So many commands."""
    return lambda done: done < count


def acknowledged(answers: History, count: int) -> Callable[[], bool]:
    """Whether this many commands have been acknowledged in all."""
    return lambda: len(answers.acknowledged) >= count


__all__ = ["Answer", "acknowledged", "agreements", "check_ins", "proposals", "times"]
