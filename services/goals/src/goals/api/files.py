"""Goals by file: a dry run line by line, the import, and the file of what there is."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from chassis.actor import Asking
from chassis.documents import Counts
from goals.copying import Period
from goals.files import Files
from goals.views import FilePreview
from redthread_contracts.ids import UnitId

_CSV: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "UTF-8 or Windows-1252, separated by semicolons",
        "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
    }
}
Which = Annotated[UnitId | None, Query(max_length=64)]


def router(files: Files) -> APIRouter:
    """For HR, and for managers in what they lead."""
    routes = APIRouter(tags=["files"])

    @routes.get(
        "/goal-file", response_class=Response, responses={200: {"content": {"text/csv": {}}}}
    )
    async def export(
        asking: Asking,
        unit_id: Which = None,
        period_from: date | None = None,
        period_until: date | None = None,
    ) -> Response:
        """The goals of the municipality and all units, or of a unit and those under it."""
        period = None
        if period_from is not None and period_until is not None:
            period = Period(first=period_from, last=period_until)
        content = await files.export(asking.require_person(), unit_id, period)
        return Response(content, media_type="text/csv; charset=utf-8")

    @routes.post("/goal-file/preview", response_model=FilePreview, openapi_extra=_CSV)
    async def preview(request: Request, asking: Asking) -> FilePreview:
        """What each line would do, or what is wrong with it. Nothing is written."""
        who = asking.require_person()
        return FilePreview.of(await files.compare(who, await request.body()))

    @routes.post("/goal-file", response_model=Counts, openapi_extra=_CSV)
    async def bring_in(
        request: Request, digest: Annotated[str, Query(max_length=64)], asking: Asking
    ) -> Counts:
        """Write what the preview with this digest showed. The same again changes nothing."""
        who = asking.require_person()
        return await files.bring_in(who, await request.body(), digest)

    return routes
