"""Who asks for support with a goal is heard by the manager at once, by bell and mail."""

from datetime import date, datetime
from typing import Any

from redthread_contracts.goals import GoalCheckedIn

from .conftest import Desk, a_goal, instant

TODAY, TOMORROW = date(2026, 11, 17), date(2026, 11, 18)
ASKED = instant(TODAY)


async def checks_in(
    desk: Desk, goal_id: str, sequence: int, asked_at: datetime | None, **changes: Any
) -> None:
    facts = a_goal(goal_id, support_asked_at=asked_at, **changes)
    await desk.publish(GoalCheckedIn(**facts), goal_id, sequence)
    await desk.until_handled(f"goal:{goal_id}", sequence)


async def test_needs_support_reaches_the_manager_at_once_by_bell_and_mail(desk: Desk) -> None:
    await desk.move_to(TODAY)
    goal_id = await desk.has_goal()

    await checks_in(desk, goal_id, 2, ASKED)
    await desk.until_told(goal_id, 1)
    await desk.until_quiet()

    assert desk.mailbox.subjects("mattias") == ["Någon i din grupp behöver stöd med ett mål"]
    assert desk.mailbox.subjects("ellen") == []
    (told,) = (await desk.bell("mattias"))["items"]
    assert (told["kind"], told["item_id"]) == ("goal_support", goal_id)


async def test_a_manager_is_told_once_however_often_it_is_said_or_delivered(desk: Desk) -> None:
    await desk.move_to(TODAY)
    goal_id = await desk.has_goal()

    for sequence in (2, 3, 4):
        await checks_in(desk, goal_id, sequence, ASKED)
    await desk.publish(GoalCheckedIn(**a_goal(goal_id, support_asked_at=ASKED)), goal_id, 2)
    await desk.until_quiet()
    await checks_in(desk, goal_id, 5, None)
    await checks_in(desk, goal_id, 6, instant(TODAY, 9))
    await desk.until_told(goal_id, 2)
    await desk.until_quiet()

    assert len(desk.mailbox.subjects("mattias")) == 2


async def test_a_mail_that_waits_is_not_sent_when_the_support_has_come(desk: Desk) -> None:
    await desk.move_to(TODAY, 20)
    goal_id = await desk.has_goal()
    await checks_in(desk, goal_id, 2, ASKED)
    await desk.until_told(goal_id, 1)

    await checks_in(desk, goal_id, 3, None)
    await desk.move_to(TOMORROW)

    assert desk.mailbox.subjects("mattias") == []
    assert len((await desk.bell("mattias"))["items"]) == 1


async def test_who_acts_for_the_manager_is_told_too_while_the_delegation_lasts(
    desk: Desk,
) -> None:
    await desk.move_to(TODAY)
    goal_id = await desk.has_goal(owner_ids=("mattias",))
    await checks_in(desk, goal_id, 2, ASKED, owner_ids=("mattias",))
    await desk.until_told(goal_id, 2)
    await desk.move_to(date(2026, 11, 23))
    await checks_in(desk, goal_id, 3, instant(date(2026, 11, 23)), owner_ids=("mattias",))
    await desk.until_told(goal_id, 3)
    await desk.until_quiet()

    assert len(desk.mailbox.subjects("sara")) == 2
    assert len(desk.mailbox.subjects("hanna")) == 1
