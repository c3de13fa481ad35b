"""Who has read what is mine in a talk."""

from fastapi import APIRouter

from chassis.actor import Asking
from redthread_contracts.ids import TalkId
from talks.reading import newest_first
from talks.room import Room
from talks.views import Items, ReadView


def router(room: Room) -> APIRouter:
    """For the two parties of each talk only."""
    routes = APIRouter(prefix="/talks/{talk_id}", tags=["reads"])

    @routes.get("/reads", response_model=Items[ReadView])
    async def list_reads(talk_id: TalkId, asking: Asking) -> Items[ReadView]:
        seat = await room.enter(talk_id, asking.require_person())
        reads = newest_first(await room.reads_of(seat))
        return Items(items=[ReadView.model_validate(one.model_dump()) for one in reads])

    return routes
