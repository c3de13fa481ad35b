"""A bulk copy: the goals of one period carried over into another (domain.md, "Goals" 8).

What a copy makes has ids that follow from the copy's own id, so that one that died half way is
done again and makes nothing twice. Undone, it takes back what nobody has touched since.
"""

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, ConfigDict

from chassis.documents import Decision, State
from chassis.errors import Conflict, FieldError, Invalid
from goals.goal import Goal, decided, digest, withdraw
from goals.terms import Terms
from goals.tree import Knot
from redthread_contracts.goals import GoalAgreed
from redthread_contracts.ids import GoalId, PersonId, UnitId

MOST_COPIED = 20_000
"""Goals in one copy: three thousand units with a handful each."""

MOST_LEFT_OUT = 1_000
LONGEST_PERIOD_DAYS = 5 * 366

CopyState = Literal["copying", "done", "undoing", "undone"]
Reason = Literal["chosen", "copied_already", "parent_ended", "unit_closed"]


class Period(BaseModel):
    """From the first day to the last, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: date
    last: date


class CopyPlan(BaseModel):
    """What is asked for. `unit_id` None: the whole municipality; else the unit and all under it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "example": {
                "unit_id": "E05",
                "source": {"first": "2026-01-01", "last": "2026-12-31"},
                "target": {"first": "2027-01-01", "last": "2027-12-31"},
                "leave_out": [],
            }
        },
    )

    unit_id: UnitId | None = None
    source: Period
    target: Period
    leave_out: tuple[GoalId, ...] = ()


class Copy(State):
    """A copy that was asked for: what it makes, and what an undoing had to leave."""

    plan: CopyPlan
    by: PersonId
    at: datetime
    state: CopyState = "copying"
    sources: tuple[GoalId, ...] = ()
    kept: tuple[GoalId, ...] = ()
    """Of an undone copy: what somebody has worked with since, and so stays."""

    @property
    def goal_ids(self) -> list[GoalId]:
        """What it makes."""
        return [copied_id(self.id, source) for source in self.sources]


@dataclass(frozen=True, slots=True)
class Planned:
    """A goal that would be made, and the way from the top down to what it would hang on."""

    source: Goal
    terms: Terms
    ancestors: tuple[GoalId, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A goal that would not be copied."""

    source: Goal
    reason: Reason


def copied_id(copy_id: str, source_id: str) -> GoalId:
    """The id of what a copy makes of a goal."""
    return GoalId(str(uuid5(NAMESPACE_URL, f"redthread/goal-copy/{copy_id}/{source_id}")))


def check_plan(plan: CopyPlan) -> None:
    """Raise `Invalid` "copy-not-right" for periods that make no sense."""
    wrong = []
    for name, period in (("source", plan.source), ("target", plan.target)):
        if period.last < period.first:
            message = "The period ends before it begins. Choose a later last day."
            wrong.append(FieldError(f"{name}.last", "period-ends-before-it-begins", message))
        elif (period.last - period.first).days > LONGEST_PERIOD_DAYS:
            message = "A period is at most 5 years. Choose an earlier last day."
            wrong.append(FieldError(f"{name}.last", "period-too-long", message))
    if plan.target == plan.source:
        message = "Choose another period than the one that the goals are in."
        wrong.append(FieldError("target.first", "same-period", message))
    if len(plan.leave_out) > MOST_LEFT_OUT:
        message = f"Leave out at most {MOST_LEFT_OUT} goals. Copy a smaller part."
        wrong.append(FieldError("leave_out", "too-many", message))
    if wrong:
        raise Invalid("copy-not-right", "Correct what is marked.", fields=wrong)


class Planning:
    """Works out what a copy makes.

    `copied`: by source, what other copies have made in the target period already; `above`: what
    these goals and the copied ones hang on outside of the copy. A goal hangs on the copy of what
    it hung on, else on the same goal; one that would hang on nothing is left out.
    """

    def __init__(
        self,
        copy_id: str,
        plan: CopyPlan,
        *,
        copied: Mapping[GoalId, GoalId],
        above: Mapping[str, Knot],
        closed_units: Collection[UnitId] = (),
    ) -> None:
        self._copy_id = copy_id
        self._plan = plan
        self._copied = copied
        self._above = above
        self._closed_units = closed_units
        self._taken: dict[GoalId, GoalId] = {}
        """By source, what is made of it."""
        self._ways: dict[GoalId, tuple[GoalId, ...]] = {}
        """The way down to what is made, by what is made."""

    def plan(self, sources: Sequence[Goal]) -> tuple[list[Planned], list[LeftOut]]:
        """What becomes of each goal of the period, those above before those under them."""
        left: list[LeftOut] = []
        for goal in sorted(sources, key=lambda each: (len(each.ancestors), each.id)):
            if (reason := self._reason(goal)) is not None:
                left.append(LeftOut(goal, reason))
            else:
                self._taken[GoalId(goal.id)] = copied_id(self._copy_id, goal.id)
                parent_id = self._successor(goal.parent_id) if goal.parent_id else None
                self._ways[self._taken[GoalId(goal.id)]] = self._way(parent_id)
        # Only now: what it contributes to besides may lie anywhere.
        by_id = {goal.id: goal for goal in sources}
        planned = [
            Planned(by_id[source], self._terms(by_id[source]), self._ways[made])
            for source, made in self._taken.items()
        ]
        return planned, left

    def _reason(self, goal: Goal) -> Reason | None:
        new = self._copied.get(GoalId(goal.id))
        if new is not None and new != copied_id(self._copy_id, goal.id):
            return "copied_already"
        if goal.id in self._plan.leave_out:
            return "chosen"
        if goal.unit_id in self._closed_units:
            return "unit_closed"
        if goal.parent_id is not None and self._successor(goal.parent_id) is None:
            return "parent_ended"
        return None

    def _successor(self, goal_id: GoalId) -> GoalId | None:
        """What takes a goal's place in the target period."""
        if goal_id in self._taken:
            return self._taken[goal_id]
        for wanted in (self._copied.get(goal_id, goal_id), goal_id):
            if wanted in self._above and self._above[wanted].status == "active":
                return wanted
        return None

    def _way(self, parent_id: GoalId | None) -> tuple[GoalId, ...]:
        if parent_id is None:
            return ()
        if parent_id in self._above:
            return (*self._above[parent_id].ancestors, parent_id)
        return (*self._ways[parent_id], parent_id)

    def _terms(self, goal: Goal) -> Terms:
        also = map(self._successor, goal.also_contributes_to)
        target = self._plan.target
        return Terms.of(goal).model_copy(
            update={
                "parent_id": self._successor(goal.parent_id) if goal.parent_id else None,
                "also_contributes_to": tuple(dict.fromkeys(each for each in also if each)),
                "period_from": target.first,
                "period_until": target.last,
                "deadline": moved_day(goal.deadline, self._plan.source, target),
                "talk_id": None,
                "by_hand": None,
            }
        )


def copy_goal(
    goal: Goal | None, planned: Planned, *, goal_id: GoalId, by: PersonId
) -> Decision[Goal] | None:
    """Make the goal; one that is there stays as it is."""
    if goal is not None:
        return None
    made = Goal(
        id=goal_id,
        status="active",
        ancestors=planned.ancestors,
        proposed_by=by,
        asked=digest(planned.terms),
        copied_from=GoalId(planned.source.id),
        **planned.terms.fields(),
    )
    return decided(made, GoalAgreed)


def begin_undoing(copy: Copy) -> Copy | None:
    """Take the copy back. Raises `Conflict` while it is being made."""
    if copy.state in ("undoing", "undone"):
        return None
    if copy.state != "done":
        raise Conflict(
            "copy-under-way", "The goals are being copied. Wait until it is done, then undo it."
        )
    return copy.model_copy(update={"state": "undoing"})


def take_back(goal: Goal | None) -> Decision[Goal] | None:
    """Withdraw what a copy made, unless somebody has worked with it since."""
    if goal is None or goal.status != "active" or not is_untouched(goal):
        return None
    return withdraw(goal)


def is_untouched(goal: Goal) -> bool:
    """Whether the goal still says what the copy made it say, and nobody has reported on it."""
    return not goal.check_ins and goal.evaluation is None and digest(Terms.of(goal)) == goal.asked


def moved_day(day: date, source: Period, target: Period) -> date:
    """A day as far into the target period as it was into the source, in whole months and days."""
    months = (target.first.year - source.first.year) * 12 + target.first.month - source.first.month
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return min(max(date(year, month, min(day.day, last)), target.first), target.last)
