"""People and units out of files: upload, preview line by line, confirm, result."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile

from gateway.clients.imports import Table
from gateway.forms import Form, new_id
from gateway.i18n import N_
from gateway.problems import ServiceProblem, add_sentences
from gateway.views.imports import import_page
from gateway.visit import CHECKED, Posted, Visit, Visitor

router = APIRouter(include_in_schema=False)

_NAV = "admin"
_TABLES: tuple[Table, ...] = ("units", "people")
ImportId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{8,64}$")]

add_sentences(
    {
        "import-not-found": N_("Importen finns inte längre. Börja om med filen."),
        "import-begun": N_("Den här importen är redan läst. Börja en ny."),
        "import-not-ready": N_("Det finns ingen förhandsvisning att bekräfta. Läs den igen."),
        "preview-changed": N_(
            "Förhandsvisningen är en annan nu. Läs den igen och bekräfta det som står där."
        ),
        "import-running": N_("En import pågår. Vänta tills den är klar och försök igen."),
        "file-too-large": N_("Filen är för stor. Skicka högst 32 MiB, eller dela den."),
        "file-missing": N_("Välj en fil med enheter, en med personer, eller båda."),
    }
)


@router.get("/admin/import")
async def choose_page(visit: Visitor) -> HTMLResponse:
    """Which files."""
    visit.require_admin()
    return await _choose(visit, visit.form(id=new_id()))


@router.post("/admin/import")
async def upload(visit: Visitor, form: Posted) -> Any:
    """Send the files to be read. Sent twice there is one import."""
    visit.require_admin()
    sent: FormData = visit.request.state.form
    files = {table: file for table in _TABLES if (file := _file(sent, table)) is not None}
    if not files:
        form.fail("people", visit.words.gettext(N_("Välj minst en fil.")))
        return await _choose(visit, form, status=422)
    imports, id_ = visit.clients.imports, form.raw("id") or new_id()
    try:
        for table, file in files.items():
            content = await file.read()
            await imports.upload(visit.who, id_, table, file.filename or "", content)
        await imports.preview(visit.who, id_)
    except ServiceProblem as problem:
        if problem.status in {403, 404}:
            raise
        form.blame(problem)
        form.values = {**form.values, "id": [new_id()]}
        return await _choose(visit, form, status=problem.status)
    return visit.go(f"/admin/import/{id_}")


@router.get("/admin/import/{import_id}")
async def show(
    visit: Visitor, import_id: ImportId, efter: Annotated[int, Query(ge=0)] = 0
) -> HTMLResponse:
    """The preview, what is wrong, how far it has come, or the result."""
    visit.require_admin()
    return await _show(visit, import_id, visit.form(), after=efter)


@router.post("/admin/import/{import_id}/bekrafta")
async def confirm(visit: Visitor, import_id: ImportId, form: Posted) -> Any:
    """Write exactly what the preview said. Sent twice it is written once."""
    visit.require_admin()
    try:
        await visit.clients.imports.confirm(visit.who, import_id, form.raw("digest"))
    except ServiceProblem as problem:
        if problem.status != 409:
            raise
        form.blame(problem)
        return await _show(visit, import_id, form, status=409)
    return visit.go(f"/admin/import/{import_id}")


@router.post("/admin/import/{import_id}/kasta", dependencies=[CHECKED])
async def forget(visit: Visitor, import_id: ImportId) -> Response:
    """Throw the files away."""
    visit.require_admin()
    await visit.clients.imports.forget(visit.who, import_id)
    return visit.go("/admin/import")


async def _choose(visit: Visit, form: Form, *, status: int = 200) -> HTMLResponse:
    columns = await visit.clients.imports.columns(visit.who)
    return await visit.page(
        "admin/import.html", nav=_NAV, status=status, form=form, columns=columns
    )


async def _show(
    visit: Visit, import_id: str, form: Form, *, after: int = 0, status: int = 200
) -> HTMLResponse:
    view = await import_page(visit, import_id, after=after)
    return await visit.page(
        "admin/import_preview.html", nav=_NAV, status=status, view=view, form=form
    )


def _file(sent: FormData, name: str) -> UploadFile | None:
    found = sent.get(name)
    # A browser sends an empty part without a name for a field in which nothing was chosen.
    return found if isinstance(found, UploadFile) and (found.filename or found.size) else None
