"""What is to be done for a survey by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from chassis.clock import at, local_date
from redthread_contracts.ids import SurveyId
from surveys.survey import Survey

REMINDED_AT = time(8)


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to do for a survey when its time has come: `open`, `close` or `remind-3`."""

    survey_id: SurveyId
    kind: str
    due_at: datetime

    @property
    def id(self) -> str:
        """The same for the same errand: planned twice, it is there once."""
        return f"{self.survey_id}:{self.kind}"


def errands(survey: Survey) -> list[Errand]:
    """What is to be done, and when. Reminders come in the morning of their day."""
    return [
        Errand(survey.survey_id, "open", survey.opens_at),
        *(Errand(survey.survey_id, f"remind-{days}", due) for days, due in reminders(survey)),
        Errand(survey.survey_id, "close", survey.closes_at),
    ]


def reminders(survey: Survey) -> list[tuple[int, datetime]]:
    """The reminders, first to last. One on the day of the invitation or before it is none."""
    # One that closes at midnight has its last day before it.
    last = local_date(survey.closes_at - timedelta(microseconds=1))
    days = [(each, last - timedelta(days=each)) for each in survey.remind_days_before]
    opens = local_date(survey.opens_at)
    return [(each, at(day, REMINDED_AT)) for each, day in days if day > opens]


def is_overtaken(days_before: int, due: Sequence[tuple[int, datetime]], now: datetime) -> bool:
    """Whether a later reminder is due too: after a standstill nobody is reminded twice at once."""
    return any(days < days_before and at <= now for days, at in due)
