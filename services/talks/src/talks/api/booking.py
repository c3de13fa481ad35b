"""When a talk is: booked, proposed, called off; and the whole talk called off."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.actor import Asking
from chassis.clock import Clock, Instant
from chassis.errors import VersionConflict
from chassis.http import IfMatch
from redthread_contracts.ids import TalkId
from talks import booking, cancelling
from talks.api.talks import seen
from talks.room import Room
from talks.store import TalkStore
from talks.talk import Booking
from talks.texts import Place, Reason
from talks.views import TalkView


class BookingForm(BaseModel):
    """When and where, with the offset of the time zone."""

    model_config = ConfigDict(extra="forbid")

    starts: Instant
    ends: Instant
    place: Place = ""


class TimesForm(BaseModel):
    """The times that the other can choose from."""

    model_config = ConfigDict(extra="forbid")

    times: Annotated[list[BookingForm], Field(max_length=20)]


class ReasonForm(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


def router(room: Room, store: TalkStore, clock: Clock) -> APIRouter:
    """For the two parties of each talk only."""
    routes = APIRouter(prefix="/talks/{talk_id}", tags=["booking"])

    @routes.put("/booking", response_model=TalkView)
    async def book(
        talk_id: TalkId, form: BookingForm, version: IfMatch, asking: Asking, response: Response
    ) -> TalkView:
        """Book or move the time; one that was proposed is so accepted."""
        person_id, now = asking.require_person(), clock.now()
        wanted = Booking(**form.model_dump())
        try:
            seat = await room.change(
                talk_id,
                person_id,
                lambda one, role: booking.book(one, role, wanted, now),
                expected=version,
            )
        except VersionConflict as late:
            seat = await room.enter(talk_id, person_id)
            if seat.talk.booking != wanted:
                current = seat.talk.booking
                raise VersionConflict(
                    current_version=seat.version,
                    current=current.model_dump(mode="json") if current else None,
                    yours=wanted.model_dump(mode="json"),
                ) from late
        return await seen(seat, store, response)

    @routes.delete("/booking", response_model=TalkView)
    async def cancel_booking(
        talk_id: TalkId, version: IfMatch, asking: Asking, response: Response
    ) -> TalkView:
        """Call the booked time off; a time that somebody has moved meanwhile stays."""
        person_id = asking.require_person()
        seat = await room.enter(talk_id, person_id)
        if seat.talk.booking is not None:
            seat = await room.change(talk_id, person_id, booking.cancel_booking, expected=version)
        return await seen(seat, store, response)

    @routes.put("/proposed-times", response_model=TalkView)
    async def propose(
        talk_id: TalkId, form: TimesForm, version: IfMatch, asking: Asking, response: Response
    ) -> TalkView:
        """Propose times in place of those that were; the other books one, or proposes others."""
        now = clock.now()
        times = [Booking(**one.model_dump()) for one in form.times]
        seat = await room.change(
            talk_id,
            asking.require_person(),
            lambda one, role: booking.propose(one, role, times, now),
            expected=version,
        )
        return await seen(seat, store, response)

    @routes.post("/call-off", response_model=TalkView)
    async def call_off(
        talk_id: TalkId, form: ReasonForm, asking: Asking, response: Response
    ) -> TalkView:
        """The manager calls the whole talk off, and says why."""
        person_id, now = asking.require_person(), clock.now()
        seat = await room.change(
            talk_id,
            person_id,
            lambda one, role: cancelling.call_off(one, role, form.reason, now, by=person_id),
        )
        return await seen(seat, store, response)

    @routes.post("/take-up", response_model=TalkView)
    async def take_up(talk_id: TalkId, asking: Asking, response: Response) -> TalkView:
        """The manager takes a talk up again that was called off."""
        seat = await room.change(talk_id, asking.require_person(), cancelling.take_up)
        return await seen(seat, store, response)

    return routes
