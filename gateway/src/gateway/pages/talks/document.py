"""Ending the talk, and the document that both read and confirm."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from gateway.clients.talk_texts import Document
from gateway.forms import Form
from gateway.i18n import N_
from gateway.pages.talks.frame import NAV, crumbs, version_of
from gateway.parts import gather
from gateway.printing import talk_pdf
from gateway.problems import ServiceDown, ServiceProblem, sentence
from gateway.views import closing
from gateway.views.reads import reads_of
from gateway.views.room import RoomView, room
from gateway.views.room_words import (
    OUTCOMES,
    document_lead,
    goal_lines,
    snapshot_line,
    steps_of,
)
from gateway.views.talk import TalkView, as_written, talk_view
from gateway.views.talk_print import talk_print
from gateway.views.talk_words import document_path
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import TalkId

router = APIRouter()

_MOST_VERSIONS = 8
_LONGEST = 2_000


@router.get("/samtal/{talk_id}/avsluta")
async def finish_page(visit: Visitor, talk_id: TalkId) -> Any:
    """What will stand in the document."""
    found = await room(visit, talk_id)
    if not found.view.writable:
        return visit.go(found.view.path)
    return await _summary(visit, found, visit.form())


@router.post("/samtal/{talk_id}/avsluta")
async def finish(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """End the talk with the goals as they read now. Sent twice there is one document."""
    found = await room(visit, talk_id)
    if not found.view.writable:
        return visit.go(document_path(found.view.talk))
    try:
        done = await closing.finish(visit, found, version_of(form.raw("version")))
    except ServiceDown as down:
        form.fail(
            "",
            visit.words.gettext(
                N_("Målen går inte att läsa just nu, så dokumentet skulle sakna dem. Försök igen.")
            )
            if down.service == "goals"
            else sentence(down, visit.words),
        )
        return await _summary(visit, found, form, status=503)
    except ServiceProblem as problem:
        if problem.status in {403, 404}:
            raise
        form.blame(problem)
        return await _summary(visit, await room(visit, talk_id), form, status=problem.status)
    return visit.go(document_path(done.value))


@router.get("/samtal/{talk_id}/dokument/{version}")
async def document_page(visit: Visitor, talk_id: TalkId, version: int) -> HTMLResponse:
    """A version of the document."""
    return await _document(visit, talk_id, version, visit.form(verdict="agree"))


@router.get("/samtal/{talk_id}/dokument/{version}/pdf")
async def document_pdf(visit: Visitor, talk_id: TalkId, version: int) -> Response:
    """The same on paper."""
    content = await talk_pdf(await talk_print(visit, talk_id, version))
    disposition = f'inline; filename="samtal-version-{version}.pdf"'
    return Response(
        content, media_type="application/pdf", headers={"Content-Disposition": disposition}
    )


@router.post("/samtal/{talk_id}/dokument/{version}")
async def confirm(visit: Visitor, talk_id: TalkId, version: int, form: Posted) -> Any:
    """Confirm it, or say that one has read it and disagrees. Both lock it, either way."""
    _ = visit.words.gettext
    verdict = form.choice("verdict", ("agree", "disagree"), missing=_("Välj om du håller med"))
    comment = form.text("comment", longest=_LONGEST)
    if verdict == "disagree" and not comment:
        form.fail("comment", _("Skriv vad du inte håller med om"))
    if form.errors:
        return await _document(visit, talk_id, version, form, status=422)
    try:
        await visit.clients.talks.confirm(
            visit.who,
            talk_id,
            hash_=form.raw("hash"),
            disagree=verdict == "disagree",
            comment=comment,
        )
    except ServiceProblem as problem:
        if problem.status in {403, 404}:
            raise
        form.blame(problem)
        return await _document(visit, talk_id, version, form, status=problem.status)
    return visit.go(f"/samtal/{talk_id}/dokument/{version}")


@router.get("/samtal/{talk_id}/oppna-igen")
async def reopen_page(visit: Visitor, talk_id: TalkId) -> Any:
    """Why the talk is to be opened again."""
    view = await talk_view(visit, talk_id)
    if view.writable or not view.talk.document_version:
        return visit.go(view.path)
    return await _reopen(visit, view, visit.form())


@router.post("/samtal/{talk_id}/oppna-igen")
async def reopen(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Open it again. An open talk stays as it is."""
    view = await talk_view(visit, talk_id)
    reason = form.line(
        "reason",
        missing=visit.words.gettext(N_("Skriv varför samtalet öppnas igen")),
        longest=_LONGEST,
    )
    if form.errors:
        return await _reopen(visit, view, form, status=422)
    try:
        await visit.clients.talks.reopen(visit.who, talk_id, reason)
    except ServiceProblem as problem:
        if problem.status in {403, 404}:
            raise
        form.blame(problem)
        return await _reopen(visit, view, form, status=problem.status)
    return visit.go(view.path)


async def _summary(visit: Visit, found: RoomView, form: Form, *, status: int = 200) -> HTMLResponse:
    view, words = found.view, visit.words
    return await visit.page(
        "talk/finish.html",
        nav=NAV,
        status=status,
        room=found,
        view=view,
        form=form,
        talked=sum(found.note(section).discussed for section in view.agenda),
        goals=[(goal, *goal_lines(goal, view, words)) for goal in found.goals.otherwise([])],
        crumbs=crumbs(visit, view, words.gettext(N_("Avsluta"))),
    )


async def _document(
    visit: Visit, talk_id: TalkId, version: int, form: Form, *, status: int = 200
) -> HTMLResponse:
    talks = visit.clients.talks
    view, document = await asyncio.gather(
        talk_view(visit, talk_id), talks.document(visit.who, talk_id, version)
    )
    others = [one for one in view.talk.documents if one != version][-_MOST_VERSIONS:]
    versions, reads = await gather(  # a page without them is still a page
        _documents(visit, talk_id, others), reads_of(visit, talk_id)
    )
    signed = await as_written(visit, view, document.manager_id)
    words = visit.words
    waiting = view.talk.state == "awaiting_confirmation" and version == view.talk.document_version
    mine = any(one.person_id == view.me.id for one in document.confirmations)
    return await visit.page(
        "talk/document.html",
        nav=NAV,
        status=status,
        view=view,
        signed=signed,
        document=document,
        form=form,
        steps=steps_of(view, words),
        lead=document_lead(signed, document, words),
        snapshot_line=lambda goal: snapshot_line(goal, words),
        outcomes={value: words.gettext(word) for value, word in OUTCOMES.items()},
        asks_me=waiting and not mine,
        waits_for_other=waiting and mine,
        reads=reads,
        versions=[document, *versions.otherwise([])],
        crumbs=[*crumbs(visit, view)[:1], (document.title or view.talk.title, "")],
    )


async def _documents(visit: Visit, talk_id: TalkId, versions: list[int]) -> list[Document]:
    found = await asyncio.gather(
        *(visit.clients.talks.document(visit.who, talk_id, one) for one in versions)
    )
    return sorted(found, key=lambda one: one.version, reverse=True)


async def _reopen(visit: Visit, view: TalkView, form: Form, *, status: int = 200) -> HTMLResponse:
    return await visit.page(
        "talk/reopen.html",
        nav=NAV,
        status=status,
        view=view,
        form=form,
        back=document_path(view.talk),
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Öppna igen"))),
    )
