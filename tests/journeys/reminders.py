"""A goal's and two agreements' last day approaches, comes and passes: who gets which mail."""

from datetime import date, timedelta

from tests.journeys.calendar import next_working_day
from tests.journeys.mails import Mail, Mailbox
from tests.journeys.waiting import wait_for
from tests.system import System

ELLEN_ADDRESS = "ellen.sandgren@ekstad.example"


def reminders_before_on_and_after(system: System, day: date, *, goal: str, talk: str) -> list[Mail]:
    """Move the clock to a week before the day, to the day, and past it. Returns all mails.

    The goal is Ellen's; one agreement of the talk is hers, one is Mattias', who reads English.
    Nobody gets more than one mail for an item and stage.
    """
    mailbox = Mailbox(system)
    of_goal, of_agreements = f"/mal/{goal}", f"/samtal/{talk}"
    moments = (day - timedelta(days=7), day, next_working_day(day))
    for stages, moment in enumerate(moments, start=1):
        system.run("clock", "set", f"{moment.isoformat()}T09:30")
        _wait_for(mailbox, of_goal, of_agreements, stages)

    about_goal = mailbox.all(about=of_goal)
    assert [(mail.to, mail.language) for mail in about_goal] == [(ELLEN_ADDRESS, "sv")] * 3
    assert len({mail.message_id for mail in about_goal}) == 3
    assert len({mail.text for mail in about_goal}) == 3, "each stage says something of its own"

    about_agreements = _about_agreements(mailbox, of_agreements)
    assert sorted(mail.language for mail in about_agreements) == ["en"] * 3 + ["sv"] * 3
    assert len({mail.to for mail in about_agreements}) == 2
    assert len({mail.message_id for mail in about_agreements}) == 6
    return mailbox.all()


def _wait_for(mailbox: Mailbox, of_goal: str, of_agreements: str, stages: int) -> None:
    wait_for(lambda: len(mailbox.all(about=of_goal)) >= stages, "the mail about the goal")
    wait_for(
        lambda: len(_about_agreements(mailbox, of_agreements)) >= 2 * stages,
        "the mails about the agreements",
    )


def _about_agreements(mailbox: Mailbox, link: str) -> list[Mail]:
    """The talk itself has mails of its own, which lead to the same page."""
    words = ("kom överens", "agreed on")
    return [mail for mail in mailbox.all(about=link) if any(word in mail.subject for word in words)]
