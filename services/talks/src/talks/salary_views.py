"""What the API answers with about salary criteria and the salary review."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from redthread_contracts.ids import PersonId, TalkId
from redthread_contracts.talks import TalkState
from talks.criteria import Criteria, CriteriaSet
from talks.reviewing import Assessed
from talks.views import View


class CriteriaSetView(View):
    """A set of criteria; `frozen_at` None: it can still be changed."""

    id: str
    year: int
    staff_group: str
    criteria: Criteria
    frozen_at: datetime | None

    @classmethod
    def of(cls, known: CriteriaSet) -> "CriteriaSetView":
        """The set."""
        return cls(
            **known.model_dump(include={"id", "year", "staff_group", "frozen_at"}),
            criteria=known.criteria,
        )


class AssessedView(View):
    """One employee: the talk, and the levels by criterion. Empty until both have shared."""

    employee_id: PersonId
    talk_id: TalkId
    state: TalkState
    held_on: date | None
    document_version: int
    criteria_set_id: str
    employee: Mapping[str, int]
    manager: Mapping[str, int]


class SalaryReviewView(View):
    """The employees of a manager, and the sets that they were assessed by."""

    year: int
    sets: Sequence[CriteriaSetView]
    employees: Sequence[AssessedView]

    @classmethod
    def of(cls, year: int, assessed: Sequence[Assessed]) -> "SalaryReviewView":
        """Each set once."""
        sets = {each.used.id: each.used for each in assessed}
        return cls(
            year=year,
            sets=[CriteriaSetView.of(each) for each in sets.values()],
            employees=[
                AssessedView(
                    employee_id=each.talk.employee_id,
                    talk_id=each.talk.talk_id,
                    state=each.talk.state,
                    held_on=each.talk.held_on,
                    document_version=len(each.talk.documents),
                    criteria_set_id=each.used.id,
                    employee=each.levels["employee"],
                    manager=each.levels["manager"],
                )
                for each in assessed
            ],
        )
