"""One process that is kept alive."""

import asyncio
import contextlib
import logging
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Literal

from redthread_local.failure import Failure
from redthread_local.plan import Process
from redthread_local.process import spawn, tail
from redthread_local.ready import listening, says_ready

State = Literal["starting", "ready", "waiting", "stopped"]

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0
# One that lived this long starts again with the shortest pause.
_HEALTHY_SECONDS = 60.0
_GIVE_UP_STARTS = 3
_LOOK_EVERY_SECONDS = 0.1
_LARGEST_LOG_BYTES = 10_000_000

log = logging.getLogger(__name__)


class Kept:
    """Starts a process again whenever it dies, with growing pauses, until it is told to stop."""

    def __init__(self, process: Process, logs: Path, changed: Callable[[], None]) -> None:
        self.process = process
        self.log = logs / f"{process.name}.log"
        self.state: State = "stopped"
        self.restarts = 0
        self._changed = changed
        self._child: subprocess.Popen[bytes] | None = None
        self._ended = asyncio.Event()
        self._stopping = asyncio.Event()
        self._was_ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._child.pid if self._child is not None else None

    def start(self) -> None:
        """Begins to keep it alive; does nothing when that is so already."""
        if self._task is None or self._task.done():
            self._stopping.clear()
            self._was_ready.clear()
            self.restarts = 0
            _rotate(self.log)
            self._task = asyncio.create_task(self._keep(), name=f"keep {self.process.name}")

    async def ready(self, *, within_seconds: float) -> None:
        """Returns when it was ready once. Raises Failure when it keeps dying, or takes too long."""
        name = self.process.name
        deadline = monotonic() + within_seconds
        while not self._was_ready.is_set():
            if self.restarts >= _GIVE_UP_STARTS:
                raise Failure(
                    f"{name} ends again and again. The last lines of its log "
                    f"(`redthread logs {name}`):\n{tail(self.log)}"
                )
            if monotonic() > deadline:
                raise Failure(
                    f"{name} isn't ready after {within_seconds:.0f} s. The last lines of its log "
                    f"(`redthread logs {name}`):\n{tail(self.log)}"
                )
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._was_ready.wait(), _LOOK_EVERY_SECONDS)

    def reap(self) -> None:
        """Looks whether the process has died; called when some child of the keeper has."""
        if self._child is not None and self._child.poll() is not None:
            self._ended.set()

    async def stop(self, *, kill: bool = False) -> None:
        """Ends it, by force if it doesn't end in time or if asked to, and keeps it down."""
        self._stopping.set()
        if self._child is not None:
            self._child.kill() if kill else self._child.terminate()
            try:
                await asyncio.wait_for(self._ended.wait(), self.process.stop_seconds)
            except TimeoutError:
                log.warning("%s did not stop in time and was killed", self.process.name)
                self._child.kill()
        if self._task is not None:
            await self._task

    async def _keep(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            started = monotonic()
            status = await self._run_once()
            if self._stopping.is_set():
                break
            lived = monotonic() - started
            pause = _FIRST_PAUSE_SECONDS if lived > _HEALTHY_SECONDS else pause
            log.warning(
                "%s ended with status %s after %.0f s, starts again in %.1f s",
                self.process.name, status, lived, pause,
            )  # fmt: skip
            self.restarts += 1
            self._is("waiting")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        self._is("stopped")

    async def _run_once(self) -> int | None:
        self._ended.clear()
        self._child = spawn(self.process.command, self.log, env=self.process.env or None)
        self._is("starting")
        watching = asyncio.create_task(self._watch_until_ready())
        try:
            await self._ended.wait()
            return self._child.returncode
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            self._child = None

    async def _watch_until_ready(self) -> None:
        process = self.process
        while not await (
            listening(process.port) if process.probe == "port" else says_ready(process.port)
        ):
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        self._is("ready")
        self._was_ready.set()

    def _is(self, state: State) -> None:
        self.state = state
        self._changed()


def _rotate(file: Path) -> None:
    if file.exists() and file.stat().st_size > _LARGEST_LOG_BYTES:
        file.replace(file.with_suffix(".log.1"))
