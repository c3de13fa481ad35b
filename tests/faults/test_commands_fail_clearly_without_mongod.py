"""Without its database a service says so and promises nothing; what it had promised is kept."""

from chassis.testing import eventually
from tests.faults.commands import acknowledged, agreements, check_ins, proposals, times
from tests.faults.history import History
from tests.faults.stage import Stage, going_on
from tests.faults.town import open_talks, team


async def test_a_killed_mongod_loses_no_acknowledged_command_and_the_others_get_a_clear_503(
    stage: Stage, history: History
) -> None:
    ours = await team(stage)
    talks = await open_talks(stage, ours)

    async with going_on(
        agreements(stage, history, ours, talks, times(80)),
        check_ins(stage, history, ours, times(80)),
        proposals(stage, history, ours, times(60), talks=talks),
    ):
        await eventually(acknowledged(history, 60), seconds=60)
        await stage.run(stage.system.stop, "mongod", kill=True)
        promised = len(history.acknowledged)
        await eventually(lambda: len(stage.refusals) >= 3, seconds=60)
        assert len(history.acknowledged) == promised, "acknowledged without a database"
        await stage.run(stage.system.start, "mongod")
        await eventually(acknowledged(history, promised + 30), seconds=60)
        # Once more, and back at once, as the keeper does it.
        await stage.run(stage.system.kill, "mongod")

    for refusal in stage.refusals:
        assert refusal.body["code"] == "database-away"
        assert refusal.body["detail"] == ("The database can't be reached. Try again in a moment.")
    await history.check()
