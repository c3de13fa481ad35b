"""Deadlines and their stages: when somebody is reminded of what (domain.md, Goals 6).

A deadline is a local day. Each has four stages, each at 08.00 local time on an office day:

- `before`: seven days before; sixty for a certificate, which takes time to renew;
- `due`: the day itself. Where the office is closed, both move to the office day before;
- `passed`: the next office day after the deadline;
- `overdue`: fourteen days after, or the next office day from there.

A stage happens once. When several are due at once, because the clock jumped or the system was
down, only the newest happens and the older are skipped. A stage that had passed already when the
day was set does not happen: whoever set the day knew. Moving the day starts over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict

from notifier.office import office_day_from, office_day_until, opening
from redthread_contracts.ids import NotificationId, PersonId, SurveyId, TalkId
from redthread_contracts.notifications import Stage

STAGES: tuple[Stage, ...] = ("before", "due", "passed", "overdue")

_ONE_DAY = timedelta(days=1)
_LEAD = timedelta(days=7)
_LEAD_OF_CERTIFICATE = timedelta(days=60)
_PATIENCE = timedelta(days=14)
_REMINDERS = UUID("6f0f4d1e-6a3c-5d0e-9d52-0c8a2f4b7e11")


class Deadline(BaseModel):
    """One thing with a last day that is not done yet.

    `other_id` is who is told of it when it is overdue; None: the line manager of the owner that
    day. `set_at` is when this day was set, `handled`
    the newest stage that has happened or was skipped, `skipped` those that were.
    """

    model_config = ConfigDict(frozen=True)

    item_type: Literal["goal", "agreement", "action", "certificate"]
    item_id: str
    talk_id: TalkId | None = None
    survey_id: SurveyId | None = None
    profile_id: str | None = None
    owner_ids: tuple[PersonId, ...]
    other_id: PersonId | None = None
    day: date
    set_at: datetime
    handled: Stage | None = None
    skipped: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A stage that is to happen now, and the older ones that it replaces."""

    stage: Stage
    skipped: tuple[Stage, ...] = ()


def stage_instants(day: date, *, lead: timedelta = _LEAD) -> Mapping[Stage, datetime]:
    """When each stage of a deadline happens, in their order; `before` is so long before it."""
    days: dict[Stage, date] = {
        "before": office_day_until(day - lead),
        "due": office_day_until(day),
        "passed": office_day_from(day + _ONE_DAY),
        "overdue": office_day_from(day + _PATIENCE),
    }
    return MappingProxyType({stage: opening(office_day) for stage, office_day in days.items()})


def turn(deadline: Deadline, now: datetime) -> Turn | None:
    """What is to happen with a deadline now; None when nothing is."""
    due = [stage for stage, instant in _left(deadline) if instant <= now]
    return Turn(due[-1], tuple(due[:-1])) if due else None


def after(deadline: Deadline, happened: Turn) -> Deadline:
    """The deadline when a turn has been carried out."""
    return deadline.model_copy(
        update={
            "handled": happened.stage,
            "skipped": (*deadline.skipped, *happened.skipped),
        }
    )


def next_instant(deadlines: Iterable[Deadline]) -> datetime | None:
    """When the next stage of any of them happens; None when none is left."""
    return min((instant for each in deadlines for _, instant in _left(each)), default=None)


def merged(known: Sequence[Deadline], reported: Sequence[Deadline]) -> tuple[Deadline, ...]:
    """What is reported now, with what is known of those whose day has not moved."""
    before = {(deadline.item_id, deadline.day): deadline for deadline in known}
    return tuple(
        deadline.model_copy(
            update={"set_at": same.set_at, "handled": same.handled, "skipped": same.skipped}
        )
        if (same := before.get((deadline.item_id, deadline.day)))
        else deadline
        for deadline in reported
    )


def is_older(stage: Stage, than: Stage | None) -> bool:
    """Whether a stage comes before another; never before none."""
    return than is not None and STAGES.index(stage) < STAGES.index(than)


def reminder_id(person_id: PersonId, deadline: Deadline, stage: Stage) -> NotificationId:
    """The id of the one reminder that a person gets of a stage: the same whoever makes it."""
    item = (deadline.item_type, _named_within(deadline), deadline.item_id)
    what = f"{person_id}|{item}|{stage}|{deadline.day}"
    return NotificationId(str(uuid5(_REMINDERS, what)))


def _named_within(deadline: Deadline) -> str | None:
    """What the item's id is an id within; a goal's is one by itself, whichever talk it is from."""
    match deadline.item_type:
        case "agreement":
            return deadline.talk_id
        case "action":
            return deadline.survey_id
        case "certificate":
            return deadline.profile_id
        case _:
            return None


def _left(deadline: Deadline) -> list[tuple[Stage, datetime]]:
    """The stages still to come, those that had passed when the day was set left out."""
    lead = _LEAD_OF_CERTIFICATE if deadline.item_type == "certificate" else _LEAD
    return [
        (stage, instant)
        for stage, instant in stage_instants(deadline.day, lead=lead).items()
        if instant >= deadline.set_at
        and (deadline.handled is None or is_older(deadline.handled, stage))
    ]
