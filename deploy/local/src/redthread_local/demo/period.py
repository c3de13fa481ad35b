"""Which year the demo lives in: goals and talks lie around the day on which it is loaded."""

from datetime import date, datetime, time, timedelta

from chassis.clock import at

_STILL_LAST_YEAR = timedelta(days=60)


def period_year(today: date) -> int:
    """The year of the running goal period; in January and February still the one before."""
    return (today - _STILL_LAST_YEAR).year


def days_before(today: date, year: int, *days: tuple[int, int]) -> list[date]:
    """Those of the days (month, day) of a year that lie before today."""
    return [day for month, number in days if (day := date(year, month, number)) < today]


def workday(day: date) -> date:
    """The day, or the Friday before it when it is in a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def instant(day: date, hour: int, minute: int = 0) -> str:
    """The instant of a local time, as ISO text."""
    moment: datetime = at(day, time(hour, minute))
    return moment.isoformat()
