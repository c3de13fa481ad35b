"""Around the days on which the clocks change, 28 March and 31 October 2027, everybody is reminded
of each stage once, at 08.00 in Stockholm, whatever dies; and a day ends when it ends there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from chassis.clock import STOCKHOLM
from chassis.mongo import Database
from chassis.testing import eventually
from notifier.deadline import STAGES
from redthread_contracts.notifications import Stage as Reminder
from tests.faults.history import History, settled
from tests.faults.letters import behave, clock_put_back, kill_between, letters_to, mailbox_put_back
from tests.faults.stage import Stage
from tests.faults.town import TOP_GOAL, Team, a_goal, bring_goals, open_talks, team

EIGHT = time(8)
JUST_BEFORE = timedelta(seconds=1)
TO_THE_CHANGE = timedelta(seconds=2)
SOON = timedelta(minutes=5)
"""A mail that the dead one had in its hands waits for its lease to end, three minutes."""
A_LEASE = timedelta(minutes=3)
LONGER_THAN_THE_NOTIFIER_WAITS_SECONDS = 60.0

Days = Mapping[date, tuple[str, str, str, str]]
"""Per last day, when it is reminded of: before, on the day, passed, overdue."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the time, and what is to happen around it, in UTC: by hand, from a calendar."""

    day: date
    just_before: str
    """A moment before the clocks change."""
    ends: str
    """The end of that day."""
    reminded: Days
    dies_at: str
    """At these reminders the notifier is killed."""


SPRING = Change(
    day=date(2027, 3, 28),  # Easter Sunday: the office is closed from Thursday noon to Tuesday
    just_before="2027-03-28T00:59:58Z",
    ends="2027-03-28T22:00:00Z",
    reminded={
        date(2027, 3, 28): (
            "2027-03-19T07:00:00Z",  # the 21st is a Sunday
            "2027-03-25T07:00:00Z",
            "2027-03-30T06:00:00Z",
            "2027-04-12T06:00:00Z",  # the 11th is a Sunday
        ),
        date(2027, 3, 30): (
            "2027-03-23T07:00:00Z",
            "2027-03-30T06:00:00Z",
            "2027-03-31T06:00:00Z",
            "2027-04-13T06:00:00Z",
        ),
    },
    dies_at="2027-03-30T06:00:00Z",
)
AUTUMN = Change(
    day=date(2027, 10, 31),  # a Sunday
    just_before="2027-10-31T00:59:58Z",
    ends="2027-10-31T23:00:00Z",
    reminded={
        date(2027, 10, 31): (
            "2027-10-22T06:00:00Z",  # the 24th is a Sunday
            "2027-10-29T06:00:00Z",
            "2027-11-01T07:00:00Z",
            "2027-11-15T07:00:00Z",  # the 14th is a Sunday
        ),
        date(2027, 11, 1): (
            "2027-10-25T06:00:00Z",
            "2027-11-01T07:00:00Z",
            "2027-11-02T07:00:00Z",
            "2027-11-15T07:00:00Z",
        ),
    },
    dies_at="2027-11-01T07:00:00Z",
)


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder that somebody is to get."""

    person: str
    item_id: str
    stage: Reminder
    instant: datetime


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_everybody_is_reminded_once_at_eight_though_the_notifier_is_killed_in_between(
    stage: Stage, history: History, change: Change
) -> None:
    async with clock_put_back(stage), mailbox_put_back(stage):
        ours = await team(stage, people=3)
        due = [
            each
            for day, instants in change.reminded.items()
            for each in await _promised(stage, ours, day, tuple(map(_instant, instants)))
        ]
        await settled(stage)

        for instant in sorted({_instant(change.just_before), *(each.instant for each in due)}):
            if instant == _instant(change.just_before):
                await _sleep_over_the_change(stage, instant)
            elif instant == _instant(change.dies_at):
                await _die_while_reminding(stage, ours, due, instant)
            else:
                await stage.run(stage.system.set_clock, instant - JUST_BEFORE)
            await eventually(partial(_is_sent, stage, due, instant), seconds=60)

        # Once more: what has been done is looked at again by a notifier that knows nothing.
        await stage.run(stage.system.stop, "notifier", kill=True)
        await stage.run(stage.system.start, "notifier")
        await settled(stage)

        found = await _notifications(stage.database("notifier"), due)
        told = Counter((each["person_id"], each["item_id"], each["stage"]) for each in found)
        assert told == {(each.person, each.item_id, each.stage): 1 for each in due}
        arrived = Counter(each.message_id for each in await letters_to(stage, ours.everybody))
        assert arrived == {f"<{each['_id']}@localhost>": 1 for each in found}
        await _everything_came_at_eight(stage, ours, due, found)
        await history.check()


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_a_deadline_ends_with_its_day_in_stockholm_when_the_time_changes(
    stage: Stage, history: History, change: Change
) -> None:
    async with clock_put_back(stage):
        ours = await team(stage, people=1)
        talks = await open_talks(stage, ours)
        ends = _instant(change.ends)

        await stage.run(stage.system.set_clock, ends - timedelta(seconds=30))
        assert await _agree_on(stage, ours, talks, change.day) == (200, {})
        assert await _propose(stage, ours, change.day) == (200, {})
        await stage.run(stage.system.set_clock, ends)
        assert await _agree_on(stage, ours, talks, change.day) == (422, {"due": "due-passed"})
        passed = (422, {"deadline": "goal-deadline-passed"})
        assert await _propose(stage, ours, change.day) == passed

        await history.check()


async def _promised(
    stage: Stage, ours: Team, day: date, instants: tuple[datetime, ...]
) -> list[Due]:
    """A goal of two people, and a confirmed talk with an agreement of each party, until a day."""
    first, second, third = ours.people
    goal, promise, return_ = (str(uuid4()) for _ in range(3))
    row = {
        "id": goal,
        "level": "individual",
        "owner_ids": [first, second],
        "parent_id": ours.goal_id,
        "period_until": date(2027, 12, 31).isoformat(),
        "deadline": day.isoformat(),
    }
    await bring_goals(stage, row)
    talk = {
        "id": str(uuid4()),
        "employee_id": third,
        "manager_id": ours.manager,
        "unit_id": ours.unit_id,
        "title": "Medarbetarsamtal",
        "held_on": stage.system.now().date().isoformat(),
        "confirmed_at": stage.system.now().isoformat(),
        "agreements": [
            {"agreement_id": id, "what": "Boka en kurs", "owner_id": who, "due": day.isoformat()}
            for id, who in ((promise, third), (return_, ours.manager))
        ],
    }
    body = {"talks": [talk]}
    answer = await stage.ask("talks", "POST", "/imports", body=body, scopes=["talks:import"])
    assert answer.status == 200, answer.body

    owners = [(first, goal), (second, goal), (third, promise), (ours.manager, return_)]
    # When it is overdue the manager hears of the employees' own, and the employee of what the
    # manager has promised.
    others = [(ours.manager, goal), (ours.manager, promise), (third, return_)]
    return [
        Due(person, item, name, instant)
        for name, instant in zip(STAGES, instants, strict=True)
        for person, item in (owners + others if name == "overdue" else owners)
    ]


async def _sleep_over_the_change(stage: Stage, just_before: datetime) -> None:
    """The notifier dies just before the clocks change, and comes again when they have."""
    await stage.run(stage.system.set_clock, just_before)
    await stage.run(stage.system.stop, "notifier", kill=True)
    await eventually(lambda: stage.system.now() > just_before + TO_THE_CHANGE)
    await stage.run(stage.system.start, "notifier")


async def _die_while_reminding(stage: Stage, ours: Team, due: list[Due], instant: datetime) -> None:
    """kill -9 when somebody has been told, and it has not been noted yet that they have been."""
    mongo = stage.database("notifier")
    now_due = [each for each in due if each.instant == instant]
    letters = len(await letters_to(stage, ours.everybody))
    told: list[dict[str, Any]] = []

    async def has_told_and_not_noted() -> bool:
        told[:] = await _notifications(mongo, now_due)
        stages = {f"{each['item_type']}:{each['item_id']}" for each in told}
        talks = {f"talk:{each['talk_id']}" for each in told}
        query = {
            "_id": {"$in": [*stages, *talks]},
            "next_at": instant,
            "job_lease_until": {"$exists": True},
        }
        return await mongo["watches"].find_one(query) is not None

    # No mail is taken while it dies: whether one is repeated then is another test's question.
    await behave(stage, delay_seconds=LONGER_THAN_THE_NOTIFIER_WAITS_SECONDS)
    pid = (await stage.run(stage.system.part, "notifier")).pid
    assert pid is not None
    await stage.run(stage.system.set_clock, instant - JUST_BEFORE)
    await kill_between(pid, has_told_and_not_noted)
    under_way = await _due_mails(stage, now_due)
    in_its_hands = {each["_id"] for each in under_way if "job_lease_until" in each}
    assert len(await letters_to(stage, ours.everybody)) == letters, "a mail was taken too early"
    await behave(stage, delay_seconds=0)
    await stage.run(stage.system.wait_ready, "notifier")
    assert await has_told_and_not_noted(), "it had noted what it told: the kill came too late"

    async def only_the_dead_ones_are_left() -> bool:
        # It swept one after the other: one watch is what it held.
        watches = await mongo["watches"].count_documents({"next_at": instant})
        mails = {each["_id"] for each in await _due_mails(stage, now_due)}
        return watches == 1 and mails <= in_its_hands

    # A lease ends by the demo's clock: it moves when nobody alive has anything in hand.
    await eventually(only_the_dead_ones_are_left, seconds=60)
    await stage.run(stage.system.set_clock, instant + A_LEASE)


async def _due_mails(stage: Stage, due: list[Due]) -> list[dict[str, Any]]:
    """Those of the reminders whose mail is to go out now."""
    now = stage.system.now()
    found = await _notifications(stage.database("notifier"), due)
    return [each for each in found if each["state"] == "waiting" and each["send_at"] <= now]


async def _notifications(mongo: Database, due: list[Due]) -> list[dict[str, Any]]:
    """What was made of these reminders."""
    query = {
        "$or": [
            {"item_id": item, "stage": name} for item, name in {(d.item_id, d.stage) for d in due}
        ]
    }
    found: list[dict[str, Any]] = await mongo["notifications"].find(query).to_list(None)
    return found


async def _is_sent(stage: Stage, due: list[Due], instant: datetime) -> bool:
    """Whether everybody who is to be reminded at an instant has a mail."""
    now_due = [each for each in due if each.instant == instant]
    if not now_due:
        return True
    found = await _notifications(stage.database("notifier"), now_due)
    return len([each for each in found if each["state"] == "sent"]) >= len(now_due)


async def _everything_came_at_eight(
    stage: Stage, ours: Team, due: list[Due], found: list[dict[str, Any]]
) -> None:
    """Not before the instant, soon after it, and in the morning as the receiver's wall shows it."""
    instants = {(each.person, each.item_id, each.stage): each.instant for each in due}
    wanted = {
        f"<{each['_id']}@localhost>": instants[each["person_id"], each["item_id"], each["stage"]]
        for each in found
    }
    for letter in await letters_to(stage, ours.everybody):
        instant = wanted[letter.message_id]
        wall = letter.sent_at.astimezone(STOCKHOLM)
        assert instant.astimezone(STOCKHOLM).time() == EIGHT
        assert instant <= letter.sent_at < instant + SOON, f"wanted {instant}, sent {wall}"
        assert (wall.date(), wall.hour) == (instant.date(), EIGHT.hour)


async def _agree_on(
    stage: Stage, ours: Team, talks: dict[str, str], due: date
) -> tuple[int, dict[str, str]]:
    (person,) = ours.people
    body = {"what": "Boka en kurs", "owner_id": person, "due": due.isoformat()}
    path = f"/talks/{talks[person]}/agreements/{uuid4()}"
    answer = await stage.ask("talks", "PUT", path, person, body)
    return answer.status, answer.faults


async def _propose(stage: Stage, ours: Team, deadline: date) -> tuple[int, dict[str, str]]:
    (person,) = ours.people
    body = {
        **a_goal(stage),
        "level": "individual",
        "owner_ids": [person],
        "parent_id": TOP_GOAL,
        "period_from": date(2027, 1, 1).isoformat(),
        "period_until": date(2027, 12, 31).isoformat(),
        "deadline": deadline.isoformat(),
    }
    answer = await stage.ask("goals", "PUT", f"/goals/{uuid4()}", person, body)
    return answer.status, answer.faults


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
