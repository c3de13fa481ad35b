"""Starting and stopping the system from a command."""

import contextlib
import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

import psutil

from redthread_local import state
from redthread_local.failure import Failure
from redthread_local.keeper import command
from redthread_local.keys import keys
from redthread_local.places import Home, require_space
from redthread_local.plan import Options
from redthread_local.ports import is_free
from redthread_local.process import tail

_STOPPED_WITHIN_SECONDS = 90.0
# MongoDB's journal and Kafka's segments before anybody has done anything.
_NEEDED_BYTES = 500_000_000


class Start:
    """A keeper that is starting. Leaving the block without `keep` stops everything again."""

    def __init__(self, home: Home, options: Options) -> None:
        """Raises Failure when the place or the port can't be used."""
        home.make()
        require_space(home.root, _NEEDED_BYTES, setting="REDTHREAD_HOME")
        require_port(options.port)
        keys(home.keys)
        self._home = home
        self._options = options
        self._kept = False

    def __enter__(self) -> "Start":
        self._connection, theirs = socket.socketpair()
        with theirs, (self._home.logs / "keeper.log").open("ab") as log:
            self._keeper = subprocess.Popen(
                command(self._home, self._options, theirs.fileno()),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        # Closed without "keep", the connection tells the keeper to stop.
        self._connection.close()
        if not self._kept:
            _wait(self._keeper)

    def wait(self, heard: Callable[[dict[str, Any]], None]) -> None:
        """Returns when everything is ready, telling `heard` what happens on the way.

        Raises Failure when something doesn't start.
        """
        with self._connection.makefile("r") as lines:
            for line in lines:
                message = json.loads(line)
                if "error" in message:
                    raise Failure(message["error"])
                heard(message)
                if message.get("ready"):
                    return
        raise Failure(
            "The keeper ended before everything was ready. Its log says why "
            f"(`redthread logs keeper`):\n{tail(self._home.logs / 'keeper.log')}"
        )

    def keep(self) -> None:
        """Lets the system run on when this process ends."""
        self._connection.sendall(b"keep\n")
        self._kept = True


def stop(home: Home) -> bool:
    """Stops the system and returns when everything is down; False if nothing ran.

    A keeper that doesn't end in time is killed, and its children with it.
    """
    if not state.is_kept(home):
        return False
    running = state.running(home)
    if running is not None:
        os.kill(running.keeper_pid, signal.SIGTERM)
    deadline = monotonic() + _STOPPED_WITHIN_SECONDS
    while state.is_kept(home):
        if monotonic() > deadline:
            if running is None:
                raise Failure("A start is under way here and doesn't end. Stop it with Ctrl-C.")
            with contextlib.suppress(ProcessLookupError):
                os.kill(running.keeper_pid, signal.SIGKILL)
        sleep(0.1)
    if running is not None:
        # It lets go of its home a moment before it has ended itself.
        with contextlib.suppress(psutil.Error):
            psutil.Process(running.keeper_pid).wait(_STOPPED_WITHIN_SECONDS)
    return True


def require_port(port: int) -> None:
    """Raises Failure, naming who has it if that can be seen, when the port is taken."""
    if is_free(port):
        return
    raise Failure(
        f"Port {port} is taken{_by_whom(port)}. End that program, or choose another port: "
        f"REDTHREAD_PORT={port + 1} redthread up"
    )


def _by_whom(port: int) -> str:
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN
            if listens and connection.laddr[1:] == (port,) and connection.pid:
                name = psutil.Process(connection.pid).name()
                return f" by {name} (process {connection.pid})"
    return ""


def _wait(keeper: "subprocess.Popen[bytes]") -> None:
    try:
        keeper.wait(_STOPPED_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        keeper.kill()
        keeper.wait()
