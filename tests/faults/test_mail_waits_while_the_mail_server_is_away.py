"""The mail server may be away, and then refuse for a while: the bell shows everything meanwhile,
and afterwards every mail arrives, once."""

from collections import Counter
from datetime import timedelta
from typing import Any

from chassis.mongo import Collection
from chassis.testing import eventually
from tests.faults.history import History, settled
from tests.faults.letters import behave, clock_put_back, letters_to, mailbox_put_back
from tests.faults.stage import Stage
from tests.faults.town import Team, in_office_hours, open_talks, team

MINUTE = timedelta(minutes=1)
SLACK = timedelta(seconds=5)


async def test_mails_wait_while_the_mail_server_is_away_and_arrive_once_each_afterwards(
    stage: Stage, history: History
) -> None:
    async with clock_put_back(stage), mailbox_put_back(stage):
        await in_office_hours(stage)
        ours = await team(stage, people=6)
        await settled(stage)

        await stage.run(stage.system.stop, "mailbox")
        talks = await open_talks(stage, ours)
        await _book(stage, ours, talks)
        first = await _have_failed(stage, ours, 1)
        await _bells_show_everything(stage, ours, talks)
        assert {each["error"] for each in first.values()} == {"smtp-unreachable"}

        # While it is away, an attempt comes a minute later, then two minutes after that.
        await stage.run(stage.system.set_clock, stage.system.now() + MINUTE + SLACK)
        second = await _have_failed(stage, ours, 2)
        for id, known in second.items():
            waited = known["send_at"] - first[id]["send_at"]
            assert 2 * MINUTE <= waited <= 2 * MINUTE + 6 * SLACK, waited

        # It is there again, and does not take anything yet.
        await stage.run(stage.system.start, "mailbox")
        await behave(stage, reject=True)
        await stage.run(stage.system.set_clock, stage.system.now() + 2 * MINUTE + SLACK)
        third = await _have_failed(stage, ours, 3)
        assert {each["error"] for each in third.values()} == {"smtp-451"}
        assert await letters_to(stage, ours.everybody) == []

        # It takes what comes, while others are told of other things.
        await behave(stage, reject=False)
        late = await team(stage, people=2)
        await stage.run(stage.system.set_clock, stage.system.now() + 4 * MINUTE + SLACK)
        await open_talks(stage, late)
        await settled(stage)

        for told, wanted in ((ours, _everything(ours)), (late, len(late.everybody))):
            everything = await _told(stage, told)
            assert len(everything) == wanted, "nobody is missed"
            assert {each["state"] for each in everything.values()} == {"sent"}
            letters = await letters_to(stage, told.everybody)
            arrived = Counter((each.message_id, each.to) for each in letters)
            assert arrived == {
                (f"<{id}@localhost>", each["person_id"]): 1 for id, each in everything.items()
            }
        await history.check()


async def _book(stage: Stage, ours: Team, talks: dict[str, str]) -> None:
    """The manager books each talk: both get it for their calendars."""
    starts = stage.system.now() + timedelta(days=14)
    booking = {
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(hours=1)).isoformat(),
        "place": "rum Eken",
    }
    for talk_id in talks.values():
        path = f"/talks/{talk_id}"
        version = (await stage.ask("talks", "GET", path, ours.manager)).body["version"]
        answer = await stage.ask(
            "talks", "PUT", f"{path}/booking", ours.manager, booking, version=version
        )
        assert answer.status == 200, answer.body


async def _told(stage: Stage, of: Team) -> dict[str, dict[str, Any]]:
    """The notifications of a team, by id."""
    notifications: Collection = stage.database("notifier")["notifications"]
    query = {"person_id": {"$in": list(of.everybody)}}
    return {each["_id"]: each async for each in notifications.find(query)}


def _everything(booked: Team) -> int:
    """Invitation and booking for each employee; for the manager each booking, and an invitation
    by their own manager."""
    return 3 * len(booked.people) + 1


async def _have_failed(stage: Stage, ours: Team, times: int) -> dict[str, dict[str, Any]]:
    """Wait until each mail has been tried so often, in vain; they all wait."""

    async def all_failed() -> dict[str, dict[str, Any]]:
        found = await _told(stage, ours)
        failed = [each for each in found.values() if each["attempts"] == times]
        return found if len(failed) == _everything(ours) else {}

    found: dict[str, dict[str, Any]] = await eventually(all_failed, seconds=60)
    assert {each["state"] for each in found.values()} == {"waiting"}
    return found


async def _bells_show_everything(stage: Stage, ours: Team, talks: dict[str, str]) -> None:
    for person in ours.people:
        bell = (await stage.ask("notifier", "GET", "/bell", person)).body
        assert bell["unread"] == 2
        shown = Counter((item["kind"], item["item_id"]) for item in bell["items"])
        assert shown == {
            ("talk_invitation", talks[person]): 1,
            ("talk_booked", talks[person]): 1,
        }
