"""How things are measured here.

Two ways of doing the same thing run alternately, several rounds, so that a noisy machine hits
both alike. What counts is the ratio of the medians.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any, Literal

Run = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report: ours, the baseline, their ratio and what we promise."""

    name: str
    unit: str
    value: float
    baseline: float
    ratio: float
    goal: str
    reached: bool

    def as_json(self) -> dict[str, Any]:
        """For `benchmarks/latest.json`."""
        return asdict(self)


async def compare(
    name: str,
    ours: Run,
    baseline: Run,
    *,
    unit: str,
    goal: float,
    better: Literal["more", "less"],
    rounds: int = 5,
) -> Result:
    """Run both `rounds` times by turns. Each run returns one figure in `unit`.

    `better="more"`: the ratio must be at least `goal`; `"less"`: at most.
    """
    figures: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        figures[0].append(await ours())
        figures[1].append(await baseline())
    value, base = median(figures[0]), median(figures[1])
    ratio = value / base
    reached = ratio >= goal if better == "more" else ratio <= goal
    sign = ">=" if better == "more" else "<="
    return Result(name, unit, value, base, ratio, f"{sign} {goal}", reached)


async def per_second(count: int, work: Callable[[], Awaitable[object]]) -> float:
    """How many a second, when `work` does `count` of them."""
    started = perf_counter()
    await work()
    return count / (perf_counter() - started)


async def p50_ms(times: int, work: Callable[[], Awaitable[object]]) -> float:
    """The median of `times` single runs, in milliseconds."""
    taken: list[float] = []
    for _ in range(times):
        started = perf_counter()
        await work()
        taken.append((perf_counter() - started) * 1000)
    return median(taken)
