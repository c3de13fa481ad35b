"""Logging in and out, with the municipality's own login.

The browser leaves for the provider with a state that only it can bring back, once. Who came back
is then looked up in the directory: it decides who works here. In a demo without a provider one
chooses a person instead; that page exists only there.
"""

from dataclasses import dataclass

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gateway.clients.directory import LogsIn
from gateway.i18n import N_
from gateway.openid import Attempt, LoginRefused, Proof, Provider, ProviderDown
from gateway.problems import ServiceDown, ServiceProblem
from gateway.session import LoginUnderWay
from gateway.visit import CHECKED, Guest, Posted, Visit, Visitor, login_path, safe_path

router = APIRouter(include_in_schema=False)
demo_router = APIRouter(include_in_schema=False)

_log = structlog.get_logger()


@dataclass(frozen=True)
class Failed:
    """Why somebody did not get in, in words for a page."""

    status: int
    title: str
    lead: str
    again: bool = False
    """Whether the provider is to ask anew who it is."""


DOWN = Failed(
    503,
    N_("Kommunens inloggning svarar inte"),
    N_(
        "Röda tråden fungerar, men den kan inte fråga kommunens inloggning vem du är. "
        "Försök igen om en stund. Det du redan har skrivit är sparat."
    ),
)
LATE = Failed(
    400,
    N_("Inloggningen tog för lång tid"),
    N_(
        "Den har gått ut, har redan använts eller började i en annan webbläsare. Logga in igen. "
        "Det du hann skriva är sparat och visas när du är inne."
    ),
)
REFUSED = Failed(
    403,
    N_("Du blev inte inloggad"),
    N_("Inloggningen avbröts, eller så sa kommunens inloggning nej. Försök igen när du vill."),
    again=True,
)
UNTRUSTED = Failed(
    403,
    N_("Inloggningen gick inte att kontrollera"),
    N_(
        "Svaret från kommunens inloggning stämde inte med det vi frågade, så du är inte inloggad. "
        "Försök igen, och säg till supporten om det händer flera gånger."
    ),
)
NOBODY_NAMED = Failed(
    403,
    N_("Inloggningen säger inte vem du är"),
    N_(
        "Kommunens inloggning skickade inte med den uppgift som Röda tråden känner igen dig på. "
        "Säg till supporten, för det behöver ställas in där."
    ),
)
UNKNOWN = Failed(
    403,
    N_("Vi hittar dig inte bland medarbetarna"),
    N_(
        "Du är inloggad hos kommunen, men du finns inte i Röda tråden. Är du nyanställd kan det "
        "dröja ett dygn. Fråga din chef eller HR om det tar längre tid."
    ),
    again=True,
)
LEFT = Failed(
    403,
    N_("Du kan inte logga in, för du är inte anställd just nu"),
    N_(
        "Enligt personalregistret har din anställning tagit slut eller inte börjat. "
        "Stämmer det inte? Kontakta din chef eller HR."
    ),
    again=True,
)
DIRECTORY_DOWN = Failed(
    503,
    N_("Vi kan inte se vem du är just nu"),
    N_(
        "Kommunens inloggning fungerade, men personalregistret svarar inte. Försök igen om en "
        "stund. Det du redan har skrivit är sparat."
    ),
)


@router.get("/logga-in")
async def login(request: Request, visit: Guest, till: str = "/", igen: bool = False) -> Response:
    """The way in: to the provider, or to the demo's chooser."""
    gateway = visit.gateway
    if gateway.provider is None:
        return RedirectResponse(f"/demo{login_path(till)}", 303)
    onwards, attempt = safe_path(till), Attempt.fresh()
    try:
        away = await gateway.provider.way_in(attempt, language=visit.language, again=igen)
    except ProviderDown:
        return await _failed(visit, DOWN, onwards)
    response = RedirectResponse(away, 303)
    browser = gateway.cookies.leave(request, response)
    under_way = LoginUnderWay(attempt.nonce, attempt.verifier, onwards)
    await gateway.sessions.leave(attempt.state, browser, under_way)
    return response


@router.get("/logga-in/svar")
async def answered(
    request: Request,
    visit: Guest,
    state: str = "",
    code: str = "",
    error: str = "",
    iss: str | None = None,
) -> Response:
    """Back from the provider."""
    gateway = visit.gateway
    if gateway.provider is None:
        raise HTTPException(404)
    browser = request.cookies.get(gateway.cookies.login)
    login = await gateway.sessions.come_back(state, browser)
    if login is None:
        # The back button, by somebody who is in already, is no reason for alarm.
        return visit.go("/") if visit.session else await _failed(visit, LATE, "/")
    if error or not code:
        _log.info("login_refused", reason=error or "no code")
        return await _failed(visit, REFUSED, login.onwards)
    attempt = Attempt(state, login.nonce, login.verifier)
    try:
        proof = await gateway.provider.prove(attempt, code=code, issuer=iss)
    except ProviderDown:
        return await _failed(visit, DOWN, login.onwards)
    except LoginRefused as refused:
        _log.warning("login_not_trusted", reason=str(refused))
        return await _failed(visit, UNTRUSTED, login.onwards)
    found = await _who(visit, gateway.provider, proof)
    if isinstance(found, Failed):
        return await _failed(visit, found, login.onwards)
    return await _let_in(request, visit, found, login.onwards, id_token=proof.id_token)


async def _who(visit: Visit, provider: Provider, proof: Proof) -> LogsIn | Failed:
    """The employee whom the provider means."""
    value = provider.names(proof)
    if value is None:
        _log.error("login_without_claim", claim=provider.person_claim)
        return NOBODY_NAMED
    try:
        found = await visit.clients.directory.by_login(claim=provider.person_claim, value=value)
    except ServiceDown:
        return DIRECTORY_DOWN
    except ServiceProblem as problem:
        _log.warning("login_of_nobody", code=problem.code)
        return UNKNOWN
    return found if found.employed else LEFT


async def _let_in(
    request: Request, visit: Visit, who: LogsIn, onwards: str, *, id_token: str | None = None
) -> Response:
    """A new session, whatever there was before, and on to where they wanted to go."""
    gateway = visit.gateway
    await gateway.sessions.end(gateway.cookies.token(request))
    token, _ = await gateway.sessions.begin(who.id, who.name, id_token=id_token)
    gateway.faces.forget(who.id)
    kept = await gateway.sessions.kept(who.id)
    response = RedirectResponse("/fortsatt" if kept else onwards, 303)
    gateway.cookies.give(response, token)
    return response


async def _failed(visit: Visit, failed: Failed, onwards: str) -> HTMLResponse:
    again = f"{login_path(onwards)}{'&igen=1' if failed.again else ''}"
    words = visit.words
    return await visit.page(
        "login/failed.html",
        status=failed.status,
        title=words.gettext(failed.title),
        lead=words.gettext(failed.lead),
        again=again,
        here=again,  # the language is chosen without coming back twice
    )


@router.post("/logga-ut", dependencies=[CHECKED])
async def logout(request: Request, visit: Visitor) -> Response:
    """Log out, here and at the provider."""
    gateway = visit.gateway
    id_token = await gateway.sessions.end(gateway.cookies.token(request))
    response: Response = RedirectResponse("/logga-in", 303)
    if gateway.provider is not None:
        away = await gateway.provider.way_out(id_token) if id_token else None
        visit.session = visit.me = None
        response = await _leave(visit, away) if away else RedirectResponse("/utloggad", 303)
    gateway.cookies.take(response)
    return response


async def _leave(visit: Visit, away: str) -> Response:
    """On to the provider by a page: a form may not lead to another site (`form-action`)."""
    await visit.hang_up()
    page = visit.fragment("login/leaving.html", away=away)
    page.headers["Refresh"] = f"0; url={away}"
    return page


@router.get("/utloggad")
async def logged_out(visit: Guest) -> Response:
    """Where the provider sends people after logging out."""
    if visit.session:
        return visit.go("/")
    return await visit.page("login/logged_out.html")


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
    who = LogsIn(id=chosen.id, name=chosen.name, employed=True)
    return await _let_in(request, visit, who, safe_path(str(data.get("till") or "/")))
