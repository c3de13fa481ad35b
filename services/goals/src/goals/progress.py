"""The progress of a goal: which source it comes from, and the roll-up from its children.

Which source is used is always said together with the figure:
- `check_ins`: the last value reported, as its share of the way from start to target;
- `children`: rolled up from the goals below;
- `by_hand`: a percentage that a person has set.
A goal whose setter chose none goes by its own check-ins, and by its children until it has any.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, fsum
from typing import Literal

from redthread_contracts.goals import GoalLevel
from redthread_contracts.ids import PersonId

Source = Literal["check_ins", "children", "by_hand"]

FEWEST_OWNERS = 3
"""Individual goals count in a roll-up when they belong to at least this many people."""


@dataclass(frozen=True, slots=True)
class Child:
    """What a roll-up needs to know of a goal below."""

    level: GoalLevel
    progress: float | None
    owner_ids: tuple[PersonId, ...] = ()
    weight: int = 1


@dataclass(frozen=True, slots=True)
class RollUp:
    """The progress of a goal's children together, and from how many goals it is made."""

    percent: float | None
    goals: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A goal's progress and where it comes from."""

    percent: float | None
    source: Source


def roll_up(children: Iterable[Child]) -> RollUp:
    """The mean of the children's progress by weight; a person's own goal always weighs 1.

    A child that nobody has reported on counts as 0; when that goes for all, there is no figure.

    Privacy: an individual goal is for its owner and the line manager only, while the parent's
    figure is for everyone. So individual goals are left out unless they belong to at least
    `FEWEST_OWNERS` people, or the figure would tell how one of them is doing; and where they
    count, they do so as one rounded mean, so that a single one's step can't be read off it.
    """
    children = list(children)
    public = [child for child in children if child.level != "individual"]
    private = [child for child in children if child.level == "individual"]
    if len({owner for child in private for owner in child.owner_ids}) < FEWEST_OWNERS:
        private = []
    known = [*public, *private]
    if all(child.progress is None for child in known):
        return RollUp(percent=None, goals=len(known))

    of_public = fsum(child.weight * (child.progress or 0.0) for child in public)
    of_private = len(private) * _rounded_mean(private)
    weight = sum(child.weight for child in public) + len(private)
    # fsum: the same children give the same figure in whatever order they are read.
    return RollUp(round(fsum((of_public, of_private)) / weight, 1), goals=len(known))


def progress(
    *,
    chosen: Source | None,
    reported: float | None,
    rolled_up: float | None,
    by_hand: float | None,
) -> Progress:
    """The progress that counts, out of the three that a goal may have."""
    if chosen == "by_hand":
        return Progress(by_hand, "by_hand")
    if chosen == "children":
        return Progress(rolled_up, "children")
    if chosen is None and reported is None and rolled_up is not None:
        return Progress(rolled_up, "children")
    return Progress(reported, "check_ins")


def whole_percent(percent: float | None) -> int | None:
    """The figure that people see. 100 is kept for what is all done, and 0 for what is not begun."""
    if percent is None or percent in (0, 100):
        return None if percent is None else int(percent)
    return min(max(floor(percent + 0.5), 1), 99)


def _rounded_mean(children: list[Child]) -> float:
    if not children:
        return 0.0
    return float(floor(fsum(child.progress or 0.0 for child in children) / len(children) + 0.5))
