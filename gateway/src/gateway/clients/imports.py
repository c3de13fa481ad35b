"""The directory service: people and units out of a file."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from gateway.clients.base import ServiceClient, View
from redthread_contracts.ids import PersonId

Table = Literal["units", "people"]


class Column(View):
    """A column of a file; the Swedish name is the first."""

    field: str
    names: list[str]
    required: bool = True


class Columns(View):
    """The columns of both files."""

    units: list[Column] = Field(default=[])
    people: list[Column] = Field(default=[])


class UploadedFile(View):
    """A file that was sent."""

    name: str = ""
    bytes: int = 0


class Effect(View):
    """What a file would do. `missing`: in the directory, not in the file; they are left alone."""

    new: int = 0
    changed: int = 0
    same: int = 0
    moved: int = 0
    ends: int = 0
    missing: int = 0


class Fault(View):
    """What is wrong with a line. Line 0: with the whole file."""

    table: Table
    line: int
    field: str = ""
    column: str = ""
    code: str = ""
    message: str = ""
    value: str = ""
    other_line: int | None = None


class FieldChange(View):
    """One field of a line; without values where the person has protected identity."""

    field: str
    column: str = ""
    before: str = ""
    after: str = ""


class LineChange(View):
    """What a line would change."""

    table: Table
    line: int
    kind: str
    name: str = ""
    changes: list[FieldChange] = Field(default=[])


class LinePage(View):
    """Some lines; `next` is where the following ones begin."""

    items: list[LineChange] = Field(default=[])
    next: int | None = None


class FileImport(View):
    """An import from upload to result."""

    id: str
    state: str
    begun_at: datetime
    files: dict[Table, UploadedFile] = Field(default={})
    effects: dict[Table, Effect] = Field(default={})
    changes_nothing: bool = False
    changed_meanwhile: bool = False
    digest: str = ""
    faults: list[Fault] = Field(default=[])
    fault_count: int = 0
    written: int = 0

    @property
    def at_work(self) -> bool:
        """Whether the service reads or writes just now."""
        return self.state in ("reading", "confirmed", "applying")

    @property
    def lines(self) -> int:
        """How many lines would change something, or are moved along."""
        return sum(one.new + one.changed + one.moved for one in self.effects.values())


class ImportsClient:
    """Imports by file."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def columns(self, who: PersonId) -> Columns:
        """What the files may hold."""
        return (await self._service.get(who, "/file-imports/columns")).read(Columns)

    async def upload(
        self, who: PersonId, id_: str, table: Table, name: str, content: bytes
    ) -> FileImport:
        """Send a file; the same again does nothing."""
        path = f"/file-imports/{id_}/files/{table}"
        answer = await self._service.put_file(who, path, content, name=name)
        return answer.read(FileImport)

    async def preview(self, who: PersonId, id_: str) -> FileImport:
        """Let the files be read."""
        return (await self._service.post(who, f"/file-imports/{id_}/preview")).read(FileImport)

    async def get(self, who: PersonId, id_: str) -> FileImport:
        """How far it has come."""
        return (await self._service.get(who, f"/file-imports/{id_}")).read(FileImport)

    async def lines(self, who: PersonId, id_: str, *, after: int = 0, limit: int = 100) -> LinePage:
        """What the lines would change."""
        path = f"/file-imports/{id_}/lines"
        return (await self._service.get(who, path, after=after, limit=limit)).read(LinePage)

    async def confirm(self, who: PersonId, id_: str, digest: str) -> FileImport:
        """Write what the preview with this digest said."""
        body = {"digest": digest}
        return (await self._service.post(who, f"/file-imports/{id_}/confirm", body)).read(
            FileImport
        )

    async def forget(self, who: PersonId, id_: str) -> None:
        """Throw it away."""
        await self._service.delete(who, f"/file-imports/{id_}")
