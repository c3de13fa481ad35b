"""What the API answers with about cycles, their coverage and the yearly figures."""

from collections.abc import Sequence
from datetime import date, datetime

from redthread_contracts.ids import CycleId, PersonId, TemplateId, UnitId
from redthread_contracts.talks import TalkKind
from talks.cycle import Cycle, Selection
from talks.views import View


class CycleView(View):
    """A cycle; `talks_opened` grows while the state is `opening`."""

    id: CycleId
    title: str
    template_id: TemplateId
    template_version: int
    kind: TalkKind
    unit_ids: Sequence[UnitId]
    opens: date
    last_day: date
    state: str
    talks_opened: int
    started_by: PersonId
    started_at: datetime

    @classmethod
    def of(cls, cycle: Cycle, talks_opened: int) -> "CycleView":
        """A cycle and how many talks it has opened by now."""
        return cls(**{**cycle.model_dump(exclude={"choices"}), "talks_opened": talks_opened})


class ChoiceView(View):
    """That HR took one person in or out of a cycle."""

    person_id: PersonId
    included: bool
    reason: str
    by: PersonId
    at: datetime


class PreviewView(View):
    """What starting a cycle would do. Protected people are counted, never listed."""

    talks: int
    managers: int
    already_open: Sequence[PersonId]
    without_manager: Sequence[PersonId]
    absent: Sequence[PersonId]
    newly_employed: Sequence[PersonId]
    protected: int

    @classmethod
    def of(cls, chosen: Selection) -> "PreviewView":
        """The counts of a selection."""
        return cls(
            talks=len(chosen.managers),
            managers=len(set(chosen.managers.values())),
            already_open=chosen.already_open,
            without_manager=chosen.without_manager,
            absent=chosen.absent,
            newly_employed=chosen.newly_employed,
            protected=chosen.protected,
        )


class UnitCoverageView(View):
    """How far a unit has come, with the units under it and without protected people."""

    unit_id: UnitId
    expected: int
    held: int
    confirmed: int
    booked: int
    unbooked: int


class YearView(View):
    """How many had a yearly talk in a year, of those who were to have one."""

    year: int
    expected: int
    held: int
    confirmed: int


class UnitYearsView(View):
    """A unit's figures year by year, with the units under it and without protected people."""

    unit_id: UnitId
    years: Sequence[YearView]


class YearsView(View):
    """The yearly figures; the totals count protected people too."""

    years: Sequence[YearView]
    units: Sequence[UnitYearsView]


class CoverageView(View):
    """How far a cycle has come. The totals count protected people too."""

    expected: int
    held: int
    confirmed: int
    booked: int
    unbooked: int
    units: Sequence[UnitCoverageView]
