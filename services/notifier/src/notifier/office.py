"""Office hours in Sweden: when a mail may be sent (domain.md, Notifications 3).

Monday to Friday 08.00–17.00 in Europe/Stockholm, never on a public holiday or on one of the eves
that the law equates with one (Midsummer, Christmas, New Year's Eve). On the eves that are half
working days by custom (Maundy Thursday, Walpurgis Night …) the office closes at noon; which of
them count is for the municipality's agreement to say. A squeeze day ("klämdag") is a day as any.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from chassis.clock import at, local_date

OPENS = time(8)
CLOSES = time(17)
CLOSES_ON_HALF_DAYS = time(12)

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def closing_time(day: date) -> time | None:
    """When the office closes on a day; None when it is closed all day."""
    if day.weekday() >= _SATURDAY or day in _days_off(day.year):
        return None
    return CLOSES_ON_HALF_DAYS if day in _half_days(day.year) else CLOSES


def is_office_day(day: date) -> bool:
    """Whether the office opens at all on a day."""
    return closing_time(day) is not None


def office_day_until(day: date) -> date:
    """The day itself when the office is open, else the nearest office day before it."""
    while not is_office_day(day):
        day -= _ONE_DAY
    return day


def office_day_from(day: date) -> date:
    """The day itself when the office is open, else the nearest office day after it."""
    while not is_office_day(day):
        day += _ONE_DAY
    return day


def opening(day: date) -> datetime:
    """The instant at which an office day begins."""
    return at(day, OPENS)


def next_office_instant(instant: datetime) -> datetime:
    """The instant itself within office hours, else the next opening."""
    today = local_date(instant)
    closes = closing_time(today)
    if closes is not None:
        if instant < opening(today):
            return opening(today)
        if instant < at(today, closes):
            return instant
    return next_opening(instant)


def next_opening(instant: datetime) -> datetime:
    """The first opening on a later day than the instant's."""
    return opening(office_day_from(local_date(instant) + _ONE_DAY))


@lru_cache(maxsize=16)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


@lru_cache(maxsize=16)
def _half_days(year: int) -> frozenset[date]:
    optional = holidays.country_holidays("SE", years=year, categories=("optional",), language="sv")
    return frozenset(day for day, name in optional.items() if name != "Klämdag")
