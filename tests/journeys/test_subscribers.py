"""Another program reads the events: `docs/subscribers/read_events.py`, without code of ours."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.backstage import Backstage
from tests.journeys.bus import events
from tests.journeys.people import colleague
from tests.system import System


def test_a_program_with_nothing_but_aiokafka_prints_what_happens(
    system: System, backstage: Backstage, open_cycle: str, root: Path
) -> None:
    employee = colleague("Linnéa Bergström")
    talk = backstage.talk_of(employee)

    with _subscriber(system, root) as program:
        backstage.prepare(talk, employee, "Det här skrev Linnéa, och ingen annan läser det.")
        backstage.ask("talks", "POST", f"/talks/{talk}/share", employee)
        printed = _wait_for_line(program, "talk.preparation-shared.v1", talk)

    assert "ingen annan läser det" not in printed


def test_the_command_shows_the_same_and_no_content(
    system: System, backstage: Backstage, open_cycle: str
) -> None:
    employee = colleague("Oskar Jönsson")
    talk = backstage.talk_of(employee)
    backstage.both_share(talk, employee)
    backstage.note(talk, employee, "En anteckning som bara de två läser.")

    found = events(system, "talks", about=talk)

    assert [event["type"].split(".")[-2] for event in found][:1] == ["opened"]
    assert [int(event["sequence"]) for event in found] == list(range(1, len(found) + 1))
    assert "bara de två läser" not in json.dumps(found, ensure_ascii=False)


@contextmanager
def _subscriber(system: System, root: Path) -> Iterator["subprocess.Popen[str]"]:
    kafka = system.status()["kafka"]
    script = root / "docs/subscribers/read_events.py"
    program = subprocess.Popen(  # noqa: S603 - our own example
        [sys.executable, "-u", str(script), kafka, "talks"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "GROUP": "journeys"},
    )
    try:
        yield program
    finally:
        program.terminate()
        program.wait(timeout=10)
        assert program.stdout is not None
        program.stdout.close()


def _wait_for_line(program: "subprocess.Popen[str]", *words: str, seconds: float = 30) -> str:
    """Everything that was printed up to a line that holds these words."""
    assert program.stdout is not None
    os.set_blocking(program.stdout.fileno(), False)
    printed, deadline = "", time.monotonic() + seconds
    with selectors.DefaultSelector() as ready:
        ready.register(program.stdout, selectors.EVENT_READ)
        while not any(all(word in line for word in words) for line in printed.splitlines()):
            assert time.monotonic() < deadline, printed
            if ready.select(timeout=1):
                printed += program.stdout.read() or ""
    return printed
