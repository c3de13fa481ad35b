"""Topic `notifications`: what was sent to whom and when, never the text.

Kinds and item types are open lists: a reader passes over those that it does not know.
"""

from datetime import date, datetime
from typing import ClassVar, Literal

from redthread_contracts.event import Event
from redthread_contracts.ids import NotificationId, PersonId
from redthread_contracts.topics import NOTIFICATIONS, Topic

NotificationKind = Literal[
    "talk_invitation",
    "follow_up_invitation",
    "talk_booked",
    "talk_time_proposed",
    "talk_booking_cancelled",
    "talk_cancelled",
    "talk_taken_over",
    "talk_other_shared",
    "talk_to_confirm",
    "goal_proposed",
    "goal_commented",
    "goal_support",
    "goal_deadline",
    "agreement_deadline",
    "survey_invitation",
    "survey_reminder",
    "action_deadline",
    "certificate_expiry",
]
Stage = Literal["before", "due", "passed", "overdue"]
ItemType = Literal["talk", "goal", "agreement", "survey", "action", "certificate"]


class NotificationFacts(Event):
    """One notification to one person. `stage` and `day` are None where there is no deadline."""

    topic: ClassVar[Topic] = NOTIFICATIONS

    notification_id: NotificationId
    person_id: PersonId
    kind: str
    item_type: str
    item_id: str
    stage: Stage | None = None
    day: date | None = None
    state: Literal["waiting", "sent", "given_up", "bell_only"]
    sent_at: datetime | None = None


class NotificationCreated(NotificationFacts):
    """Shown by the bell; a mail goes out in office hours."""

    type: ClassVar[str] = "se.redthread.notification.created.v1"


class NotificationSent(NotificationFacts):
    """The mail server took the mail."""

    type: ClassVar[str] = "se.redthread.notification.sent.v1"


class NotificationKeptInBell(NotificationFacts):
    """No mail goes out after all: overtaken by events, or the receiver gets no mail."""

    type: ClassVar[str] = "se.redthread.notification.kept-in-bell.v1"


class NotificationGivenUp(NotificationFacts):
    """The mail server refused it for good; an administrator sees it."""

    type: ClassVar[str] = "se.redthread.notification.given-up.v1"


class NotificationRetried(NotificationFacts):
    """An administrator sends it again."""

    type: ClassVar[str] = "se.redthread.notification.retried.v1"


class NotificationWithheld(Event):
    """Something about a notification changed, and nobody may know whom it is for.

    A reminder of a survey would tell who has not answered it.
    """

    type: ClassVar[str] = "se.redthread.notification.withheld.v1"
    topic: ClassVar[Topic] = NOTIFICATIONS

    notification_id: NotificationId
