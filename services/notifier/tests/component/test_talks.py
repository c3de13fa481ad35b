"""What people are told of a talk as it goes."""

from datetime import date
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar

from chassis.testing import eventually
from redthread_contracts import Event
from redthread_contracts.talks import (
    TalkBooked,
    TalkBookingCancelled,
    TalkCancelled,
    TalkCompleted,
    TalkManagerChanged,
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


async def test_whoever_did_not_open_a_follow_up_talk_is_invited_to_it(desk: Desk) -> None:
    facts = {**a_talk("follow"), "kind": "follow_up", "changed_by": "ellen"}
    await told(desk, TalkOpened(**facts), "follow")

    assert desk.mailbox.subjects("mattias") == [
        "Förbered ett uppföljningssamtal senast 18 december"
    ]
    assert desk.mailbox.to("ellen") == []


async def test_both_get_a_booking_with_its_calendar_entry(desk: Desk) -> None:
    facts = a_talk("booked", **BOOKED, booking_sequence=1, changed_by="mattias")
    await told(desk, TalkBooked(**facts), "booked")

    await eventually(lambda: len(desk.mailbox.mails) == 2)
    for who in ("ellen", "mattias"):
        assert desk.mailbox.subjects(who) == ["Samtal 3 december kl. 10.00"]
        calendar, entry = entry_of(desk.mailbox.to(who)[0])
        assert calendar["METHOD"] == "REQUEST"
        assert (entry["UID"], int(entry["SEQUENCE"])) == ("booked@redthread", 1)
        assert entry.decoded("DTSTART") == BOOKED["booked_from"]
        assert entry.decoded("DTEND") == BOOKED["booked_until"]
        assert str(entry["ATTENDEE"]) == f"mailto:{who}@ekstad.example"


async def test_a_moved_and_a_cancelled_booking_change_the_same_calendar_entry(desk: Desk) -> None:
    await told(desk, TalkBooked(**a_talk("moved", **BOOKED, booking_sequence=1)), "moved")
    later = {
        "booked_from": instant(date(2026, 12, 4), 13),
        "booked_until": instant(date(2026, 12, 4), 14),
    }
    moved = TalkBooked(**a_talk("moved", **later, booking_sequence=2))
    await desk.publish(moved, "moved", 2)
    await desk.until_told("moved", 4)
    await desk.until_quiet()
    await desk.publish(TalkBookingCancelled(**a_talk("moved", booking_sequence=3)), "moved", 3)
    await desk.until_told("moved", 6)
    await desk.until_quiet()

    entries = [entry_of(mail) for mail in desk.mailbox.to("ellen")]
    assert [str(calendar["METHOD"]) for calendar, _ in entries] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {str(entry["UID"]) for _, entry in entries} == {"moved@redthread"}
    assert [int(entry["SEQUENCE"]) for _, entry in entries] == [1, 2, 3]
    assert [entry.decoded("DTSTART") for _, entry in entries[1:]] == [later["booked_from"]] * 2
    assert entries[2][1]["STATUS"] == "CANCELLED"
    assert desk.mailbox.subjects("ellen")[-1] == "Tiden 4 december kl. 13.00 är avbokad"


async def test_a_talk_that_is_called_off_leaves_both_calendars(desk: Desk) -> None:
    await told(desk, TalkBooked(**a_talk("off", **BOOKED, booking_sequence=1)), "off")
    off = a_talk("off", state="cancelled", booking_sequence=2, changed_by="mattias")
    await desk.publish(TalkCancelled(**off), "off", 2)
    await desk.until_told("off", 4)
    await desk.until_quiet()

    for who in ("ellen", "mattias"):
        calendar, entry = entry_of(desk.mailbox.to(who)[-1])
        assert (calendar["METHOD"], int(entry["SEQUENCE"])) == ("CANCEL", 2)
        assert desk.mailbox.subjects(who)[-1] == "Samtalet 3 december kl. 10.00 är inställt"


async def test_who_calls_off_a_talk_without_a_time_is_not_told_of_it(desk: Desk) -> None:
    facts = a_talk("idle", state="cancelled", changed_by="mattias")
    await told(desk, TalkCancelled(**facts), "idle")

    assert desk.mailbox.subjects("ellen") == ["Ert samtal är inställt"]
    assert desk.mailbox.to("mattias") == []


async def test_a_booked_time_moves_to_the_calendar_of_the_new_manager(desk: Desk) -> None:
    await told(desk, TalkBooked(**a_talk("moves", **BOOKED, booking_sequence=1)), "moves")
    facts = a_talk("moves", **BOOKED, booking_sequence=2, manager_id="sara")
    await desk.publish(TalkManagerChanged(**facts), "moves", 2)
    await desk.until_told("moves", 4)
    await desk.until_quiet()

    assert methods_of(desk, "mattias") == ["REQUEST", "CANCEL"]
    assert methods_of(desk, "sara") == ["REQUEST"]
    assert methods_of(desk, "ellen") == ["REQUEST"]
    assert "Du har tagit över samtal" in desk.mailbox.subjects("sara")


async def test_thirty_talks_taken_over_on_a_day_are_one_mail(desk: Desk) -> None:
    for number in range(3):
        taken = a_talk(f"taken-{number}", manager_id="sara")
        await desk.publish(TalkManagerChanged(**taken), f"taken-{number}", 1)
    for number in range(3):
        await desk.until_handled(f"talk:taken-{number}")
    await desk.until_quiet()

    assert desk.mailbox.subjects("sara").count("Du har tagit över samtal") == 1


async def test_a_calendar_entry_says_nothing_of_the_talk(desk: Desk) -> None:
    await told(desk, TalkBooked(**a_talk("private", **BOOKED, booking_sequence=1)), "private")

    _, entry = entry_of(desk.mailbox.to("ellen")[0])

    assert entry["SUMMARY"] == "Samtal"
    assert entry["DESCRIPTION"] == entry["URL"] == "https://rodatraden.example/samtal/private"
    assert "LOCATION" not in entry
    assert "mattias" not in str(entry.to_ical())


def methods_of(desk: Desk, who: str) -> list[str]:
    return [
        str(entry_of(mail)[0]["METHOD"])
        for mail in desk.mailbox.to(who)
        if any(part.get_content_type() == "text/calendar" for part in mail.walk())
    ]


def entry_of(mail: EmailMessage) -> tuple[Any, Any]:
    """What a calendar makes of the mail: the form for it, and the same as a file."""
    inline, attached = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert inline.get_payload(decode=True) == attached.get_payload(decode=True)
    assert attached.get_filename() == "samtal.ics"
    calendar = Calendar.from_ical(str(inline.get_content()))
    assert isinstance(calendar, Calendar)
    assert inline.get_param("method") == calendar["METHOD"]
    (entry,) = calendar.events
    return calendar, entry


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
