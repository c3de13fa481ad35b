import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.charts import WIDTH, LineChart, Point, line_chart, nice_ticks


def a_chart(
    *values: float, target: float | None = 2, until: date = date(2026, 11, 30)
) -> LineChart:
    points = [Point(date(2026, 1 + month, 1), value) for month, value in enumerate(values)]
    return line_chart(
        points,
        until=until,
        target=target,
        number=lambda value: f"{value:g}",
        day=lambda day: f"m{day.month}",
        says=("nu", "mål"),
    )


def test_ticks_are_round_and_begin_at_zero_when_the_figures_are_near_it() -> None:
    assert nice_ticks([6, 4, 2]) == [0, 2, 4, 6]


def test_ticks_leave_zero_out_when_the_figures_are_far_from_it() -> None:
    assert nice_ticks([88, 92])[0] > 80


@given(st.lists(st.floats(-1e11, 1e11), min_size=1, max_size=20))
def test_ticks_always_hold_every_figure(values: list[float]) -> None:
    ticks = nice_ticks(values)

    slack = 1e-6 * max(abs(ticks[0]), abs(ticks[-1]), 1)
    assert ticks[0] - slack <= min(values)
    assert max(values) <= ticks[-1] + slack
    assert 2 <= len(ticks) <= 8


def test_a_larger_figure_is_higher_up() -> None:
    chart = a_chart(6, 4)

    assert chart.dots[0][1] < chart.dots[1][1]


def test_one_single_figure_is_a_chart_too() -> None:
    assert len(a_chart(3, target=None).dots) == 1


def test_many_check_ins_are_a_line_without_a_dot_each() -> None:
    points = [Point(date(2026, 1, 1), float(n % 7)) for n in range(500)]

    chart = line_chart(
        points,
        until=date(2026, 12, 31),
        target=None,
        number=str,
        day=str,
        says=("", ""),
    )

    assert len(chart.dots) == 2


@pytest.mark.parametrize("until", [date(2026, 3, 1), date(2026, 6, 1), date(2027, 12, 31)])
def test_labels_of_days_do_not_meet(until: date) -> None:
    chart = a_chart(*range(1, 11), until=until)

    places = [label.x for label in chart.days]
    assert places == sorted(places)
    assert all(later - earlier >= 50 for earlier, later in itertools.pairwise(places))
    assert places[-1] <= WIDTH


def test_the_target_is_named_where_the_figures_are_not() -> None:
    begun = a_chart(6, 5, until=date(2026, 12, 1))
    ended = a_chart(6, 2, until=date(2026, 2, 1))

    assert begun.target_label
    assert begun.target_label.anchor == "end"
    assert ended.target_label
    assert ended.target_label.anchor == "start"
