"""What a text that a person writes may hold: the same rules for every text of a survey."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

LONGEST_TEXT = 2_000
"""Characters of one free-text answer: a page of a phone is about 500."""

LONGEST_LINE = 300
LONGEST_TITLE = 200

_ALLOWED_CONTROLS = frozenset("\n\t")


def _tidy(text: object) -> object:
    """Browsers send line ends as CRLF."""
    if not isinstance(text, str):
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def without_controls(text: str) -> str:
    """The text as it is. Refuses characters that no keyboard writes and that no page can show."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in _ALLOWED_CONTROLS:
            raise PydanticCustomError(
                "control-character",
                "The text holds a hidden control character ({code}). Take it away and send again.",
                {"code": f"U+{ord(character):04X}"},
            )
    return text


def _one_line(text: str) -> str:
    stripped = " ".join(text.split())
    if not stripped:
        raise PydanticCustomError("empty", "This can not be empty. Write a few words.")
    return stripped


_TIDY = BeforeValidator(_tidy)
_SHOWN = AfterValidator(without_controls)
_ONE_LINE = AfterValidator(_one_line)

Text = Annotated[str, Field(max_length=LONGEST_TEXT), _TIDY, _SHOWN]
"""A free-text answer or a note; may be empty."""

Line = Annotated[str, Field(max_length=LONGEST_LINE), _TIDY, _SHOWN, _ONE_LINE]
"""A question, or what somebody will do: one line."""

Title = Annotated[str, Field(max_length=LONGEST_TITLE), _TIDY, _SHOWN, _ONE_LINE]

Id = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")
"""What an id that a client made up looks like."""
