"""A follow-up talk during the year, which hangs on the yearly one (domain.md, "Talks" 8)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from chassis.clock import local_date
from chassis.documents import Decision
from chassis.errors import Conflict, FieldError, Invalid
from redthread_contracts.ids import PersonId, TalkId, TemplateId
from redthread_contracts.talks import TalkOpened
from talks.talk import Talk, decided
from talks.template import Template

FOLLOW_UP = TemplateId("follow_up")
FURTHEST_DAY = timedelta(days=366)


def follow_up_talk(
    yearly: Talk, talk_id: TalkId, template: Template, last_day: date, now: datetime
) -> Talk:
    """The new talk, between the same two; one that follows a follow-up hangs on its yearly one.

    Raises `Conflict` for a talk that has not been held, `Invalid` for a day that has passed or is
    more than a year away.
    """
    if yearly.held_on is None or yearly.state == "cancelled":
        raise Conflict(
            "talk-not-held-yet", "Hold the talk first. What is agreed in it can be followed up."
        )
    wrong = list(_wrong_with(last_day, local_date(now)))
    if wrong:
        raise Invalid("follow-up-invalid", "Choose another last day.", fields=wrong)
    return Talk(
        id=talk_id,
        kind="follow_up",
        title=template.title_sv,
        template_id=template.id,
        template_version=template.version,
        yearly_talk_id=yearly.yearly_talk_id or yearly.talk_id,
        employee_id=yearly.employee_id,
        manager_id=yearly.manager_id,
        unit_id=yearly.unit_id,
        staff_group=yearly.staff_group,
        opened_at=now,
        last_day=last_day,
    )


def open_follow_up(known: Talk | None, new: Talk, by: PersonId) -> Decision[Talk] | None:
    """Open it; sent twice it is one. Raises `Conflict` when another talk has the id."""
    if known is None:
        return decided(new, by, TalkOpened)
    if (known.yearly_talk_id, known.employee_id) != (new.yearly_talk_id, new.employee_id):
        raise Conflict("talk-exists", "Another talk has this id. Start again with a new form.")
    return None


def _wrong_with(last_day: date, today: date) -> Iterator[FieldError]:
    if last_day < today:
        yield FieldError(
            "last_day", "last-day-passed", "The last day has passed. Choose a later one."
        )
    elif last_day > today + FURTHEST_DAY:
        yield FieldError("last_day", "last-day-too-far", "Choose a day within a year.")
