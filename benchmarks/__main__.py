"""`make bench`: prints a table and writes `benchmarks/latest.json`."""

import argparse
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks import delivery
from benchmarks.measure import Result
from chassis.testing import Stack, embedded

LATEST = Path(__file__).parent / "latest.json"

BENCHMARKS: Mapping[str, Callable[[Stack], Awaitable[Result]]] = {
    "command": delivery.command,
    "relay": delivery.relay,
    "consumer": delivery.consumer,
    "latency": delivery.latency,
}


async def run(names: list[str]) -> list[Result]:
    """Run these, one after the other, on one throw-away Kafka and MongoDB."""
    results: list[Result] = []
    with embedded() as stack:
        for name in names:
            Console(stderr=True).print(f"measuring {name} …")
            results.append(await BENCHMARKS[name](stack))
    return results


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], default=[])
    names = parser.parse_args().names or list(BENCHMARKS)
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
