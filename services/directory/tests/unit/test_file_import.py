"""An import by file goes its way, and repeats do nothing."""

from datetime import UTC, datetime

import pytest

from chassis.errors import Conflict, Invalid
from directory.file_import import Effect, FileImport, UploadedFile, confirm, read, receive, show

NOW = datetime(2026, 10, 14, tzinfo=UTC)
FILE = UploadedFile(name="personal.csv", bytes=9, sha256="aa")
BEGUN = FileImport(id="one", begun_at=NOW, forget_at=NOW)
READING = BEGUN.model_copy(update={"state": "reading", "files": {"people": FILE}})
READY = show(READING, {"people": Effect(new=1)}, "digest")


def test_the_same_file_again_changes_nothing() -> None:
    once = receive(BEGUN, "people", FILE)

    assert once is not None
    assert receive(once, "people", FILE) is None


def test_another_file_after_the_preview_is_refused() -> None:
    with pytest.raises(Conflict, match="new one"):
        receive(READY, "people", FILE.model_copy(update={"sha256": "bb"}))


def test_without_a_file_there_is_nothing_to_read() -> None:
    with pytest.raises(Invalid, match="Choose a file"):
        read(BEGUN)


def test_only_the_preview_that_was_read_is_confirmed() -> None:
    with pytest.raises(Conflict, match="another one"):
        confirm(READY, "other", None)
    confirmed = confirm(READY, "digest", None)

    assert confirmed is not None
    assert confirm(confirmed, "digest", None) is None


def test_a_preview_that_changed_after_the_confirmation_says_so() -> None:
    confirmed = confirm(READY, "digest", None)
    assert confirmed is not None

    again = show(confirmed, {"people": Effect(new=2)}, "another")

    assert (again.state, again.changed_meanwhile) == ("ready", True)


def test_what_changes_nothing_says_so() -> None:
    assert show(READING, {"people": Effect(same=3, missing=2)}, "digest").changes_nothing
    assert not READY.changes_nothing
