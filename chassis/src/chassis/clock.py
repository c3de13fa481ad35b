"""Time: instants in UTC, days in Europe/Stockholm. The clock is always handed in."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Protocol
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def whole_milliseconds(instant: datetime) -> datetime:
    """The instant as MongoDB keeps it: what is read back equals what was written."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


Instant = Annotated[AwareDatetime, AfterValidator(whole_milliseconds)]
"""An instant that comes in from outside: with an offset, and as it will be kept.

Finer, the state would differ from its event, and the same thing said twice from itself.
"""


class Clock(Protocol):
    """What the time is."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The current instant."""
        return _now()


class FileClock:
    """The machine's clock, moved by the number of seconds in a file: the demo's clock.

    Every process reads the same file, so that the whole system moves together.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        """The moved instant."""
        return _now() + self._read()

    def _read(self) -> timedelta:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return timedelta()
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._stamp:
            self._offset = timedelta(seconds=float(self._path.read_text() or 0))
            self._stamp = stamp
        return self._offset


class FixedClock:
    """Stands still until it is moved: for tests."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The instant it was set to."""
        return self._now

    def move(self, step: timedelta) -> None:
        """Let time pass."""
        self._now += step

    def set(self, now: datetime) -> None:
        """Jump to an instant."""
        self._now = now


def local_date(instant: datetime) -> date:
    """The day in Stockholm at an instant."""
    return instant.astimezone(STOCKHOLM).date()


def at(day: date, wall: time) -> datetime:
    """The instant of a wall time in Stockholm, in UTC.

    A time that does not exist (the hour skipped in March) is read with the offset before the
    change; one that exists twice (October) is the first.
    """
    return datetime.combine(day, wall, STOCKHOLM).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The instant at which a day begins in Stockholm."""
    return at(day, time())


def end_of_day(day: date) -> datetime:
    """The first instant after a day: a deadline on `day` has passed from here on."""
    return start_of_day(day + timedelta(days=1))


def _now() -> datetime:
    return whole_milliseconds(datetime.now(UTC))
