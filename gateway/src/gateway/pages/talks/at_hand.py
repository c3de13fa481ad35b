"""What belongs beside a talk: notes for oneself alone, and the follow-up talk that comes after."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.forms import Form, new_id
from gateway.i18n import N_
from gateway.pages.talks.frame import NAV, crumbs, version_of
from gateway.problems import ServiceProblem
from gateway.views.talk import TalkView, talk_view
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import TalkId

router = APIRouter()

_LONGEST = 20_000


@router.get("/samtal/{talk_id}/egen-anteckning")
async def private_note_page(visit: Visitor, talk_id: TalkId) -> HTMLResponse:
    """What I have written for myself alone."""
    view = await talk_view(visit, talk_id)
    return await _private_note(visit, view, await _written(visit, talk_id))


@router.post("/samtal/{talk_id}/egen-anteckning")
async def write_private_note(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Save it. Written in two windows at once, both texts are shown."""
    view = await talk_view(visit, talk_id)
    text = form.text("text", longest=_LONGEST)
    if form.errors:
        return await _private_note(visit, view, form, status=422)
    try:
        await visit.clients.talks.write_private_note(
            visit.who, talk_id, text, version_of(form.raw("version"))
        )
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            now = await _written(visit, talk_id)
            form.fail("text", visit.words.gettext(N_("Du har skrivit i ett annat fönster också.")))
            both = form.renewed(now, version_of(now.raw("version")))
            return await _private_note(visit, view, both, status=409)
        form.blame(problem)
        return await _private_note(visit, view, form, status=problem.status)
    return visit.go(view.path)


@router.get("/samtal/{talk_id}/uppfoljning")
async def follow_up_page(visit: Visitor, talk_id: TalkId) -> Any:
    """By when the next talk is to be."""
    view = await talk_view(visit, talk_id)
    if view.talk.held_on is None:
        return visit.go(view.path)
    return await _follow_up(visit, view, visit.form(id=new_id()))


@router.post("/samtal/{talk_id}/uppfoljning")
async def open_follow_up(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Open it. Sent twice it is one: its id came with the form."""
    view = await talk_view(visit, talk_id)
    words = visit.words
    missing = words.gettext(N_("Välj en sista dag"))
    last_day = form.day("last_day", missing=missing, first=words.today)
    if form.errors or last_day is None:
        return await _follow_up(visit, view, form, status=422)
    new = TalkId(form.raw("id") or new_id())
    try:
        await visit.clients.talks.open_follow_up(visit.who, talk_id, new, last_day)
    except ServiceProblem as problem:
        if problem.status in {403, 404}:
            raise
        form.blame(problem)
        return await _follow_up(visit, view, form, status=problem.status)
    return visit.go(f"/samtal/{new}")


async def _written(visit: Visit, talk_id: TalkId) -> Form:
    note = await visit.clients.talks.private_note(visit.who, talk_id)
    return visit.form(text=note.text, version=note.version)


async def _private_note(
    visit: Visit, view: TalkView, form: Form, *, status: int = 200
) -> HTMLResponse:
    return await visit.page(
        "talk/private_note.html",
        nav=NAV,
        status=status,
        view=view,
        form=form,
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Min egen anteckning"))),
    )


async def _follow_up(
    visit: Visit, view: TalkView, form: Form, *, status: int = 200
) -> HTMLResponse:
    return await visit.page(
        "talk/follow_up.html",
        nav=NAV,
        status=status,
        view=view,
        form=form,
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Uppföljningssamtal"))),
    )
