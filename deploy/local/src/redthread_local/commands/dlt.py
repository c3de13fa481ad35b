"""`redthread dlt`: events that no service could handle, and what becomes of them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from redthread_local.failure import Failure

if TYPE_CHECKING:
    from redthread_local.letters import Letter, Letters

app = typer.Typer(help="Dead letters: events that couldn't be handled.", no_args_is_help=True)

Chosen = Annotated[list[str] | None, typer.Argument(help="Ids as `dlt list` shows them.")]
OfTopic = Annotated[str | None, typer.Option("--topic", help="All of this topic.")]
All = Annotated[bool, typer.Option("--all", help="All there are.")]


@app.command("list")
def list_(
    topic: OfTopic = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show the dead letters that nobody has dealt with, oldest first."""
    asyncio.run(_list(topic, as_json=as_json))


@app.command()
def show(id: Annotated[str, typer.Argument(help="An id as `dlt list` shows it.")]) -> None:
    """Show one dead letter with its headers and its data."""
    asyncio.run(_show(id))


@app.command()
def replay(ids: Chosen = None, topic: OfTopic = None, everything: All = False) -> None:
    """Send dead letters back to their topic as they came, after the cause was mended."""
    count = asyncio.run(_with_chosen(ids, topic, everything, lambda box, some: box.replay(some)))
    typer.echo(f"{count} sent again.")


@app.command()
def drop(ids: Chosen = None, topic: OfTopic = None, everything: All = False) -> None:
    """Mark dead letters as dealt with without sending them again."""
    count = asyncio.run(_with_chosen(ids, topic, everything, lambda box, some: box.close(some)))
    typer.echo(f"{count} dropped.")


async def _list(topic: str | None, *, as_json: bool) -> None:
    async with _letters(topic) as box:
        found = await box.open()
    if as_json:
        typer.echo(json.dumps([_facts(letter) for letter in found], ensure_ascii=False, indent=1))
        return
    if not found:
        typer.echo("There are no dead letters.")
    for letter in found:
        typer.echo(f"{letter.id}  {_when(letter)}  {letter.type}  {letter.group}  {letter.error}")


async def _show(id_: str) -> None:
    async with _letters(id_.partition(":")[0]) as box:
        (letter,) = _pick([id_], await box.open())
    typer.echo(json.dumps(_facts(letter), ensure_ascii=False, indent=1))


async def _with_chosen(
    ids: list[str] | None,
    topic: str | None,
    everything: bool,
    deal: "Callable[[Letters, list[Letter]], Awaitable[None]]",
) -> int:
    if sum((bool(ids), topic is not None, everything)) != 1:
        raise Failure("Say which: some ids, or --topic and a name, or --all.")
    async with _letters(topic) as box:
        found = await box.open()
        chosen = _pick(ids, found) if ids else found
        await deal(box, chosen)
    return len(chosen)


@asynccontextmanager
async def _letters(topic: str | None) -> "AsyncIterator[Letters]":
    from redthread_contracts.topics import ALL
    from redthread_local.letters import letters

    async with letters([topic] if topic else [each.name for each in ALL]) as box:
        yield box


def _pick(ids: list[str], found: "list[Letter]") -> "list[Letter]":
    known = {letter.id: letter for letter in found}
    for each in ids:
        if each not in known:
            raise Failure(
                f"There is no open dead letter {each}. "
                "`redthread dlt list` shows those that are open."
            )
    return [letter for letter in found if letter.id in set(ids)]


def _facts(letter: "Letter") -> dict[str, Any]:
    from redthread_local.bus import readable

    origin = {"id": letter.id, "parked": _when(letter), "group": letter.group}
    return origin | {"error": letter.error, "event": readable(letter.record)}


def _when(letter: "Letter") -> str:
    moment = datetime.fromtimestamp(letter.record.timestamp / 1000, UTC)
    return moment.isoformat(timespec="seconds")
