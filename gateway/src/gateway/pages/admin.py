"""Administration: counts of people and units, and mails that did not arrive."""

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from gateway.views import deliveries
from gateway.visit import CHECKED, Visitor
from redthread_contracts.ids import NotificationId

router = APIRouter(include_in_schema=False)


@router.get("/admin")
async def overview(visit: Visitor, efter: str | None = None) -> HTMLResponse:
    """The figures, the failed mails, and the newest of the others."""
    visit.require_admin()
    view = await deliveries.overview(visit, after=efter)
    return await visit.page("admin/overview.html", nav="admin", view=view, after=efter)


@router.post("/admin/utskick/{delivery}/skicka-om", dependencies=[CHECKED])
async def retry(visit: Visitor, delivery: NotificationId) -> Response:
    """Send a mail that failed once more."""
    visit.require_admin()
    await visit.clients.notifier.retry(visit.who, delivery)
    return visit.go("/admin")
