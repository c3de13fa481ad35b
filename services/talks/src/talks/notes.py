"""Shared notes: what the two write together in the talk, one note per section.

Two people may type at once (domain.md, "Talks" 6): a note that was written against an older
version is kept beside the current one until somebody decides, and what is not chosen stays in
the history. So every text that was ever sent is in `text`, `unresolved` or `history`, unless a
later one there holds every character of it in the same order: then somebody wrote on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from chassis.documents import State
from chassis.errors import Conflict, VersionConflict
from redthread_contracts.ids import PersonId
from talks.texts import within

HISTORY_KEPT = 20
MOST_UNRESOLVED = 20

FINISHING = timedelta(minutes=1)
"""How long a lock may stand while the talk is not finished: longer, and whoever set it died."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Kept(_Value):
    """A text that is not the current one."""

    by: PersonId
    at: datetime
    text: str


class Note(_Value):
    """The note of one section. `version` counts what the current text and mark have been."""

    version: int = 0
    text: str = ""
    by: PersonId | None = None
    at: datetime | None = None
    discussed: bool = False
    unresolved: tuple[Kept, ...] = ()
    history: tuple[Kept, ...] = ()


class Notes(State):
    """All notes of a talk; the id is the talk's. `locked_at`: the talk is being finished."""

    sections: Mapping[str, Note] = Field(default_factory=dict)
    locked_at: datetime | None = None

    @property
    def texts(self) -> Mapping[str, str]:
        """The current text of each section."""
        return {name: note.text for name, note in self.sections.items()}


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a text. `kept`: it lies in `unresolved`, for the writer saw an old version."""

    notes: Notes
    outcome: Literal["saved", "same", "kept"]


def save(
    notes: Notes,
    section_id: str,
    text: str,
    *,
    discussed: bool,
    by: PersonId,
    seen: int,
    now: datetime,
) -> Written:
    """Write a section's note.

    The same text again only sets the mark. Raises `Conflict` while the talk is being finished,
    or when too many versions wait to be resolved.
    """
    notes = _unlocked(notes, now)
    note = notes.sections.get(section_id, Note())
    if note.text == text:
        if note.discussed == discussed:
            return Written(notes, "same")
        marked = note.model_copy(
            update={"version": note.version + 1, "discussed": discussed, "by": by, "at": now}
        )
        return Written(_with(notes, section_id, marked), "saved")
    if seen != note.version:
        kept = _keep(note, Kept(by=by, at=now, text=text))
        return Written(_with(notes, section_id, kept), "kept")
    saved = _replaced(note, text, by, now).model_copy(update={"discussed": discussed})
    return Written(_with(notes, section_id, saved), "saved")


def resolve(
    notes: Notes, section_id: str, text: str, *, by: PersonId, seen: int, now: datetime
) -> Written:
    """Decide how the note is to read. All that was not chosen goes to the history.

    Raises as `save`.
    """
    notes = _unlocked(notes, now)
    note = notes.sections.get(section_id, Note())
    if note.text == text and not note.unresolved:
        return Written(notes, "same")
    if seen != note.version:
        kept = _keep(note, Kept(by=by, at=now, text=text))
        return Written(_with(notes, section_id, kept), "kept")
    left_out = tuple(one for one in note.unresolved if not within(one.text, text))
    chosen = _replaced(note, text, by, now)
    resolved = chosen.model_copy(
        update={"unresolved": (), "history": (*chosen.history, *left_out)[-HISTORY_KEPT:]}
    )
    return Written(_with(notes, section_id, resolved), "saved")


def conflict(notes: Notes, section_id: str, text: str) -> VersionConflict:
    """What the writer of a kept text is told: both versions."""
    current = notes.sections.get(section_id, Note())
    return VersionConflict(
        current_version=current.version,
        current=current.model_dump(mode="json"),
        yours={"text": text},
    )


def lock(notes: Notes, now: datetime) -> Notes:
    """Close the notes, since the talk is being finished: what they hold now is what counts.

    Raises `Conflict` while a section has two versions.
    """
    undecided = sorted(name for name, note in notes.sections.items() if note.unresolved)
    if undecided:
        raise Conflict(
            "notes-unresolved",
            "Some notes have two versions. Decide how they are to read, then finish.",
            sections=undecided,
        )
    return notes.model_copy(update={"locked_at": now})


def unlock(notes: Notes) -> Notes | None:
    """Open the notes again."""
    return notes.model_copy(update={"locked_at": None}) if notes.locked_at else None


def _unlocked(notes: Notes, now: datetime) -> Notes:
    """The caller has asked the talk, which says that it is not finished."""
    if notes.locked_at is None:
        return notes
    if now - notes.locked_at < FINISHING:
        raise Conflict(
            "talk-being-finished",
            "The talk is being finished just now. Wait a moment, then look at it again.",
        )
    return notes.model_copy(update={"locked_at": None})


def _replaced(note: Note, text: str, by: PersonId, now: datetime) -> Note:
    history = note.history
    if note.by is not None and note.at is not None and not within(note.text, text):
        history = (*history, Kept(by=note.by, at=note.at, text=note.text))[-HISTORY_KEPT:]
    return note.model_copy(
        update={
            "version": note.version + 1,
            "text": text,
            "by": by,
            "at": now,
            "history": history,
        }
    )


def _keep(note: Note, late: Kept) -> Note:
    """Autosave sends a growing text again and again: only the longest of one person's stays."""
    others = tuple(
        one for one in note.unresolved if one.by != late.by or not within(one.text, late.text)
    )
    if any(one.text == late.text for one in others):
        return note
    if len(others) >= MOST_UNRESOLVED:
        raise Conflict(
            "too-many-versions-of-a-note",
            "This note has too many versions. Copy your text, then decide how it is to read.",
        )
    return note.model_copy(update={"unresolved": (*others, late)})


def _with(notes: Notes, section_id: str, note: Note) -> Notes:
    return notes.model_copy(update={"sections": {**notes.sections, section_id: note}})
