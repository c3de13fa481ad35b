"""Two replicas of a service share its commands, its outboxes and its events; either may die."""

from collections.abc import AsyncIterator

import pytest

from chassis.testing import eventually
from tests.faults.commands import acknowledged, agreements, proposals, times
from tests.faults.history import History
from tests.faults.stage import Stage, going_on
from tests.faults.town import open_talks, team


@pytest.fixture
async def replicas(stage: Stage) -> AsyncIterator[tuple[str, str]]:
    """Where the two replicas of the talks service answer."""
    await stage.run(stage.system.scale, "talks", 2)
    second = (await stage.run(stage.system.part, "talks-2")).url
    yield stage.addresses.services["talks"], second
    await stage.run(stage.system.scale, "talks", 1)


async def test_a_killed_replica_takes_neither_commands_nor_events_with_it(
    stage: Stage, history: History, replicas: tuple[str, str]
) -> None:
    ours = await team(stage, people=6)
    talks = await open_talks(stage, ours)
    first, second = replicas

    async with going_on(
        agreements(stage, history, ours, talks, times(70), urls=(first, second)),
        agreements(stage, history, ours, talks, times(70), urls=(second, first)),
        proposals(stage, history, ours, times(70), talks=talks),
    ):
        await eventually(acknowledged(history, 60), seconds=60)
        await stage.run(stage.system.kill, "talks-2")

    await history.check()
