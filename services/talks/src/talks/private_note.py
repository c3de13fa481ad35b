"""What one of the two, or a substitute, writes about a talk for nobody but themselves.

It never leaves its author: no event, no document, not handed over with the talk, not read by the
other. It is a working note until somebody puts it into the talk.
"""

from datetime import datetime

from chassis.documents import State
from chassis.errors import VersionConflict
from redthread_contracts.ids import PersonId, TalkId


class PrivateNote(State):
    """One person's note about one talk. `saves` counts what its text has been."""

    talk_id: TalkId
    person_id: PersonId
    text: str = ""
    saves: int = 0
    saved_at: datetime | None = None


def private_note_id(talk_id: TalkId, person_id: PersonId) -> str:
    """Where it lies."""
    return f"{talk_id}:{person_id}"


def nothing(talk_id: TalkId, person_id: PersonId) -> PrivateNote:
    """A note in which nothing is written."""
    return PrivateNote(id=private_note_id(talk_id, person_id), talk_id=talk_id, person_id=person_id)


def save(note: PrivateNote, text: str, *, seen: int, now: datetime) -> PrivateNote | None:
    """Write it; the same text again changes nothing, whatever was seen.

    `seen`: the number of saves that the writer saw. Raises `VersionConflict` with both texts:
    somebody has two windows open.
    """
    if text == note.text:
        return None
    if seen != note.saves:
        raise VersionConflict(
            current_version=note.saves,
            current=note.model_dump(mode="json", include={"text", "saved_at"}),
            yours={"text": text},
        )
    return note.model_copy(update={"text": text, "saves": note.saves + 1, "saved_at": now})
