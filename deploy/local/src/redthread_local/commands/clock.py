"""`redthread clock`: the demo's clock, which every service reads."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from redthread_local.failure import Failure
from redthread_local.places import Home
from redthread_local.state import running

app = typer.Typer(help="The demo's clock.", no_args_is_help=False)

_STEP = re.compile(r"([+-]?\d+)([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@app.callback(invoke_without_command=True)
def show(context: typer.Context) -> None:
    """Show what the demo's clock says."""
    if context.invoked_subcommand is None:
        _say(_offset(_file()))


@app.command("set")
def set_(
    when: Annotated[str, typer.Argument(help="A day, 2027-03-28, or 2027-03-28T08:00, local.")],
) -> None:
    """Move the clock to a day (its time of day stays) or to a day and time in Stockholm."""
    file = _file()
    _move(file, wanted(when, datetime.now(UTC) + _offset(file)) - datetime.now(UTC))


@app.command()
def move(step: Annotated[str, typer.Argument(help="7d, 12h, 30m; -1d goes back.")]) -> None:
    """Move the clock by days, hours or minutes."""
    found = _STEP.fullmatch(step)
    if found is None:
        raise Failure(f"{step!r} isn't a step. Write for example 7d, 12h, 30m or -1d.")
    file = _file()
    _move(file, _offset(file) + timedelta(**{_UNITS[found[2]]: int(found[1])}))


@app.command()
def reset() -> None:
    """Put the clock back to the machine's."""
    _move(_file(), timedelta())


def wanted(when: str, demo_now: datetime) -> datetime:
    """The instant that a person means: a day at the demo's time of day, or a local time.

    Raises Failure when it is neither.
    """
    from chassis.clock import STOCKHOLM, at

    try:
        if "T" not in when:
            return at(date.fromisoformat(when), demo_now.astimezone(STOCKHOLM).time())
        instant = datetime.fromisoformat(when)
    except ValueError as error:
        raise Failure(f"{when!r} isn't a day. Write 2027-03-28 or 2027-03-28T08:00.") from error
    return instant if instant.tzinfo else at(instant.date(), instant.time())


def _file() -> Path:
    home = Home.here()
    system = running(home)
    if system is None or not system.demo:
        raise Failure("Only the running demo has a clock of its own: `redthread up --demo`.")
    return home.clock


def _offset(file: Path) -> timedelta:
    return timedelta(seconds=float(file.read_text() or 0)) if file.exists() else timedelta()


def _move(file: Path, offset: timedelta) -> None:
    # One number, the seconds by which the clock is ahead; renamed, so that nobody reads half.
    new = file.with_suffix(".new")
    new.write_text(str(offset.total_seconds()))
    new.replace(file)
    _say(offset)


def _say(offset: timedelta) -> None:
    from chassis.clock import STOCKHOLM

    now = (datetime.now(UTC) + offset).astimezone(STOCKHOLM)
    moved = f", {offset} ahead of the machine's" if offset else ""
    typer.echo(f"The demo's clock says {now:%Y-%m-%d %H:%M:%S}{moved}.")
