"""The mail server may be away or refuse for a while: every mail arrives afterwards, once."""

from datetime import timedelta

from chassis.testing import eventually
from tests.faults.history import History, settled
from tests.faults.stage import Stage
from tests.faults.town import in_office_hours, open_talks, team

A_WHILE = timedelta(minutes=5)


async def test_all_mails_arrive_once_after_the_mail_server_was_killed_and_then_refused(
    stage: Stage, history: History
) -> None:
    await in_office_hours(stage)
    ours = await team(stage, people=6)
    await settled(stage)
    notifications = stage.database("notifier")["notifications"]
    invited = {"person_id": {"$in": list(ours.people)}, "kind": "talk_invitation"}

    async def have_failed(times: int) -> bool:
        failed = {**invited, "attempts": {"$gte": times}, "state": "waiting"}
        return await notifications.count_documents(failed) == len(ours.people)

    await stage.run(stage.system.stop, "mailbox", kill=True)
    await open_talks(stage, ours)
    await eventually(lambda: have_failed(1), seconds=60)
    await stage.run(stage.system.start, "mailbox")
    await _behave(stage, reject=True)
    await stage.run(stage.system.set_clock, stage.system.now() + A_WHILE)
    await eventually(lambda: have_failed(2), seconds=60)
    await _behave(stage, reject=False)
    await stage.run(stage.system.set_clock, stage.system.now() + A_WHILE)

    await settled(stage)
    assert await notifications.count_documents({**invited, "state": "sent"}) == len(ours.people)
    await history.check()


async def _behave(stage: Stage, *, reject: bool) -> None:
    url = f"{stage.addresses.services['mailbox']}/behaviour"
    async with stage.session.post(url, json={"reject": reject}) as answer:
        assert answer.status == 200
