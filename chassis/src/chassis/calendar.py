"""Calendar entries (RFC 5545, iCalendar) and what is done with them by mail (RFC 5546, iTIP).

An entry keeps its UID for ever, and each change raises its SEQUENCE: that is how Outlook and
Google move the entry that is there, and do not put another one beside it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from icalendar import Calendar, Event, vCalAddress, vText

from redthread_contracts.ids import TalkId

Method = Literal["REQUEST", "CANCEL"]
"""What a mail asks for. A file that one fetches has none: PUBLISH would need an organizer, whom
the receiver's calendar would write to (RFC 5546, 3.2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands in the calendar. Instants in UTC; `ends` None only where it is cancelled."""

    uid: str
    sequence: int
    summary: str
    starts: datetime | None
    ends: datetime | None
    url: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A name and a mail address."""

    name: str
    address: str


def talk_uid(talk_id: TalkId) -> str:
    """The UID of a talk's entry: the same by mail and as a file."""
    return f"{talk_id}@redthread"


def calendar(
    entry: Entry,
    method: Method | None,
    *,
    made_at: datetime,
    organizer: Somebody | None = None,
    attendee: Somebody | None = None,
) -> bytes:
    """The entry as a calendar object. `organizer` and `attendee` are needed for a mail.

    `method` None: a file to put into one's own calendar.
    """
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("url", entry.url)
    event.add("description", entry.url)
    if entry.starts is not None:
        event.add("dtstart", entry.starts.astimezone(UTC))
    if entry.ends is not None:
        event.add("dtend", entry.ends.astimezone(UTC))
    if entry.place:
        event.add("location", entry.place)
    if organizer is not None:
        event["organizer"] = _address(organizer)
    if attendee is not None:
        somebody = _address(attendee)
        somebody.params["partstat"] = vText("ACCEPTED")
        somebody.params["rsvp"] = vText("FALSE")
        event.add("attendee", somebody)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    # Nobody else needs to read in a shared calendar what the meeting is.
    event.add("class", "PRIVATE")
    made = Calendar()
    made.add("prodid", "-//redthread//talks//SV")
    made.add("version", "2.0")
    if method is not None:
        made.add("method", method)
    made.add_component(event)
    return bytes(made.to_ical())


def _address(somebody: Somebody) -> vCalAddress:
    address = vCalAddress(f"mailto:{somebody.address}")
    address.params["cn"] = vText(somebody.name)
    return address
