"""`redthread demo`: the made-up municipality."""

import asyncio
import json
from typing import Annotated, Any

import typer

from redthread_local import state
from redthread_local.places import Home

_TOWN_HALL = 850


def demo(
    people: Annotated[
        int, typer.Option(min=1, help="850 is the town hall, 60000 a large municipality.")
    ] = _TOWN_HALL,
) -> None:
    """Load the made-up municipality into the running system; the same again changes nothing."""
    from rich.console import Console

    _load(Home.here(), people, Console())


def load_once(home: Home, console: Any) -> None:
    """Loads the town hall unless some demo was loaded here before."""
    if not home.demo.exists():
        _load(home, _TOWN_HALL, console)


def _load(home: Home, people: int, console: Any) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from redthread_local.demo import load
    from redthread_local.keys import keys

    system = state.require_running(home)
    columns = (TextColumn("Loading {task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, Any] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        asyncio.run(
            load(
                people=people,
                directory_url=system.url_of("directory"),
                goals_url=system.url_of("goals"),
                talks_url=system.url_of("talks"),
                surveys_url=system.url_of("surveys"),
                competence_url=system.url_of("competence"),
                private_key_pem=keys(home.keys).private,
                progress=progress,
            )
        )
    home.demo.write_text(json.dumps({"people": people}))
