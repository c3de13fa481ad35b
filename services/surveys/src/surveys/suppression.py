"""Which groups are shown, so that no small group can be worked out. Pure, and the same for all.

The groups are a tree: a unit holds its own direct members and the units under it. What is shown
of a unit is a sum over its whole subtree. Somebody who knows all sums that are shown can add and
subtract them; this is secondary disclosure in a hierarchical table, and hiding further cells
against it is complementary suppression (A. Hundepool et al., "Statistical Disclosure Control",
Wiley 2012, chapter 4; the same authors' "Handbook on Statistical Disclosure Control", on tabular
data). In general tables the best choice is a hard problem. In a tree it is not:

*Lemma.* Let P be the units shown, and the remainder R(u) of a shown unit u what is left of it
without the nearest shown units under it. The shown sums are exactly the sums of remainders
(u = R(u) + the remainders of all shown units under u), and remainders have nobody in common. So a
group's sum follows from what is shown if and only if the group is a union of remainders.

*Rule.* So nothing smaller than the threshold follows if and only if each remainder in which
somebody was asked holds at least the threshold of answers. A remainder in which some were asked and
nobody answered counts as too small: it would tell of each of them that they have not answered.

*Algorithm*, from the leaves to the top:
1. A unit whose subtree has too few answers is hidden (primary suppression).
2. While the remainder of a unit is too small, the one with the fewest answers among the nearest
   shown units under it is hidden too (ties: the first id), and its own remainder joins it. Mostly
   one is enough, since its remainder is large enough by itself or empty. It ends: a unit under
   which nothing is shown is its own remainder. The parent is never hidden for its children's sake:
   the larger group tells more.

The outcome depends on counts alone, so it is computed once, when the survey closes, over all units,
stored, and is the same whoever asks and wherever (page, API, file). Each question that not
all have answered is a table of its own, and its choice is made within the units that are shown.

Limits, stated: a group in which all answered alike tells what each answered, as in every table
of means (homogeneity); and who knows some answers already (their own, their friends') may subtract
those, which is what the threshold of five leaves room for.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from redthread_contracts.ids import UnitId

SMALLEST_GROUP = 5
"""Answers in the smallest group that is shown."""

SMALLEST_FOR_TEXTS = 10
"""Free-text answers in the smallest group whose free texts are shown."""

Path = tuple[UnitId, ...]
"""Units from the top to the unit itself; the empty path is the whole survey."""


def shown(
    asked: Mapping[Path, int],
    answers: Mapping[Path, int],
    *,
    smallest: int = SMALLEST_GROUP,
    among: Collection[Path] | None = None,
) -> frozenset[Path]:
    """The groups that may be shown together.

    `asked` and `answers` count the direct members of each unit, not of those under it.
    `among`: only these may be shown at all.
    """
    everybody, answered = summed(asked), summed(answers)
    nearest: dict[Path, list[Path]] = {unit: [] for unit in everybody}
    groups: set[Path] = set()
    for unit in sorted(everybody, key=lambda path: (-len(path), path)):
        below = nearest[unit]
        if answered.get(unit, 0) >= smallest and (among is None or unit in among):
            while _gives_away(unit, below, everybody, answered, smallest):
                least = min(below, key=lambda path: (answered[path], path))
                groups.remove(least)
                below.remove(least)
                below += nearest[least]
            groups.add(unit)
            below = [unit]
        if unit:
            nearest[unit[:-1]] += below
    return frozenset(groups)


def _gives_away(
    unit: Path,
    below: Collection[Path],
    everybody: Mapping[Path, int],
    answered: Mapping[Path, int],
    smallest: int,
) -> bool:
    """Whether what is left of a unit without the shown ones under it is too small a group."""
    asked_apart = everybody[unit] - sum(everybody[each] for each in below)
    apart = answered[unit] - sum(answered[each] for each in below)
    return asked_apart > 0 and apart < smallest


def summed(direct: Mapping[Path, int]) -> dict[Path, int]:
    """Each unit with those under it, up to the whole."""
    sums: dict[Path, int] = {(): 0}
    for path, count in direct.items():
        for length in range(len(path) + 1):
            above = path[:length]
            sums[above] = sums.get(above, 0) + count
    return sums


def lowest_shown(path: Path, groups: Collection[Path]) -> Path:
    """The smallest group that is shown and that holds the members of a unit."""
    for length in range(len(path), 0, -1):
        if path[:length] in groups:
            return path[:length]
    return ()


def one_tree(paths: Iterable[Sequence[UnitId]]) -> dict[UnitId, Path]:
    """The way to each unit on the paths, so that each has one place.

    In the middle of a reorganisation the paths may contradict each other for a moment; the first
    in the order of ids counts then.
    """
    parent: dict[UnitId, UnitId | None] = {}
    for path in sorted(tuple(path) for path in paths):
        if path:
            parent.setdefault(path[0], None)
        for above, unit in pairwise(path):
            parent.setdefault(unit, above)
    return {unit: _way(unit, parent) for unit in parent}


def _way(unit: UnitId, parent: Mapping[UnitId, UnitId | None]) -> Path:
    way: list[UnitId] = []
    at: UnitId | None = unit
    while at is not None and at not in way:
        way.append(at)
        at = parent[at]
    return tuple(reversed(way))
