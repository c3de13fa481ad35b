"""`make bench`: prints a table and writes `benchmarks/latest.json`."""

import argparse
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks import delivery, everyday, lean, people, whole
from benchmarks.measure import Result
from chassis.testing import Stack, embedded

LATEST = Path(__file__).parent / "latest.json"

ON_SERVERS: Mapping[str, Callable[[Stack], Awaitable[Result]]] = {
    "command": delivery.command,
    "relay": delivery.relay,
    "consumer": delivery.consumer,
    "latency": delivery.latency,
    "lean": lean.lean,
}
IN_TOWN: Mapping[str, Callable[[whole.Town], Awaitable[list[Result]]]] = {
    "gateway": whole.gateway,
    "submit": people.submit,
    "own goals": everyday.own_goals,
    "goal update": everyday.goal_update,
    "scale": whole.scale,
    "cycle": everyday.cycle_of_talks,
    "search": people.search,
}


async def run(names: Sequence[str]) -> list[Result]:
    """Run these one after the other, on servers and a system that are thrown away."""
    results: list[Result] = []
    with ExitStack() as kept:
        if servers := [name for name in names if name in ON_SERVERS]:
            with embedded() as stack:
                for name in servers:
                    _say(name)
                    results.append(await ON_SERVERS[name](stack))
        town = whole.Town(kept)
        for name in IN_TOWN:
            if name in names:
                _say(name)
                results += await IN_TOWN[name](town)
    return results


def _say(name: str) -> None:
    Console(stderr=True).print(f"measuring {name} …")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    every = [*ON_SERVERS, *IN_TOWN]
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(every)}")
    names = parser.parse_args().names or every
    results = uvloop.run(run(names))
    LATEST.write_text(json.dumps([result.as_json() for result in results], indent=2) + "\n")
    table = Table("what", "ours", "baseline", "ratio", "goal", "")
    for each in results:
        table.add_row(
            each.name,
            f"{each.value:,.1f} {each.unit}",
            f"{each.baseline:,.1f}",
            f"{each.ratio:.2f}",
            each.goal,
            "reached" if each.reached else "missed",
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
