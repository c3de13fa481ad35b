"""Pages about the product, for everybody, logged in or not."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.visit import Guest

router = APIRouter(include_in_schema=False)


@router.get("/hjalp")
async def help_page(visit: Guest) -> HTMLResponse:
    """How the product is used."""
    return await visit.page("about/help.html")


@router.get("/tillganglighet")
async def accessibility(visit: Guest) -> HTMLResponse:
    """The accessibility statement."""
    return await visit.page("about/accessibility.html")


@router.get("/uppgifter")
async def data(visit: Guest) -> HTMLResponse:
    """How data about people is handled, and where other data comes from."""
    return await visit.page("about/data.html")
