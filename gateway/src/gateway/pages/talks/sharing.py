"""Reading through and sharing, taking back, and reading what was shared."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from gateway.i18n import N_
from gateway.pages.talks.frame import NAV, crumbs
from gateway.problems import ServiceProblem
from gateway.views.preparation import preparation
from gateway.visit import CHECKED, Visitor
from redthread_contracts.ids import TalkId

router = APIRouter()

_ALREADY = frozenset({"both-have-shared", "preparation-closed"})


@router.get("/samtal/{talk_id}/dela")
async def share_page(visit: Visitor, talk_id: TalkId) -> Any:
    """All answers, with a way back to each."""
    prepared = await preparation(visit, talk_id)
    view = prepared.view
    if view.i_shared or not view.writable:
        return visit.go(view.path)
    return await visit.page(
        "talk/share.html",
        nav=NAV,
        prepared=prepared,
        view=view,
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Dela"))),
    )


@router.post("/samtal/{talk_id}/dela", dependencies=[CHECKED])
async def share(visit: Visitor, talk_id: TalkId) -> Response:
    """Share it. Sharing again changes nothing."""
    await visit.clients.talks.share(visit.who, talk_id)
    return visit.go(f"/samtal/{talk_id}")


@router.post("/samtal/{talk_id}/ta-tillbaka", dependencies=[CHECKED])
async def take_back(visit: Visitor, talk_id: TalkId) -> Response:
    """Take it back, and go on writing. Too late: the talk's page says what is possible now."""
    try:
        await visit.clients.talks.take_back(visit.who, talk_id)
    except ServiceProblem as problem:
        if problem.code not in _ALREADY:
            raise
        return visit.go(f"/samtal/{talk_id}")
    return visit.go(f"/samtal/{talk_id}/forbered/1")


@router.get("/samtal/{talk_id}/forberedelser")
async def read_page(visit: Visitor, talk_id: TalkId) -> HTMLResponse:
    """What I prepared, and beside it the other's when both have shared."""
    prepared = await preparation(visit, talk_id)
    view = prepared.view
    return await visit.page(
        "talk/prepared.html",
        nav=NAV,
        prepared=prepared,
        view=view,
        sections=[section for section in view.agenda if section.prepared],
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Förberedelser"))),
    )
