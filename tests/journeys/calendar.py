"""Days for the walk: ordinary working days, whatever day the tests run on."""

from datetime import date, timedelta

import holidays

_ONE_DAY = timedelta(days=1)
_OFF = ("public", "de_facto", "optional")


def works(day: date) -> bool:
    """Whether it is a plain working day in Sweden."""
    return day.weekday() < 5 and day not in holidays.country_holidays(
        "SE", years=day.year, categories=_OFF
    )


def next_working_day(day: date) -> date:
    """The first one after a day."""
    day += _ONE_DAY
    while not works(day):
        day += _ONE_DAY
    return day


def deadline_after(day: date) -> date:
    """A day such that it, the day a week before and the one after it are all worked."""
    while not (works(day) and works(day - timedelta(days=7)) and works(day + _ONE_DAY)):
        day += _ONE_DAY
    return day
