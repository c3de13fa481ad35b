"""Where the local system keeps its things."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from redthread_local.failure import Failure, storage_failure


@dataclass(frozen=True)
class Home:
    """The folder of one local system: `.redthread/` here, unless REDTHREAD_HOME says otherwise."""

    root: Path

    @classmethod
    def here(cls) -> "Home":
        """The home that commands in this folder mean."""
        return cls(Path(os.environ.get("REDTHREAD_HOME") or ".redthread").absolute())

    @property
    def logs(self) -> Path:
        """One file per part."""
        return self.root / "logs"

    @property
    def kafka(self) -> Path:
        """Kafka's settings and log segments."""
        return self.root / "kafka"

    @property
    def mongod(self) -> Path:
        """MongoDB's data files."""
        return self.root / "mongod"

    @property
    def mail(self) -> Path:
        """The mailbox: a Maildir."""
        return self.root / "mail"

    @property
    def keys(self) -> Path:
        """The key pair behind the internal tokens."""
        return self.root / "keys"

    @property
    def logins(self) -> Path:
        """Who may log in at the local login server, and with what; the owner's alone."""
        return self.root / "logins.json"

    @property
    def clock(self) -> Path:
        """How far the demo's clock is from the system's, in seconds."""
        return self.root / "clock"

    @property
    def demo(self) -> Path:
        """Says that the demo was loaded, so that a restart doesn't undo what people did in it."""
        return self.root / "demo.json"

    @property
    def ports(self) -> Path:
        """Which port each part had, so that a restart keeps the addresses."""
        return self.root / "ports.json"

    @property
    def state(self) -> Path:
        """What runs: written by the keeper at every change."""
        return self.root / "state.json"

    @property
    def lock(self) -> Path:
        """Held by the keeper as long as it lives."""
        return self.root / "keeper.lock"

    @property
    def socket(self) -> Path:
        """Where the keeper takes orders."""
        return self.root / "keeper.sock"

    def make(self) -> None:
        """Makes the folders. Raises Failure when the place can't be written to."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (self.logs, self.keys):
                folder.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise storage_failure(error, self.root, setting="REDTHREAD_HOME") from error


def cache() -> Path:
    """Where fetched parts are kept, shared by all checkouts of this user."""
    if chosen := os.environ.get("REDTHREAD_CACHE"):
        return Path(chosen).absolute()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).absolute() / "redthread"


def require_space(where: Path, needed_bytes: int, *, setting: str) -> None:
    """Raises Failure when the disk below `where` has less room than is needed."""
    existing = next(folder for folder in (where, *where.parents) if folder.exists())
    free_bytes = shutil.disk_usage(existing).free
    if free_bytes < needed_bytes:
        raise Failure(
            f"The disk is too full: {where} needs {_megabytes(needed_bytes)}, "
            f"{_megabytes(free_bytes)} are free. "
            f"Free some space, or choose another place with {setting}, and start again."
        )


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes // 1_000_000} MB"
