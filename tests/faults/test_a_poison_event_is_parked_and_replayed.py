"""An event that can't be handled is put aside and stops nobody; replaying it mends what it left."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from chassis.testing import eventually
from tests.faults.commands import proposals, times
from tests.faults.history import History, settled
from tests.faults.stage import Stage, going_on
from tests.faults.town import Team, bring_goals, team

Refuse = Callable[[str], Awaitable[None]]

GROUPS_OF_GOALS = {"goals.tree", "talks.reactions", "notifier.goals"}


@pytest.fixture
async def refuse(stage: Stage) -> AsyncIterator[Refuse]:
    """Let the notifier's database refuse what is about one goal, until the test ends."""
    notifier = stage.database("notifier")

    async def validate(rule: dict[str, Any]) -> None:
        await notifier.command("collMod", "watches", validator=rule)

    async def refuse_goal(goal_id: str) -> None:
        await validate({"_id": {"$ne": f"goal:{goal_id}"}} if goal_id else {})

    yield refuse_goal
    await validate({})


async def test_an_event_that_failed_is_parked_the_rest_goes_on_and_replay_mends_it(
    stage: Stage, history: History, refuse: Refuse
) -> None:
    ours = await team(stage)
    poison = f"poison-{ours.unit_id}"
    await refuse(poison)

    await _bring(stage, ours, poison)
    async with going_on(proposals(stage, history, ours, times(20))):
        pass
    await settled(stage)

    watches = stage.database("notifier")["watches"]
    parked = await _letters(stage, poison)
    assert [letter["group"] for letter in parked] == ["notifier.goals"]
    assert "validation" in parked[0]["error"]
    assert await watches.find_one(f"goal:{poison}") is None
    proposed = [f"goal:{each.id}" for each in history.acknowledged]
    assert await watches.count_documents({"_id": {"$in": proposed}}) == len(proposed)

    await refuse("")
    await stage.run(stage.system.run, "dlt", "replay", parked[0]["id"])

    watch = await eventually(lambda: watches.find_one(f"goal:{poison}"), seconds=30)
    assert watch["sequence"] == 1
    assert len(watch["deadlines"]) == 1
    assert await _letters(stage, poison) == []
    await history.check()


async def test_what_is_no_event_at_all_is_parked_by_each_reader_and_can_be_dropped(
    stage: Stage, history: History
) -> None:
    ours = await team(stage)
    key = f"junk-{ours.unit_id}"
    async with stage.producer() as producer:
        for junk, headers in (
            (b"not json", [("ce_type", b"\xff"), ("empty", None)]),
            (None, []),
            (b"{}", [("ce_specversion", b"1.0")]),
        ):
            await producer.send_and_wait("goals", junk, key.encode(), headers=headers)

    async with going_on(proposals(stage, history, ours, times(8))):
        pass
    await settled(stage)

    parked = await _letters(stage, key)
    assert sorted(letter["group"] for letter in parked) == sorted([*GROUPS_OF_GOALS] * 3)
    await history.check(dead_letters=frozenset(letter["id"] for letter in parked))

    await stage.run(stage.system.run, "dlt", "drop", *(letter["id"] for letter in parked))

    await history.check()


async def _bring(stage: Stage, ours: Team, goal_id: str) -> None:
    goal = {"id": goal_id, "level": "unit", "unit_id": ours.unit_id, "parent_id": ours.goal_id}
    await bring_goals(stage, goal)


async def _letters(stage: Stage, key: str) -> list[dict[str, Any]]:
    letters = await stage.run(stage.system.dead_letters)
    return [letter for letter in letters if letter["event"]["key"] == key]
