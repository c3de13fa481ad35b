"""An attacker who knows everything that is shown, and solves the linear system."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from surveys.results import UnitResult
from surveys.suppression import Path
from surveys.template import Question

Unknown = tuple[str, Path]
"""What the answers to a question add up to among the direct members of a unit."""


class System:
    """Linear equations, each what a shown number says about the unknowns."""

    def __init__(self, unknowns: Sequence[Unknown]) -> None:
        self._unknowns = list(unknowns)
        self._rows: list[list[Fraction]] = []

    def add(self, coefficients: Mapping[Unknown, Fraction]) -> None:
        """A number is shown that is this sum of unknowns."""
        self._rows.append([coefficients.get(each, Fraction()) for each in self._unknowns])

    def determines(self) -> "Solved":
        """Gauss and Jordan, in fractions."""
        rows, pivots = [list(row) for row in self._rows], []
        at = 0
        for column in range(len(self._unknowns)):
            pivot = next((i for i in range(at, len(rows)) if rows[i][column]), None)
            if pivot is None:
                continue
            rows[at], rows[pivot] = rows[pivot], rows[at]
            rows[at] = [value / rows[at][column] for value in rows[at]]
            for i, row in enumerate(rows):
                if i != at and row[column]:
                    factor = row[column]
                    rows[i] = [a - factor * b for a, b in zip(row, rows[at], strict=True)]
            pivots.append(column)
            at += 1
        return Solved(self._unknowns, rows[:at], pivots)


class Solved:
    """What follows from the equations."""

    def __init__(
        self, unknowns: list[Unknown], rows: list[list[Fraction]], pivots: list[int]
    ) -> None:
        self._place = {each: number for number, each in enumerate(unknowns)}
        free = [number for number in range(len(unknowns)) if number not in pivots]
        # The directions in which the unknowns can move while everything that is shown stays.
        self._free = [
            [
                Fraction(number == column) - (self._row(rows, pivots, number, column))
                for number in range(len(unknowns))
            ]
            for column in free
        ]

    @staticmethod
    def _row(rows: list[list[Fraction]], pivots: list[int], number: int, column: int) -> Fraction:
        return rows[pivots.index(number)][column] if number in pivots else Fraction()

    def knows(self, wanted: Sequence[Unknown]) -> bool:
        """Whether the sum of these unknowns follows: no free direction moves it."""
        places = [self._place[each] for each in wanted]
        return all(sum(direction[place] for place in places) == 0 for direction in self._free)


def small_groups(
    asked: Mapping[Path, int], answers: Mapping[Path, int], smallest: int
) -> Iterator[tuple[Path, ...]]:
    """Every union of units' direct members in which somebody was asked and too few answered."""
    cells = [path for path, count in asked.items() if count]
    for size in range(1, len(cells) + 1):
        for group in combinations(cells, size):
            if sum(answers.get(path, 0) for path in group) < smallest:
                yield group


def system_of_counts(asked: Mapping[Path, int], groups: frozenset[Path]) -> Solved:
    """From how many answered in each unit that is shown."""
    cells = [path for path, count in asked.items() if count]
    system = System([("", path) for path in cells])
    for unit in groups:
        system.add({("", path): Fraction(1) for path in cells if path[: len(unit)] == unit})
    return system.determines()


def system_of_results(
    asked: Mapping[Path, int], found: Sequence[UnitResult], questions: Sequence[Question]
) -> Solved:
    """From every sum of every question and every dimension that is shown."""
    cells = [path for path, count in asked.items() if count]
    system = System([(question.id, path) for question in questions for path in cells])

    def under(question_id: str, unit: Path, weight: Fraction) -> dict[Unknown, Fraction]:
        return {(question_id, path): weight for path in cells if path[: len(unit)] == unit}

    for result in found:
        answered = {each.id: each.answered for each in result.questions}
        for each in result.questions:
            if each.mean is not None:
                system.add(under(each.id, result.path, Fraction(1)))
        for dimension in result.dimensions:
            if dimension.mean is None:
                continue
            equation: dict[Unknown, Fraction] = {}
            for question in questions:
                count = answered.get(question.id)
                if question.dimension == dimension.id:
                    # Knowing the parent's number of answers, or guessing it: the worst case.
                    equation |= under(question.id, result.path, Fraction(1, count or 1))
            system.add(equation)
    return system.determines()
