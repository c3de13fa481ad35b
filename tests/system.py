"""The whole local system as a test drives it: through the `redthread` command, like an operator."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chassis.clock import FileClock
from chassis.testing import free_port


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the system."""

    name: str
    state: str
    pid: int | None
    port: int | None
    url: str | None
    restarts: int


@dataclass(frozen=True, slots=True)
class System:
    """A running system under a home of its own."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        """Where the web client is."""
        return f"http://localhost:{self.port}"

    def run(self, *arguments: str, timeout: float = 240) -> str:
        """Run `redthread …`; its output. Raises when it fails, with what it said."""
        command = [sys.executable, "-m", "redthread_local", *arguments]
        environment = {**os.environ, "REDTHREAD_HOME": str(self.home)}
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            env={**environment, "REDTHREAD_PORT": str(self.port)},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"redthread {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def status(self) -> dict[str, Any]:
        """What `redthread status --json` says."""
        status: dict[str, Any] = json.loads(self.run("status", "--json"))
        return status

    def part(self, name: str) -> Part:
        """One of the parts; a second replica is called `talks-2`."""
        for each in self.status()["parts"]:
            if each["name"] == name:
                fields = ("name", "state", "pid", "port", "url", "restarts")
                return Part(**{field: each[field] for field in fields})
        raise LookupError(name)

    def kill(self, name: str) -> None:
        """kill -9, as a machine that dies."""
        pid = self.part(name).pid
        assert pid is not None, f"{name} does not run"
        os.kill(pid, signal.SIGKILL)

    def wait_ready(self, name: str, *, seconds: float = 60) -> Part:
        """Wait until a part answers again."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            part = self.part(name)
            if part.state == "ready":
                return part
            time.sleep(0.2)
        raise AssertionError(f"{name} is not ready after {seconds} s")

    def stop(self, name: str, *, kill: bool = False) -> None:
        """Stop a part, with SIGKILL if wanted, and keep it down."""
        self.run("stop", name, *(["--kill"] if kill else []))

    def start(self, name: str) -> None:
        """Start a part that was stopped; it is ready afterwards."""
        self.run("start", name)

    def scale(self, service: str, replicas: int) -> None:
        """Run a service this many times."""
        self.run("scale", service, str(replicas))

    def now(self) -> datetime:
        """What the demo's clock says."""
        return FileClock(self.home / "clock").now()

    def set_clock(self, when: datetime) -> None:
        """Move the demo's clock to an instant."""
        self.run("clock", "set", when.isoformat())

    def dead_letters(self) -> list[dict[str, Any]]:
        """What `redthread dlt list --json` says."""
        letters: list[dict[str, Any]] = json.loads(self.run("dlt", "list", "--json"))
        return letters

    @property
    def private_key(self) -> str:
        """PEM of the key that signs internal tokens here."""
        return next(self.home.glob("keys/*private*")).read_text()


@contextmanager
def running_system(
    home: Path,
    *,
    demo: bool,
    municipality: bool = True,
    oidc: bool = False,
    only: Sequence[str] = (),
) -> Iterator[System]:
    """Start everything (or `only` these services) under `home`, and stop it whatever happens.

    A demo without its municipality is empty and has a clock that can be moved. With `oidc` one logs
    in at a login server.
    """
    system = System(home, free_port())
    if demo and not municipality:
        # As if it had been loaded before: then it is not loaded again.
        (home / "demo.json").write_text(json.dumps({"people": 0}))
    try:
        chosen = [f"--only={service}" for service in only]
        told = [*(["--demo"] if demo else []), *(["--oidc"] if oidc else [])]
        system.run("up", *told, *chosen)
        yield system
    finally:
        system.run("down")
