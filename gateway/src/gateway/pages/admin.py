"""Administration: counts of people and units, and mails that did not arrive."""

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from chassis.errors import Forbidden
from gateway.views import deliveries
from gateway.visit import CHECKED, Visit, Visitor
from redthread_contracts.ids import NotificationId

router = APIRouter(include_in_schema=False)


@router.get("/admin")
async def overview(visit: Visitor, efter: str | None = None) -> HTMLResponse:
    """The figures, the failed mails, and the newest of the others."""
    _require_admin(visit)
    view = await deliveries.overview(visit, after=efter)
    return await visit.page("admin/overview.html", nav="admin", view=view, after=efter)


@router.post("/admin/utskick/{delivery}/skicka-om", dependencies=[CHECKED])
async def retry(visit: Visitor, delivery: NotificationId) -> Response:
    """Send a mail that failed once more."""
    _require_admin(visit)
    await visit.clients.notifier.retry(visit.who, delivery)
    return visit.go("/admin")


def _require_admin(visit: Visit) -> None:
    """Only a courtesy: the services decide who is an administrator."""
    if not visit.is_admin:
        raise Forbidden("admin-needed", "Only an administrator sees this page.")
