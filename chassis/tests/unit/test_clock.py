from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import FileClock, at, end_of_day, local_date, start_of_day

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))


@given(DAYS)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    assert end_of_day(day) == start_of_day(day + timedelta(days=1))


@given(DAYS)
def test_every_instant_of_a_day_is_on_that_day(day: date) -> None:
    last = end_of_day(day) - timedelta(milliseconds=1)

    assert local_date(start_of_day(day)) == day
    assert local_date(last) == day


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2027, 3, 27), 24), (date(2027, 3, 28), 23), (date(2027, 10, 31), 25)],
)
def test_a_day_is_as_long_as_summer_time_makes_it(day: date, hours: int) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours)


def test_eight_in_the_morning_is_local_all_year() -> None:
    assert at(date(2027, 3, 27), time(8)) == datetime(2027, 3, 27, 7, tzinfo=UTC)
    assert at(date(2027, 3, 28), time(8)) == datetime(2027, 3, 28, 6, tzinfo=UTC)


def test_the_demo_clock_follows_its_file(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = FileClock(file)
    before = clock.now()

    file.write_text(str(timedelta(days=7).total_seconds()))

    assert timedelta(days=7) <= clock.now() - before < timedelta(days=7, minutes=1)
    assert clock.now().microsecond % 1000 == 0
