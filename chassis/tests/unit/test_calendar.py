"""Calendar entries."""

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from chassis.calendar import Entry, Method, Somebody, calendar, talk_uid
from redthread_contracts.ids import TalkId

STARTS = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""Half past two, in the hour that comes twice: summer time ends."""


def an_entry(method: Method | None = None, place: str = "", sequence: int = 1) -> list[Any]:
    entry = Entry(
        uid=talk_uid(TalkId("t-1")),
        sequence=sequence,
        summary="Samtal; åäö, med \\ tecken\nBEGIN:VALARM",
        starts=STARTS,
        ends=STARTS.replace(hour=2),
        url="https://rodatraden.example/samtal/t-1",
        place=place,
    )
    somebody = Somebody('Ek, "Ellen"', "ellen@ekstad.example")
    content = calendar(entry, method, made_at=STARTS, organizer=somebody, attendee=somebody)
    found = Calendar.from_ical(content.decode())
    assert isinstance(found, Calendar)
    return list(found.events)


def test_instants_stay_what_they_are_over_the_end_of_summer_time() -> None:
    (event,) = an_entry()

    assert event.decoded("DTSTART") == STARTS
    assert event.decoded("DTEND") == STARTS.replace(hour=2)


def test_no_text_breaks_out_of_its_field() -> None:
    (event,) = an_entry(place="Rum 1\r\nATTENDEE:mailto:other@example.org")

    assert event["SUMMARY"].startswith("Samtal; åäö, med")
    assert not event.subcomponents
    assert str(event["ATTENDEE"]) == "mailto:ellen@ekstad.example"


def test_a_cancelled_entry_is_the_same_with_a_higher_sequence() -> None:
    (first,), (last,) = an_entry("REQUEST"), an_entry("CANCEL", sequence=2)

    assert first["UID"] == last["UID"] == "t-1@redthread"
    assert (int(first["SEQUENCE"]), int(last["SEQUENCE"])) == (1, 2)
    assert last["STATUS"] == "CANCELLED"


def test_a_file_that_one_fetches_asks_nobody_for_anything() -> None:
    entry = Entry(uid="u", sequence=1, summary="Samtal", starts=STARTS, ends=STARTS, url="x")

    fetched = Calendar.from_ical(calendar(entry, None, made_at=STARTS).decode())

    assert "METHOD" not in fetched
    assert "ORGANIZER" not in fetched.walk("VEVENT")[0]
