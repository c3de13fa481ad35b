"""An import by file, from the upload to the result.

States: uploading -> reading -> refused | ready -> confirmed -> applying -> done | failed. Where
the directory changed between the preview and the confirmation, it goes back to `ready` and says so.

A replica may sleep longer than its lease and wake while another has gone on. So what a job decides
holds only in the state that the job began with; in any other it is None and nothing changes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chassis.documents import State
from chassis.errors import Conflict, Invalid
from chassis.sheet import FileFault
from directory.columns import Table
from redthread_contracts.ids import PersonId

ImportState = Literal[
    "uploading", "reading", "refused", "ready", "confirmed", "applying", "done", "failed"
]
AT_WORK: tuple[ImportState, ...] = ("reading", "confirmed", "applying")
"""The service has something to do."""

MOST_ATTEMPTS = 5
"""So often an import is tried that the service can not do, whatever the reason."""

MOST_FAULTS = 200
"""So many are kept; the rest is counted."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class UploadedFile(_Value):
    """A file that came."""

    name: str
    bytes: int
    sha256: str
    lines: int = 0


class Effect(_Value):
    """What the lines of one file do. `missing`: in the directory and not in the file; they stay."""

    new: int = 0
    changed: int = 0
    same: int = 0
    moved: int = 0
    ends: int = 0
    missing: int = 0

    @property
    def any(self) -> bool:
        """Whether something changes."""
        return bool(self.new or self.changed or self.moved)


class FileImport(State):
    """The document. `digest` is what is confirmed; `changed_meanwhile`: look at it again."""

    by: PersonId | None = None
    state: ImportState = "uploading"
    begun_at: datetime
    forget_at: datetime
    files: Mapping[Table, UploadedFile] = {}
    effects: Mapping[Table, Effect] = {}
    digest: str = ""
    faults: tuple[FileFault, ...] = ()
    fault_count: int = 0
    changed_meanwhile: bool = False
    written: int = 0
    attempts: int = 0
    confirmed_by: PersonId | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether the directory already says what the files say."""
        return self.state == "ready" and not any(one.any for one in self.effects.values())


def receive(known: FileImport, table: Table, file: UploadedFile) -> FileImport | None:
    """Take a file in. None when it is there already. Raises `Conflict` after the preview."""
    if known.files.get(table) == file:
        return None
    if known.state != "uploading":
        raise Conflict("import-begun", "This import is being read. Begin a new one.")
    return known.model_copy(update={"files": {**known.files, table: file}})


def read(known: FileImport) -> FileImport | None:
    """Let the files be read. Asked again it does nothing. Raises `Invalid` without a file."""
    if known.state != "uploading":
        return None
    if not known.files:
        raise Invalid("file-missing", "Choose a file with units, with people, or both.")
    return known.model_copy(update={"state": "reading"})


def refuse_files(
    known: FileImport, faults: Sequence[FileFault], *, began: ImportState
) -> FileImport | None:
    """Refuse the files whole. One that was being written says that it stopped on the way."""
    if known.state != began or began not in AT_WORK:
        return None
    ordered = sorted(faults, key=lambda one: (one.table != "units", one.line))
    return known.model_copy(
        update={
            "state": "failed" if known.state == "applying" else "refused",
            "changed_meanwhile": known.state in ("confirmed", "applying"),
            "faults": tuple(ordered[:MOST_FAULTS]),
            "fault_count": len(ordered),
        }
    )


def went_wrong(known: FileImport, *, began: ImportState) -> FileImport | None:
    """It could not be done this time. After a few attempts it is given up, and says what to do."""
    attempts = known.attempts + 1
    if attempts < MOST_ATTEMPTS:
        again = known.state == began and began in AT_WORK
        return known.model_copy(update={"attempts": attempts}) if again else None
    fault = FileFault(
        table=next(iter(known.files), "people"),
        line=0,
        code="import-given-up",
        message="The import could not be done. Begin a new one and send the files again.",
    )
    given_up = refuse_files(known, [fault], began=began)
    return given_up and given_up.model_copy(update={"changed_meanwhile": False})


def show(
    known: FileImport, effects: Mapping[Table, Effect], digest: str, *, began: ImportState
) -> FileImport | None:
    """The preview is there."""
    if known.state != began or began not in ("reading", "confirmed"):
        return None
    return known.model_copy(
        update={
            "state": "ready",
            "effects": effects,
            "changed_meanwhile": known.state == "confirmed",
            "digest": digest,
            "attempts": 0,
        }
    )


def confirm(known: FileImport, seen: str, by: PersonId | None) -> FileImport | None:
    """Let exactly what was seen be written. Confirmed again it does nothing.

    Raises `Conflict` when another preview was seen, or there is none.
    """
    if known.digest and known.digest == seen and known.state in ("confirmed", "applying", "done"):
        return None
    if known.state != "ready":
        raise Conflict("import-not-ready", "There is no preview to confirm. Look at it again.")
    if known.digest != seen:
        raise Conflict(
            "preview-changed", "The preview is another one by now. Read it and confirm that."
        )
    return known.model_copy(
        update={"state": "confirmed", "confirmed_by": by, "changed_meanwhile": False}
    )


def begin_to_write(known: FileImport) -> FileImport | None:
    """From here on the directory may be half written."""
    if known.state not in ("confirmed", "applying"):
        return None
    return known.model_copy(update={"state": "applying", "written": 0})


def count(known: FileImport, more: int) -> FileImport | None:
    """So many more lines are written."""
    if known.state != "applying":
        return None
    return known.model_copy(update={"written": known.written + more})


def finish(known: FileImport, forget_at: datetime) -> FileImport | None:
    """Everything is written; the result is kept for a while, without names."""
    if known.state != "applying":
        return None
    return known.model_copy(update={"state": "done", "forget_at": forget_at})
