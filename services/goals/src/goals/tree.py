"""The goal tree: what a goal may hang on, and the red thread from the top down to it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from chassis.documents import State
from chassis.errors import FieldError, Invalid
from chassis.sorting import swedish_key
from goals.measure import Measure
from goals.progress import Source
from redthread_contracts.goals import Confidence, GoalLevel, GoalStatus
from redthread_contracts.ids import GoalId, PersonId, UnitId


class Titled(Protocol):
    """What is sorted by its title."""

    @property
    def id(self) -> str:
        """The goal's id."""

    @property
    def title_sv(self) -> str:
        """What it is called."""


class Knot(State):
    """A goal as the tree and the threads show it: all but its reasons and its check-ins."""

    level: GoalLevel
    status: GoalStatus
    title_sv: str
    title_en: str | None = None
    measure: Measure
    owner_ids: tuple[PersonId, ...] = ()
    unit_id: UnitId | None = None
    parent_id: GoalId | None = None
    also_contributes_to: tuple[GoalId, ...] = ()
    ancestors: tuple[GoalId, ...] = ()
    former_parents: tuple[GoalId, ...] = ()
    period_from: date
    period_until: date
    deadline: date
    progress: float | None = None
    progress_from: Source = "check_ins"
    rolled_up_goals: int = 0
    weight: int = 1
    value: float | None = None
    confidence: Confidence | None = None


def check_place(
    goal_id: str,
    level: GoalLevel,
    parent_id: GoalId | None,
    also_contributes_to: Sequence[GoalId],
    above: Mapping[str, Knot],
    *,
    kept: Iterable[GoalId] = (),
) -> None:
    """Raise `Invalid` unless a goal may hang there.

    A goal hangs on an active goal of the municipality or of a unit, never on a person's own and
    never on itself by any way round, further contributions counted too. The municipality's goals
    hang on nothing but each other.

    `above` holds the goals named and everything above them. `kept`: what it hangs on already and
    may keep hanging on although that is no longer active.
    """
    kept = set(kept)
    errors = []
    named = [("parent_id", parent_id)] if parent_id else []
    for field, wanted in [*named, *(("also_contributes_to", it) for it in also_contributes_to)]:
        fault = _fault(goal_id, level, wanted, above, kept)
        if fault is not None:
            errors.append(FieldError(field, *fault))
    if parent_id in also_contributes_to:
        message = "It hangs on this goal already. Take it away from the further ones."
        errors.append(FieldError("also_contributes_to", "goal-parent-twice", message))
    if errors:
        raise Invalid("goal-not-right", "Choose another goal to contribute to.", fields=errors)


def ancestors_under(parent_id: GoalId | None, parents: Mapping[str, GoalId | None]) -> list[GoalId]:
    """The ids from the top down to and with the parent; `parents` says what hangs on what."""
    way: list[GoalId] = []
    here = parent_id
    while here is not None and here not in way:
        way.append(here)
        here = parents.get(here)
    return way[::-1]


def reaches(start: Iterable[GoalId], goal_id: str, above: Mapping[str, Knot]) -> bool:
    """Whether a way up from `start`, along parents and further contributions, leads to a goal."""
    waiting, seen = list(start), set[str]()
    while waiting:
        here = waiting.pop()
        if here == goal_id:
            return True
        if here in seen:
            continue
        seen.add(here)
        if here in above:
            waiting.extend(links(above[here]))
    return False


def links(goal: Knot) -> list[GoalId]:
    """Everything that a goal contributes to, the main parent first."""
    return [*([goal.parent_id] if goal.parent_id else []), *goal.also_contributes_to]


def path(goal: Knot, above: Mapping[str, Knot]) -> list[Knot]:
    """The red thread: the topmost goal first, the goal itself last."""
    return [*(above[each] for each in goal.ancestors if each in above), goal]


def by_title(goal: Titled) -> tuple[str, str]:
    """Sorts goals by their titles as Swedes do: å, ä and ö come after z."""
    return swedish_key(goal.title_sv), goal.id


def _fault(
    goal_id: str,
    level: GoalLevel,
    wanted: GoalId,
    above: Mapping[str, Knot],
    kept: set[GoalId],
) -> tuple[str, str] | None:
    """The code and the sentence for what is wrong with hanging on `wanted`, if anything is."""
    if reaches([wanted], goal_id, above):
        return "goal-cycle", "That goal contributes to this one already. Choose another."
    goal = above.get(wanted)
    if goal is None or goal.level == "individual":
        # The same words for both: whether a person's own goal exists is nobody's business.
        return "goal-parent-unknown", "Choose a goal of the municipality or of a unit."
    if goal.status != "active" and wanted not in kept:
        return "goal-parent-not-active", "That goal is no longer active. Choose one that is."
    if level == "municipality" and goal.level != "municipality":
        return "goal-parent-below", "The municipality's goal can't hang on a unit's."
    return None
