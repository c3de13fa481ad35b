"""The `redthread` command."""

import sys

import typer

from redthread_local.commands import clock, demo, dlt, events, parts, stack, system, watching
from redthread_local.failure import Failure

app = typer.Typer(
    help="Röda tråden on this machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(system.up)
app.command()(system.down)
app.command()(watching.status)
app.command()(watching.logs)
app.command()(system.reset)
app.add_typer(events.app, name="events")
app.add_typer(dlt.app, name="dlt")
app.add_typer(clock.app, name="clock")
app.command()(demo.demo)
app.command()(parts.scale)
app.command()(parts.stop)
app.command()(parts.start)
app.command(hidden=True)(stack.stack)


def main() -> None:
    """Runs a command; what goes wrong is one sentence on the error output and status 1."""
    try:
        app()
    except Failure as failure:
        sys.stderr.write(f"{failure}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
