"""From the finished talk to the document that both have confirmed."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.actor import Asking
from chassis.clock import Clock
from chassis.http import IfMatch
from redthread_contracts.ids import TalkId
from talks import confirmation
from talks.api.talks import seen
from talks.conversation import MOST_GOALS
from talks.document import GoalSnapshot
from talks.room import Room
from talks.store import TalkStore
from talks.texts import Comment, Reason
from talks.views import DocumentView, TalkView


class FinishForm(BaseModel):
    """The goals as they read now: those set in the talk, and those looked back on."""

    model_config = ConfigDict(extra="forbid")

    goals: Annotated[list[GoalSnapshot], Field(max_length=MOST_GOALS)] = []
    reviewed: Annotated[list[GoalSnapshot], Field(max_length=100)] = []


class ConfirmForm(BaseModel):
    """The hash of the text that was read, and what one says about it."""

    model_config = ConfigDict(extra="forbid")

    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    disagree: bool = False
    comment: Comment = ""


class ReopenForm(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


def router(room: Room, store: TalkStore, clock: Clock) -> APIRouter:
    """For the two parties of each talk only."""
    routes = APIRouter(prefix="/talks/{talk_id}", tags=["documents"])

    @routes.post("/finish", response_model=TalkView)
    async def finish(
        talk_id: TalkId, form: FinishForm, version: IfMatch, asking: Asking, response: Response
    ) -> TalkView:
        seat = await room.finish(
            talk_id,
            asking.require_person(),
            goals=form.goals,
            reviewed=form.reviewed,
            expected=version,
        )
        return await seen(seat, store, response)

    @routes.post("/confirm", response_model=TalkView)
    async def confirm(
        talk_id: TalkId, form: ConfirmForm, asking: Asking, response: Response
    ) -> TalkView:
        person_id, now = asking.require_person(), clock.now()
        seat = await room.change(
            talk_id,
            person_id,
            lambda talk, role: confirmation.confirm(
                talk,
                role,
                hash=form.hash,
                disagree=form.disagree,
                comment=form.comment,
                now=now,
                by=person_id,
            ),
        )
        return await seen(seat, store, response)

    @routes.post("/reopen", response_model=TalkView)
    async def reopen(
        talk_id: TalkId, form: ReopenForm, asking: Asking, response: Response
    ) -> TalkView:
        seat = await room.reopen(talk_id, asking.require_person(), form.reason)
        return await seen(seat, store, response)

    @routes.get("/documents/{version}", response_model=DocumentView)
    async def read_document(talk_id: TalkId, version: int, asking: Asking) -> DocumentView:
        seat = await room.enter(talk_id, asking.require_person(), "document", document=version)
        return DocumentView.of(confirmation.version(seat.talk, version))

    return routes
