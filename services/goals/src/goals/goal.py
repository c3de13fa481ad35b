"""A goal, from proposal to evaluation.

Each command is a pure function: the goal as it is and what is asked go in, the goal as it
becomes and its events come out. None comes out when the command has been carried out before, so
that a repeat changes nothing. Who may ask is decided in `access`, what a goal may say in `terms`,
and where it may hang in `tree`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chassis.documents import Decision, State
from chassis.errors import Conflict
from goals.measure import Measure, check_value, progress_of
from goals.progress import RollUp, Source, progress, whole_percent
from goals.terms import Terms
from redthread_contracts.event import Event
from redthread_contracts.goals import (
    Confidence,
    GoalAgreed,
    GoalChanged,
    GoalCheckedIn,
    GoalEvaluated,
    GoalFacts,
    GoalLevel,
    GoalProposed,
    GoalStatus,
    GoalWithdrawn,
)
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId

Outcome = Literal["met", "partly", "not_met"]
Evaluator = Literal["employee", "manager"]

MOST_CHECK_INS = 500
"""Two a week for five years; keeps the document far from MongoDB's limit of 16 MB."""

MOST_DEADLINE_MOVES = 50
_REMEMBERED_PARENTS = 5


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class CheckIn(_Value):
    """How it goes at one time. `value` in the goal's measure; None: nothing new to count."""

    id: str
    at: datetime
    by: PersonId | None
    confidence: Confidence
    value: float | None = None
    comment: str = ""


class Comment(_Value):
    """What somebody says about a proposal."""

    id: str
    at: datetime
    by: PersonId
    text: str


class DeadlineMove(_Value):
    """That the deadline was another one."""

    at: datetime
    by: PersonId | None
    before: date
    after: date


class Judgement(_Value):
    """What one party thinks of the goal at its end."""

    outcome: Outcome
    comment: str = ""


class Evaluation(_Value):
    """Both parties' judgements; the manager's closes the goal."""

    employee: Judgement | None = None
    manager: Judgement | None = None


class Goal(State):
    """A goal of the municipality, of a unit, or of a person."""

    level: GoalLevel
    status: GoalStatus
    title_sv: str
    title_en: str | None = None
    why: str = ""
    why_en: str | None = None
    measure: Measure
    owner_ids: tuple[PersonId, ...] = ()
    unit_id: UnitId | None = None

    parent_id: GoalId | None = None
    also_contributes_to: tuple[GoalId, ...] = ()
    ancestors: tuple[GoalId, ...] = ()
    """The way here: the topmost goal first, the parent last."""
    former_parents: tuple[GoalId, ...] = ()
    """Where it hung before, the newest last: their roll-ups are to be made without it."""

    period_from: date
    period_until: date
    deadline: date
    talk_id: TalkId | None = None
    copied_from: GoalId | None = None
    """The goal of an earlier period that this one carries on."""
    weight: int = 1
    """How much it counts for in the roll-up of what it hangs on."""
    proposed_by: PersonId | None = None
    """Whose proposal it is: who made it, or changed it last while it was one."""

    answer_by: tuple[PersonId, ...] = ()
    """Of a proposal: whose turn it is to agree or to answer. Nobody's in a talk."""
    comments: tuple[Comment, ...] = ()
    shared_with: tuple[PersonId, ...] = ()
    """Colleagues whom an owner lets read it."""
    deadline_moves: tuple[DeadlineMove, ...] = ()

    progress: float | None = None
    progress_from: Source = "check_ins"
    progress_chosen: Source | None = None
    by_hand: float | None = None
    value: float | None = None
    confidence: Confidence | None = None
    support_asked_at: datetime | None = None
    """Since when the check-ins ask for support; None when the newest does not."""
    rolled_up: float | None = None
    rolled_up_goals: int = 0

    check_ins: tuple[CheckIn, ...] = ()
    evaluation: Evaluation | None = None
    asked: str = ""
    """Digest of the command that made it: tells a repeat from another goal with the same id."""

    @property
    def done(self) -> bool:
        """Reported done: no more reminders. It stays active until it is evaluated."""
        return self.confidence == "done"


def propose(
    goal: Goal | None,
    terms: Terms,
    *,
    goal_id: GoalId,
    ancestors: Sequence[GoalId],
    by: PersonId | None,
    asked: str,
    answer_by: Sequence[PersonId] = (),
) -> Decision[Goal] | None:
    """A new goal: a person's own is proposed, the municipality's and a unit's count at once.

    `answer_by`: who is to agree to a proposal.

    Raises `Conflict` "goal-exists" when the id is another goal's.
    """
    if goal is not None:
        if goal.asked == asked:
            return None
        raise Conflict("goal-exists", "There is another goal with this id. Use a new id.")
    proposed = terms.level == "individual"
    goal = _with_progress(
        Goal(
            id=goal_id,
            status="proposed" if proposed else "active",
            ancestors=tuple(ancestors),
            proposed_by=by,
            answer_by=tuple(answer_by),
            asked=asked,
            **terms.fields(),
        )
    )
    return decided(goal, GoalProposed if proposed else GoalAgreed)


def agree(goal: Goal) -> Decision[Goal] | None:
    """The proposal becomes a goal that counts."""
    if goal.status == "active":
        return None
    if goal.status != "proposed":
        raise Conflict("goal-not-proposed", "This goal is no longer a proposal. Make a new one.")
    return decided(goal.model_copy(update={"status": "active"}), GoalAgreed)


def agree_in_talk(goal: Goal | None, *, employee_id: PersonId) -> Decision[Goal] | None:
    """The talk that the goal was set in is confirmed.

    Only a goal of the talk's own employee that still is a proposal becomes active: one that was
    withdrawn meanwhile stays so.
    """
    if goal is None or goal.status != "proposed" or employee_id not in goal.owner_ids:
        return None
    return agree(goal)


def change(
    goal: Goal,
    terms: Terms,
    *,
    ancestors: Sequence[GoalId],
    by: PersonId | None,
    at: datetime | None = None,
    answer_by: Sequence[PersonId] = (),
) -> Decision[Goal] | None:
    """Other words, another measure, owner, deadline or place in the tree.

    `at`: when, for the history of the deadline. `answer_by` as in `propose`.
    """
    _require(goal, "proposed", "active")
    update = {**terms.fields(), "ancestors": tuple(ancestors)}
    update["former_parents"] = former_parents(goal, terms.parent_id)
    changed = _with_progress(goal.model_copy(update=update))
    if changed == goal:
        return None
    if at is not None and terms.deadline != goal.deadline:
        move = DeadlineMove(at=at, by=by, before=goal.deadline, after=terms.deadline)
        kept = (*goal.deadline_moves, move)[-MOST_DEADLINE_MOVES:]
        changed = changed.model_copy(update={"deadline_moves": kept})
    if goal.status == "proposed":
        turn = {"proposed_by": by, "answer_by": tuple(answer_by)}
        changed = changed.model_copy(update=turn)
    return decided(changed, GoalChanged)


def check_in(goal: Goal, check: CheckIn) -> Decision[Goal] | None:
    """Somebody says how it goes. A check-in with the same id again changes nothing."""
    if any(check.id == made.id for made in goal.check_ins):
        return None
    _require(goal, "active")
    if len(goal.check_ins) >= MOST_CHECK_INS:
        raise Conflict(
            "goal-check-ins-full",
            "This goal has as many check-ins as it can hold. Evaluate it and set a new one.",
            limit=MOST_CHECK_INS,
        )
    if check.value is not None:
        check_value(goal.measure, check.value)
    return decided(with_check_ins(goal, [*goal.check_ins, check]), GoalCheckedIn)


def evaluate(goal: Goal, who: Evaluator, judgement: Judgement) -> Decision[Goal] | None:
    """One party's judgement. The manager's closes the goal; either may still be put right."""
    _require(goal, "active", "closed")
    before = goal.evaluation or Evaluation()
    after = before.model_copy(update={who: judgement})
    if after == before:
        return None
    status = "closed" if after.manager else goal.status
    update = {"evaluation": after, "status": status}
    return decided(goal.model_copy(update=update), GoalEvaluated)


def withdraw(goal: Goal) -> Decision[Goal] | None:
    """The goal is given up. Its text and check-ins stay readable."""
    if goal.status == "withdrawn":
        return None
    _require(goal, "proposed", "active")
    return decided(goal.model_copy(update={"status": "withdrawn"}), GoalWithdrawn)


def place(goal: Goal, ancestors: Sequence[GoalId]) -> Decision[Goal] | None:
    """Something above it moved: it has another way up, and hangs where it hung."""
    if goal.ancestors == tuple(ancestors):
        return None
    return decided(goal.model_copy(update={"ancestors": tuple(ancestors)}), GoalChanged)


def take_roll_up(goal: Goal, found: RollUp) -> Decision[Goal] | None:
    """The goals below have moved. A goal that is closed keeps the figure that it closed with."""
    if goal.status not in ("proposed", "active"):
        return None
    update = {"rolled_up": found.percent, "rolled_up_goals": found.goals}
    changed = _with_progress(goal.model_copy(update=update))
    return None if changed == goal else decided(changed, GoalChanged)


def with_check_ins(goal: Goal, checks: Sequence[CheckIn]) -> Goal:
    """The goal with these check-ins, in the order of time, and what follows from them."""
    checks = sorted(checks, key=lambda check: check.at)
    values = [check.value for check in checks if check.value is not None]
    confidence = checks[-1].confidence if checks else None
    update = {
        "check_ins": tuple(checks),
        "value": values[-1] if values else None,
        "confidence": confidence,
        "support_asked_at": _support_asked_at(checks),
    }
    return _with_progress(goal.model_copy(update=update))


def decided(goal: Goal, event: type[GoalFacts]) -> Decision[Goal]:
    """The goal with one event of this type."""
    return Decision(goal, [facts(goal, event)])


def facts(goal: Goal, event: type[GoalFacts]) -> Event:
    """What the others may know: of a person's own goal neither title nor how it goes."""
    public = goal.level != "individual"
    return event(
        goal_id=GoalId(goal.id),
        level=goal.level,
        status=goal.status,
        done=goal.done,
        unit_id=goal.unit_id,
        owner_ids=goal.owner_ids,
        parent_id=goal.parent_id,
        also_contributes_to=goal.also_contributes_to,
        period_from=goal.period_from,
        period_until=goal.period_until,
        deadline=goal.deadline,
        talk_id=goal.talk_id,
        copied_from=goal.copied_from,
        support_asked_at=goal.support_asked_at,
        answer_by=goal.answer_by if goal.status == "proposed" and goal.talk_id is None else (),
        title_sv=goal.title_sv if public else None,
        title_en=goal.title_en if public else None,
        progress_percent=whole_percent(goal.progress) if public else None,
        confidence=goal.confidence if public else None,
    )


def former_parents(goal: Goal, parent_id: GoalId | None) -> tuple[GoalId, ...]:
    """Where the goal will have hung before, once it hangs on `parent_id`."""
    if goal.parent_id in (None, parent_id):
        return goal.former_parents
    formers = [former for former in goal.former_parents if former != goal.parent_id]
    return (*formers, goal.parent_id)[-_REMEMBERED_PARENTS:]


def digest(command: BaseModel) -> str:
    """What a command says, in short: equal for the same command only."""
    return sha256(command.model_dump_json().encode()).hexdigest()


def _support_asked_at(checks: Sequence[CheckIn]) -> datetime | None:
    """When the first of the newest check-ins that all ask for support was made."""
    asked_at: datetime | None = None
    for check in reversed(checks):
        if check.confidence != "needs_support":
            break
        asked_at = check.at
    return asked_at


def _with_progress(goal: Goal) -> Goal:
    found = progress(
        chosen=goal.progress_chosen,
        reported=_reported(goal),
        rolled_up=goal.rolled_up,
        by_hand=goal.by_hand,
    )
    return goal.model_copy(update={"progress": found.percent, "progress_from": found.source})


def _reported(goal: Goal) -> float | None:
    if goal.measure.kind == "yes_no" and goal.done:
        return 100.0
    return None if goal.value is None else progress_of(goal.measure, goal.value)


def _require(goal: Goal, *allowed: GoalStatus) -> None:
    if goal.status not in allowed:
        raise Conflict(
            f"goal-is-{goal.status}", _WHAT_NOW[goal.status], goal_id=goal.id, state=goal.status
        )


_WHAT_NOW: dict[GoalStatus, str] = {
    "proposed": "The goal is only a proposal. Wait until it has been agreed to.",
    "active": "The goal is already active.",
    "closed": "The goal is closed, so it can't be changed. Set a new goal instead.",
    "withdrawn": "The goal is withdrawn, so it can't be changed. Set a new goal instead.",
}
