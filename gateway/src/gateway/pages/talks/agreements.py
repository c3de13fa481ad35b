"""What the two agree on in the talk."""

from typing import Any

from fastapi import APIRouter, Response

from gateway.forms import new_id
from gateway.pages.talks.room import room_page
from gateway.problems import ServiceProblem
from gateway.views.room import room
from gateway.visit import CHECKED, Posted, Visitor
from redthread_contracts.ids import AgreementId, PersonId, TalkId

router = APIRouter()

_FIELDS = {"what": "what", "owner_id": "owner", "due": "due"}
_LONGEST = 300


@router.post("/samtal/{talk_id}/overenskommelser")
async def add(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Add one. Sent twice it is one: its id came with the form."""
    _ = visit.words.gettext
    what = form.line("what", missing=_("Skriv vad ni kommer överens om"), longest=_LONGEST)
    due = form.day("due", missing=_("Välj en sista dag"), first=visit.words.today)
    if not form.errors and due is not None:
        try:
            await visit.clients.talks.agree(
                visit.who,
                talk_id,
                AgreementId(form.raw("id") or new_id()),
                what=what,
                owner=PersonId(form.raw("owner")),
                due=due,
            )
        except ServiceProblem as problem:
            if problem.status in {403, 404}:
                raise
            form.blame(problem, _FIELDS)
    if form.errors:
        return await room_page(visit, await room(visit, talk_id), adding=form, status=422)
    return visit.go(f"/samtal/{talk_id}#overenskommelser")


@router.post("/samtal/{talk_id}/overenskommelser/{agreement_id}/ta-bort", dependencies=[CHECKED])
async def remove(visit: Visitor, talk_id: TalkId, agreement_id: AgreementId) -> Response:
    """Take one away again."""
    await visit.clients.talks.drop_agreement(visit.who, talk_id, agreement_id)
    return visit.go(f"/samtal/{talk_id}#overenskommelser")
