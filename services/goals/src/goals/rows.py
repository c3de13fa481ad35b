"""Goals that another system or the demo brings in: rows that are right, and right together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from pydantic import BaseModel, ConfigDict, Field

from chassis.clock import Instant
from chassis.documents import Decision
from chassis.errors import FieldError, Invalid
from goals.form import Form
from goals.goal import (
    MOST_CHECK_INS,
    CheckIn,
    Evaluation,
    Goal,
    decided,
    digest,
    former_parents,
    with_check_ins,
)
from goals.measure import check_value
from goals.reports import CheckInDraft, JudgementDraft, read_check_in, read_judgement
from goals.terms import GoalDraft, Terms, read_terms
from goals.tree import Knot, ancestors_under, check_place
from redthread_contracts.goals import (
    GoalAgreed,
    GoalChanged,
    GoalEvaluated,
    GoalFacts,
    GoalProposed,
    GoalStatus,
    GoalWithdrawn,
)
from redthread_contracts.ids import GoalId, PersonId

MOST_ROWS = 2_000
_MOST_FAULTS = 100


class CheckInRow(CheckInDraft):
    """A check-in with its time and who made it."""

    at: Instant
    by: str | None = None


class EvaluationRow(BaseModel):
    """Both parties' judgements."""

    model_config = ConfigDict(extra="forbid")

    employee: JudgementDraft | None = None
    manager: JudgementDraft | None = None


class GoalRow(GoalDraft):
    """A goal as it stands: what it says, its status and what was reported."""

    id: str
    status: str = "active"
    proposed_by: str | None = None
    check_ins: list[CheckInRow] = Field(default_factory=list)
    evaluation: EvaluationRow | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """Rows that are right by themselves, by id."""

    goals: Mapping[str, Goal]

    def named(self) -> set[GoalId]:
        """Everything that they hang on."""
        further = {each for goal in self.goals.values() for each in goal.also_contributes_to}
        return further | {goal.parent_id for goal in self.goals.values() if goal.parent_id}

    def placed(self, above: Mapping[str, Knot]) -> "Imported":
        """The same with their way up; `above` holds what is named and everything above that.

        Raises `Invalid` when one hangs where no goal may hang. That what it hangs on is closed
        is no fault: last year's goals hang on last year's.
        """
        tree = {**above, **{goal.id: _knot(goal) for goal in self.goals.values()}}
        parents = {knot.id: knot.parent_id for knot in tree.values()}
        errors: list[FieldError] = []
        for number, goal in enumerate(self.goals.values()):
            errors += _place_errors(number, goal, tree)
        _raise_if_wrong(errors)
        return Imported(
            {
                goal.id: goal.model_copy(
                    update={"ancestors": tuple(ancestors_under(goal.parent_id, parents))}
                )
                for goal in self.goals.values()
            }
        )

    def decide(self, goal_id: str, goal: Goal | None) -> Decision[Goal] | None:
        """What a row does to the goal that is there.

        The same row again does nothing, whatever people have done to the goal since. A row that
        says something else replaces what the goal says; check-ins that people made are kept.
        """
        row = self.goals[goal_id]
        if goal is None:
            return decided(row, _MADE[row.status])
        if goal.asked == row.asked:
            return None
        kept = {
            "rolled_up": goal.rolled_up,
            "rolled_up_goals": goal.rolled_up_goals,
            "former_parents": former_parents(goal, row.parent_id),
        }
        checks = {check.id: check for check in (*goal.check_ins, *row.check_ins)}
        merged = with_check_ins(row.model_copy(update=kept), list(checks.values()))
        return decided(merged, GoalChanged if goal.status == row.status else _MADE[row.status])


def read_rows(rows: Sequence[GoalRow]) -> Imported:
    """Check each row. Raises `Invalid` "import-not-right" that names row and field."""
    form = Form()
    goals: dict[str, Goal] = {}
    for number, row in enumerate(rows):
        goal = _read_row(Form(prefix=f"goals.{number}."), row, form.errors)
        if row.id in goals:
            form.wrong(f"goals.{number}.id", "id-twice", "Give each goal an id of its own.")
        if goal is not None:
            goals[row.id] = goal
    _raise_if_wrong(form.errors)
    return Imported(goals)


def _read_row(form: Form, row: GoalRow, errors: list[FieldError]) -> Goal | None:
    terms = read_terms(form, row, earliest_deadline=None)
    form.optional_id("id", row.id or " ")
    form.one_of("status", row.status, get_args(GoalStatus))
    proposed_by = form.optional_id("proposed_by", row.proposed_by)
    checks = [
        _read_check_in(form.within(f"check_ins.{number}"), check, terms)
        for number, check in enumerate(row.check_ins)
    ]
    if len(checks) > MOST_CHECK_INS:
        form.wrong("check_ins", "too-many", f"Give at most {MOST_CHECK_INS} check-ins.")
    evaluation = _read_evaluation(form, row.evaluation)
    errors += form.errors
    if terms is None or form.errors:
        return None
    goal = Goal(
        id=row.id,
        status=cast(GoalStatus, row.status),
        proposed_by=cast(PersonId | None, proposed_by),
        evaluation=evaluation,
        asked=digest(row),
        **terms.fields(),
    )
    return with_check_ins(goal, [check for check in checks if check is not None])


def _read_check_in(form: Form, row: CheckInRow, terms: Terms | None) -> CheckIn | None:
    by = form.optional_id("by", row.by)
    check = read_check_in(form, row, at=row.at, by=cast(PersonId | None, by))
    if terms is None or check is None or check.value is None:
        return check
    try:
        check_value(terms.measure, check.value)
    except Invalid as error:
        form.wrong("value", error.code, error.message)
    return check


def _read_evaluation(form: Form, row: EvaluationRow | None) -> Evaluation | None:
    if row is None:
        return None
    employee, manager = (
        None if draft is None else read_judgement(form.within(f"evaluation.{who}"), draft)
        for who, draft in (("employee", row.employee), ("manager", row.manager))
    )
    return Evaluation(employee=employee, manager=manager)


def _place_errors(number: int, goal: Goal, tree: Mapping[str, Knot]) -> list[FieldError]:
    also, parent_id = goal.also_contributes_to, goal.parent_id
    kept = [*also, *([parent_id] if parent_id else [])]
    try:
        check_place(goal.id, goal.level, parent_id, also, tree, kept=kept)
    except Invalid as error:
        return [
            FieldError(f"goals.{number}.{fault.field}", fault.code, fault.message)
            for fault in error.fields
        ]
    return []


def _raise_if_wrong(errors: Sequence[FieldError]) -> None:
    if errors:
        raise Invalid(
            "import-not-right",
            "Nothing was imported. Correct the rows and send them again.",
            fields=errors[:_MOST_FAULTS],
            faults=len(errors),
        )


def _knot(goal: Goal) -> Knot:
    return Knot(**{name: getattr(goal, name) for name in Knot.model_fields})


_MADE: dict[GoalStatus, type[GoalFacts]] = {
    "proposed": GoalProposed,
    "active": GoalAgreed,
    "closed": GoalEvaluated,
    "withdrawn": GoalWithdrawn,
}
