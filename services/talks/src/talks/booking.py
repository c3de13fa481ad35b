"""When and where the two meet (domain.md, "Talks" 5): proposed, booked, moved, called off.

Both may book. Either may instead propose some times: the other books one of them, or proposes
others. A talk that was interrupted is booked again while it is `held`, to go on another day.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from chassis.documents import Decision
from chassis.errors import FieldError, Invalid
from redthread_contracts.talks import TalkBooked, TalkBookingCancelled, TalkTimesProposed
from talks.conversation import check_can_write
from talks.talk import Booking, ProposedTimes, Talk, decided, person_in, with_booking
from talks.template import Role

LONGEST_BOOKING = timedelta(hours=4)
FURTHEST_BOOKING = timedelta(days=2 * 366)
MOST_PROPOSED = 5


def book(talk: Talk, role: Role, booking: Booking, now: datetime) -> Decision[Talk] | None:
    """Book or move the time; both may. The same time again changes nothing.

    Raises `Invalid` for a time in the past, backwards, longer than four hours or years ahead,
    and `Conflict` once the talk is finished.
    """
    check_can_write(talk)
    if booking == talk.booking:
        return None
    if wrong := list(_wrong_with(booking, now)):
        raise Invalid("booking-invalid", "Choose another time for the talk.", fields=wrong)
    return decided(with_booking(talk, booking), person_in(talk, role), TalkBooked)


def propose(
    talk: Talk, role: Role, times: Sequence[Booking], now: datetime
) -> Decision[Talk] | None:
    """Propose one to five times in place of all that were proposed; what is booked stays.

    The same times again change nothing. Raises `Invalid` and `Conflict` as `book`.
    """
    check_can_write(talk)
    wanted = tuple(sorted(dict.fromkeys(times), key=lambda one: (one.starts, one.ends)))
    known = talk.proposed
    if known is not None and (known.by, known.times) == (role, wanted):
        return None
    wrong = [
        FieldError(f"times.{place}.{each.field}", each.code, each.message)
        for place, one in enumerate(times)
        for each in _wrong_with(one, now)
    ]
    if not wanted:
        wrong = [FieldError("times", "times-missing", "Propose at least one time.")]
    elif len(wanted) > MOST_PROPOSED:
        wrong = [FieldError("times", "too-many-times", f"Propose at most {MOST_PROPOSED} times.")]
    if wrong:
        raise Invalid("times-invalid", "Choose other times to propose.", fields=wrong)
    proposed = ProposedTimes(by=role, times=wanted, at=now)
    changed = talk.model_copy(update={"proposed": proposed})
    return decided(changed, person_in(talk, role), TalkTimesProposed)


def cancel_booking(talk: Talk, role: Role) -> Decision[Talk] | None:
    """Call the booked time off; both may. Raises `Conflict` once the talk is finished."""
    check_can_write(talk)
    if talk.booking is None:
        return None
    return decided(with_booking(talk, None), person_in(talk, role), TalkBookingCancelled)


def _wrong_with(booking: Booking, now: datetime) -> Iterable[FieldError]:
    if booking.starts < now:
        yield FieldError("starts", "booking-passed", "The time has passed. Choose a later one.")
    elif booking.starts > now + FURTHEST_BOOKING:
        yield FieldError("starts", "booking-too-far", "Choose a time within two years.")
    if booking.ends <= booking.starts:
        yield FieldError("ends", "booking-backwards", "The talk must end after it begins.")
    elif booking.ends - booking.starts > LONGEST_BOOKING:
        yield FieldError("ends", "booking-too-long", "A talk is at most four hours long.")
