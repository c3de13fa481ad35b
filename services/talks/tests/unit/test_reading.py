"""Whose reading is noted, and as which row."""

from datetime import UTC, datetime

import pytest

from talks.reading import Thing, read_of

from .builders import a_talk

AT = datetime(2026, 10, 14, 10, 5, tzinfo=UTC)
TALK = a_talk()


@pytest.mark.parametrize("thing", ["talk", "notes", "agreements", "document", "preparation"])
def test_a_managers_reading_is_the_employees_to_see(thing: Thing) -> None:
    read = read_of(TALK, "manager", thing, AT)

    assert read is not None
    assert (read.owner, read.reader, read.reader_id) == ("employee", "manager", TALK.manager_id)


@pytest.mark.parametrize("thing", ["talk", "notes", "agreements", "document"])
def test_ones_own_is_not_noted(thing: Thing) -> None:
    assert read_of(TALK, "employee", thing, AT) is None


def test_a_managers_preparation_is_the_managers_to_see() -> None:
    read = read_of(TALK, "employee", "preparation", AT)

    assert read is not None
    assert read.owner == "manager"


def test_the_same_thing_in_the_same_hour_is_one_row() -> None:
    later = [AT.replace(minute=50), AT.replace(hour=11)]
    rows = [read_of(TALK, "manager", "document", at, document=1) for at in (AT, *later)]
    other = read_of(TALK, "manager", "document", AT, document=2)

    ids = [row.id for row in (*rows, other) if row]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
