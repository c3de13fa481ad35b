"""What runs, as the keeper writes it down and everybody else reads it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from redthread_local.failure import Failure
from redthread_local.places import Home


@dataclass(frozen=True)
class PartState:
    """One process: a name, whether it is ready, and where it is."""

    name: str
    state: str
    pid: int | None
    port: int
    url: str | None
    restarts: int
    log: str


@dataclass(frozen=True)
class SystemState:
    """The running system: its addresses and its parts."""

    keeper_pid: int
    ready: bool
    demo: bool
    url: str
    kafka: str
    mongo_url: str
    smtp_port: int
    parts: list[PartState]

    def part(self, name: str) -> PartState:
        """The part of this name. Raises Failure when there is none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise Failure(
            f"There is no part named {name}. Running are: "
            f"{', '.join(part.name for part in self.parts)}."
        )

    def url_of(self, name: str) -> str:
        """Where the part of this name answers HTTP."""
        url = self.part(name).url
        if url is None:
            raise Failure(f"{name} doesn't speak HTTP.")
        return url


def running(home: Home) -> SystemState | None:
    """What runs in this home, None when nothing does."""
    if not is_kept(home) or not home.state.exists():
        return None
    content: dict[str, Any] = json.loads(home.state.read_text())
    return SystemState(**content | {"parts": [PartState(**part) for part in content["parts"]]})


def require_running(home: Home) -> SystemState:
    """What runs in this home. Raises Failure when nothing does."""
    state = running(home)
    if state is None:
        raise Failure("The system isn't running here. Start it with `redthread up`.")
    return state


def write(home: Home, state: SystemState) -> None:
    """Written beside and renamed, so that a reader never sees half."""
    new = home.state.with_suffix(".new")
    new.write_text(json.dumps(asdict(state), indent=1))
    new.replace(home.state)


def is_kept(home: Home) -> bool:
    """Whether a keeper lives. Its lock says so, which a crash releases."""
    if not home.lock.exists():
        return False
    with home.lock.open("r") as lock:
        return not _locked(lock.fileno(), fcntl.LOCK_SH)


@contextmanager
def keeping(home: Home) -> Iterator[None]:
    """Holds the home's lock. Raises Failure when another keeper has it."""
    with _opened(home.lock) as lock:
        if not _locked(lock, fcntl.LOCK_EX):
            raise Failure("The system is being started or stopped here by another command.")
        home.state.unlink(missing_ok=True)
        yield


@contextmanager
def _opened(file: Path) -> Iterator[int]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
