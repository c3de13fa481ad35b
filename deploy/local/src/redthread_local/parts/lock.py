"""The committed list of what is fetched, with the checksum that each file must have."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True)
class Pinned:
    """One file: where it comes from, its version, its size and its sha256."""

    kind: Literal["jar", "wheel"]
    name: str
    version: str
    size_bytes: int
    sha256: str


@cache
def pinned() -> tuple[Pinned, ...]:
    """Everything in `parts.lock`, in its order."""
    return parse(files("redthread_local").joinpath("parts.lock").read_text("utf-8"))


def parse(text: str) -> tuple[Pinned, ...]:
    """Reads lines of `kind name version size sha256`; `#` starts a comment line."""
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(
        Pinned("jar" if kind == "jar" else "wheel", name, version, int(size), sha256)
        for kind, name, version, size, sha256 in lines
    )


def digest(parts: tuple[Pinned, ...]) -> str:
    """A short name for exactly these files: another version gets another folder."""
    text = "\n".join(f"{part.name} {part.version} {part.sha256}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
