"""The shared notes of the talk room."""

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from chassis.actor import Asking
from chassis.clock import Clock
from chassis.http import IfMatch, etag
from redthread_contracts.ids import TalkId
from talks import notes
from talks.notes import Note, Notes, Written
from talks.room import Room, Seat
from talks.store import TalkStore
from talks.texts import Text
from talks.views import NotesView


class NoteForm(BaseModel):
    """A note, and whether they have talked about it."""

    model_config = ConfigDict(extra="forbid")

    text: Text
    discussed: bool = False


class ResolutionForm(BaseModel):
    """How a note with two versions is to read."""

    model_config = ConfigDict(extra="forbid")

    text: Text


def router(room: Room, store: TalkStore, clock: Clock) -> APIRouter:
    """For the two parties of each talk only."""
    routes = APIRouter(prefix="/talks/{talk_id}/notes", tags=["notes"])

    @routes.get("", response_model=NotesView)
    async def read_notes(talk_id: TalkId, asking: Asking) -> NotesView:
        seat = await room.enter(talk_id, asking.require_person(), "notes")
        present = await store.look_in(talk_id, seat.role, seat.person_id, clock.now())
        return NotesView.of(await room.read_notes(talk_id), present)

    @routes.put("/{section_id}", response_model=Note)
    async def save_note(
        talk_id: TalkId,
        section_id: str,
        form: NoteForm,
        version: IfMatch,
        asking: Asking,
        response: Response,
    ) -> Note:
        now = clock.now()

        def write(known: Notes, seat: Seat) -> Written:
            return notes.save(
                known,
                section_id,
                form.text,
                discussed=form.discussed,
                by=seat.person_id,
                seen=version,
                now=now,
            )

        note = await room.write_note(talk_id, asking.require_person(), section_id, write, form.text)
        etag(response, note.version)
        return note

    @routes.post("/{section_id}/resolve", response_model=Note)
    async def resolve_note(
        talk_id: TalkId,
        section_id: str,
        form: ResolutionForm,
        version: IfMatch,
        asking: Asking,
        response: Response,
    ) -> Note:
        now = clock.now()

        def write(known: Notes, seat: Seat) -> Written:
            return notes.resolve(
                known, section_id, form.text, by=seat.person_id, seen=version, now=now
            )

        note = await room.write_note(talk_id, asking.require_person(), section_id, write, form.text)
        etag(response, note.version)
        return note

    return routes
