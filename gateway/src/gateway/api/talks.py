"""`/api/v1/talks`: everything that the talk's pages do, as JSON, for the two who have the talk.

A change says which version it saw (If-Match) where two can write at once; a conflict answers 409
with `current` and `yours`, and nothing is overwritten.
"""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.http import IfMatch
from gateway.clients.base import Items, Versioned
from gateway.clients.talk_texts import Document, Note, PreparedSection
from gateway.clients.talks import Agreement, Side, Talk, TalkSummary
from gateway.printing import talk_pdf
from gateway.views import closing
from gateway.views.preparation import preparation
from gateway.views.reads import ReadRow, reads_of
from gateway.views.room import RoomView, room
from gateway.views.talk import TalkView, talk_view
from gateway.views.talk_print import talk_print
from gateway.visit import ApiVisitor
from redthread_contracts.ids import AgreementId, GoalId, PersonId, TalkId

router = APIRouter(tags=["talks"])


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Answers(_Input):
    """The answers of a section, by prompt."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"answers": {"year-1": "Övergången till nya scheman gick bra."}}
        }
    )

    answers: dict[str, str]


class NoteInput(_Input):
    """A note, and whether the two have talked about it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"text": "Vi är överens om att prova i två månader.", "discussed": True}
        }
    )

    text: str
    discussed: bool = False


class Resolution(_Input):
    """How a note with two versions is to read."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"text": "Vi provar i två månader och pratar sedan igen."}}
    )

    text: str


class AgreementInput(_Input):
    """Who does what, and by when."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "what": "Boka utbildning i första hjälpen",
                "owner_id": "p-1042",
                "due": "2027-02-26",
            }
        }
    )

    what: str
    owner_id: PersonId
    due: date


class FollowUp(_Input):
    """How it went."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"status": "done", "note": "Kursen är bokad till mars."}}
    )

    status: Literal["open", "done", "dropped"]
    note: str = ""


class ConfirmationInput(_Input):
    """Which text was read, by its hash, and whether one agrees."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "disagree": False,
                "comment": "",
            }
        }
    )

    hash: str
    disagree: bool = False
    comment: str = ""


class ReopeningInput(_Input):
    """Why."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"reason": "Vi glömde ett mål om dokumentation."}}
    )

    reason: str = Field(min_length=1)


class PreparationsView(BaseModel):
    """What I prepared, and the other when both have shared."""

    mine: dict[str, PreparedSection]
    theirs: dict[str, PreparedSection] | None


@router.get("/talks", response_model=Items[TalkSummary])
async def list_talks(
    visit: ApiVisitor,
    side: Annotated[Side, Query(alias="as")] = "employee",
    state: Literal["open", "all"] = "open",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Items[TalkSummary]:
    """My talks as an employee or as a manager."""
    return await visit.clients.talks.talks(visit.who, side, state=state, after=after, limit=limit)


@router.get("/talks/{talk_id}", response_model=TalkView)
async def read_talk(visit: ApiVisitor, talk_id: TalkId, response: Response) -> TalkView:
    """One talk with the names of the two."""
    view = await talk_view(visit, talk_id)
    response.headers["ETag"] = f'"{view.version}"'
    return view


@router.get("/talks/{talk_id}/room", response_model=RoomView)
async def read_room(visit: ApiVisitor, talk_id: TalkId) -> RoomView:
    """Everything in the talk room."""
    return await room(visit, talk_id)


@router.get("/talks/{talk_id}/preparations", response_model=PreparationsView)
async def read_preparations(visit: ApiVisitor, talk_id: TalkId) -> PreparationsView:
    """Mine, and the other's when both have shared."""
    found = await preparation(visit, talk_id)
    theirs = found.theirs.sections if found.theirs else None
    return PreparationsView(mine=found.mine.sections, theirs=theirs)


@router.put("/talks/{talk_id}/preparations/mine/{section_id}", response_model=PreparedSection)
async def prepare(
    visit: ApiVisitor, talk_id: TalkId, section_id: str, written: Answers, seen: IfMatch
) -> PreparedSection:
    """Save a section; version 0 for one that nothing is written in."""
    return await visit.clients.talks.prepare(visit.who, talk_id, section_id, written.answers, seen)


@router.post("/talks/{talk_id}/share", status_code=204)
async def share(visit: ApiVisitor, talk_id: TalkId) -> Response:
    """Share my preparation."""
    await visit.clients.talks.share(visit.who, talk_id)
    return Response(status_code=204)


@router.post("/talks/{talk_id}/take-back", status_code=204)
async def take_back(visit: ApiVisitor, talk_id: TalkId) -> Response:
    """Take it back, until the other has shared."""
    await visit.clients.talks.take_back(visit.who, talk_id)
    return Response(status_code=204)


@router.put("/talks/{talk_id}/notes/{section_id}", response_model=Note)
async def write_note(
    visit: ApiVisitor, talk_id: TalkId, section_id: str, note: NoteInput, seen: IfMatch
) -> Note:
    """Write a note. A conflict keeps both versions."""
    return await visit.clients.talks.write_note(
        visit.who,
        talk_id,
        section_id,
        note.text,
        discussed=note.discussed,
        version=seen,
    )


@router.post("/talks/{talk_id}/notes/{section_id}/resolve", response_model=Note)
async def resolve_note(
    visit: ApiVisitor, talk_id: TalkId, section_id: str, chosen: Resolution, seen: IfMatch
) -> Note:
    """Decide how a note with two versions is to read."""
    return await visit.clients.talks.resolve_note(visit.who, talk_id, section_id, chosen.text, seen)


@router.put("/talks/{talk_id}/agreements/{agreement_id}", status_code=204)
async def agree(
    visit: ApiVisitor, talk_id: TalkId, agreement_id: AgreementId, wanted: AgreementInput
) -> Response:
    """Add an agreement by an id of the caller's making, or change it."""
    await visit.clients.talks.agree(
        visit.who,
        talk_id,
        agreement_id,
        what=wanted.what,
        owner=wanted.owner_id,
        due=wanted.due,
    )
    return Response(status_code=204)


@router.delete("/talks/{talk_id}/agreements/{agreement_id}", status_code=204)
async def drop_agreement(visit: ApiVisitor, talk_id: TalkId, agreement_id: AgreementId) -> Response:
    """Take one away."""
    await visit.clients.talks.drop_agreement(visit.who, talk_id, agreement_id)
    return Response(status_code=204)


@router.post("/talks/{talk_id}/agreements/{agreement_id}/follow-up", status_code=204)
async def follow_up(
    visit: ApiVisitor, talk_id: TalkId, agreement_id: AgreementId, said: FollowUp
) -> Response:
    """Say how it went."""
    await visit.clients.talks.follow_up(
        visit.who, talk_id, agreement_id, status=said.status, note=said.note
    )
    return Response(status_code=204)


@router.put("/talks/{talk_id}/goals/{goal_id}", status_code=204)
async def attach_goal(visit: ApiVisitor, talk_id: TalkId, goal_id: GoalId) -> Response:
    """Put a proposed goal into the talk."""
    await visit.clients.talks.attach_goal(visit.who, talk_id, goal_id)
    return Response(status_code=204)


@router.delete("/talks/{talk_id}/goals/{goal_id}", status_code=204)
async def detach_goal(visit: ApiVisitor, talk_id: TalkId, goal_id: GoalId) -> Response:
    """Take it out again."""
    await visit.clients.talks.detach_goal(visit.who, talk_id, goal_id)
    return Response(status_code=204)


@router.post("/talks/{talk_id}/finish", response_model=Talk)
async def finish(visit: ApiVisitor, talk_id: TalkId, seen: IfMatch, response: Response) -> Talk:
    """End the talk: the document is made, with the goals as they read now."""
    done = await closing.finish(visit, await room(visit, talk_id), seen)
    return tagged(response, done)


@router.get("/talks/{talk_id}/documents/{version}", response_model=Document)
async def read_document(visit: ApiVisitor, talk_id: TalkId, version: int) -> Document:
    """A version of the document."""
    return await visit.clients.talks.document(visit.who, talk_id, version)


@router.get(
    "/talks/{talk_id}/documents/{version}/pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
async def print_document(visit: ApiVisitor, talk_id: TalkId, version: int) -> Response:
    """A version of the document as a PDF (PDF/UA-1), in the reader's language."""
    content = await talk_pdf(await talk_print(visit, talk_id, version))
    return Response(content, media_type="application/pdf")


@router.get("/talks/{talk_id}/reads", response_model=list[ReadRow])
async def reads(visit: ApiVisitor, talk_id: TalkId) -> list[ReadRow]:
    """Who has read what is mine, the newest first."""
    return await reads_of(visit, talk_id)


@router.post("/talks/{talk_id}/confirm", status_code=204)
async def confirm(visit: ApiVisitor, talk_id: TalkId, given: ConfirmationInput) -> Response:
    """Confirm the document that has this hash."""
    await visit.clients.talks.confirm(
        visit.who, talk_id, hash_=given.hash, disagree=given.disagree, comment=given.comment
    )
    return Response(status_code=204)


@router.post("/talks/{talk_id}/reopen", status_code=204)
async def reopen(visit: ApiVisitor, talk_id: TalkId, why: ReopeningInput) -> Response:
    """Open a finished talk again."""
    await visit.clients.talks.reopen(visit.who, talk_id, why.reason)
    return Response(status_code=204)


@router.get("/agreements", response_model=list[Agreement])
async def agreements(visit: ApiVisitor) -> list[Agreement]:
    """What I have promised, across talks."""
    return await visit.clients.talks.agreements(visit.who)


def tagged(response: Response, done: Versioned[Talk]) -> Talk:
    """The talk, with its version in the ETag."""
    response.headers["ETag"] = f'"{done.version}"'
    return done.value
