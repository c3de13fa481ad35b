"""Kafka may be away for a minute: commands succeed meanwhile, and everything is delivered after."""

from time import monotonic

from chassis.documents import PENDING
from chassis.testing import eventually
from tests.faults.commands import agreements, check_ins, proposals
from tests.faults.history import History
from tests.faults.stage import Stage, going_on
from tests.faults.town import open_talks, team

AWAY_SECONDS = 60.0
PACE_SECONDS = 0.5


async def test_commands_are_acknowledged_while_kafka_is_down_and_told_to_all_afterwards(
    stage: Stage, history: History
) -> None:
    ours = await team(stage, people=6)
    talks = await open_talks(stage, ours)
    await stage.run(stage.system.stop, "kafka", kill=True)
    back_at = monotonic() + AWAY_SECONDS

    def is_away(_done: int) -> bool:
        return monotonic() < back_at

    async with going_on(
        agreements(stage, history, ours, talks, is_away, pace=PACE_SECONDS),
        check_ins(stage, history, ours, is_away, pace=PACE_SECONDS),
        proposals(stage, history, ours, is_away, talks=talks, pace=PACE_SECONDS),
    ):
        await eventually(lambda: monotonic() >= back_at, seconds=AWAY_SECONDS + 5)
    waiting = stage.database("goals")["goals"]
    assert await waiting.count_documents(PENDING), "Kafka was not away"
    await stage.run(stage.system.start, "kafka")

    assert not stage.refusals
    assert len(history.acknowledged) > AWAY_SECONDS / PACE_SECONDS
    await history.check()
