"""A booked talk as a calendar entry that one fetches oneself, with its place."""

from datetime import datetime

from chassis.calendar import Entry, calendar, talk_uid
from chassis.errors import NotFound
from gateway.views.talk import TalkView
from gateway.visit import Visit


def talk_entry(visit: Visit, view: TalkView) -> bytes:
    """The entry for the one who looks. Raises `NotFound` when no time is booked."""
    return entry_of(view, visit.gateway.settings.public_url, visit.gateway.clock.now())


def entry_of(view: TalkView, public_url: str, made_at: datetime) -> bytes:
    """The entry (RFC 5545). A moved time has the same UID and a higher SEQUENCE."""
    booking = view.talk.booking
    if booking is None:
        raise NotFound("booking-not-found", "No time is booked yet. Book one first.")
    entry = Entry(
        uid=talk_uid(view.talk.id),
        sequence=view.talk.booking_sequence,
        summary=f"{view.talk.title}, {view.other.given}",
        starts=booking.starts,
        ends=booking.ends,
        url=f"{public_url.rstrip('/')}{view.path}",
        place=booking.place,
    )
    return calendar(entry, None, made_at=made_at)
