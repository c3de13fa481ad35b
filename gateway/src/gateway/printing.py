"""Documents on paper: Typst sets them, tagged for screen readers (PDF/UA-1, ISO 14289-1)."""

import asyncio
import json
import unicodedata
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import typst

_TEMPLATES = files("gateway").joinpath("print")
_EVERYWHERE = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2027))
"""Letters of Western Europe, and the signs between words."""
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Mn")


async def talk_pdf(talk: Mapping[str, Any]) -> bytes:
    """A talk's document as a PDF. `talk`: what `views.talk_print` makes of it."""
    return await asyncio.to_thread(_compiled, "talk", talk)


def _compiled(name: str, data: Mapping[str, Any]) -> bytes:
    text = json.dumps(data, ensure_ascii=False)
    try:
        return _set(name, text)
    except typst.TypstError:
        # The standard refuses a sign that no font here has; without it the sign would be lost.
        return _set(name, "".join(map(_spelt, text)))


def _set(name: str, text: str) -> bytes:
    template = _TEMPLATES.joinpath(f"{name}.typ").read_bytes()
    return bytes(typst.compile(template, sys_inputs={name: text}, pdf_standards=["ua-1"]))


def _spelt(sign: str) -> str:
    """A sign that every font has as it is, another by its name: [direct hit] for an emoji."""
    if any(ord(sign) in each for each in _EVERYWHERE):
        return sign
    if unicodedata.category(sign) in _UNSEEN:
        return ""
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"
