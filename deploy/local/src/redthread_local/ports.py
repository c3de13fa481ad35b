"""Free ports on the loopback, kept over restarts."""

import json
import os
import socket
from itertools import chain
from pathlib import Path

from redthread_local.failure import Failure

# Below the range from which the system gives ports to outgoing connections, so that a kept port
# is still free after a restart.
_RANGE = range(18_000, 28_000)


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of the loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free() -> int:
    """A port that is free now; two callers rarely get the same."""
    start = int.from_bytes(os.urandom(4)) % len(_RANGE)
    for port in chain(_RANGE[start:], _RANGE[:start]):
        if is_free(port):
            return port
    raise Failure(
        f"No port between {_RANGE.start} and {_RANGE.stop} is free. "
        "End programs that listen there and start again."
    )


class Ports:
    """The ports of one local system, by the part's name, remembered in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, int] = {}
        self._given: set[str] = set()
        if file.exists():
            self._known = json.loads(file.read_text())

    def of(self, part: str) -> int:
        """The port that the part had before, or another free one if somebody took it.

        The same for the whole of this run: the part itself listens there by then.
        """
        known = self._known.get(part)
        if known is not None and (part in self._given or is_free(known)):
            self._given.add(part)
            return known
        self._given.add(part)
        port = free()
        while port in self._known.values():
            port = free()
        self._known[part] = port
        self._remember()
        return port

    def _remember(self) -> None:
        written = self._file.with_suffix(".new")
        written.write_text(json.dumps(self._known, indent=1))
        written.replace(self._file)
