"""Logging in and out. In the demo by choosing a person; that page exists only there."""

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from gateway.visit import CHECKED, Guest, Posted, Visitor, login_path, safe_path

router = APIRouter(include_in_schema=False)
demo_router = APIRouter(include_in_schema=False)


@router.get("/logga-in")
async def login(till: str = "/") -> Response:
    """The way in: the demo's chooser is the only one so far."""
    return RedirectResponse(f"/demo{login_path(till)}", 303)


@router.post("/logga-ut", dependencies=[CHECKED])
async def logout(request: Request, visit: Visitor) -> Response:
    """Log out."""
    gateway = visit.gateway
    await gateway.sessions.end(gateway.cookies.token(request))
    response = RedirectResponse("/logga-in", 303)
    gateway.cookies.take(response)
    return response


@router.get("/fortsatt")
async def carry_on(visit: Visitor) -> Response:
    """What was written when the login had run out, ready to be sent again."""
    kept = await visit.gateway.sessions.kept(visit.who)
    if kept is None:
        return visit.go("/")
    return await visit.page("login/carry_on.html", kept=kept)


@router.post("/fortsatt/kasta")
async def throw_away(visit: Visitor, form: Posted) -> Response:
    """Forget what was kept."""
    await visit.gateway.sessions.drop_kept(visit.who, form.raw("kept"))
    return visit.go("/")


@demo_router.get("/demo/logga-in")
async def choose(visit: Guest, till: str = "/") -> Response:
    """The demo's chooser."""
    return await visit.page(
        "login/choose.html", personas=visit.gateway.settings.personas, onwards=safe_path(till)
    )


@demo_router.post("/demo/logga-in")
async def log_in_as(request: Request, visit: Guest) -> Response:
    """Log in as the chosen person. Without a session yet, the browser says where it is from."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403)
    data = await request.form()
    gateway = visit.gateway
    chosen = next(
        (persona for persona in gateway.settings.personas if persona.id == data.get("as")), None
    )
    if chosen is None:
        raise HTTPException(404)
    await gateway.sessions.end(gateway.cookies.token(request))
    token, _ = await gateway.sessions.begin(chosen.id, chosen.name)
    kept = await gateway.sessions.kept(chosen.id)
    onwards = "/fortsatt" if kept else safe_path(str(data.get("till") or "/"))
    response = RedirectResponse(onwards, 303)
    gateway.cookies.give(response, token)
    return response
