"""A booked talk as a calendar entry that one fetches oneself, with its place."""

from chassis.calendar import Entry, calendar, talk_uid
from chassis.errors import NotFound
from gateway.views.talk import TalkView
from gateway.visit import Visit


def talk_entry(visit: Visit, view: TalkView) -> bytes:
    """The entry (RFC 5545). Raises `NotFound` when no time is booked."""
    booking = view.talk.booking
    if booking is None:
        raise NotFound("booking-not-found", "No time is booked yet. Book one first.")
    entry = Entry(
        uid=talk_uid(view.talk.id),
        sequence=view.talk.booking_sequence,
        summary=f"{view.talk.title}, {view.other.given}",
        starts=booking.starts,
        ends=booking.ends,
        url=f"{visit.gateway.settings.public_url.rstrip('/')}{view.path}",
        place=booking.place,
    )
    return calendar(entry, "PUBLISH", made_at=visit.gateway.clock.now())
