"""Two versions of a text: what is wrote on, what differs, what a merged text holds."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.clients.talk_texts import Note, NoteText
from gateway.clients.talks import Section, Talk
from gateway.views.preparation import holds, wrote_on
from gateway.views.room import NoteClash, differing, merge_texts, merged_text
from gateway.views.talk import Party, TalkView
from redthread_contracts.ids import PersonId, TalkId, UnitId

ELLEN, MATTIAS = PersonId("ellen"), PersonId("mattias")
NOW = datetime(2026, 10, 22, 8, 47, tzinfo=UTC)

texts = st.text(alphabet="abc ab\nåö", max_size=30)


def a_view(side: str = "employee") -> TalkView:
    talk = Talk(
        id=TalkId("t"), employee_id=ELLEN, manager_id=MATTIAS, unit_id=UnitId("u"), state="held"
    )
    employee = Party(id=ELLEN, name="Ellen Sandgren", given="Ellen")
    manager = Party(id=MATTIAS, name="Mattias Öberg", given="Mattias")
    return TalkView.model_validate(
        {
            "talk": talk,
            "version": 3,
            "side": side,
            "employee": employee,
            "me": employee if side == "employee" else manager,
            "manager": manager,
            "preparer": manager,
        }
    )


@pytest.mark.parametrize(
    ("longer", "shorter", "expected"),
    [
        ("Jag behöver besked.", "Jag behöver", True),
        ("Jag behöver snabba besked.", "Jag behöver besked.", True),
        ("Något helt annat som är längre", "Jag behöver besked.", False),
        ("", "Jag", False),
        ("Jag", "", True),
    ],
)
def test_a_text_was_written_on_when_the_one_before_is_all_in_it(
    longer: str, shorter: str, *, expected: bool
) -> None:
    assert holds(longer, shorter) is expected


def test_all_answers_of_a_section_must_have_been_written_on() -> None:
    before = {"p1": "Ett", "p2": "Två"}

    assert wrote_on(before, {"p1": "Ett och mer", "p2": "Två"})
    assert not wrote_on(before, {"p1": "Ett och mer"})


@given(start=texts, piece=texts, end=texts)
def test_writing_something_into_a_text_is_writing_on(start: str, piece: str, end: str) -> None:
    assert holds(start + piece + end, start + end)


@given(one=texts, other=texts)
def test_a_merged_text_loses_nothing_of_either_but_spaces(one: str, other: str) -> None:
    merged = merge_texts(one, other)

    for text in (one, other):
        rest = iter(merged)
        assert all(letter in rest for letter in "".join(text.split()))


@given(one=texts, other=texts)
def test_the_pieces_of_a_version_are_the_version(one: str, other: str) -> None:
    assert "".join(differing(one, other)) == one


def test_what_both_have_written_alike_stands_once_in_the_merged_text() -> None:
    start = "Svar samma dag."
    mine, theirs = f"{start} Vi tar det på tavlan.", f"{start} Återkoppling skrivs i texten."

    assert (
        merge_texts(mine, theirs) == f"{start} Vi tar det på tavlan. Återkoppling skrivs i texten."
    )


def test_a_clash_shows_my_version_beside_the_others() -> None:
    note = Note(
        version=4,
        text="Det som står nu.",
        by=MATTIAS,
        at=NOW,
        unresolved=[NoteText(by=ELLEN, at=NOW, text="Det som jag skrev.")],
    )
    clash = NoteClash(view=a_view(), section=Section(id="roles"), note=note)

    assert clash.mine is not None
    assert clash.mine.text == "Det som jag skrev."
    assert clash.theirs is not None
    assert clash.theirs.text == "Det som står nu."
    assert set(merged_text(clash).split()) == {"Det", "som", "står", "nu.", "jag", "skrev."}
