"""What a text may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from talks.texts import LONGEST_AGREEMENT, LONGEST_TEXT, Agreed, Reason, Text, within

text, agreed, reason = TypeAdapter(Text), TypeAdapter(Agreed), TypeAdapter(Reason)


@pytest.mark.parametrize(
    "written", ["", "Åäö", "👩‍👩‍👧 flera\nrader\tmed tabb", "x" * LONGEST_TEXT]
)
def test_what_people_write_is_kept_as_it_is(written: str) -> None:
    assert text.validate_python(written) == written


def test_line_ends_are_kept_in_one_way() -> None:
    assert text.validate_python("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x7f", "\x85", "a\x08b"])
def test_hidden_control_characters_are_refused_with_a_sentence(hidden: str) -> None:
    with pytest.raises(ValidationError) as refused:
        text.validate_python(hidden)
    assert refused.value.errors()[0]["type"] == "control-character"
    assert "Take it away" in refused.value.errors()[0]["msg"]


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(ValidationError):
        text.validate_python("x" * (LONGEST_TEXT + 1))
    with pytest.raises(ValidationError):
        agreed.validate_python("x" * (LONGEST_AGREEMENT + 1))


@pytest.mark.parametrize("empty", ["", "   ", "\n\t"])
def test_an_agreement_and_a_reason_say_something(empty: str) -> None:
    with pytest.raises(ValidationError):
        agreed.validate_python(empty)
    with pytest.raises(ValidationError):
        reason.validate_python(empty)


def test_an_agreement_is_one_line() -> None:
    assert agreed.validate_python("  Gå\nkursen  ") == "Gå kursen"


@given(st.text(), st.text(), st.text())
def test_writing_on_anywhere_keeps_what_was_there(before: str, added: str, behind: str) -> None:
    assert within(before + behind, before + added + behind)


def test_what_is_taken_away_is_missed() -> None:
    assert not within("abc", "ac")
    assert not within("ab", "ba")
