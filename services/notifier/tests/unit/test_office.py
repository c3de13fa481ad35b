"""When a mail may be sent."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import STOCKHOLM, local_date
from notifier.office import (
    closing_time,
    is_office_day,
    next_office_instant,
    next_opening,
    office_day_from,
    office_day_until,
)

from .builders import local

INSTANTS = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda minutes: local(2026, 1, 1) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 28),  # Saturday
        date(2026, 11, 29),  # Sunday
        date(2026, 12, 25),  # Christmas Day
        date(2026, 12, 24),  # Christmas Eve: equated with a holiday by law
        date(2026, 6, 19),  # Midsummer Eve
        date(2026, 12, 31),  # New Year's Eve
        date(2027, 3, 26),  # Good Friday
        date(2027, 3, 27),  # Holy Saturday
        date(2027, 5, 6),  # Ascension Day
    ],
)
def test_the_office_is_closed_on_weekends_public_holidays_and_their_eves(day: date) -> None:
    assert not is_office_day(day)


@pytest.mark.parametrize("day", [date(2027, 3, 25), date(2026, 4, 30), date(2026, 10, 30)])
def test_the_office_closes_at_noon_on_half_days(day: date) -> None:
    closes = closing_time(day)

    assert closes is not None
    assert closes.hour == 12


def test_a_squeeze_day_is_a_day_as_any() -> None:
    closes = closing_time(date(2027, 5, 7))

    assert closes is not None
    assert closes.hour == 17


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (local(2026, 11, 30, 10, 15), local(2026, 11, 30, 10, 15)),
        (local(2026, 11, 30, 8), local(2026, 11, 30, 8)),
        (local(2026, 11, 30, 6), local(2026, 11, 30, 8)),
        (local(2026, 11, 30, 17), local(2026, 12, 1, 8)),
        (local(2026, 11, 27, 20), local(2026, 11, 30, 8)),  # Friday evening: Monday
        (local(2026, 12, 23, 18), local(2026, 12, 28, 8)),  # over Christmas
        (local(2027, 3, 25, 12), local(2027, 3, 30, 8)),  # Maundy Thursday noon: after Easter
    ],
)
def test_outside_office_hours_a_mail_waits_for_the_next_opening(
    instant: datetime, expected: datetime
) -> None:
    assert next_office_instant(instant) == expected


@given(INSTANTS)
def test_what_is_sent_is_sent_in_office_hours_and_soon(instant: datetime) -> None:
    sent = next_office_instant(instant)

    closes = closing_time(local_date(sent))
    assert closes is not None
    assert 8 <= sent.astimezone(STOCKHOLM).hour < closes.hour
    assert instant <= sent <= instant + timedelta(days=6)
    assert next_office_instant(sent) == sent


@given(INSTANTS)
def test_the_next_opening_is_at_eight_on_a_later_day(instant: datetime) -> None:
    opening = next_opening(instant).astimezone(STOCKHOLM)

    assert (opening.hour, opening.minute) == (8, 0)
    assert opening.date() > local_date(instant)


@given(st.dates(date(2026, 1, 1), date(2031, 1, 1)))
def test_the_nearest_office_days_lie_on_either_side(day: date) -> None:
    assert is_office_day(office_day_until(day))
    assert is_office_day(office_day_from(day))
    assert office_day_until(day) <= day <= office_day_from(day)
