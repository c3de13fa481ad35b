"""HTTP in: imports by file. Upload, preview, confirm, result; see `directory.importing`."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from chassis.actor import Actor, Asking
from chassis.sheet import FileFault
from directory.access import require_importer
from directory.columns import COLUMNS, Table
from directory.difference import LineChange
from directory.file_import import Effect, FileImport, ImportState
from directory.importing import LARGEST_FILE_BYTES, Importing
from directory.store import DirectoryStore

LARGER_BODIES: Mapping[str, int] = {"/file-imports/": LARGEST_FILE_BYTES + 1024}
"""Paths whose bodies may be larger than other requests'."""

ImportId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{8,64}$")]


class FileView(BaseModel):
    """A file that came."""

    name: str
    bytes: int


class ImportView(BaseModel):
    """An import: its files, what they would change, or what is wrong with them.

    `faults` are the first 200 of `fault_count`. `changed_meanwhile`: the directory has changed
    since the preview that was confirmed, so this is another one. `digest` is what is confirmed.
    """

    id: str
    state: ImportState
    begun_at: datetime
    files: dict[Table, FileView]
    effects: dict[Table, Effect]
    changes_nothing: bool
    changed_meanwhile: bool
    digest: str
    faults: list[FileFault]
    fault_count: int
    written: int


class Lines(BaseModel):
    """What the lines would change; `next` is where the following page begins."""

    items: list[LineChange]
    next: int | None = None


class ColumnView(BaseModel):
    """A column, its names with the Swedish one first."""

    field: str
    names: list[str]
    required: bool


class ColumnsView(BaseModel):
    """The columns of the two files."""

    units: list[ColumnView]
    people: list[ColumnView]


class Confirmation(BaseModel):
    """Which preview was read."""

    model_config = ConfigDict(extra="forbid")

    digest: str


def router(importing: Importing, store: DirectoryStore, today: Callable[[], date]) -> APIRouter:
    """For administrators, and systems with the scope."""

    async def importer(actor: Asking) -> Actor:
        await require_importer(store.directory, actor, today())
        return actor

    api = APIRouter(prefix="/file-imports", tags=["imports by file"])
    allowed = Depends(importer)

    @api.get("/columns", response_model=ColumnsView, dependencies=[allowed])
    async def columns() -> ColumnsView:
        return ColumnsView(units=_columns("units"), people=_columns("people"))

    @api.put("/{import_id}/files/{table}", response_model=ImportView)
    async def upload(
        import_id: ImportId,
        table: Table,
        request: Request,
        actor: Actor = allowed,
        name: Annotated[str, Query(max_length=200)] = "",
    ) -> ImportView:
        content = await request.body()
        stored = await importing.receive(import_id, table, name, content, actor.person_id)
        return _view(stored.state)

    @api.post(
        "/{import_id}/preview", response_model=ImportView, status_code=202, dependencies=[allowed]
    )
    async def preview(import_id: ImportId) -> ImportView:
        return _view((await importing.read(import_id)).state)

    @api.get("/{import_id}", response_model=ImportView, dependencies=[allowed])
    async def show(import_id: ImportId) -> ImportView:
        return _view((await importing.require(import_id)).state)

    @api.get("/{import_id}/lines", response_model=Lines, dependencies=[allowed])
    async def lines(
        import_id: ImportId,
        after: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    ) -> Lines:
        await importing.require(import_id)
        items, following = await importing.lines(import_id, after=after, limit=limit)
        return Lines(items=items, next=following)

    @api.post("/{import_id}/confirm", response_model=ImportView, status_code=202)
    async def confirm(
        import_id: ImportId, seen: Confirmation, actor: Actor = allowed
    ) -> ImportView:
        return _view((await importing.confirm(import_id, seen.digest, actor.person_id)).state)

    @api.delete("/{import_id}", status_code=204, dependencies=[allowed])
    async def forget(import_id: ImportId) -> Response:
        await importing.forget(import_id)
        return Response(status_code=204)

    return api


def _columns(table: Table) -> list[ColumnView]:
    return [
        ColumnView(field=one.field, names=list(one.names), required=one.required)
        for one in COLUMNS[table]
    ]


def _view(known: FileImport) -> ImportView:
    files = {
        table: FileView(name=file.name, bytes=file.bytes) for table, file in known.files.items()
    }
    own = known.model_dump(
        include={
            *("id", "state", "begun_at", "effects", "changed_meanwhile", "digest"),
            *("faults", "fault_count", "written"),
        }
    )
    return ImportView(**own, files=files, changes_nothing=known.changes_nothing)
