"""Composes the mail about a notification, text and HTML, in the receiver's language. Pure.

It says the kind, the date and a link, and nothing of what is in a talk, a goal, a survey or a
profile (domain.md, Notifications 1): it is never given any of that. The wording of each kind is a
template per language (`templates/mail/<language>/<kind>.j2`) that sets `subject`, `greeting`,
`heading`, `lead`, `button`, `afterwards` and `why`; `layout.html.j2` and `layout.txt.j2` put them
in place.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote, urlsplit

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from chassis.calendar import Entry, Method, Somebody, calendar, talk_uid
from chassis.clock import STOCKHOLM, local_date
from notifier.notification import Notification
from redthread_contracts.directory import Language
from redthread_contracts.ids import TalkId
from redthread_contracts.notifications import NotificationKind

_METHODS: dict[NotificationKind, Method] = {
    "talk_booked": "REQUEST",
    "talk_booking_cancelled": "CANCEL",
    "talk_cancelled": "CANCEL",
}
"""The kinds that put something into a calendar, or take it out, where a time was booked."""

_SUMMARIES: dict[Language, str] = {"sv": "Samtal", "en": "Talk"}
_LOCALES: dict[Language, str] = {"sv": "sv_SE", "en": "en_GB"}
_CLOCKS: dict[Language, str] = {"sv": "%H.%M", "en": "%H:%M"}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_POLICY = SMTP.clone(cte_type="7bit")  # right for every mail server, also an old one


class BadAddress(ValueError):
    """Nobody can be reached under this address."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the same for all mails. `public_url` is where the links lead."""

    address: str
    municipality: str
    public_url: str

    @property
    def name(self) -> str:
        """The name of the product and of the municipality."""
        return f"Röda tråden, {self.municipality}"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who reads."""

    given_name: str
    name: str
    address: str
    language: Language


def compose(
    notification: Notification, receiver: Receiver, letterhead: Letterhead, now: datetime
) -> EmailMessage:
    """The mail about a notification.

    Its Message-ID comes from the notification's id alone, so that a mail which is sent again
    after a crash is the same mail. Raises `BadAddress`.
    """
    facts = _facts(notification, receiver, letterhead, local_date(now))
    text = _written("txt", notification, receiver.language, facts)
    html = _written("html", notification, receiver.language, facts)

    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(letterhead.name, addr_spec=letterhead.address)
    mail["To"] = _address(receiver)
    mail["Subject"] = text.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(notification, letterhead)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office answers stay away
    mail.set_content(text.body, cte="quoted-printable")
    mail.add_alternative(html.body, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = receiver.language
    if notification.kind in _METHODS and notification.starts_at is not None:
        _add_entry(mail, notification, receiver, letterhead)
    return mail


def _add_entry(
    mail: EmailMessage,
    notification: Notification,
    receiver: Receiver,
    letterhead: Letterhead,
) -> None:
    """The calendar entry, as the mail's third form, which Outlook and Google take up, and as a
    file for everybody else. Its organizer is the sender of the mail: whoever organizes a meeting
    can not be invited to it, and both parties are."""
    method = _METHODS[notification.kind]
    content = calendar(
        Entry(
            uid=talk_uid(notification.talk_id or TalkId(notification.item_id)),
            sequence=notification.sequence,
            summary=_SUMMARIES[receiver.language],
            starts=notification.starts_at,
            ends=notification.ends_at,
            url=_link(notification, letterhead.public_url),
        ),
        method,
        made_at=notification.created_at,
        organizer=Somebody(letterhead.name, letterhead.address),
        attendee=Somebody(receiver.name, receiver.address),
    ).decode()
    mail.add_alternative(content, subtype="calendar", cte="base64", params={"method": method})
    mail.add_attachment(
        content,
        subtype="calendar",
        cte="base64",
        filename="samtal.ics",
        params={"method": method},
    )


def message_id(notification: Notification, letterhead: Letterhead) -> str:
    """The Message-ID of the mail about a notification."""
    host = urlsplit(letterhead.public_url).hostname or "redthread.invalid"
    return f"<{notification.id}@{host}>"


@dataclass(frozen=True, slots=True)
class _Written:
    subject: str
    body: str


def _written(
    form: str, notification: Notification, language: Language, facts: dict[str, object]
) -> _Written:
    environment = _environment(form)
    strong = Markup("<b>{}</b>").format if form == "html" else str
    wording = environment.get_template(f"{language}/{notification.kind}.j2").make_module(
        {**facts, "strong": strong}
    )
    body = environment.get_template(f"layout.{form}.j2").render(
        **facts,
        wording=wording,
        language=language,
    )
    return _Written(" ".join(str(wording.subject).split()), body)  # type: ignore[attr-defined] # set by the template


def _facts(
    notification: Notification, receiver: Receiver, letterhead: Letterhead, today: date
) -> dict[str, object]:
    day = notification.day
    starts_at = notification.starts_at
    language = receiver.language
    return {
        "role": notification.role,
        "stage": notification.stage,
        "days_left": None if day is None else (day - today).days,
        "day": None if day is None else _day(day, language, today, weekday=True),
        "short_day": None if day is None else _day(day, language, today, weekday=False),
        "time": starts_at and starts_at.astimezone(STOCKHOLM).strftime(_CLOCKS[language]),
        "link": _link(notification, letterhead.public_url),
        "bell_link": f"{letterhead.public_url.rstrip('/')}/aviseringar",
        "given_name": receiver.given_name,
        "sender": letterhead.name,
    }


def _day(day: date, language: Language, today: date, *, weekday: bool) -> str:
    """ "måndag 30 november"; with the year when that is not this year."""
    pattern = ("EEEE " if weekday else "") + "d MMMM" + (" y" if day.year != today.year else "")
    return format_date(day, pattern, locale=_LOCALES[language])


def _link(notification: Notification, public_url: str) -> str:
    return "/".join(
        (public_url.rstrip("/"), *(quote(part, safe="") for part in _path(notification)))
    )


def _path(notification: Notification) -> tuple[str, ...]:
    match notification.item_type:
        case "goal":
            return ("mal", notification.item_id)
        case "survey":
            return ("e", notification.item_id)
        case "action":
            return ("enkater", notification.survey_id or "", "atgarder", notification.item_id)
        case "certificate":
            if notification.role == "manager" and notification.unit_id:
                return ("enheter", notification.unit_id, "kompetens")
            return ("kompetens", "mina")
        case "talk" | "agreement":
            one = notification.talk_id or notification.item_id
            return ("samtal",) if notification.kind == "talk_taken_over" else ("samtal", one)


def _address(receiver: Receiver) -> Address:
    # Some mail servers take other letters (RFC 6531); one that does not says so much later.
    if not _ADDRESS.fullmatch(receiver.address):
        raise BadAddress("not an address that every mail server takes")
    try:
        return Address(" ".join(receiver.name.split()), addr_spec=receiver.address)
    except (ValueError, IndexError, MessageError) as error:
        raise BadAddress("not an address") from error


@lru_cache
def _environment(form: str) -> Environment:
    return Environment(
        loader=PackageLoader("notifier", "templates/mail"),
        autoescape=form == "html",  # noqa: S701 - plain text needs no escaping
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
