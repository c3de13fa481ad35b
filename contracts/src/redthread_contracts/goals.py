"""Topic `goals`. Titles and progress of the municipality's and the units' goals are public;
of a person's own goal only ids, days and states leave the service."""

from datetime import date, datetime
from typing import ClassVar, Literal

from redthread_contracts.event import Event
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId
from redthread_contracts.topics import GOALS, Topic

GoalLevel = Literal["municipality", "unit", "individual"]
GoalStatus = Literal["proposed", "active", "closed", "withdrawn"]
Confidence = Literal["on_track", "needs_support", "behind", "done"]


class GoalFacts(Event):
    """A goal's public state. `title_*`, `progress_percent` and `confidence` are None for an
    individual goal. `done`: its owner has reported it done, so nobody needs a reminder."""

    topic: ClassVar[Topic] = GOALS

    goal_id: GoalId
    level: GoalLevel
    status: GoalStatus
    done: bool = False
    unit_id: UnitId | None
    owner_ids: tuple[PersonId, ...] = ()
    parent_id: GoalId | None = None
    also_contributes_to: tuple[GoalId, ...] = ()
    period_from: date
    period_until: date
    deadline: date
    talk_id: TalkId | None = None
    title_sv: str | None = None
    title_en: str | None = None
    progress_percent: float | None = None
    confidence: Confidence | None = None
    support_asked_at: datetime | None = None
    """When the newest check-in asked for support; None when it does not, or is answered."""
    answer_by: tuple[PersonId, ...] = ()
    """Of a proposal: who is to agree or to answer now."""
    copied_from: GoalId | None = None
    """The goal of the period before that it carries on."""


class GoalProposed(GoalFacts):
    """A goal is proposed; it does not count yet."""

    type: ClassVar[str] = "se.redthread.goal.proposed.v1"


class GoalAgreed(GoalFacts):
    """The goal counts from now on."""

    type: ClassVar[str] = "se.redthread.goal.agreed.v1"


class GoalChanged(GoalFacts):
    """Title, measure, deadline, place in the tree or progress changed."""

    type: ClassVar[str] = "se.redthread.goal.changed.v1"


class GoalCheckedIn(GoalFacts):
    """Somebody reported how it goes."""

    type: ClassVar[str] = "se.redthread.goal.checked-in.v1"


class GoalEvaluated(GoalFacts):
    """The goal was evaluated at the end of its period."""

    type: ClassVar[str] = "se.redthread.goal.evaluated.v1"


class GoalWithdrawn(GoalFacts):
    """The goal is given up."""

    type: ClassVar[str] = "se.redthread.goal.withdrawn.v1"


class GoalCommented(GoalFacts):
    """Somebody has commented on a proposal; what was said stays in the service."""

    type: ClassVar[str] = "se.redthread.goal.commented.v1"
