"""Whatever happens in the tree, and however often it is told, the figures come out right."""

import asyncio
import random
from typing import Any

from chassis.testing import eventually
from goals.progress import Child, roll_up

from .conftest import HR, Town

UNIT = {"level": "unit", "unit_id": "E05-1", "owner_ids": []}


async def test_roll_ups_equal_a_slow_reference_after_moves_removals_and_check_ins(
    town: Town,
) -> None:
    chance = random.Random(20261014)
    top = await town.make(HR, level="municipality", owner_ids=[], parent_id=None)
    goals = [top]
    for _ in range(12):
        goals.append(await town.make("mattias", **UNIT, parent_id=chance.choice(goals)))
    leaves = [await town.make("mattias", **UNIT, parent_id=chance.choice(goals)) for _ in range(8)]

    async def something(number: int) -> None:
        goal = chance.choice(leaves)
        if number % 5 == 0:
            goal = chance.choice(goals[1:])
            version = (await town.get(f"/goals/{goal}", "mattias"))["version"]
            move: dict[str, Any] = {"parent_id": chance.choice(goals)}  # a circle is refused
            if number % 2:
                move = {"weight": chance.randint(1, 10)}
            await town.ask("PATCH", f"/goals/{goal}", "mattias", move, version=version)
        elif number % 11 == 0:
            await town.ask("POST", f"/goals/{goal}/withdraw", "mattias")
        else:
            await town.check_in("mattias", goal, chance.randint(0, 10))

    for batch in range(6):
        await asyncio.gather(*(something(batch * 8 + number) for number in range(8)))

    await eventually(lambda: _right(town))


async def test_settling_again_changes_nothing(town: Town) -> None:
    top, unit = await town.make_thread()
    await town.check_in("mattias", unit, 5)
    await eventually(lambda: _right(town))
    before = await _versions(town)

    # As after a rebuild of the consumer group: every goal is marked, several times over.
    marks = [{"_id": goal, "count": 3} for goal in (top, unit)]
    await town.mongo["unsettled"].insert_many(marks)

    await eventually(town.settled)
    assert await _versions(town) == before


async def _right(town: Town) -> bool:
    """Every goal's roll-up is what its children make, and every way up what the parents say."""
    if not await town.settled():
        return False
    goals: dict[str, Any] = {each["_id"]: each async for each in town.mongo["goals"].find()}
    for goal in goals.values():
        children = [
            Child(each["level"], each["progress"], weight=each["weight"])
            for each in goals.values()
            if each["parent_id"] == goal["_id"] and each["status"] == "active"
        ]
        found = roll_up(children)
        if goal["status"] == "active" and (goal["rolled_up"], goal["rolled_up_goals"]) != (
            found.percent,
            found.goals,
        ):
            return False
        parent = goals.get(goal["parent_id"])
        if parent and goal["ancestors"] != [*parent["ancestors"], parent["_id"]]:
            return False
    return len(goals) > 0


async def _versions(town: Town) -> dict[str, int]:
    return {each["_id"]: each["version"] async for each in town.mongo["goals"].find()}
