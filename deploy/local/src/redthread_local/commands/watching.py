"""`redthread status` and `logs`."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from redthread_local import state
from redthread_local.failure import Failure
from redthread_local.places import Home

_LOOK_EVERY_SECONDS = 0.3


def status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show what runs, where, and how much memory it takes. Status 3 when nothing runs."""
    running = state.running(Home.here())
    if as_json:
        typer.echo(json.dumps(_facts(running), indent=1))
    elif running is None:
        typer.echo("Nothing is running here. Start it with `redthread up`.")
    else:
        _show(running)
    if running is None:
        raise typer.Exit(3)


def logs(
    part: Annotated[str | None, typer.Argument(help="One part; all when left out.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on showing.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many old lines.")] = 50,
) -> None:
    """Show what the parts write."""
    folder = Home.here().logs
    files = sorted(folder.glob("*.log")) if part is None else [folder / f"{part}.log"]
    if not files or not files[0].exists():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.log"))) or "none yet"
        raise Failure(f"There is no such log. Logs here: {known}.")
    for file in files:
        for line in file.read_text("utf-8", "replace").splitlines()[-lines or len(files) :]:
            _say(file, line, several=part is None)
    try:
        for file, line in _grown(files) if follow else ():
            _say(file, line, several=part is None)
    except KeyboardInterrupt:
        return


def _facts(running: "state.SystemState | None") -> dict[str, Any]:
    if running is None:
        return {"running": False, "parts": []}
    parts = [asdict(part) | {"memory_bytes": _memory(part.pid)} for part in running.parts]
    keeper_bytes = _memory(running.keeper_pid) or 0
    total = keeper_bytes + sum(part["memory_bytes"] or 0 for part in parts)
    return {"running": True, **asdict(running), "parts": parts, "memory_bytes": total}


def _memory(pid: int | None) -> int | None:
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss) if pid is not None else None
    except psutil.Error:
        return None


def _show(running: "state.SystemState") -> None:
    from rich.console import Console
    from rich.table import Table

    facts = _facts(running)
    table = Table(box=None, header_style="bold")
    for title in ("part", "state", "pid", "port", "memory", "restarts"):
        table.add_column(title, justify="left" if title in {"part", "state"} else "right")
    for part in facts["parts"]:
        memory = f"{part['memory_bytes'] // 1_000_000} MB" if part["memory_bytes"] else ""
        colour = "green" if part["state"] == "ready" else "red"
        table.add_row(
            part["name"], f"[{colour}]{part['state']}[/]", str(part["pid"] or ""),
            str(part["port"]), memory, str(part["restarts"] or ""),
        )  # fmt: skip
    console = Console()
    console.print(table)
    console.print(f"{running.url}  {facts['memory_bytes'] // 1_000_000} MB in all")


def _grown(files: list[Path]) -> Iterator[tuple[Path, str]]:
    """Lines that are added to the files, for ever; a file that was begun anew is read anew."""
    places = {file: file.stat().st_size for file in files}
    while True:
        for file in files:
            size = file.stat().st_size if file.exists() else 0
            if size < places[file]:
                places[file] = 0
            if size > places[file]:
                yield from ((file, line) for line in _added(file, places))
        time.sleep(_LOOK_EVERY_SECONDS)


def _added(file: Path, places: dict[Path, int]) -> list[str]:
    with file.open("rb") as opened:
        opened.seek(places[file])
        content = opened.read()
    whole, newline, _ = content.rpartition(b"\n")
    places[file] += len(whole) + len(newline)
    return whole.decode("utf-8", "replace").splitlines()


def _say(file: Path, line: str, *, several: bool) -> None:
    typer.echo(f"{file.stem:<12} {line}" if several else line)
