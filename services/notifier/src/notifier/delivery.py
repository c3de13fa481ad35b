"""Whether a waiting mail goes out now (domain.md, Notifications 1 and 3). Pure."""

from dataclasses import dataclass
from datetime import datetime

from chassis.clock import local_date
from chassis.directory import Person
from notifier.mail import Receiver
from notifier.notification import Notification, failed, held_back
from notifier.office import next_office_instant
from notifier.watch import Watch, is_overtaken


@dataclass(frozen=True, slots=True)
class Send:
    """Now, to this receiver."""

    receiver: Receiver


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: this is when."""

    notification: Notification


@dataclass(frozen=True, slots=True)
class Never:
    """The bell is enough."""

    reason: str


def decide(
    notification: Notification, person: Person | None, watch: Watch | None, now: datetime
) -> Send | Later | Never:
    """What becomes of a mail whose time has come.

    In office hours only, and not while the receiver is away. Never to people with protected
    identity, without an address, or who have left; nor when it says what is no longer so.
    """
    if is_overtaken(notification, watch, now):
        return Never("overtaken")
    if person is None:
        # The directory may be behind; if it stays so, an administrator sees it in the end.
        return Later(failed(notification, "receiver-unknown", now))
    if reason := _gets_no_mail(person, now):
        return Never(reason)
    if next_office_instant(now) != now:
        return Later(notification.model_copy(update={"send_at": next_office_instant(now)}))
    if _is_away(person, now):
        return Later(held_back(notification, now))
    return Send(
        Receiver(
            given_name=person.given_name,
            name=person.name,
            address=person.email or "",
            language=person.language,
        )
    )


def _gets_no_mail(person: Person, now: datetime) -> str | None:
    if person.protected:
        return "receiver-protected"
    if not person.email:
        return "receiver-without-address"
    if person.employed_until is not None and person.employed_until < local_date(now):
        return "receiver-has-left"
    return None


def _is_away(person: Person, now: datetime) -> bool:
    today = local_date(now)
    return person.absent_on(today) or not person.employed_on(today)
