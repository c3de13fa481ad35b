"""A talk that will not be held (domain.md, "Talks" 5 and 11), and one that is taken up again.

The reason is for the two who have the talk; what other services hear is which kind it was.
"""

from datetime import date, datetime

from chassis.documents import Decision
from chassis.errors import Conflict, Forbidden
from redthread_contracts.ids import PersonId
from redthread_contracts.talks import TalkCancelled, TalkFacts, TalkOpened, TalkRetentionStarted
from talks.talk import BEFORE_TALK, OPEN, Cancellation, Talk, decided, person_in, with_booking
from talks.template import Role


def call_off(
    talk: Talk, role: Role, reason: str, now: datetime, *, by: PersonId | None = None
) -> Decision[Talk] | None:
    """The manager calls the whole talk off, or `by`: a substitute. One that is off stays so.

    Raises `Forbidden` for the employee, whose right the talk is, and `Conflict` for a talk that
    has begun.
    """
    _check_manager(role)
    if talk.state == "cancelled":
        return None
    if talk.state not in BEFORE_TALK:
        raise Conflict(
            "talk-already-held", "The talk has begun. Finish it instead, or interrupt it."
        )
    by = by or person_in(talk, role)
    why = Cancellation(because="called_off", reason=reason, by=by, at=now, before=talk.state)
    return _cancelled(talk, why)


def take_up(talk: Talk, role: Role) -> Decision[Talk] | None:
    """The manager takes a talk up again that was called off; its time has to be booked anew.

    Raises `Forbidden` for the employee, and `Conflict` when it was not the manager who ended it.
    """
    _check_manager(role)
    if talk.cancelled is None:
        return None
    if talk.cancelled.because != "called_off":
        raise Conflict(
            "talk-not-called-off",
            "The talk was taken out of its cycle, or the employee has left. Ask HR.",
        )
    return _taken_up(talk, person_in(talk, role))


def taken_out(talk: Talk | None, reason: str, by: PersonId, now: datetime) -> Decision[Talk] | None:
    """HR has taken the person out of the cycle. A talk that has begun stays."""
    if talk is None or talk.state not in BEFORE_TALK:
        return None
    why = Cancellation(because="taken_out", reason=reason, by=by, at=now, before=talk.state)
    return _cancelled(talk, why)


def put_back(talk: Talk | None, by: PersonId, chosen_at: datetime) -> Decision[Talk] | None:
    """HR has taken the person into the cycle again, whoever had ended the talk before that."""
    if talk is None or talk.cancelled is None or talk.cancelled.at > chosen_at:
        return None
    return _taken_up(talk, by)


def employment_ended(talk: Talk | None, last_day: date, now: datetime) -> Decision[Talk] | None:
    """The employee has left: an open talk will not be held, and retention starts for each."""
    if talk is None or (talk.retention_from == last_day and talk.state not in OPEN):
        return None
    retained = talk.model_copy(update={"retention_from": last_day})
    if talk.state not in OPEN:
        return decided(retained, None, TalkRetentionStarted)
    why = Cancellation(because="employment_ended", at=now, before=talk.state)
    return _cancelled(retained, why, TalkRetentionStarted)


def _cancelled(talk: Talk, why: Cancellation, *and_also: type[TalkFacts]) -> Decision[Talk]:
    ended = with_booking(talk, None).model_copy(update={"state": "cancelled", "cancelled": why})
    return decided(ended, why.by, TalkCancelled, *and_also)


def _taken_up(talk: Talk, by: PersonId) -> Decision[Talk]:
    before = talk.cancelled.before if talk.cancelled else "planned"
    update = {"state": before, "cancelled": None, "retention_from": None}
    return decided(talk.model_copy(update=update), by, TalkOpened)


def _check_manager(role: Role) -> None:
    if role != "manager":
        raise Forbidden(
            "manager-needed",
            "Only the manager can call the talk off. Call the time off instead, or write to them.",
        )
