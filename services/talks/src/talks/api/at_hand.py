"""What one has at hand beside a talk, and the follow-up talk that comes after it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from chassis.actor import Asking
from chassis.http import IfMatch, etag
from redthread_contracts.ids import TalkId
from talks.api.talks import seen
from talks.at_hand import AtHand
from talks.room import Room
from talks.store import TalkStore
from talks.texts import Id, Text
from talks.views import AtHandView, PrivateNoteView, TalkView


class PrivateNoteForm(BaseModel):
    """What is nobody else's business."""

    model_config = ConfigDict(extra="forbid")

    text: Text


class FollowUpForm(BaseModel):
    """Until when the follow-up talk is to be held."""

    model_config = ConfigDict(extra="forbid")

    last_day: date


def router(room: Room, at_hand: AtHand, store: TalkStore) -> APIRouter:
    """For the two parties of each talk only; private notes for their author only."""
    routes = APIRouter(prefix="/talks/{talk_id}", tags=["at hand"])

    @routes.get("/at-hand", response_model=AtHandView)
    async def read_at_hand(talk_id: TalkId, asking: Asking) -> AtHandView:
        """The other talks of the two, and what is still to be done of what they agreed on."""
        seat = await room.enter(talk_id, asking.require_person())
        return AtHandView.of(await at_hand.others(seat), seat)

    @routes.get("/private-note", response_model=PrivateNoteView)
    async def read_private_note(
        talk_id: TalkId, asking: Asking, response: Response
    ) -> PrivateNoteView:
        note = await at_hand.private_note(talk_id, asking.require_person())
        etag(response, note.saves)
        return PrivateNoteView.of(note)

    @routes.put("/private-note", response_model=PrivateNoteView)
    async def write_private_note(
        talk_id: TalkId, form: PrivateNoteForm, version: IfMatch, asking: Asking, response: Response
    ) -> PrivateNoteView:
        note = await at_hand.write_private_note(
            talk_id, asking.require_person(), form.text, seen=version
        )
        etag(response, note.saves)
        return PrivateNoteView.of(note)

    @routes.put("/follow-ups/{new_id}", response_model=TalkView)
    async def open_follow_up(
        talk_id: TalkId,
        new_id: Annotated[TalkId, Id],
        form: FollowUpForm,
        asking: Asking,
        response: Response,
    ) -> TalkView:
        """Open a follow-up talk that hangs on the yearly one."""
        seat = await at_hand.open_follow_up(talk_id, asking.require_person(), new_id, form.last_day)
        return await seen(seat, store, response)

    return routes
