"""Preparations: one's own always, the other's once both have shared."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.actor import Asking
from chassis.http import IfMatch, etag
from redthread_contracts.ids import TalkId
from talks.api.talks import seen
from talks.preparation import PreparedSection
from talks.room import Room
from talks.store import TalkStore
from talks.texts import Id, Text
from talks.views import PreparationsView, PreparationView, TalkView


class AnswersForm(BaseModel):
    """The answers to the prompts of one section."""

    model_config = ConfigDict(extra="forbid")

    answers: Annotated[dict[Annotated[str, Id], Text], Field(max_length=50)]


def router(room: Room, store: TalkStore) -> APIRouter:
    """For the two parties of each talk only."""
    routes = APIRouter(prefix="/talks/{talk_id}", tags=["preparations"])

    @routes.get("/preparations", response_model=PreparationsView)
    async def read_preparations(talk_id: TalkId, asking: Asking) -> PreparationsView:
        seat = await room.enter(talk_id, asking.require_person())
        mine, theirs = await room.read_preparations(seat)
        return PreparationsView(
            mine=PreparationView.of(mine),
            theirs=PreparationView.of(theirs) if theirs else None,
        )

    @routes.put("/preparations/mine/{section_id}", response_model=PreparedSection)
    async def prepare(
        talk_id: TalkId,
        section_id: str,
        form: AnswersForm,
        version: IfMatch,
        asking: Asking,
        response: Response,
    ) -> PreparedSection:
        saved = await room.prepare(
            talk_id, asking.require_person(), section_id, form.answers, seen=version
        )
        etag(response, saved.version)
        return saved

    @routes.post("/share", response_model=TalkView)
    async def share(talk_id: TalkId, asking: Asking, response: Response) -> TalkView:
        return await seen(await room.share(talk_id, asking.require_person()), store, response)

    @routes.post("/take-back", response_model=TalkView)
    async def take_back(talk_id: TalkId, asking: Asking, response: Response) -> TalkView:
        return await seen(await room.take_back(talk_id, asking.require_person()), store, response)

    return routes
