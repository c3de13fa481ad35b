"""One compose project of ours, for tests: its own name, ports, keys and images."""

import graphlib
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.containers.engine import Engine
from tests.containers.files import COMPOSE, DEMO, services

PROJECT = "redthread-test"
VERSION = "test"
"""The tag of the images that the tests build."""

_STARTED_WITHIN_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Compose:
    """Everything that compose.yaml and compose.demo.yaml name."""

    engine: Engine
    env_file: Path

    def build(self, service: str) -> None:
        """Build a service's image."""
        self._run("build", service, timeout=900)

    def up(self) -> None:
        """Start everything, each when what it waits for is there."""
        if not self.engine.is_podman:
            self._run("up", "--detach", timeout=_STARTED_WITHIN_SECONDS)
            return
        # Without systemd Podman runs no health checks, and podman-compose would wait for ever or
        # not at all: this runs the same conditions in the same order.
        everything = services(DEMO) | services(COMPOSE)
        needs = {name: service.get("depends_on", {}) for name, service in everything.items()}
        for name in graphlib.TopologicalSorter(needs).static_order():
            for other, how in needs[name].items():
                self._wait(other, how["condition"])
            self._run("up", "--detach", "--no-deps", name)

    def wait(self, service: str) -> None:
        """Wait until a service is healthy."""
        self.engine.wait_healthy(self.container(service), service)

    def wait_ended(self, service: str) -> None:
        """Wait until a one-time job has ended well."""
        container = self.container(service)
        code = self.engine.run("wait", container, timeout=_STARTED_WITHIN_SECONDS).strip()
        assert code == "0", f"{service} ended with {code}: {self.engine.log(container)}"

    def exec(self, service: str, *command: str) -> str:
        """Run a command inside a service's container."""
        return self.engine.run("exec", self.container(service), *command)

    def container(self, service: str) -> str:
        """The id of a service's container."""
        labels = {"project": PROJECT, "service": service}
        filters = [
            f"--filter=label=com.docker.compose.{key}={value}" for key, value in labels.items()
        ]
        found = self.engine.run("ps", "--all", "--quiet", *filters).split()
        assert found, f"{service} has no container"
        return found[0]

    def down(self) -> None:
        """Stop everything and throw its data away."""
        self._run("down", "--volumes", "--timeout", "5", timeout=180)

    def _wait(self, service: str, condition: str) -> None:
        if condition == "service_completed_successfully":
            self.wait_ended(service)
        else:
            self.wait(service)

    def _run(self, *arguments: str, timeout: float = 180) -> None:
        command = [
            *self.engine.compose,
            *(f"--file={file}" for file in (COMPOSE, DEMO)),
            f"--project-name={PROJECT}",
            f"--env-file={self.env_file}",
            *arguments,
        ]
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise RuntimeError(f"compose {' '.join(arguments)}: {done.stdout}{done.stderr}")


def write_env(file: Path, settings: Mapping[str, str]) -> None:
    """An environment file as .env.example shows it."""
    file.write_text("".join(_lines(settings)))


def _lines(settings: Mapping[str, str]) -> Iterable[str]:
    for name, value in settings.items():
        one_line = value.strip().replace("\n", "\\n")
        yield f'{name}="{one_line}"\n'
