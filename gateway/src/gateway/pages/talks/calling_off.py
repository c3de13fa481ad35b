"""Calling a whole talk off, and taking it up again: for its manager."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from gateway.forms import Form
from gateway.i18n import N_
from gateway.pages.talks.frame import NAV, crumbs
from gateway.problems import ServiceProblem
from gateway.views.talk import TalkView, talk_view
from gateway.visit import CHECKED, Posted, Visit, Visitor
from redthread_contracts.ids import TalkId

router = APIRouter()

_LONGEST = 2_000


@router.get("/samtal/{talk_id}/stall-in")
async def call_off_page(visit: Visitor, talk_id: TalkId) -> Any:
    """Why it will not be held."""
    view = await talk_view(visit, talk_id)
    if not view.may_call_off:
        return visit.go(view.path)
    return await _page(visit, view, visit.form())


@router.post("/samtal/{talk_id}/stall-in")
async def call_off(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Call it off. One that is off already stays so."""
    view = await talk_view(visit, talk_id)
    reason = form.line(
        "reason",
        missing=visit.words.gettext(N_("Skriv varför samtalet ställs in")),
        longest=_LONGEST,
    )
    if form.errors:
        return await _page(visit, view, form, status=422)
    try:
        await visit.clients.talks.call_off(visit.who, talk_id, reason)
    except ServiceProblem as problem:
        if problem.status in {403, 404}:
            raise
        form.blame(problem)
        return await _page(visit, view, form, status=problem.status)
    return visit.go(view.path)


@router.post("/samtal/{talk_id}/ta-upp", dependencies=[CHECKED])
async def take_up(visit: Visitor, talk_id: TalkId) -> Response:
    """Take it up again, as far as it had come."""
    await visit.clients.talks.take_up(visit.who, talk_id)
    return visit.go(f"/samtal/{talk_id}")


async def _page(visit: Visit, view: TalkView, form: Form, *, status: int = 200) -> HTMLResponse:
    return await visit.page(
        "talk/call_off.html",
        nav=NAV,
        status=status,
        view=view,
        form=form,
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Ställ in"))),
    )
