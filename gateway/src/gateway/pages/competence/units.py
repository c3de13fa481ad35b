"""A unit's gap matrix, its requirement profile, and the recruitment text."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from gateway.forms import Form
from gateway.pages.competence.sentences import UnitInPath
from gateway.problems import ServiceProblem
from gateway.views import competence_forms as forms
from gateway.views import competence_words as said
from gateway.views.competence_units import (
    UnitRequirement,
    roles_of,
    unit_competence,
    unit_requirement,
)
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import UnitId

router = APIRouter()


@router.get("/enheter/{unit_id}/kompetens")
async def gaps(visit: Visitor, unit_id: UnitInPath, klart: str = "") -> HTMLResponse:
    """What the unit has against what it needs."""
    view = await unit_competence(visit, unit_id)
    return await visit.page(
        "competence/gaps.html",
        nav="competence",
        view=view,
        gaps=view.gaps,
        roles=roles_of(view.gaps),
        said=said,
        done=klart,
    )


@router.get("/enheter/{unit_id}/kompetens/rekryteringstext")
async def recruitment(visit: Visitor, unit_id: UnitInPath) -> Response:
    """The recruitment text as a file."""
    found = await visit.clients.competence.gaps(visit.who, unit_id)
    name = visit.words.gettext("rekryteringstext")
    return Response(
        visit.words.pick(found.recruitment, "text") + "\n",
        media_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.txt"'},
    )


@router.get("/enheter/{unit_id}/kravprofil")
async def requirement(visit: Visitor, unit_id: UnitInPath) -> HTMLResponse:
    """The requirement profile, row by row."""
    view = await unit_requirement(visit, unit_id)
    fields = forms.rows_of(view.requirement.required, visit.words)
    return await _show(visit, view, visit.form(version=view.version, **fields))


@router.post("/enheter/{unit_id}/kravprofil")
async def require(visit: Visitor, unit_id: UnitInPath, form: Posted) -> Any:
    """Save it, or add a row. If somebody else was faster, both profiles are shown."""
    view = await unit_requirement(visit, unit_id)
    if form.raw("go") == "add":
        return await _show(visit, view, _with_more_rows(visit, form))
    rows = await forms.required_of(visit, form)
    if rows is None:
        return await _show(visit, view, form, status=422)
    try:
        await visit.clients.competence.require(visit.who, unit_id, rows, _version(form))
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            return await _both(visit, unit_id, form)
        form.blame(problem, forms.places(form))
        return await _show(visit, view, form, status=problem.status)
    return visit.go(f"/enheter/{unit_id}/kompetens?klart=krav")


async def _show(
    visit: Visit,
    view: UnitRequirement,
    form: Form,
    *,
    conflict: bool = False,
    status: int = 200,
) -> HTMLResponse:
    return await visit.page(
        "competence/requirement.html",
        nav="competence",
        status=status,
        view=view,
        form=form,
        numbers=range(forms.count_rows(form)),
        levels=said.levels(visit.words),
        said=said,
        conflict=conflict,
    )


async def _both(visit: Visit, unit_id: UnitId, form: Form) -> HTMLResponse:
    """The rows as they were written, beside those that stand now."""
    view = await unit_requirement(visit, unit_id)
    return await _show(
        visit, view, _with(visit, form, version=view.version), conflict=True, status=409
    )


def _with_more_rows(visit: Visit, form: Form) -> Form:
    before = forms.count_rows(form)
    rows = min(forms.MOST_ROWS, before + forms.EMPTY_ROWS)
    return _with(visit, form, rows=rows, **forms.blank_rows(range(before, rows)))


def _with(visit: Visit, form: Form, **other: object) -> Form:
    return visit.form(**{**{name: form.raw(name) for name in form.values}, **other})


def _version(form: Form) -> int:
    raw = form.raw("version")
    return int(raw) if raw.isdecimal() and len(raw) < 16 else 0
