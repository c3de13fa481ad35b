"""What a mail says: the kind, the day and a link; never what it is about."""

from contextlib import suppress
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.mail import BadAddress, Letterhead, Receiver, compose
from notifier.notification import Notification, Role
from redthread_contracts.notifications import NotificationKind

from .builders import a_reminder, a_word_about_a_survey, a_word_about_a_talk, local

LETTERHEAD = Letterhead(
    address="rodatraden@ekstad.example",
    municipality="Ekstad kommun",
    public_url="https://rodatraden.example/",
)
BEFORE = local(2026, 11, 23, 8, 1)


OTHERS: tuple[Role, ...] = ("owner", "manager", "other_party")
ABOUT: dict[str, tuple[str, tuple[Role, ...], str]] = {
    "talk_invitation": ("talk", ("party",), "samtal/talk-1"),
    "follow_up_invitation": ("talk", ("party",), "samtal/talk-1"),
    "talk_booked": ("talk", ("party",), "samtal/talk-1"),
    "talk_time_proposed": ("talk", ("party",), "samtal/talk-1"),
    "talk_booking_cancelled": ("talk", ("party",), "samtal/talk-1"),
    "talk_cancelled": ("talk", ("party",), "samtal/talk-1"),
    "talk_taken_over": ("talk", ("party",), "samtal"),
    "goal_proposed": ("goal", ("party",), "mal/goal-1"),
    "goal_commented": ("goal", ("party",), "mal/goal-1"),
    "talk_other_shared": ("talk", ("party",), "samtal/talk-1"),
    "talk_to_confirm": ("talk", ("party",), "samtal/talk-1"),
    "goal_deadline": ("goal", OTHERS, "mal/goal-1"),
    "goal_support": ("goal", ("manager",), "mal/goal-1"),
    "agreement_deadline": ("agreement", OTHERS, "samtal/talk-1"),
    "survey_invitation": ("survey", ("invited",), "e/survey-1"),
    "survey_reminder": ("survey", ("invited",), "e/survey-1"),
    "action_deadline": ("action", OTHERS, "enkater/survey-1/atgarder/action-1"),
    "certificate_expiry": ("certificate", OTHERS, "kompetens/mina"),
}
"""Of each kind: what it is about, who is told, and where the link leads."""


def ellen(**changes: Any) -> Receiver:
    values: dict[str, Any] = {
        "given_name": "Ellen",
        "name": "Ellen Sandgren",
        "address": "ellen.sandgren@ekstad.example",
        "language": "sv",
    }
    return Receiver(**{**values, **changes})


def composed(
    notification: Notification, receiver: Receiver | None = None, now: datetime = BEFORE
) -> EmailMessage:
    """The mail as it arrives on the other side."""
    mail = compose(notification, receiver or ellen(), LETTERHEAD, now)
    return message_from_bytes(mail.as_bytes(), policy=default)


def text_of(mail: EmailMessage, form: str = "plain") -> str:
    part = mail.get_body((form,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_reminder_before_the_day_reads_like_the_example() -> None:
    mail = composed(a_reminder())

    assert mail["Subject"] == "Ett av dina mål ska vara klart 30 november"
    assert mail["From"] == '"Röda tråden, Ekstad kommun" <rodatraden@ekstad.example>'
    assert mail["To"] == "Ellen Sandgren <ellen.sandgren@ekstad.example>"
    assert text_of(mail).replace("-- \n", "--\n") == (
        """Ett av dina mål ska vara klart om en vecka

Hej Ellen!

Sista dag är måndag 30 november. Stäm av hur det går, eller
flytta dagen om du behöver mer tid.

Stäm av målet:
https://rodatraden.example/mal/goal-1

Är målet redan klart? Markera det på samma sida, så får du
inga fler påminnelser.

--
Röda tråden, Ekstad kommun
Du får mejlet för att du äger målet.
Se alla dina aviseringar: https://rodatraden.example/aviseringar
Mejlet innehåller inget från samtal eller enkäter.
"""
    )


def test_the_html_says_the_same_with_the_day_in_bold() -> None:
    html = text_of(composed(a_reminder()), "html")

    assert '<html lang="sv">' in html
    assert "<h1>Ett av dina mål ska vara klart om en vecka</h1>" in html
    assert "Sista dag är <b>måndag 30 november</b>. Stäm av hur det går" in html
    assert '<a class="btn" href="https://rodatraden.example/mal/goal-1">Stäm av målet</a>' in html


def test_it_loads_nothing_from_outside() -> None:
    html = text_of(composed(a_reminder()), "html")

    assert "src=" not in html
    assert "<link" not in html
    assert "url(" not in html
    assert "<script" not in html


def test_the_receivers_language_decides() -> None:
    mail = composed(a_reminder(), ellen(language="en"))

    assert mail["Subject"] == "One of your goals is due on 30 November"
    assert mail["Content-Language"] == "en"
    assert "Hello Ellen!\n\nThe last day is Monday 30 November." in text_of(mail)
    assert '<html lang="en">' in text_of(mail, "html")


@pytest.mark.parametrize(
    ("now", "heading"),
    [
        (local(2026, 11, 20), "Ett av dina mål ska vara klart måndag 30 november"),
        (local(2026, 11, 23), "Ett av dina mål ska vara klart om en vecka"),
        (local(2026, 11, 29), "Ett av dina mål ska vara klart i morgon"),
        (local(2026, 11, 30), "Ett av dina mål ska vara klart i dag"),
        (local(2026, 12, 1), "Sista dagen för ett av dina mål har passerat"),
    ],
)
def test_the_heading_counts_from_the_day_it_is_sent(now: datetime, heading: str) -> None:
    assert text_of(composed(a_reminder(), now=now)).splitlines()[0] == heading


def test_the_line_manager_learns_that_a_goal_is_overdue_and_not_whose() -> None:
    mail = composed(a_reminder(stage="overdue", role="manager"), now=local(2026, 12, 14))

    assert mail["Subject"] == "Sista dagen för ett mål för någon i din grupp var 30 november"
    assert "Prata om vad som behövs" in text_of(mail)
    assert "Markera det" not in text_of(mail)


def test_the_owner_learns_that_the_line_manager_is_told() -> None:
    text = text_of(composed(a_reminder(stage="overdue"), now=local(2026, 12, 14)))

    assert "närmaste chef" in text


def test_an_agreement_leads_to_its_talk() -> None:
    reminder = a_reminder(
        kind="agreement_deadline", item_type="agreement", item_id="a-1", talk_id="talk-1"
    )

    assert "https://rodatraden.example/samtal/talk-1\n" in text_of(composed(reminder))


def test_an_invitation_to_a_survey_says_until_when_and_leads_to_its_questions() -> None:
    swedish = composed(a_word_about_a_survey())
    english = composed(a_word_about_a_survey(), ellen(language="en"))

    assert swedish["Subject"] == "En enkät att svara på senast 30 november"
    assert "Svara senast måndag 30 november." in text_of(swedish)
    assert "https://rodatraden.example/e/survey-1\n" in text_of(swedish)
    assert english["Subject"] == "A survey for you to answer by 30 November"
    assert "Answer by Monday 30 November." in text_of(english)


def test_a_reminder_of_a_survey_says_that_nobody_learns_of_it() -> None:
    reminder = a_word_about_a_survey(kind="survey_reminder")
    swedish = composed(reminder, now=local(2026, 11, 29))
    english = composed(reminder, ellen(language="en"), now=local(2026, 11, 30))

    assert swedish["Subject"] == "Påminnelse: en enkät att svara på senast 30 november"
    assert text_of(swedish).startswith("I morgon är sista dagen att svara på enkäten\n")
    assert "Ingen får veta vem som har fått den." in " ".join(text_of(swedish).split())
    assert text_of(english).startswith("Today is the last day to answer the survey\n")
    assert "Nobody learns who has got it." in text_of(english)


def test_the_owner_of_a_certificate_is_led_to_it_and_the_manager_to_the_unit() -> None:
    certificate = a_reminder(
        kind="certificate_expiry",
        item_type="certificate",
        item_id="certificate-1",
        profile_id="profile-1",
        unit_id="E05-1",
    )
    own = composed(certificate)
    managers = composed(certificate.model_copy(update={"role": "manager"}))

    assert own["Subject"] == "Ett av dina intyg går ut 30 november"
    assert "https://rodatraden.example/kompetens/mina\n" in text_of(own)
    assert managers["Subject"] == "Ett intyg i din grupp går ut 30 november"
    assert "https://rodatraden.example/enheter/E05-1/kompetens\n" in text_of(managers)


def test_a_booking_says_the_local_time() -> None:
    booked = a_word_about_a_talk(
        kind="talk_booked", day=date(2026, 10, 22), starts_at=local(2026, 10, 22, 10)
    )

    swedish, english = composed(booked), composed(booked, ellen(language="en"))

    assert "Tiden är bokad: torsdag 22 oktober kl. 10.00." in text_of(swedish)
    assert "The time is booked: Thursday 22 October at 10:00." in text_of(english)


def test_another_year_is_named() -> None:
    reminder = a_reminder(day=date(2027, 1, 4))

    assert "måndag 4 januari 2027" in text_of(composed(reminder, now=local(2026, 12, 28)))


def test_the_same_notification_always_has_the_same_message_id() -> None:
    first = composed(a_reminder())
    again = composed(a_reminder(attempts=3), now=local(2026, 11, 24))

    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"] == f"<{a_reminder().id}@rodatraden.example>"


def test_out_of_office_answers_stay_away() -> None:
    assert composed(a_reminder())["Auto-Submitted"] == "auto-generated"


def test_no_title_can_get_into_a_mail_because_a_notification_has_none() -> None:
    known = set(Notification.model_fields)

    assert not known & {"title", "title_sv", "title_en", "text", "what", "why", "comment"}


def test_a_name_is_text_and_not_markup() -> None:
    html = text_of(composed(a_reminder(), ellen(given_name="<b>Ö & Ä</b>")), "html")

    assert "Hej &lt;b&gt;Ö &amp; Ä&lt;/b&gt;!" in html


def test_an_id_cannot_change_where_the_link_leads() -> None:
    text = text_of(composed(a_reminder(item_id="../@evil.example/?x=1#")))

    assert "https://rodatraden.example/mal/..%2F%40evil.example%2F%3Fx%3D1%23\n" in text


@pytest.mark.parametrize(
    "address",
    ["", "ellen", "ellen@", "@ekstad.example", "el len@ekstad.example", "ellen@å.se", "a..b@c.se"],
)
def test_an_address_that_leads_nowhere_is_said_so(address: str) -> None:
    with pytest.raises(BadAddress):
        composed(a_reminder(), ellen(address=address))


@given(st.text(), st.text())
def test_whatever_stands_for_a_name_or_an_address_makes_a_mail_or_is_refused(
    name: str, address: str
) -> None:
    with suppress(BadAddress):
        composed(a_reminder(), ellen(name=name, given_name=name, address=address))
    composed(a_reminder(), ellen(name=name, given_name=name))


def test_a_line_break_in_a_name_adds_no_header() -> None:
    mail = composed(a_reminder(), ellen(name="Ellen\r\nBcc: other@ekstad.example"))

    assert mail["Bcc"] is None


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", get_args(NotificationKind))
def test_every_mail_has_all_its_parts(kind: str, language: str) -> None:
    item_type, roles, path = ABOUT[kind]
    stages = [None] if item_type in {"talk", "survey"} else ["before", "due", "passed", "overdue"]
    for role, stage, days in product(roles, stages, [-20, -1, 0, 1, 7, 9]):
        day = date.fromordinal(BEFORE.toordinal() + days)
        notification = a_word_about_a_talk(
            kind=kind,
            role=role,
            item_type=item_type,
            item_id=f"{item_type}-1",
            survey_id="survey-1",
            profile_id="profile-1",
            stage=stage,
            day=day,
            starts_at=local(2026, 10, 22, 10),
        )

        mail = composed(notification, ellen(language=language))

        assert mail["Subject"]
        for form in ("plain", "html"):
            body = text_of(mail, form)
            assert "Ellen" in body
            assert "None" not in body
            assert "{{" not in body
            assert f"https://rodatraden.example/{path}" in body


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", ["talk_invitation", "talk_other_shared", "talk_to_confirm"])
def test_a_talk_without_a_day_is_told_of_without_one(kind: str, language: str) -> None:
    mail = composed(a_word_about_a_talk(kind=kind, day=None), ellen(language=language))

    assert "None" not in text_of(mail)
    assert "None" not in mail["Subject"]
