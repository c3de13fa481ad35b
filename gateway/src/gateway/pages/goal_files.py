"""Goals of the municipality and of units as a file: out, and in after a preview line by line."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile

from chassis.errors import Forbidden
from gateway.clients.goal_plans import GoalFilePreview
from gateway.forms import Form
from gateway.i18n import N_
from gateway.problems import ServiceProblem, add_sentences
from gateway.views import goal_plans as plans
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import UnitId

router = APIRouter(include_in_schema=False)

add_sentences({"file-not-right": N_("Inget är inläst. Rätta det som är markerat i filen.")})


@router.get("/mal/fil")
async def choose(visit: Visitor) -> HTMLResponse:
    """Fetch the file, or choose one to read in."""
    _require(visit)
    return await _choose(visit, visit.form())


@router.get("/mal/fil/mal.csv")
async def export(
    visit: Visitor, enhet: Annotated[str | None, Query(max_length=64)] = None
) -> Response:
    """The file: everybody's public goals, or a unit's and those under it."""
    content = await visit.clients.goal_plans.file(visit.who, UnitId(enhet) if enhet else None)
    disposition = 'attachment; filename="mal.csv"'
    return Response(
        content, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition}
    )


@router.post("/mal/fil")
async def preview(visit: Visitor, form: Posted) -> HTMLResponse:
    """What each line would do. Nothing is changed yet."""
    _require(visit)
    sent: FormData = visit.request.state.form
    file = sent.get("file")
    _ = visit.words.gettext
    if not isinstance(file, UploadFile) or not (file.filename or file.size):
        form.fail("file", _("Välj en fil."))
        return await _choose(visit, form, status=422)
    content = await file.read()
    if len(content) > plans.MOST_IN_FORM:
        form.fail("file", _("Filen är för stor. Dela den i flera."))
        return await _choose(visit, form, status=422)
    found = await visit.clients.goal_plans.preview_file(visit.who, content)
    return await _preview(visit, found, _text(content), visit.form())


@router.post("/mal/fil/las-in")
async def bring_in(visit: Visitor, form: Posted) -> Any:
    """Write exactly what was shown. Sent twice it is written once."""
    _require(visit)
    content = form.raw("content").encode()
    try:
        done = await visit.clients.goal_plans.bring_in(visit.who, content, form.raw("digest"))
    except ServiceProblem as problem:
        if problem.status not in {409, 422}:
            raise
        form.blame(problem)
        found = await visit.clients.goal_plans.preview_file(visit.who, content)
        return await _preview(visit, found, form.raw("content"), form, status=problem.status)
    return await visit.page("goal/file_done.html", nav="goals", done=done)


async def _choose(visit: Visit, form: Form, *, status: int = 200) -> HTMLResponse:
    columns = [
        (name, visit.words.gettext(about) if about else "", required)
        for name, about, required in plans.COLUMNS
    ]
    return await visit.page(
        "goal/file.html",
        nav="goals",
        status=status,
        form=form,
        columns=columns,
        units=plans.scopes(visit),
    )


async def _preview(
    visit: Visit, found: GoalFilePreview, content: str, form: Form, *, status: int = 200
) -> HTMLResponse:
    return await visit.page(
        "goal/file_preview.html",
        nav="goals",
        status=422 if found.faults else status,
        found=found,
        content=content,
        form=form,
    )


def _text(content: bytes) -> str:
    """The file as a form carries it: the service reads both encodings, a form has one."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _require(visit: Visit) -> None:
    """Only a courtesy: the goals service decides line by line."""
    if not plans.scopes(visit):
        raise Forbidden("unit-goals-by-managers", "HR and managers bring goals in.")
