"""What people are told of a talk as it goes."""

from datetime import date
from typing import Any

from chassis.testing import eventually
from redthread_contracts import Event
from redthread_contracts.talks import (
    TalkBooked,
    TalkCompleted,
    TalkOpened,
    TalkPreparationShared,
)

from .conftest import Desk, a_talk, instant

BOOKED = {
    "booked_from": instant(date(2026, 12, 3), 10),
    "booked_until": instant(date(2026, 12, 3), 11),
}


async def told(desk: Desk, event: Event, talk_id: str = "talk-1") -> None:
    """The event has been handled, and what follows from it done."""
    await desk.publish(event, talk_id)
    await desk.until_handled(f"talk:{talk_id}")
    await eventually(lambda: desk.mongo["notifications"].find_one({"talk_id": talk_id}))
    await desk.until_quiet()


async def test_the_employee_is_invited(desk: Desk) -> None:
    await told(desk, TalkOpened(**a_talk("opened")), "opened")

    assert desk.mailbox.subjects("ellen") == [
        "Förbered ditt mål- och utvecklingssamtal senast 18 december"
    ]
    assert desk.mailbox.to("mattias") == []


async def test_a_booking_is_told_to_the_one_who_did_not_make_it(desk: Desk) -> None:
    facts = a_talk("booked", **BOOKED, changed_by="mattias")
    await told(desk, TalkBooked(**facts), "booked")

    assert desk.mailbox.subjects("ellen") == ["Samtal 3 december kl. 10.00"]
    assert desk.mailbox.to("mattias") == []


async def test_sharing_is_told_to_the_other(desk: Desk) -> None:
    facts = a_talk("shared", state="preparing", changed_by="ellen")
    await told(desk, TalkPreparationShared(**facts), "shared")

    assert desk.mailbox.subjects("mattias") == ["Den andra har delat sin förberedelse"]
    assert desk.mailbox.to("ellen") == []


async def test_both_are_asked_to_confirm(desk: Desk) -> None:
    facts = a_talk("completed", state="awaiting_confirmation", changed_by="mattias")
    await told(desk, TalkCompleted(**facts), "completed")

    await eventually(lambda: len(desk.mailbox.mails) == 2)
    assert desk.mailbox.subjects("ellen") == ["Ett samtal väntar på din bekräftelse"]
    assert desk.mailbox.subjects("mattias") == ["Ett samtal väntar på din bekräftelse"]


async def test_the_same_event_again_tells_nobody_again(desk: Desk) -> None:
    event = TalkOpened(**a_talk("twice"))
    envelope = await desk.publish(event, "twice")
    for _ in range(3):
        await desk.publisher.send(event, envelope)
    await told(desk, TalkOpened(**a_talk("after")), "after")
    await told(desk, TalkOpened(**a_talk("after-that")), "after-that")

    about: list[Any] = [item["talk_id"] for item in (await desk.bell("ellen"))["items"]]
    assert about.count("twice") == 1


async def test_a_cycle_that_opens_many_talks_at_once_invites_everybody_once(desk: Desk) -> None:
    many = 300
    for number in range(many):
        facts = a_talk(f"many-{number}", employee_id="ellen" if number % 2 else "viktor")
        await desk.publish(TalkOpened(**facts), f"many-{number}")

    await eventually(lambda: len(desk.mailbox.mails) >= many, seconds=60)
    await desk.until_quiet()

    assert len(desk.mailbox.mails) == many
    assert set(desk.mailbox.copies().values()) == {1}


async def test_outside_office_hours_the_bell_shows_it_and_the_mail_waits(desk: Desk) -> None:
    desk.clock.set(instant(date(2026, 11, 20), 18))  # a Friday evening
    await told(desk, TalkOpened(**a_talk("evening")), "evening")

    assert (await desk.bell("ellen"))["unread"] == 1
    assert desk.mailbox.mails == []

    await desk.move_to(date(2026, 11, 22), 12)
    assert desk.mailbox.mails == []

    await desk.move_to(date(2026, 11, 23))
    assert len(desk.mailbox.to("ellen")) == 1
