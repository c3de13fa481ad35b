"""What goes out over HTTP: goals, threads and the tree, as their readers see them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel

from chassis.documents import State
from chassis.sheet import FileFault
from goals.access import Deed
from goals.copies import CopyProgress
from goals.copying import CopyPlan, CopyState, LeftOut, Period, Planned
from goals.copying import Reason as LeftOutReason
from goals.decisions import ToDecide
from goals.files import Compared
from goals.goal import CheckIn, Comment, DeadlineMove, Evaluation, Goal
from goals.goal_file import FieldChange, LineKind, changes
from goals.measure import Measure
from goals.progress import Source, whole_percent
from goals.reorganisation import Reason
from goals.tree import Knot
from redthread_contracts.goals import Confidence, GoalLevel, GoalStatus
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId

T = TypeVar("T")

MOST_LISTED = 500


class Items(BaseModel, Generic[T]):
    """A list; `next` is where it goes on, None at its end."""

    items: list[T]
    next: str | None = None


class PathStep(BaseModel):
    """A goal on the way from the top."""

    id: str
    level: GoalLevel
    title_sv: str
    title_en: str | None
    unit_id: UnitId | None


class ThreadStep(PathStep):
    """A goal of a red thread. `own`: it is the reader's."""

    own: bool
    value: float | None
    measure: Measure
    deadline: date
    confidence: Confidence | None
    progress: int | None


class Threads(BaseModel):
    """The reader's red threads: the municipality's goal first, the reader's own last."""

    threads: list[list[ThreadStep]]


class Branch(BaseModel):
    """A goal in the tree. `children`: how many goals the reader sees right under it."""

    id: str
    title_sv: str
    title_en: str | None
    level: GoalLevel
    unit_id: UnitId | None
    owner_ids: tuple[PersonId, ...]
    progress: int | None
    progress_from: Source
    rolled_up_goals: int
    weight: int
    confidence: Confidence | None
    value: float | None
    measure: Measure
    period_from: date
    period_until: date
    children: int


class TreeView(BaseModel):
    """One level of the tree. `mine`: the goals on the reader's threads, wherever they are."""

    items: list[Branch]
    mine: list[str]


class GoalView(BaseModel):
    """A goal in full, for somebody who may read it.

    `progress` is in whole percent; `progress_from` says where it comes from, `rolled_up_goals`
    from how many goals when those are its children. `path` ends with the goal itself. `may` is
    what the reader can do with it now.
    """

    id: str
    version: int
    level: GoalLevel
    status: GoalStatus
    title_sv: str
    title_en: str | None
    why: str
    why_en: str | None
    measure: Measure
    value: float | None
    progress: int | None
    progress_from: Source
    progress_chosen: Source | None
    rolled_up_goals: int
    confidence: Confidence | None
    owner_ids: tuple[PersonId, ...]
    unit_id: UnitId | None
    parent_id: GoalId | None
    also_contributes_to: tuple[GoalId, ...]
    period_from: date
    period_until: date
    deadline: date
    talk_id: TalkId | None
    weight: int
    proposed_by: PersonId | None
    answer_by: tuple[PersonId, ...]
    comments: tuple[Comment, ...]
    shared_with: tuple[PersonId, ...]
    deadline_moves: tuple[DeadlineMove, ...]
    evaluation: Evaluation | None
    check_ins: tuple[CheckIn, ...]
    path: list[PathStep]
    may: list[Deed]


def goal_view(
    goal: Goal, version: int, above: Mapping[str, Knot], may: list[Deed], *, whole: bool
) -> GoalView:
    """A goal; `above` holds its ancestors. Not `whole`: without what the two said about it."""
    if not whole:
        hidden = {"comments": (), "evaluation": None, "shared_with": (), "answer_by": ()}
        goal = goal.model_copy(update=hidden)
    way: list[State] = [*(above[each] for each in goal.ancestors if each in above), goal]
    derived = {
        "version": version,
        "progress": whole_percent(goal.progress),
        "path": [PathStep(**_fields(PathStep, step)) for step in way],
        "may": may,
    }
    return GoalView(**{**_fields(GoalView, goal), **derived})


def thread(way: list[Knot], reader: PersonId) -> list[ThreadStep]:
    """A red thread as one reader sees it."""
    return [
        ThreadStep(
            **{
                **_fields(ThreadStep, knot),
                "own": reader in knot.owner_ids and knot.level == "individual",
                "progress": whole_percent(knot.progress),
            }
        )
        for knot in way
    ]


def branch(knot: Knot, children: int) -> Branch:
    """A goal in the tree."""
    derived = {"progress": whole_percent(knot.progress), "children": children}
    return Branch(**{**_fields(Branch, knot), **derived})


def _fields(view: type[BaseModel], source: State) -> dict[str, object]:
    """The fields that a view and its source have in common."""
    names = view.model_fields.keys() & type(source).model_fields.keys()
    return {name: getattr(source, name) for name in names}


class Found(PathStep):
    """A goal that holds what was looked for. `path` ends with the goal itself."""

    owner_ids: tuple[PersonId, ...]
    progress: int | None
    path: list[PathStep]


def found_view(knot: Knot, above: Mapping[str, Knot]) -> Found:
    """A goal; `above` holds its ancestors."""
    way: list[State] = [*(above[each] for each in knot.ancestors if each in above), knot]
    derived = {
        "progress": whole_percent(knot.progress),
        "path": [PathStep(**_fields(PathStep, step)) for step in way],
    }
    return Found(**{**_fields(Found, knot), **derived})


class PeriodView(BaseModel):
    """A period, and how many goals of the municipality and the units are in it."""

    period: Period
    goals: int


class PlannedView(BaseModel):
    """A goal that would be made of another."""

    source_id: str
    title_sv: str
    title_en: str | None
    level: GoalLevel
    unit_id: UnitId | None
    deadline: date
    deadline_before: date


class LeftOutView(BaseModel):
    """A goal that would not be copied, and why."""

    source_id: str
    title_sv: str
    title_en: str | None
    level: GoalLevel
    unit_id: UnitId | None
    reason: LeftOutReason


class CopyPreview(BaseModel):
    """What a copy would do: all counts, and of each list the first `MOST_LISTED`."""

    goals: int
    left_out: int
    planned: list[PlannedView]
    left: list[LeftOutView]

    @classmethod
    def of(cls, planned: Sequence[Planned], left: Sequence[LeftOut]) -> "CopyPreview":
        """The first ones as the tree has them: those above first."""
        return cls(
            goals=len(planned),
            left_out=len(left),
            planned=[
                PlannedView(
                    **{
                        **_fields(PlannedView, each.source),
                        "source_id": each.source.id,
                        "deadline": each.terms.deadline,
                        "deadline_before": each.source.deadline,
                    }
                )
                for each in planned[:MOST_LISTED]
            ],
            left=[
                LeftOutView(
                    **{
                        **_fields(LeftOutView, each.source),
                        "source_id": each.source.id,
                        "reason": each.reason,
                    }
                )
                for each in left[:MOST_LISTED]
            ],
        )


class CopyView(BaseModel):
    """A copy: `goals` were asked for, `made` are there; `kept` could not be taken back."""

    id: str
    plan: CopyPlan
    by: PersonId
    at: datetime
    state: CopyState
    goals: int
    made: int
    kept: int
    may_undo: bool

    @classmethod
    def of(cls, progress: CopyProgress) -> "CopyView":
        """As its reader sees it."""
        copy = progress.copy
        return cls(
            id=copy.id,
            plan=copy.plan,
            by=copy.by,
            at=copy.at,
            state=copy.state,
            goals=len(copy.sources),
            made=progress.made,
            kept=len(copy.kept),
            may_undo=progress.may_undo,
        )


class DecisionView(BaseModel):
    """A goal that somebody has to decide about. `successor_ids`: where it may go."""

    id: str
    title_sv: str
    title_en: str | None
    level: GoalLevel
    unit_id: UnitId | None
    owner_ids: tuple[PersonId, ...]
    deadline: date
    reasons: list[Reason]
    successor_ids: tuple[UnitId, ...]

    @classmethod
    def of(cls, found: ToDecide) -> "DecisionView":
        """As its reader sees it."""
        derived = {"reasons": found.reasons, "successor_ids": found.successor_ids}
        return cls(**{**_fields(DecisionView, found.goal), **derived})


class FileLineView(BaseModel):
    """What a line of a file would do."""

    line: int
    kind: LineKind
    goal_id: GoalId
    title_sv: str
    changes: list[FieldChange]


class FilePreview(BaseModel):
    """What a file would do. With faults nothing can be imported, and `lines` is empty."""

    digest: str
    new: int
    changed: int
    same: int
    lines: list[FileLineView]
    faults: list[FileFault]

    @classmethod
    def of(cls, found: Compared) -> "FilePreview":
        """Line by line, but for those that change nothing."""
        kinds = [line.kind for line in found.lines]
        return cls(
            digest="" if found.faults else found.digest,
            new=kinds.count("new"),
            changed=kinds.count("changed"),
            same=kinds.count("same"),
            lines=[
                FileLineView(
                    line=line.line,
                    kind=line.kind,
                    goal_id=line.goal_id,
                    title_sv=line.terms.title_sv,
                    changes=changes(line, found.numbers),
                )
                for line in found.lines
                if line.kind != "same" and not found.faults
            ],
            faults=found.faults,
        )
