"""`redthread stop`, `start` and `scale`: single parts of the running system, for trials."""

from typing import Annotated

import typer

from redthread_local import control
from redthread_local.places import Home
from redthread_local.state import require_running


def stop(
    part: Annotated[str, typer.Argument(help="As `redthread status` names it.")],
    kill: Annotated[bool, typer.Option("--kill", help="With SIGKILL.")] = False,
) -> None:
    """Stop one part and keep it down until `redthread start`."""
    _order(do="stop", part=part, kill=kill)
    typer.echo(f"{part} is down.")


def start(part: Annotated[str, typer.Argument(help="As `redthread status` names it.")]) -> None:
    """Start a part that was stopped; return when it is ready."""
    _order(do="start", part=part)
    typer.echo(f"{part} is ready.")


def scale(
    service: Annotated[str, typer.Argument(help="directory, talks, goals, …")],
    replicas: Annotated[int, typer.Argument(min=1, max=8)],
) -> None:
    """Run a service this many times; return when all are ready."""
    _order(do="scale", service=service, replicas=replicas)
    typer.echo(f"{service} runs {replicas} times.")


def _order(**order: object) -> None:
    home = Home.here()
    require_running(home)
    control.send(home, order)
