"""What a service has said yes to is there and told to others, whatever dies right afterwards."""

import asyncio

from chassis.testing import eventually
from tests.faults.commands import acknowledged, agreements, check_ins, proposals, times
from tests.faults.history import History
from tests.faults.stage import Stage, going_on
from tests.faults.town import open_talks, team


async def test_a_service_killed_in_the_middle_of_commands_loses_none_that_it_acknowledged(
    stage: Stage, history: History
) -> None:
    teams = [await team(stage) for _ in range(3)]

    async with going_on(
        *(check_ins(stage, history, each, times(100)) for each in teams),
        *(proposals(stage, history, each, times(25)) for each in teams),
    ):
        for count in (60, 200):
            await eventually(acknowledged(history, count), seconds=60)
            await stage.run(stage.system.kill, "goals")

    await history.check()


async def test_two_services_killed_at_once_lose_nothing_of_what_they_tell_each_other(
    stage: Stage, history: History
) -> None:
    ours = await team(stage)
    talks = await open_talks(stage, ours)

    async with going_on(
        agreements(stage, history, ours, talks, times(60)),
        proposals(stage, history, ours, times(60), talks=talks),
    ):
        await eventually(acknowledged(history, 30), seconds=60)
        await asyncio.gather(
            stage.run(stage.system.kill, "talks"), stage.run(stage.system.kill, "goals")
        )

    await history.check()
