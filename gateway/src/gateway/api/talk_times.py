"""`/api/v1/talks/…`: when a talk is, and what one has at hand beside it."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.http import IfMatch
from gateway.api.talks import tagged
from gateway.clients.talk_texts import PrivateNote
from gateway.clients.talks import AtHand, Booking, Talk, Times
from gateway.views.calendar import talk_entry
from gateway.views.talk import talk_view
from gateway.visit import ApiVisitor
from redthread_contracts.ids import TalkId

router = APIRouter(tags=["talks"])


_ENTRY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//redthread//talks//SV
BEGIN:VEVENT
UID:827c58a1-5607-5a62-b958-16f747b1f72f@redthread
SEQUENCE:2
DTSTAMP:20261125T214500Z
DTSTART:20261208T080000Z
DTEND:20261208T093000Z
SUMMARY:Mål- och utvecklingssamtal 2026, Mattias
LOCATION:Rum 214
STATUS:CONFIRMED
CLASS:PRIVATE
END:VEVENT
END:VCALENDAR
"""


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CallingOff(_Input):
    """Why the talk will not be held."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"reason": "Anställningen övergår till en annan enhet."}}
    )

    reason: str = Field(min_length=1)


class PrivateNoteInput(_Input):
    """For nobody but oneself."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"text": "Fråga om kursen i mars. Glöm inte att tacka."}}
    )

    text: str


class FollowUpTalk(_Input):
    """Until when the follow-up talk is to be held."""

    model_config = ConfigDict(json_schema_extra={"example": {"last_day": "2027-04-30"}})

    last_day: date


@router.put("/talks/{talk_id}/booking", response_model=Talk)
async def book(
    visit: ApiVisitor, talk_id: TalkId, booking: Booking, seen: IfMatch, response: Response
) -> Talk:
    """Book the time, or move it."""
    done = await visit.clients.talks.book(visit.who, talk_id, booking, seen)
    return tagged(response, done)


@router.delete("/talks/{talk_id}/booking", response_model=Talk)
async def cancel_booking(
    visit: ApiVisitor, talk_id: TalkId, seen: IfMatch, response: Response
) -> Talk:
    """Call the booked time off. The talk is still to be held."""
    return tagged(response, await visit.clients.talks.cancel_booking(visit.who, talk_id, seen))


@router.get(
    "/talks/{talk_id}/booking.ics",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {"example": _ENTRY}}}},
)
async def booking_entry(visit: ApiVisitor, talk_id: TalkId) -> Response:
    """The booked time as a calendar entry (RFC 5545). A moved time has the same UID."""
    content = talk_entry(visit, await talk_view(visit, talk_id))
    return Response(content, media_type="text/calendar; charset=utf-8")


@router.put("/talks/{talk_id}/proposed-times", response_model=Talk)
async def propose(
    visit: ApiVisitor, talk_id: TalkId, times: Times, seen: IfMatch, response: Response
) -> Talk:
    """Propose one to five times. The other books one of them, or proposes others."""
    return tagged(response, await visit.clients.talks.propose(visit.who, talk_id, times, seen))


@router.post("/talks/{talk_id}/call-off", response_model=Talk)
async def call_off(visit: ApiVisitor, talk_id: TalkId, why: CallingOff, response: Response) -> Talk:
    """Call the whole talk off; for its manager."""
    return tagged(response, await visit.clients.talks.call_off(visit.who, talk_id, why.reason))


@router.post("/talks/{talk_id}/take-up", response_model=Talk)
async def take_up(visit: ApiVisitor, talk_id: TalkId, response: Response) -> Talk:
    """Take a talk up again that was called off; for its manager."""
    return tagged(response, await visit.clients.talks.take_up(visit.who, talk_id))


@router.get("/talks/{talk_id}/at-hand", response_model=AtHand)
async def at_hand(visit: ApiVisitor, talk_id: TalkId) -> AtHand:
    """The other talks of the two, and what is still to be done of what they agreed on."""
    return await visit.clients.talks.at_hand(visit.who, talk_id)


@router.get("/talks/{talk_id}/private-note", response_model=PrivateNote)
async def read_private_note(visit: ApiVisitor, talk_id: TalkId, response: Response) -> PrivateNote:
    """What I have written for myself alone."""
    return _noted(response, await visit.clients.talks.private_note(visit.who, talk_id))


@router.put("/talks/{talk_id}/private-note", response_model=PrivateNote)
async def write_private_note(
    visit: ApiVisitor, talk_id: TalkId, note: PrivateNoteInput, seen: IfMatch, response: Response
) -> PrivateNote:
    """Write it; version 0 for one in which nothing is written."""
    written = await visit.clients.talks.write_private_note(visit.who, talk_id, note.text, seen)
    return _noted(response, written)


@router.put("/talks/{talk_id}/follow-ups/{new_id}", response_model=Talk)
async def open_follow_up(
    visit: ApiVisitor, talk_id: TalkId, new_id: TalkId, wanted: FollowUpTalk, response: Response
) -> Talk:
    """Open a follow-up talk under an id of the caller's making; it hangs on the yearly one."""
    done = await visit.clients.talks.open_follow_up(visit.who, talk_id, new_id, wanted.last_day)
    return tagged(response, done)


def _noted(response: Response, note: PrivateNote) -> PrivateNote:
    response.headers["ETag"] = f'"{note.version}"'
    return note
