"""Talks: lists, one talk, and its goals."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from chassis.actor import Asking
from chassis.http import etag
from redthread_contracts.ids import GoalId, TalkId
from talks import conversation
from talks.assessing import assesses
from talks.room import Room, Seat
from talks.store import TalkStore
from talks.talk import person_in
from talks.template import Role
from talks.texts import Id
from talks.views import Items, SummaryView, TalkView, summary, talk_view


class Nothing(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid")


async def seen(seat: Seat, store: TalkStore, response: Response) -> TalkView:
    """The talk as the one who asks sees it, with its version."""
    stored = await store.preparations.get(seat.preparation_id)
    etag(response, seat.version)
    criteria = None
    if any(assesses(section) for section in seat.template.sections):
        criteria = (await store.criteria.of_talk(seat.talk)).criteria
    return talk_view(seat, stored.state if stored else None, criteria)


def router(room: Room, store: TalkStore) -> APIRouter:
    """For the two parties of each talk only."""
    routes = APIRouter(prefix="/talks", tags=["talks"])

    @routes.get("", response_model=Items[SummaryView])
    async def list_talks(
        asking: Asking,
        role: Annotated[Role, Query(alias="as")] = "employee",
        state: Literal["open", "all"] = "open",
        after: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 100,
    ) -> Items[SummaryView]:
        """One's own talks; as manager also those of managers whom one stands in for today."""
        person_id = asking.require_person()
        people = await room.sits_for(person_id) if role == "manager" else [person_id]
        page, following = await store.talks_of(
            people, role, all_states=state == "all", after=after, limit=limit
        )
        prepared = await store.prepared(page, role, person_id)
        return Items(
            items=[
                summary(
                    each,
                    role,
                    await store.library.of(each.state),
                    prepared.get(each.state.talk_id),
                )
                for each in page
            ],
            next=following,
        )

    @routes.get("/{talk_id}", response_model=TalkView)
    async def read_talk(talk_id: TalkId, asking: Asking, response: Response) -> TalkView:
        seat = await room.enter(talk_id, asking.require_person())
        return await seen(seat, store, response)

    @routes.put("/{talk_id}/goals/{goal_id}", response_model=TalkView)
    async def attach_goal(
        talk_id: TalkId,
        goal_id: Annotated[GoalId, Id],
        _form: Nothing,
        asking: Asking,
        response: Response,
    ) -> TalkView:
        seat = await room.change(
            talk_id,
            asking.require_person(),
            lambda one, role: conversation.attach_goal(one, person_in(one, role), goal_id),
        )
        return await seen(seat, store, response)

    @routes.delete("/{talk_id}/goals/{goal_id}", response_model=TalkView)
    async def detach_goal(
        talk_id: TalkId, goal_id: GoalId, asking: Asking, response: Response
    ) -> TalkView:
        seat = await room.change(
            talk_id,
            asking.require_person(),
            lambda one, role: conversation.detach_goal(one, role, goal_id),
        )
        return await seen(seat, store, response)

    return routes
