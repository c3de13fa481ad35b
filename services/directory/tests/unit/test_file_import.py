"""An import by file goes its way, and repeats do nothing."""

from datetime import UTC, datetime

import pytest

from chassis.errors import Conflict, Invalid
from chassis.sheet import FileFault
from directory.file_import import (
    AT_WORK,
    MOST_ATTEMPTS,
    Effect,
    FileImport,
    ImportState,
    UploadedFile,
    begin_to_write,
    confirm,
    count,
    finish,
    read,
    receive,
    refuse_files,
    show,
    went_wrong,
)

NOW = datetime(2026, 10, 14, tzinfo=UTC)
FILE = UploadedFile(name="personal.csv", bytes=9, sha256="aa")
BEGUN = FileImport(id="one", begun_at=NOW, forget_at=NOW)
READING = BEGUN.model_copy(update={"state": "reading", "files": {"people": FILE}})
FAULT = FileFault(table="people", line=2, code="cell-empty", message="Fill it in.")


def ready(known: FileImport, effect: Effect, digest: str = "digest") -> FileImport:
    shown = show(known, {"people": effect}, digest, began=known.state)
    assert shown is not None
    return shown


READY = ready(READING, Effect(new=1))


def at(state: ImportState) -> FileImport:
    return READY.model_copy(update={"state": state})


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

    again = ready(confirmed, Effect(new=2), "another")

    assert (again.state, again.changed_meanwhile) == ("ready", True)


def test_what_changes_nothing_says_so() -> None:
    assert ready(READING, Effect(same=3, missing=2)).changes_nothing
    assert not READY.changes_nothing


@pytest.mark.parametrize("state", ["uploading", "refused", "ready", "applying", "done", "failed"])
def test_who_wakes_too_late_shows_nothing_over_what_others_did(state: ImportState) -> None:
    for began in ("reading", "confirmed", state):
        assert show(at(state), {}, "late", began=began) is None
    assert show(at("confirmed"), {}, "late", began="reading") is None


@pytest.mark.parametrize("state", ["ready", "applying", "done", "confirmed"])
def test_who_wakes_too_late_refuses_nothing_that_others_work_on(state: ImportState) -> None:
    assert refuse_files(at(state), [FAULT], began="reading") is None
    assert went_wrong(at(state), began="reading") is None


def test_faults_found_while_writing_say_that_it_stopped_on_the_way() -> None:
    stopped = refuse_files(at("applying"), [FAULT], began="applying")

    assert stopped is not None
    assert (stopped.state, stopped.changed_meanwhile) == ("failed", True)


@pytest.mark.parametrize("state", ["uploading", "reading", "refused", "ready", "done", "failed"])
def test_only_what_was_confirmed_is_written(state: ImportState) -> None:
    assert begin_to_write(at(state)) is None


@pytest.mark.parametrize("state", ["reading", "refused", "ready", "confirmed", "done", "failed"])
def test_only_what_is_being_written_is_counted_and_finished(state: ImportState) -> None:
    assert count(at(state), 1) is None
    assert finish(at(state), NOW) is None


@pytest.mark.parametrize("state", AT_WORK)
def test_what_goes_wrong_again_and_again_is_given_up_and_says_what_to_do(
    state: ImportState,
) -> None:
    known = at(state)
    for _ in range(MOST_ATTEMPTS):
        assert known.state == state
        tried = went_wrong(known, began=state)
        assert tried is not None
        known = tried

    assert known.state == ("failed" if state == "applying" else "refused")
    (fault,) = known.faults
    assert (fault.code, known.changed_meanwhile) == ("import-given-up", False)
    assert "send the files again" in fault.message
