"""One's own account: name, unit, language, logging out."""

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.i18n import known_language
from gateway.parts import gather
from gateway.visit import Guest, Posted, Visitor, safe_path

router = APIRouter(include_in_schema=False)


@router.get("/konto")
async def account(visit: Visitor) -> HTMLResponse:
    """Who I am here."""
    (units,) = await gather(visit.clients.directory.units(visit.who))
    unit = units.otherwise({}).get(visit.person.unit_id) if visit.person.unit_id else None
    return await visit.page("account.html", nav="account", unit=unit)


@router.get("/sprak/{language}")
async def choose_language(visit: Guest, language: str, till: str = "/") -> Response:
    """Read the pages in another language, in this browser. The mails keep theirs."""
    known = known_language(language)
    if known is None:
        raise HTTPException(404)
    response = RedirectResponse(safe_path(till), 303)
    visit.gateway.cookies.choose(response, known)
    return response


@router.post("/konto/sprak")
async def set_language(visit: Visitor, form: Posted) -> Response:
    """The language of mails and pages, wherever I log in."""
    known = known_language(form.raw("language"))
    if known is None:
        raise HTTPException(404)
    await visit.clients.directory.set_language(visit.who, known)
    visit.gateway.faces.forget(visit.who)
    response = visit.go(safe_path(form.raw("till", "/konto")))
    visit.gateway.cookies.choose(response, known)
    return response
