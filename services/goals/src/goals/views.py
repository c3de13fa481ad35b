"""What goes out over HTTP: goals, threads and the tree, as their readers see them."""

from collections.abc import Mapping
from datetime import date
from typing import Generic, TypeVar

from pydantic import BaseModel

from chassis.documents import State
from goals.access import Deed
from goals.goal import CheckIn, Evaluation, Goal
from goals.measure import Measure
from goals.progress import Source, whole_percent
from goals.tree import Knot
from redthread_contracts.goals import Confidence, GoalLevel, GoalStatus
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId

T = TypeVar("T")


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
    confidence: Confidence | None
    value: float | None
    measure: Measure
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
    proposed_by: PersonId | None
    evaluation: Evaluation | None
    check_ins: tuple[CheckIn, ...]
    path: list[PathStep]
    may: list[Deed]


def goal_view(goal: Goal, version: int, above: Mapping[str, Knot], may: list[Deed]) -> GoalView:
    """A goal; `above` holds its ancestors."""
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
