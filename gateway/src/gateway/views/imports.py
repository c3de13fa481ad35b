"""An import by file with a page of its lines, as pages and the JSON API show it."""

from pydantic import BaseModel, ConfigDict

from gateway.clients.imports import FileImport, LinePage
from gateway.visit import Visit

LINES_A_PAGE = 100


class ImportPage(BaseModel):
    """How far an import has come; `lines` while there is a preview."""

    model_config = ConfigDict(frozen=True)

    job: FileImport
    lines: LinePage = LinePage()
    after: int = 0

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/admin/import/{self.job.id}"


async def import_page(visit: Visit, id_: str, *, after: int = 0) -> ImportPage:
    """An import, and the lines after a place."""
    job = await visit.clients.imports.get(visit.who, id_)
    if job.state != "ready":
        return ImportPage(job=job)
    lines = await visit.clients.imports.lines(visit.who, id_, after=after, limit=LINES_A_PAGE)
    return ImportPage(job=job, lines=lines, after=after)
