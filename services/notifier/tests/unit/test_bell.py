"""What a person has read."""

from notifier.bell import Bell, is_read, mark_read

from .builders import ELLEN, a_reminder

FIRST, SECOND = a_reminder(id="first"), a_reminder(id="second")
SHOWN = [SECOND, FIRST]


def test_nothing_is_read_at_first() -> None:
    assert not is_read(None, FIRST)


def test_one_is_read_and_the_other_is_not() -> None:
    bell = mark_read(None, ELLEN, ["first"], SHOWN)

    assert is_read(bell, FIRST)
    assert not is_read(bell, SECOND)


def test_all_that_is_shown_is_read() -> None:
    bell = mark_read(Bell(id=ELLEN, read=("first",)), ELLEN, None, SHOWN)

    assert all(is_read(bell, each) for each in SHOWN)


def test_reading_again_changes_nothing() -> None:
    bell = Bell(id=ELLEN, read=("first",))

    assert mark_read(bell, ELLEN, ["first"], SHOWN) is None


def test_what_is_not_shown_cannot_be_marked() -> None:
    assert mark_read(None, ELLEN, ["somebody else's"], SHOWN) is None


def test_marks_of_what_is_shown_no_more_are_forgotten() -> None:
    bell = mark_read(Bell(id=ELLEN, read=("first", "old")), ELLEN, ["second"], SHOWN)

    assert bell is not None
    assert set(bell.read) == {"first", "second"}
