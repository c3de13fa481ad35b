"""Talks: lists, one talk, its booking and its goals."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from chassis.actor import Asking
from chassis.clock import Clock, Instant
from chassis.errors import VersionConflict
from chassis.http import IfMatch, etag
from redthread_contracts.ids import GoalId, TalkId
from talks import conversation, talk
from talks.room import Room, Seat
from talks.store import TalkStore
from talks.talk import Booking, person_in
from talks.template import Role
from talks.texts import Id, Place
from talks.views import Items, SummaryView, TalkView, summary, talk_view


class BookingForm(BaseModel):
    """When and where, with the offset of the time zone."""

    model_config = ConfigDict(extra="forbid")

    starts: Instant
    ends: Instant
    place: Place = ""


class Nothing(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid")


async def seen(seat: Seat, store: TalkStore, response: Response) -> TalkView:
    """The talk as the one who asks sees it, with its version."""
    stored = await store.preparations.get(seat.preparation_id)
    etag(response, seat.version)
    return talk_view(seat, stored.state if stored else None)


def router(room: Room, store: TalkStore, clock: Clock) -> APIRouter:
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

    @routes.put("/{talk_id}/booking", response_model=TalkView)
    async def book(
        talk_id: TalkId, form: BookingForm, version: IfMatch, asking: Asking, response: Response
    ) -> TalkView:
        person_id, now = asking.require_person(), clock.now()
        wanted = Booking(**form.model_dump())
        try:
            seat = await room.change(
                talk_id,
                person_id,
                lambda one, role: talk.book(one, role, wanted, now),
                expected=version,
            )
        except VersionConflict as late:
            seat = await room.enter(talk_id, person_id)
            if seat.talk.booking != wanted:
                booking = seat.talk.booking
                raise VersionConflict(
                    current_version=seat.version,
                    current=booking.model_dump(mode="json") if booking else None,
                    yours=wanted.model_dump(mode="json"),
                ) from late
        return await seen(seat, store, response)

    @routes.delete("/{talk_id}/booking", response_model=TalkView)
    async def cancel_booking(
        talk_id: TalkId, version: IfMatch, asking: Asking, response: Response
    ) -> TalkView:
        """Call the booked time off; a time that somebody has moved meanwhile stays."""
        person_id = asking.require_person()
        seat = await room.enter(talk_id, person_id)
        if seat.talk.booking is not None:
            seat = await room.change(talk_id, person_id, talk.cancel_booking, expected=version)
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
