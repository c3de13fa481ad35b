"""Agreements: made in a talk, followed up through the year."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from chassis.actor import Asking
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.http import OptionalIfMatch
from redthread_contracts.ids import AgreementId, PersonId, TalkId
from redthread_contracts.talks import AgreementStatus
from talks import conversation
from talks.agreement import Agreement
from talks.api.talks import seen
from talks.room import Room, Seat
from talks.store import TalkStore
from talks.texts import Agreed, Comment, Id
from talks.views import Items, MyAgreementView, TalkView, my_agreements


class AgreementForm(BaseModel):
    """What is agreed on, who does it, and until when."""

    model_config = ConfigDict(extra="forbid")

    what: Agreed
    owner_id: Annotated[PersonId, Id]
    due: date


class FollowUpForm(BaseModel):
    """How it went."""

    model_config = ConfigDict(extra="forbid")

    status: AgreementStatus
    note: Comment = ""


def router(room: Room, store: TalkStore, clock: Clock) -> APIRouter:
    """For the two parties of each talk only."""
    routes = APIRouter(tags=["agreements"])

    @routes.get("/agreements", response_model=Items[MyAgreementView])
    async def list_agreements(
        asking: Asking, status: AgreementStatus | None = None
    ) -> Items[MyAgreementView]:
        person_id = asking.require_person()
        mine = [
            agreement
            for stored in await room.agreements_of(person_id, status)
            for agreement in my_agreements(stored.state, person_id, status)
        ]
        return Items(items=sorted(mine, key=lambda one: (one.due, one.agreement_id)))

    @routes.put("/talks/{talk_id}/agreements/{agreement_id}", response_model=TalkView)
    async def put_agreement(
        talk_id: TalkId,
        agreement_id: Annotated[AgreementId, Id],
        form: AgreementForm,
        asking: Asking,
        response: Response,
        version: OptionalIfMatch = None,
    ) -> TalkView:
        person_id, now = asking.require_person(), clock.now()
        wanted = Agreement(agreement_id=agreement_id, **form.model_dump())
        try:
            seat = await room.change(
                talk_id,
                person_id,
                lambda talk, role: conversation.put_agreement(talk, role, wanted, now),
                expected=version,
            )
        except VersionConflict as late:
            raise _both(await room.enter(talk_id, person_id), wanted) from late
        return await seen(seat, store, response)

    @routes.delete("/talks/{talk_id}/agreements/{agreement_id}", response_model=TalkView)
    async def remove_agreement(
        talk_id: TalkId, agreement_id: AgreementId, asking: Asking, response: Response
    ) -> TalkView:
        now = clock.now()
        seat = await room.change(
            talk_id,
            asking.require_person(),
            lambda talk, role: conversation.remove_agreement(talk, role, agreement_id, now),
        )
        return await seen(seat, store, response)

    @routes.post("/talks/{talk_id}/agreements/{agreement_id}/follow-up", response_model=TalkView)
    async def follow_up(
        talk_id: TalkId,
        agreement_id: AgreementId,
        form: FollowUpForm,
        asking: Asking,
        response: Response,
    ) -> TalkView:
        person_id, now = asking.require_person(), clock.now()
        seat = await room.change(
            talk_id,
            person_id,
            lambda talk, role: conversation.follow_up(
                talk, role, agreement_id, form.status, form.note, now, by=person_id
            ),
        )
        return await seen(seat, store, response)

    return routes


def _both(seat: Seat, wanted: Agreement) -> VersionConflict:
    agreements = {one.agreement_id: one for one in seat.talk.agreements}
    known = agreements.get(wanted.agreement_id)
    return VersionConflict(
        current_version=seat.version,
        current=known.model_dump(mode="json") if known else None,
        yours=wanted.model_dump(mode="json"),
    )
