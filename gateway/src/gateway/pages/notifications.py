"""The bell's page: what has happened, and the language of mails."""

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import HTMLResponse

from gateway.parts import gather
from gateway.views import bell as bells
from gateway.views.bell_words import target
from gateway.visit import CHECKED, Visitor
from redthread_contracts.ids import NotificationId

router = APIRouter(include_in_schema=False)

_SHOWN = 50
_FOUND = 200


@router.get("/aviseringar")
async def notifications(visit: Visitor) -> HTMLResponse:
    """Unread ones first, then the earlier ones."""
    (bell,) = await gather(bells.bell(visit, limit=_SHOWN))
    items = bell.value.items if bell.value else []
    return await visit.page(
        "notifications/list.html",
        nav="bell",
        found=bell,
        unread=[item for item in items if not item.ring.read],
        earlier=[item for item in items if item.ring.read],
    )


@router.get("/aviseringar/{notification}")
async def follow(visit: Visitor, notification: NotificationId) -> Response:
    """Go to what a notification is about; it is read then."""
    bell = await visit.clients.notifier.bell(visit.who, _FOUND)
    ring = next((ring for ring in bell.items if ring.id == notification), None)
    if ring is None:
        raise HTTPException(404)
    if not ring.read:
        await gather(visit.clients.notifier.mark_read(visit.who, [ring.id]))
    return visit.go(target(ring))


@router.post("/aviseringar/lasta", dependencies=[CHECKED])
async def mark_all_read(visit: Visitor) -> Response:
    """Mark all as read."""
    await visit.clients.notifier.mark_read(visit.who)
    return visit.go("/aviseringar")
