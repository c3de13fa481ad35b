"""The whole command on real servers, with the emptiest service to keep it quick."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psutil
import pytest

from redthread_local.ports import free

_DEADLINE_SECONDS = 180


@dataclass
class System:
    folder: Path
    port: int

    def run(
        self, *arguments: str, answer: str | None = None, **env: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments), env=self.env | env, input=answer,
            capture_output=True, text=True, check=False, timeout=_DEADLINE_SECONDS,
        )  # fmt: skip

    def begin(self, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self.command(*arguments), env=self.env, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=_listen_to_interrupts,  # noqa: PLW1509 - there are no threads here
        )  # fmt: skip

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "redthread_local", *arguments]

    @property
    def env(self) -> dict[str, str]:
        # No terminal: rich must not wrap what the tests read.
        own = {"REDTHREAD_HOME": str(self.folder / "home"), "COLUMNS": "200"}
        return {**os.environ, **own, "REDTHREAD_PORT": str(self.port)}

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return found

    def part(self, name: str) -> dict[str, Any]:
        return next(part for part in self.status()["parts"] if part["name"] == name)

    def processes(self) -> list[psutil.Process]:
        """Everything that runs for this home, by its command line or its environment."""
        home = str(self.folder / "home")
        return [process for process in psutil.process_iter() if _belongs(process, home)]


UP = ("up", "--only", "surveys")


def test_it_runs_from_up_to_down_and_is_the_same_the_next_time(system: System) -> None:
    assert system.run("status").returncode == 3
    up = system.run(*UP)
    assert up.returncode == 0, up.stderr
    assert f"http://localhost:{system.port}" in up.stdout

    first = system.status()
    assert first["ready"]
    assert {part["state"] for part in first["parts"]} == {"ready"}
    assert "runs already" in system.run(*UP).stdout
    assert "Started server process" in system.run("logs", "surveys").stdout

    assert system.run("down").returncode == 0
    assert system.processes() == []
    assert "Nothing is running here" in system.run("down").stdout

    assert system.run(*UP).returncode == 0
    again = system.status()
    for name in ("kafka", "mongo_url", "url"):
        assert again[name] == first[name]


def test_parts_are_kept_stopped_started_and_scaled(system: System) -> None:
    assert system.run(*UP).returncode == 0

    killed = system.part("surveys")["pid"]
    os.kill(killed, signal.SIGKILL)
    wait(
        lambda: (
            system.part("surveys")["state"] == "ready" and system.part("surveys")["pid"] != killed
        )
    )

    assert system.run("stop", "kafka", "--kill").returncode == 0
    assert system.part("kafka")["state"] == "stopped"
    assert system.run("start", "kafka").returncode == 0
    assert system.part("kafka")["state"] == "ready"

    assert system.run("scale", "surveys", "2").returncode == 0
    assert system.part("surveys-2")["state"] == "ready"
    assert system.run("scale", "surveys", "1").returncode == 0
    assert "surveys-2" not in {part["name"] for part in system.status()["parts"]}

    refused = system.run("stop", "nothing")
    assert refused.returncode == 1
    assert "There is no part named nothing. There are: " in refused.stderr
    assert "Only services have replicas" in system.run("scale", "kafka", "2").stderr


def test_a_killed_keeper_leaves_nothing_behind_and_the_next_start_works(system: System) -> None:
    assert system.run(*UP).returncode == 0

    os.kill(system.status()["keeper_pid"], signal.SIGKILL)

    wait(lambda: system.processes() == [])
    assert not system.status()["running"]
    assert system.run(*UP).returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_start_that_is_broken_off_leaves_nothing_behind(
    system: System, number: signal.Signals
) -> None:
    up = system.begin(*UP)
    wait((system.folder / "home" / "logs" / "kafka.log").exists)

    up.send_signal(number)
    output, _ = up.communicate(timeout=_DEADLINE_SECONDS)

    wait(lambda: system.processes() == [])
    if number == signal.SIGINT:
        assert up.returncode == 1
        assert "nothing is left running" in output.decode()


def test_a_service_that_does_not_start_is_said_with_its_last_words(system: System) -> None:
    up = system.run(*UP, REDTHREAD_PRODUCTION="perhaps")

    assert up.returncode == 1
    assert "surveys ends again and again" in up.stderr
    assert "perhaps" in up.stderr
    wait(lambda: system.processes() == [])


def test_reset_asks_and_throws_everything_away(system: System) -> None:
    assert system.run(*UP).returncode == 0

    assert system.run("reset", answer="n\n").returncode == 1
    assert system.status()["running"]

    assert system.run("reset", "--yes").returncode == 0
    assert not (system.folder / "home").exists()
    assert system.processes() == []


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    made = System(tmp_path, free())
    yield made
    made.run("down")


def wait(condition: Any) -> None:
    deadline = monotonic() + _DEADLINE_SECONDS
    while not condition():
        assert monotonic() < deadline
        sleep(0.1)


def _listen_to_interrupts() -> None:
    """A test run in a shell's background has Ctrl-C ignored, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _belongs(process: psutil.Process, home: str) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        environment = process.environ().get("REDTHREAD_HOME") == home
        return environment or any(home in argument for argument in process.cmdline())
    except psutil.Error:
        return False
