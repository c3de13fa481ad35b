"""The installation's own secrets: the key pair behind the internal tokens (the gateway signs, the
services check), and the key that survey answers are sealed with."""

import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

_ANSWER_KEY_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """The pair as PEM text, the answers' key as the surveys service's setting takes it."""

    private: str
    public: str
    answers: str


def keys(folder: Path) -> Keys:
    """The keys in the folder, made once; only the owner may read them."""
    private, public, answers = (
        folder / name for name in ("private.pem", "public.pem", "answers.key")
    )
    if not (private.exists() and public.exists()):
        _make_pair(private, public)
    if not answers.exists():
        _write(answers, urlsafe_b64encode(os.urandom(_ANSWER_KEY_BYTES)).decode())
    return Keys(private.read_text(), public.read_text(), answers.read_text())


def _make_pair(private: Path, public: Path) -> None:
    from chassis.tokens import new_key_pair

    private_pem, public_pem = new_key_pair()
    _write(private, private_pem)
    _write(public, public_pem)


def _write(file: Path, text: str) -> None:
    new = file.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(text)
    new.replace(file)
