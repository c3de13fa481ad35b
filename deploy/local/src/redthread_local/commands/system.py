"""`redthread up`, `down` and `reset`."""

import os
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from redthread_local import state
from redthread_local.failure import Failure
from redthread_local.logins import LOGIN_SERVER, Logins
from redthread_local.places import Home

if TYPE_CHECKING:
    from rich.progress import Progress

    from redthread_local.plan import Options

_DEFAULT_PORT = 8800


def up(
    demo: Annotated[bool, typer.Option(help="With the made-up municipality.")] = False,
    oidc: Annotated[
        bool, typer.Option(help="With the demo: log in with a password at a login server.")
    ] = False,
    only: Annotated[list[str] | None, typer.Option(hidden=True)] = None,
) -> None:
    """Start everything; return when it is ready. It runs until `redthread down`."""
    from rich.console import Console

    from redthread_local.start import Start

    console = Console()
    home = Home.here()
    if (running := state.running(home)) is not None:
        _say_running(running, demo=demo, oidc=oidc)
        return
    options = _options(demo=demo, oidc=oidc, only=only)
    _fetch(console, login_server=oidc)
    logins = _logins(home, options) if oidc else None
    try:
        with Start(home, options) as start:
            with _Steps(console) as steps:
                start.wait(steps.heard)
            if demo:
                _load_demo(home, console)
            start.keep()
    except KeyboardInterrupt:
        raise Failure("Stopped before it was ready; nothing is left running.") from None
    console.print(f"Röda tråden is ready: [bold]{options.url}[/]")
    if logins is not None:
        _say_logins(console, logins)
    console.print("It runs until [bold]redthread down[/]; [bold]redthread status[/] shows it.")


def down() -> None:
    """Stop everything; the data stays."""
    from rich.console import Console

    from redthread_local.start import stop

    console = Console()
    with console.status("Stopping …"):
        stopped = stop(Home.here())
    console.print("Stopped." if stopped else "Nothing is running here.")


def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Stop everything and throw all data away. What was fetched is kept."""
    from redthread_local.start import stop

    home = Home.here()
    if not home.root.exists():
        typer.echo("There is nothing to throw away here.")
        return
    if not yes:
        typer.confirm(f"Throw away everything in {home.root}?", abort=True)
    stop(home)
    shutil.rmtree(home.root)
    typer.echo("Everything was thrown away. `redthread up` starts anew.")


def _say_running(running: "state.SystemState", *, demo: bool, oidc: bool) -> None:
    if demo and not running.demo:
        raise Failure(
            "The system runs without the demo. Stop it with `redthread down`, then start it with "
            "`redthread up --demo`."
        )
    if oidc and LOGIN_SERVER not in (part.name for part in running.parts):
        raise Failure(
            "The system runs without a login server. Stop it with `redthread down`, then start it "
            "with `redthread up --demo --oidc`."
        )
    if not running.ready:
        raise Failure("The system is being started here by another command. Wait for it.")
    typer.echo(f"Röda tråden runs already: {running.url}")


def _options(*, demo: bool, oidc: bool, only: list[str] | None) -> "Options":
    from redthread_local.plan import GATEWAY, SERVICES, Options

    port = os.environ.get("REDTHREAD_PORT") or str(_DEFAULT_PORT)
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise Failure(f"REDTHREAD_PORT is {port!r}. Give a number between 1 and 65535.")
    services = tuple(name for name in (*SERVICES, GATEWAY) if only is None or name in only)
    if oidc and not demo:
        raise Failure(
            "--oidc starts a login server with the demo's people: `redthread up --demo --oidc`. "
            "Without the demo, name the municipality's own provider: REDTHREAD_OIDC_ISSUER, "
            "REDTHREAD_OIDC_CLIENT_ID and REDTHREAD_OIDC_CLIENT_SECRET."
        )
    if GATEWAY in services and not demo:
        _require_provider()
    return Options(int(port), demo, services, oidc, _demo_env() if demo else {})


def _require_provider() -> None:
    needed = ("REDTHREAD_OIDC_ISSUER", "REDTHREAD_OIDC_CLIENT_ID")
    if missing := [name for name in needed if not os.environ.get(name)]:
        raise Failure(
            f"Nobody could log in: {' and '.join(missing)} must name the municipality's OpenID "
            "Connect provider (docs/operators.md says how). To look around with made-up people: "
            "`redthread up --demo`, or `redthread up --demo --oidc` to log in with a password."
        )


def _demo_env() -> dict[str, str]:
    from redthread_local.demo import personas_json

    return {"REDTHREAD_PERSONAS": personas_json()}


def _logins(home: Home, options: "Options") -> Logins:
    from redthread_local.demo.logins import people_who_log_in
    from redthread_local.ports import Ports

    home.make()
    port = Ports(home.ports).of(LOGIN_SERVER)
    return Logins.write(home.logins, port=port, gateway_url=options.url, people=people_who_log_in())


def _say_logins(console: Any, logins: Logins) -> None:
    from redthread_local.demo import PERSONAS

    console.print(f"Everybody's password is [bold]{logins.password}[/]. Log in as, for example:")
    for persona in PERSONAS:
        name = next(user["user_name"] for user in logins.users if user["id"] == persona.id)
        console.print(f"  [bold]{name}[/] ({persona.role_en})")


def _fetch(console: Any, *, login_server: bool) -> None:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from redthread_local.parts import fetch

    columns = (TextColumn("Fetching {task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console) as bars:
        fetch(_bars(bars), login_server=login_server)


def _bars(bars: "Progress") -> Callable[[str, int, int], None]:
    tasks: dict[str, Any] = {}

    def progress(what: str, done_bytes: int, total_bytes: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total_bytes)
        bars.update(tasks[what], completed=done_bytes)

    return progress


def _load_demo(home: Home, console: Any) -> None:
    from redthread_local.commands.demo import load_once

    load_once(home, console)


class _Steps:
    """Shows which parts are ready."""

    def __init__(self, console: Any) -> None:
        self._console = console
        self._waiting: list[str] = []
        self._status = console.status("Starting …")

    def __enter__(self) -> "_Steps":
        self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    def heard(self, message: dict[str, Any]) -> None:
        """Takes what the keeper tells."""
        if "parts" in message:
            self._waiting = list(message["parts"])
        if message.get("state") == "ready":
            self._waiting.remove(message["part"])
            self._console.print(f"  [green]✓[/] {message['part']}")
        self._status.update(f"Starting {', '.join(self._waiting)} …")
