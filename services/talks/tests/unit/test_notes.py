"""Shared notes: two people type at once and no word is lost."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Conflict
from redthread_contracts.ids import PersonId
from talks import notes
from talks.notes import FINISHING, HISTORY_KEPT, Kept, Note, Notes, Written
from talks.texts import within

from .builders import ELLEN, MATTIAS, NOON

EMPTY = Notes(id="talk")


def save(
    before: Notes, text: str, *, by: PersonId = ELLEN, seen: int = 0, discussed: bool = False
) -> Written:
    return notes.save(before, "roles", text, discussed=discussed, by=by, seen=seen, now=NOON)


def resolve(before: Notes, text: str, *, seen: int, by: PersonId = MATTIAS) -> Written:
    return notes.resolve(before, "roles", text, by=by, seen=seen, now=NOON)


def note_of(written: Written) -> Note:
    return written.notes.sections["roles"]


def in_conflict() -> Notes:
    return save(save(EMPTY, "Vi tar det på tavlan.").notes, "I brevet.", by=MATTIAS).notes


def test_a_save_against_the_current_version_takes_its_place() -> None:
    first = save(EMPTY, "Besked samma dag.")
    second = save(first.notes, "Besked i tid.", by=MATTIAS, seen=1)

    assert (second.outcome, note_of(second).version) == ("saved", 2)
    assert note_of(second).by == MATTIAS
    assert [kept.text for kept in note_of(second).history] == ["Besked samma dag."]


def test_a_save_against_an_old_version_is_kept_beside_the_current_one() -> None:
    note = in_conflict().sections["roles"]

    assert note.text == "Vi tar det på tavlan."
    assert note.unresolved == (Kept(by=MATTIAS, at=NOON, text="I brevet."),)
    assert note.version == 1


def test_the_late_writer_is_told_both_versions() -> None:
    problem = notes.conflict(in_conflict(), "roles", "I brevet.").problem()

    assert problem["status"] == 409
    assert problem["current"]["text"] == "Vi tar det på tavlan."
    assert problem["yours"] == {"text": "I brevet."}


def test_the_same_text_again_is_no_conflict_and_changes_nothing() -> None:
    first = save(EMPTY, "Besked.")

    again = save(first.notes, "Besked.", by=MATTIAS, seen=0)
    assert (again.outcome, again.notes) == ("same", first.notes)


def test_the_mark_is_set_without_a_conflict() -> None:
    first = save(EMPTY, "Besked.")
    marked = save(first.notes, "Besked.", by=MATTIAS, seen=0, discussed=True)

    assert note_of(marked).discussed
    assert note_of(marked).version == 2


def test_an_empty_form_that_saves_itself_is_no_note() -> None:
    assert save(EMPTY, "") == Written(EMPTY, "same")


def test_writing_on_leaves_no_history() -> None:
    first = save(EMPTY, "Besked samma dag.")

    assert note_of(save(first.notes, "Besked alltid samma dag. Ja.", seen=1)).history == ()


def test_autosave_of_a_growing_late_text_keeps_the_longest_only() -> None:
    more = save(in_conflict(), "I brevet, inte i mejl.", by=MATTIAS)

    assert [kept.text for kept in note_of(more).unresolved] == ["I brevet, inte i mejl."]


def test_resolving_writes_the_chosen_text_and_keeps_the_other_in_the_history() -> None:
    resolved = note_of(resolve(in_conflict(), "I brevet.", seen=1))

    assert (resolved.text, resolved.version, resolved.unresolved) == ("I brevet.", 2, ())
    assert [kept.text for kept in resolved.history] == ["Vi tar det på tavlan."]


def test_resolving_an_old_version_is_a_conflict_too() -> None:
    newer = save(in_conflict(), "Nytt.", seen=1).notes
    late = resolve(newer, "Sammansatt.", seen=1)

    assert late.outcome == "kept"
    assert "Sammansatt." in [kept.text for kept in note_of(late).unresolved]


def test_the_notes_are_closed_while_the_talk_is_being_finished() -> None:
    locked = notes.lock(save(EMPTY, "Besked.").notes, NOON)

    with pytest.raises(Conflict, match="being finished"):
        save(locked, "Mer.", seen=1)


def test_a_lock_of_somebody_who_died_is_taken_off_after_a_minute() -> None:
    locked = notes.lock(EMPTY, NOON - FINISHING - timedelta(seconds=1))

    assert save(locked, "Mer.").notes.locked_at is None


def test_a_talk_is_not_finished_with_two_versions_of_a_note() -> None:
    with pytest.raises(Conflict) as refused:
        notes.lock(in_conflict(), NOON)
    assert refused.value.facts["sections"] == ["roles"]


def test_unlocking_twice_changes_nothing() -> None:
    opened = notes.unlock(notes.lock(EMPTY, NOON))

    assert opened == EMPTY
    assert notes.unlock(EMPTY) is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["save", "resolve"]),
        st.sampled_from([ELLEN, MATTIAS]),
        st.text(alphabet="abå😀 ", min_size=1, max_size=4),
        st.integers(min_value=0, max_value=3),
    ),
    max_size=HISTORY_KEPT,
)


@given(STEPS)
def test_every_text_that_was_ever_sent_is_still_there(
    steps: list[tuple[str, PersonId, str, int]],
) -> None:
    state, sent = EMPTY, []
    for step, by, text, behind in steps:
        note = state.sections.get("roles", Note())
        seen = max(0, note.version - behind)
        written = (
            save(state, text, by=by, seen=seen)
            if step == "save"
            else resolve(state, text, by=by, seen=seen)
        )
        state = written.notes
        sent.append(text)

        now = note_of(written)
        kept = [now.text, *(one.text for one in (*now.unresolved, *now.history))]
        for one in sent:
            assert any(within(one, there) for there in kept)
