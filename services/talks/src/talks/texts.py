"""What a text that a person writes may hold: the same rules for every text in a talk."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

LONGEST_TEXT = 20_000
"""Characters of one answer or one note: ten pages, far beyond what anybody writes by hand."""

LONGEST_AGREEMENT = 300
LONGEST_COMMENT = 2_000
LONGEST_PLACE = 200
LONGEST_TITLE = 200

_ALLOWED_CONTROLS = frozenset("\n\t")


def tidy(text: object) -> object:
    """Browsers send line ends as CRLF; a text is kept with LF, so that it compares equal."""
    if not isinstance(text, str):
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_controls(text: str) -> str:
    """The text as it is. Refuses characters that no keyboard writes and that no page can show."""
    for character in text:
        if unicodedata.category(character) == "Cc" and character not in _ALLOWED_CONTROLS:
            raise PydanticCustomError(
                "control-character",
                "The text holds a hidden control character ({code}). Take it away and save again.",
                {"code": f"U+{ord(character):04X}"},
            )
    return text


def within(old: str, new: str) -> bool:
    """Whether every character of `old` is still in `new`, in the same order.

    Then nothing of `old` is lost when `new` takes its place: somebody wrote on.
    """
    rest = iter(new)
    return all(character in rest for character in old)


def _one_line(text: str) -> str:
    stripped = " ".join(text.split())
    if not stripped:
        raise PydanticCustomError("empty", "This can not be empty. Write a few words.")
    return stripped


_TIDY = BeforeValidator(tidy)
_SHOWN = AfterValidator(without_controls)
_ONE_LINE = AfterValidator(_one_line)

Text = Annotated[str, Field(max_length=LONGEST_TEXT), _TIDY, _SHOWN]
"""An answer or a note; may be empty."""

Comment = Annotated[str, Field(max_length=LONGEST_COMMENT), _TIDY, _SHOWN]
"""A remark; may be empty."""

Agreed = Annotated[str, Field(max_length=LONGEST_AGREEMENT), _TIDY, _SHOWN, _ONE_LINE]
"""What two people agree on: one line."""

Place = Annotated[str, Field(max_length=LONGEST_PLACE), _TIDY, _SHOWN]
Title = Annotated[str, Field(max_length=LONGEST_TITLE), _TIDY, _SHOWN, _ONE_LINE]
Reason = Annotated[str, Field(max_length=LONGEST_COMMENT), _TIDY, _SHOWN, _ONE_LINE]
"""Why something was done; never empty."""

Id = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")
"""What an id that a client made up looks like."""
