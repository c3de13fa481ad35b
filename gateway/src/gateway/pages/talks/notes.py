"""The shared notes: saved while they are written, and what happens when two write at once."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.clients.talk_texts import NoteText
from gateway.forms import Form
from gateway.i18n import N_
from gateway.pages.talks.frame import NAV, crumbs, saved, unsaved, version_of
from gateway.problems import ServiceDown, ServiceProblem
from gateway.views.room import (
    NoteClash,
    NotesClash,
    clash,
    differing,
    merged_text,
    write_note,
)
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import TalkId

router = APIRouter()


@router.post("/samtal/{talk_id}/anteckningar/{section_id}")
async def save(visit: Visitor, talk_id: TalkId, section_id: str, form: Posted) -> Any:
    """Save a note; a conflict shows both versions, which are both kept."""
    try:
        note = await write_note(
            visit,
            talk_id,
            section_id,
            form.raw("text"),
            discussed=bool(form.raw("discussed")),
            version=version_of(form.raw("version")),
        )
    except NotesClash:
        where = f"/samtal/{talk_id}/anteckningar/{section_id}"
        if visit.by_htmx:
            answer = visit.fragment("talk/clash_saved.html", status=409, where=where)
            answer.headers["X-Text-Kept"] = "yes"  # the talks service has both
            return answer
        return visit.go(where)
    except (ServiceProblem, ServiceDown) as problem:
        if visit.by_htmx:
            return unsaved(visit, problem)
        raise
    if visit.by_htmx:
        return saved(
            visit,
            at=note.at,
            version=note.version,
            version_id=f"version-{section_id}",
            personnummer=form.looks_like_personnummer("text"),
            section_id=section_id,
            discussed=note.discussed,
        )
    return visit.go(f"/samtal/{talk_id}#s-{section_id}")


@router.get("/samtal/{talk_id}/anteckningar/{section_id}")
async def clash_page(visit: Visitor, talk_id: TalkId, section_id: str) -> Any:
    """Two versions of a note, side by side."""
    found = await clash(visit, talk_id, section_id)
    if found is None:
        return visit.go(f"/samtal/{talk_id}#s-{section_id}")
    return await _page(visit, found, visit.form(merged=merged_text(found)))


@router.post("/samtal/{talk_id}/anteckningar/{section_id}/valj")
async def choose(visit: Visitor, talk_id: TalkId, section_id: str, form: Posted) -> Any:
    """How the note is to read. What is not chosen stays in its history."""
    found = await clash(visit, talk_id, section_id)
    if found is None:
        return visit.go(f"/samtal/{talk_id}#s-{section_id}")
    seen = version_of(form.raw("version"))
    text = _chosen(found, form)
    if seen != found.note.version:
        return await _page(visit, found, form, status=409)
    try:
        await visit.clients.talks.resolve_note(visit.who, talk_id, section_id, text, version=seen)
    except ServiceProblem as problem:
        if problem.code != "version-conflict":
            raise
        return visit.go(f"/samtal/{talk_id}/anteckningar/{section_id}")
    return visit.go(f"/samtal/{talk_id}#s-{section_id}")


async def _page(visit: Visit, found: NoteClash, form: Form, *, status: int = 200) -> HTMLResponse:
    view = found.view
    mine, theirs = _sides(found)
    return await visit.page(
        "talk/clash.html",
        nav=NAV,
        status=status,
        view=view,
        section=found.section,
        version=found.note.version,
        mine=mine,
        theirs=theirs,
        theirs_by=view.party(theirs.by),
        mine_text=differing(mine.text, theirs.text),
        theirs_text=differing(theirs.text, mine.text),
        form=form,
        changed_again=status == 409,
        crumbs=crumbs(visit, view, visit.words.gettext(N_("Två versioner"))),
    )


def _sides(found: NoteClash) -> tuple[NoteText, NoteText]:
    """My version and the one beside it: the other's, or an older one of mine from another tab."""
    mine, theirs = found.mine, found.theirs
    if mine and theirs:
        return mine, theirs
    return found.note.unresolved[-1], found.current


def _chosen(found: NoteClash, form: Form) -> str:
    mine, theirs = _sides(found)
    if form.raw("keep") == "mine":
        return mine.text
    if form.raw("keep") == "theirs":
        return theirs.text
    return form.raw("merged")
