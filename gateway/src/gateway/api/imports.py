"""`/api/v1/imports`: people and units out of files, as the pages do it.

Send one or both files, ask for the preview, read it until it is no longer `reading`, and confirm
the `digest` that was read. The same file again changes nothing.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from gateway.api.described import csv_body
from gateway.clients.imports import Columns, FileImport, LinePage, Table
from gateway.visit import ApiVisitor

_LARGEST_BYTES = 33 * 1024 * 1024
LARGER_BODIES: Mapping[str, int] = {
    "/admin/import": 2 * _LARGEST_BYTES,  # both files in one form
    "/api/v1/imports/": _LARGEST_BYTES,
}
"""Paths whose bodies may be larger than other requests'; the directory takes 32 MiB a file."""

_FILE = csv_body(
    units="Enhetskod;Överordnad enhet;Namn;Nivå;Chef\n"
    "forskola-solrosen;forskola;Förskolan Solrosen;enhet;10442\n",
    people="Anställningsnummer;Förnamn;Efternamn;E-post;Befattning;Personalgrupp;Enhet;"
    "Anställd från\n"
    "10442;Åsa;Öberg;asa.oberg@example.se;Rektor;ledning;forskola-solrosen;2019-08-01\n",
)

router = APIRouter(prefix="/imports", tags=["imports"])

ImportId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{8,64}$")]


class Confirmation(BaseModel):
    """Which preview was read."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
            }
        },
    )

    digest: str


@router.get("/columns", response_model=Columns)
async def columns(visit: ApiVisitor) -> Columns:
    """The columns of both files."""
    return await visit.clients.imports.columns(visit.who)


@router.put("/{import_id}/files/{table}", response_model=FileImport, openapi_extra=_FILE)
async def upload(
    visit: ApiVisitor,
    import_id: ImportId,
    table: Table,
    request: Request,
    name: Annotated[str, Query(max_length=200)] = "",
) -> FileImport:
    """Send a file, as it is, under an id of the caller's making."""
    content = await request.body()
    return await visit.clients.imports.upload(visit.who, import_id, table, name, content)


@router.post("/{import_id}/preview", response_model=FileImport, status_code=202)
async def preview(visit: ApiVisitor, import_id: ImportId) -> FileImport:
    """Let the files be read."""
    return await visit.clients.imports.preview(visit.who, import_id)


@router.get("/{import_id}", response_model=FileImport)
async def show(visit: ApiVisitor, import_id: ImportId) -> FileImport:
    """How far it has come: counts, or what is wrong."""
    return await visit.clients.imports.get(visit.who, import_id)


@router.get("/{import_id}/lines", response_model=LinePage)
async def lines(
    visit: ApiVisitor,
    import_id: ImportId,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> LinePage:
    """What the lines would change."""
    return await visit.clients.imports.lines(visit.who, import_id, after=after, limit=limit)


@router.post("/{import_id}/confirm", response_model=FileImport, status_code=202)
async def confirm(visit: ApiVisitor, import_id: ImportId, seen: Confirmation) -> FileImport:
    """Write what was read."""
    return await visit.clients.imports.confirm(visit.who, import_id, seen.digest)


@router.delete("/{import_id}", status_code=204)
async def forget(visit: ApiVisitor, import_id: ImportId) -> Response:
    """Throw it away."""
    await visit.clients.imports.forget(visit.who, import_id)
    return Response(status_code=204)
