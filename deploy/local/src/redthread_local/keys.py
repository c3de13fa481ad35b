"""The key pair behind the internal tokens: the gateway signs, the services check."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """Both as PEM text."""

    private: str
    public: str


def keys(folder: Path) -> Keys:
    """The pair in the folder, made once; only the owner may read the private one."""
    private, public = folder / "private.pem", folder / "public.pem"
    if not (private.exists() and public.exists()):
        _make(private, public)
    return Keys(private.read_text(), public.read_text())


def _make(private: Path, public: Path) -> None:
    from chassis.tokens import new_key_pair

    private_pem, public_pem = new_key_pair()
    for file, pem in ((private, private_pem), (public, public_pem)):
        new = file.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            opened.write(pem)
        new.replace(file)
