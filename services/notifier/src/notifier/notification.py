"""A notification: the bell shows it from its creation, and a mail about it goes out once.

States of the mail: `waiting` → `sent`, `given_up` (an administrator can send it again) or
`bell_only` (no mail: the receiver gets none, or it was overtaken). What cannot be sent now is
tried again after one minute, doubling up to an hour, in office hours; after sixty attempts, more
than six working days, it is given up.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Literal

from chassis.documents import Decision, State
from chassis.errors import Conflict
from notifier.office import next_office_instant, next_opening
from redthread_contracts import notifications as events
from redthread_contracts.event import Event
from redthread_contracts.ids import NotificationId, PersonId, SurveyId, TalkId, UnitId
from redthread_contracts.notifications import ItemType, NotificationKind, Stage

MailState = Literal["waiting", "sent", "given_up", "bell_only"]
Role = Literal["party", "invited", "owner", "manager", "other_party"]
"""Why somebody is told: a party of the talk, asked in a survey, the owner of the item, or about
somebody else's."""

MOST_ATTEMPTS = 60

_FIRST_DELAY = timedelta(minutes=1)
_LONGEST_DELAY = timedelta(hours=1)

Decide = Callable[["Notification | None"], "Decision[Notification] | None"]


class Notification(State):
    """What one person is told, without any word of what it is about.

    `day` is the deadline, the last day or the booked day; `starts_at` and `ends_at` the booked
    time, `sequence` how often that was changed. `survey_id` and `profile_id` say what an action
    or a certificate is in, `unit_id` whose manager is told.
    `send_at` is when the mail is tried (again); None when there is nothing to send.
    """

    person_id: PersonId
    kind: NotificationKind
    role: Role = "party"
    item_type: ItemType
    item_id: str
    talk_id: TalkId | None = None
    survey_id: SurveyId | None = None
    profile_id: str | None = None
    unit_id: UnitId | None = None
    stage: Stage | None = None
    day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    sequence: int = 0
    created_at: datetime
    state: MailState = "waiting"
    send_at: datetime | None = None
    attempts: int = 0
    error: str | None = None
    sent_at: datetime | None = None


def create(wanted: Notification) -> Decide:
    """Make it, unless it is there already: whatever is repeated, a person is told once."""

    def decide(known: Notification | None) -> Decision[Notification] | None:
        return None if known is not None else created(wanted)

    return decide


def created(wanted: Notification) -> Decision[Notification]:
    """The notification as it begins, waiting for office hours."""
    send_at = next_office_instant(wanted.created_at) if wanted.state == "waiting" else None
    made = wanted.model_copy(update={"send_at": send_at})
    return _told(events.NotificationCreated, made)


def names_receiver(known: Notification) -> bool:
    """Whether others may learn whom it is for.

    Not of a reminder of a survey: it would tell who has not answered.
    """
    return known.kind != "survey_reminder"


def sent(now: datetime) -> Decide:
    """The mail server took the mail."""
    return _while_waiting(events.NotificationSent, state="sent", sent_at=now, error=None)


def keep_in_bell(reason: str) -> Decide:
    """No mail after all."""
    return _while_waiting(events.NotificationKeptInBell, state="bell_only", error=reason)


def give_up(error: str) -> Decide:
    """It can't be sent; an administrator sees it."""
    return _while_waiting(events.NotificationGivenUp, state="given_up", error=error)


def retry(now: datetime) -> Decide:
    """An administrator sends it again.

    Raises `Conflict` when the mail has been sent or is not to be. Already waiting: nothing to do.
    """

    def decide(known: Notification | None) -> Decision[Notification] | None:
        if known is None or known.state == "waiting":
            return None
        if known.state != "given_up":
            raise Conflict(
                "notification-not-given-up",
                "Only a mail that was given up can be sent again. This one is not.",
                state=known.state,
            )
        made = known.model_copy(
            update={"state": "waiting", "send_at": next_office_instant(now), "attempts": 0}
        )
        return _told(events.NotificationRetried, made)

    return decide


def failed(known: Notification, error: str, now: datetime) -> Notification:
    """The next attempt after one that failed for now."""
    attempts = known.attempts + 1
    return known.model_copy(
        update={
            "attempts": attempts,
            "error": error,
            "send_at": next_office_instant(now + delay(attempts)),
        }
    )


def held_back(known: Notification, now: datetime) -> Notification:
    """Not while the receiver is away: looked at again when the office opens next."""
    return known.model_copy(update={"send_at": next_opening(now)})


def delay(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts."""
    doublings = min(attempts - 1, 10)
    return min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY)


def is_exhausted(known: Notification) -> bool:
    """Whether it has been tried often enough."""
    return known.attempts >= MOST_ATTEMPTS


def _while_waiting(event: type[events.NotificationFacts], **change: object) -> Decide:
    def decide(known: Notification | None) -> Decision[Notification] | None:
        if known is None or known.state != "waiting":
            return None
        made = known.model_copy(update={**change, "send_at": None})
        return _told(event, made)

    return decide


def _told(event: type[events.NotificationFacts], made: Notification) -> Decision[Notification]:
    return Decision(made, [_event(event, made)])


def _event(event: type[events.NotificationFacts], known: Notification) -> Event:
    id = NotificationId(known.id)
    if not names_receiver(known):
        return events.NotificationWithheld(notification_id=id)
    return event(notification_id=id, **_facts(known))


def _facts(known: Notification) -> dict[str, Any]:
    return known.model_dump(
        include={
            "person_id",
            "kind",
            "item_type",
            "item_id",
            "stage",
            "day",
            "state",
            "sent_at",
        }
    )
