"""Killed between the mail server's 250 and its own note of it, the notifier sends that mail once
more, and it is the same mail."""

from datetime import timedelta

from chassis.testing import eventually
from tests.faults.history import History, settled
from tests.faults.mail_server import mail_server_of_ours
from tests.faults.stage import Stage
from tests.faults.town import in_office_hours, open_talks, team

A_LEASE = timedelta(minutes=3)
"""After it, what the dead one was about to do is somebody else's."""


async def test_a_notifier_killed_after_250_repeats_the_mail_at_most_once_under_the_same_id(
    stage: Stage, history: History
) -> None:
    await in_office_hours(stage)
    ours = await team(stage, people=6)
    await settled(stage)
    dead = await stage.run(stage.system.part, "notifier")

    async with mail_server_of_ours(stage) as server:
        server.doomed = dead.pid
        await open_talks(stage, ours)
        await eventually(lambda: server.last_before_death, seconds=60)
        await stage.run(stage.system.wait_ready, "notifier")
        await stage.run(stage.system.set_clock, stage.system.now() + A_LEASE)
        await settled(stage)

    assert (await stage.run(stage.system.part, "notifier")).pid != dead.pid
    assert len(server.taken) == len(ours.everybody)  # the manager has a talk with the boss
    assert server.taken[server.last_before_death or ""] == 2
    assert max(server.taken.values()) == 2
    await history.check()
