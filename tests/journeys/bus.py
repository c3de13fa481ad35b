"""What is on the bus, as `redthread events tail` shows it."""

import json
from typing import Any

from tests.system import System

Event = dict[str, Any]


def events(system: System, *topics: str, about: str) -> list[Event]:
    """Everything on these topics whose subject this is, from the beginning."""
    chosen = [argument for topic in topics for argument in ("--topic", topic)]
    told = system.run(
        "events", "tail", *chosen, "--from-beginning", "--no-follow", "--json", timeout=60
    )
    found: list[Event] = [json.loads(line) for line in told.splitlines()]
    return [event for event in found if event.get("subject") == about]
