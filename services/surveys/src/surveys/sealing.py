"""Sealed answers: whoever reads the database alone learns nothing from them.

The answer and the mark that somebody has answered are written in one transaction, and so they stand
in one entry of MongoDB's oplog (docs/decisions/0012). Sealing makes that entry tell only what the
mark tells anyway. The key is a setting and never in the database; each survey has one of its own,
derived from it. All sealed answers are a multiple of a block long, so that length tells nothing.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from surveys.answer import Answer

_KEY_BYTES = 32
_NONCE_BYTES = 12
_BLOCK_BYTES = 4_096
"""Most answers, a long text included, are one block."""


class WrongKey(Exception):
    """An answer was sealed with a key that is not among the settings."""


class Seal:
    """Seals with the first of the keys and opens with any of them, so that keys can be changed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(keys)

    def close(self, survey_id: str, answer: Answer) -> bytes:
        """The sealed answer. The same answer is never sealed alike twice."""
        plain = answer.model_dump_json().encode()
        padded = plain.ljust(-(-len(plain) // _BLOCK_BYTES) * _BLOCK_BYTES)
        nonce = os.urandom(_NONCE_BYTES)
        key = _of_survey(self._keys[0], survey_id)
        return nonce + AESGCM(key).encrypt(nonce, padded, survey_id.encode())

    def open(self, survey_id: str, sealed: bytes) -> Answer:
        """The answer. Raises `WrongKey`."""
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        for each in self._keys:
            try:
                key = _of_survey(each, survey_id)
                plain = AESGCM(key).decrypt(nonce, content, survey_id.encode())
            except InvalidTag:
                continue
            return Answer.model_validate_json(plain)
        raise WrongKey(
            "An answer can't be opened: put the key that was used back into REDTHREAD_ANSWER_KEYS."
        )


def new_key() -> str:
    """A key as the settings take it."""
    return urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode()


def read_keys(text: str) -> list[bytes]:
    """The keys of a setting, newest first, with commas between. Raises `ValueError`."""
    keys = [urlsafe_b64decode(each.strip()) for each in text.split(",") if each.strip()]
    if not keys or any(len(key) != _KEY_BYTES for key in keys):
        raise ValueError("give keys of 32 bytes in URL-safe base64, with commas between")
    return keys


@lru_cache(maxsize=256)
def _of_survey(key: bytes, survey_id: str) -> bytes:
    derive = HKDF(SHA256(), _KEY_BYTES, salt=None, info=f"answers of {survey_id}".encode())
    return derive.derive(key)
