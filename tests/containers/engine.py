"""The container engine at hand: Docker with its compose, or Podman with podman-compose."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ASKED_WITHIN_SECONDS = 30
_PULLED_WITHIN_SECONDS = 600


class NoContainers(Exception):
    """Containers can't be had here; the message says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Runs commands of one engine."""

    program: str
    compose: Sequence[str]

    @property
    def is_podman(self) -> bool:
        """Podman runs no health checks by itself where there is no systemd."""
        return self.program == "podman"

    def run(self, *arguments: str, timeout: float = 120) -> str:
        """Run a command; its output. Raises with what it said when it fails."""
        done = _call([self.program, *arguments], timeout)
        if done.returncode:
            raise RuntimeError(f"{self.program} {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def succeeds(self, *arguments: str, timeout: float = 60) -> bool:
        """Whether the command ends well."""
        return _call([self.program, *arguments], timeout).returncode == 0

    def is_healthy(self, container: str) -> bool:
        """What the container's own health check says now."""
        if self.is_podman:
            return self.succeeds("healthcheck", "run", container)
        return bool(self.state(container)["Health"]["Status"] == "healthy")

    def state(self, container: str) -> dict[str, Any]:
        """The engine's own account of a container."""
        found: dict[str, Any] = json.loads(
            self.run("inspect", "--format", "{{json .State}}", container)
        )
        return found

    def wait_healthy(self, container: str, name: str, *, seconds: float = 120) -> None:
        """Wait until the health check holds; fails with the log when the container has ended."""
        deadline = time.monotonic() + seconds
        while not self.is_healthy(container):
            state = self.state(container)
            if not state["Running"] or time.monotonic() > deadline:
                raise AssertionError(f"{name} is not healthy: {state}\n{self.log(container)}")
            time.sleep(0.3)

    def log(self, container: str) -> str:
        """The last lines that a container wrote, both streams."""
        done = _call([self.program, "logs", "--tail", "40", container], 60)
        return f"{done.stdout}{done.stderr}"

    @contextmanager
    def for_testcontainers(self) -> Iterator[dict[str, str]]:
        """The environment in which testcontainers finds this engine."""
        if not self.is_podman:
            yield dict(os.environ)
            return
        # Ryuk, the reaper, would need a privileged container; the connection mode is for machines
        # that look like a container themselves.
        settings = {
            "TESTCONTAINERS_RYUK_DISABLED": "true",
            "TESTCONTAINERS_CONNECTION_MODE": "docker_host",
            "TESTCONTAINERS_HOST_OVERRIDE": "127.0.0.1",
        }
        with tempfile.TemporaryDirectory() as folder:
            socket = Path(folder) / "engine.sock"
            command = ["podman", "system", "service", "--time=0", f"unix://{socket}"]
            with subprocess.Popen(  # noqa: S603 - our own command
                command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as service:
                try:
                    _wait_for(socket, service)
                    yield {**os.environ, **settings, "DOCKER_HOST": f"unix://{socket}"}
                finally:
                    service.terminate()


def find() -> Engine:
    """The engine at hand. Raises `NoContainers`."""
    if _works("docker", "info") and _works("docker", "compose", "version"):
        return Engine("docker", ("docker", "compose"))
    if shutil.which("podman") is None:
        raise NoContainers(
            "there is no container engine: neither Docker with its compose plugin, whose daemon "
            "answers, nor Podman. Install one of them."
        )
    if not _works("podman", "info"):
        raise NoContainers("Podman is installed but does not work: `podman info` says why.")
    # Podman's own image format drops HEALTHCHECK.
    os.environ["BUILDAH_FORMAT"] = "docker"
    return Engine("podman", (sys.executable, "-m", "podman_compose"))


def require_images(engine: Engine, names: Sequence[str]) -> None:
    """Fetch the public images that are not here. Raises `NoContainers`."""
    for name in names:
        if engine.succeeds("image", "inspect", name):
            continue
        if not engine.succeeds("pull", "--quiet", name, timeout=_PULLED_WITHIN_SECONDS):
            raise NoContainers(f"the image {name} is not here and no registry gives it.")


def _works(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    try:
        return _call(command, _ASKED_WITHIN_SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _call(command: Sequence[str], timeout: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own commands
        command,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def _wait_for(socket: Path, service: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _ASKED_WITHIN_SECONDS
    while not socket.exists():
        assert service.poll() is None, "`podman system service` has ended"
        assert time.monotonic() < deadline, "`podman system service` does not answer"
        time.sleep(0.1)
