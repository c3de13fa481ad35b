"""`redthread events`: what is on the bus."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

app = typer.Typer(help="What is on the bus.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """What is on the bus."""


@app.command()
def tail(
    topic: Annotated[list[str] | None, typer.Option(help="Only this one; several times.")] = None,
    from_beginning: Annotated[bool, typer.Option("--from-beginning")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object a line.")] = False,
    follow: Annotated[bool, typer.Option(help="Go on when the end is reached.")] = True,
) -> None:
    """Show the events as they come, until Ctrl-C."""
    from redthread_contracts.topics import ALL

    topics = topic or [each.name for each in ALL]
    try:
        asyncio.run(_tail(topics, from_beginning=from_beginning, as_json=as_json, follow=follow))
    except KeyboardInterrupt:
        return


async def _tail(
    topics: Sequence[str], *, from_beginning: bool, as_json: bool, follow: bool
) -> None:
    from redthread_local.bus import readable, reader, until

    async with reader(topics) as consumer:
        if from_beginning:
            await consumer.seek_to_beginning()
        else:
            await consumer.seek_to_end()
        records = (
            consumer
            if follow
            else until(consumer, await consumer.end_offsets(consumer.assignment()))
        )
        async for record in records:
            facts = readable(record)
            typer.echo(json.dumps(facts, ensure_ascii=False) if as_json else _line(facts))


def _line(facts: dict[str, Any]) -> str:
    data = json.dumps(facts["data"], ensure_ascii=False) if facts["data"] is not None else "∅"
    sequence = str(facts.get("sequence", "?")).lstrip("0")
    return (
        f"{facts.get('time', '')[:19]}  {facts['topic']}/{facts['partition']}@{facts['offset']}  "
        f"{facts.get('type', '?')}  {facts.get('subject', facts['key'])} #{sequence}  {data}"
    )
