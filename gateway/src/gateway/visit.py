"""One request of one person: who they are, their language, the services, and the page frame.

Routes take `Visitor` (logged in, pages), `Guest` (anybody), `ApiVisitor` (logged in, JSON) and
`Posted` (the form of a POST, checked for its CSRF token).
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from chassis.clock import Clock
from chassis.errors import Forbidden
from gateway.clients import Clients
from gateway.clients.directory import Me, Person
from gateway.clients.mailbox import MailboxClient
from gateway.clients.notifier import Bell
from gateway.forms import Form
from gateway.i18n import Language, Lexicon, Words, accepted_language, known_language
from gateway.openid import Provider
from gateway.parts import Part, part
from gateway.problems import ServiceDown, ServiceProblem
from gateway.rendering import Renderer
from gateway.session import Cookies, Session, Sessions
from gateway.settings import GatewaySettings
from redthread_contracts.ids import PersonId, UnitId

SAFE_METHODS = frozenset({"GET", "HEAD"})


class LoginNeeded(Exception):
    """Nobody is logged in. A form that came along is kept by the handler."""


class FormTooOld(Exception):
    """A form without a token of this person's: too old, or not ours."""


@dataclass
class Gateway:
    """What the composition root made; `app.state.gateway`."""

    settings: GatewaySettings
    clock: Clock
    lexicon: Lexicon
    renderer: Renderer
    sessions: Sessions
    cookies: Cookies
    clients: Clients
    faces: "Faces"
    provider: Provider | None = None
    """The municipality's login; None in a demo where one chooses a person."""

    mailbox: MailboxClient | None = None
    """Demo only."""


class Faces:
    """Who people are (name, roles, units they lead), kept for half a minute.

    It only decides what a page offers; what somebody may do is decided by the services.
    """

    _SECONDS = 30.0
    _MOST = 20_000

    def __init__(self) -> None:
        self._known: dict[PersonId, tuple[Me, float]] = {}

    async def of(self, session: Session, clients: Clients) -> Me:
        """Who is logged in; from the session alone when the directory does not answer."""
        known = self._known.get(session.person_id)
        if known and known[1] > time.monotonic():
            return known[0]
        try:
            me = await clients.directory.me(session.person_id)
        except (ServiceDown, ServiceProblem):
            return known[0] if known else Me(person=_from_session(session))
        if len(self._known) >= self._MOST:
            self._known.clear()
        self._known[session.person_id] = (me, time.monotonic() + self._SECONDS)
        return me

    def forget(self, person: PersonId) -> None:
        """Ask the directory again next time."""
        self._known.pop(person, None)


@dataclass
class Visit:
    """One request of one person. `session` and `me` are None for a guest."""

    request: Request
    gateway: Gateway
    language: Language
    session: Session | None = None
    me: Me | None = None
    _bell: "asyncio.Task[Part[Bell]] | None" = field(default=None, repr=False)

    @property
    def words(self) -> Words:
        """The words of the visitor's language."""
        return self.gateway.lexicon[self.language]

    @property
    def clients(self) -> Clients:
        """The services."""
        return self.gateway.clients

    @property
    def who(self) -> PersonId:
        """The person who is logged in."""
        if self.session is None:
            raise LoginNeeded
        return self.session.person_id

    @property
    def person(self) -> Person:
        """The person who is logged in, with name and roles."""
        if self.me is None:
            raise LoginNeeded
        return self.me.person

    @property
    def leads(self) -> frozenset[UnitId]:
        """The units that the visitor leads."""
        return frozenset(unit.id for unit in self.me.units_led) if self.me else frozenset()

    @property
    def is_hr(self) -> bool:
        """Whether the visitor works with HR."""
        return self.me is not None and "hr" in self.me.person.roles

    @property
    def is_admin(self) -> bool:
        """Whether the visitor is an administrator."""
        return self.me is not None and "admin" in self.me.person.roles

    def require_hr(self) -> None:
        """Turn away whoever is not HR. Only a courtesy: the service asked decides.

        Raises:
            Forbidden: the visitor does not work with HR.
        """
        if not self.is_hr:
            raise Forbidden("role-missing", "Only HR sees this page.")

    def require_admin(self) -> None:
        """Turn away whoever is no administrator. Only a courtesy: the service asked decides.

        Raises:
            Forbidden: the visitor is not an administrator.
        """
        if not self.is_admin:
            raise Forbidden("admin-needed", "Only an administrator sees this page.")

    @property
    def by_htmx(self) -> bool:
        """Whether htmx asks, and wants a fragment."""
        return self.request.headers.get("HX-Request") == "true"

    def ring(self) -> None:
        """Ask for the bell now, while the page is being composed."""
        if self.session and self._bell is None:
            self._bell = asyncio.create_task(self._ask_bell())

    async def _ask_bell(self) -> Part[Bell]:
        return await part(self.clients.notifier.bell(self.who, 1))

    async def hang_up(self) -> None:
        """Stop asking for the bell: the page is done."""
        if self._bell and not self._bell.done():
            self._bell.cancel()
            with suppress(asyncio.CancelledError):
                await self._bell

    async def page(
        self, template: str, *, nav: str = "", status: int = 200, **context: Any
    ) -> HTMLResponse:
        """A whole page. `nav` is the key of the current menu item; the rest goes to the template,
        which also gets `visit`, `csrf`, `bell` and `here` (this address)."""
        bell: Part[Bell] | None = await self._bell if self._bell else None
        return self.fragment(template, status=status, nav=nav, bell=bell, **context)

    def fragment(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A part of a page, for htmx."""
        frame = {
            "visit": self,
            "csrf": self.session.csrf if self.session else "",
            "here": local_address(self.request),
            "nav": "",
            "bell": None,
            "status": status,
        }
        html = self.gateway.renderer.render(self.language, template, **{**frame, **context})
        headers = {"Content-Language": self.language, "Vary": "Cookie, Accept-Language, HX-Request"}
        return HTMLResponse(html, status, headers)

    def go(self, path: str) -> Response:
        """On to another page after a POST, with or without htmx."""
        if self.by_htmx:
            return Response(status_code=204, headers={"HX-Redirect": path})
        return RedirectResponse(path, 303)

    def form(self, **values: object) -> Form:
        """A form with its first values."""
        return Form.fresh(self.words, **values)


def gateway_of(request: Request) -> Gateway:
    """The gateway's parts."""
    gateway: Gateway = request.app.state.gateway
    return gateway


async def recognise(request: Request) -> Visit:
    """Who is asking, guest or not. Remembered for the request, so an error page knows, too."""
    known: Visit | None = getattr(request.state, "visit", None)
    if known is not None:
        return known
    gateway = gateway_of(request)
    session = await gateway.sessions.find(gateway.cookies.token(request))
    me = await gateway.faces.of(session, gateway.clients) if session else None
    visit = Visit(request, gateway, _language(request, gateway, me), session, me)
    request.state.visit = visit
    return visit


def local_address(request: Request) -> str:
    """The path and query of a request; after a POST only its path."""
    if request.method in SAFE_METHODS and request.url.query:
        return f"{request.url.path}?{request.url.query}"
    return request.url.path


def safe_path(path: str | None) -> str:
    """A path within this site to go on to, or the start page."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or any(ord(letter) < 32 for letter in path):
        return "/"
    return path


def login_path(onwards: str) -> str:
    """Where to log in, and where to go on to afterwards."""
    return f"/logga-in?till={quote(safe_path(onwards), safe='/')}"


async def _guest(request: Request) -> AsyncIterator[Visit]:
    visit = await recognise(request)
    if visit.request.method in SAFE_METHODS and not visit.by_htmx:
        visit.ring()
    try:
        yield visit
    finally:
        await visit.hang_up()


Guest = Annotated[Visit, Depends(_guest)]
"""Anybody, logged in or not."""


async def _visitor(visit: Guest) -> Visit:
    if visit.session is None:
        raise LoginNeeded
    return visit


Visitor = Annotated[Visit, Depends(_visitor)]
"""Somebody who is logged in, on a page."""


async def _api_visitor(request: Request) -> Visit:
    visit = await recognise(request)
    if visit.session is None:
        raise LoginNeeded
    if request.method not in SAFE_METHODS and not secrets.compare_digest(
        request.headers.get("X-CSRF-Token", "").encode(), visit.session.csrf.encode()
    ):
        raise FormTooOld
    return visit


ApiVisitor = Annotated[Visit, Depends(_api_visitor)]
"""Somebody who is logged in, through the JSON API; a change needs the header `X-CSRF-Token`."""


async def _posted(request: Request, visit: Visitor) -> AsyncIterator[Form]:
    data = await request.form()
    request.state.form = data  # for an error page, where the body can no longer be read
    token = str(data.get("_csrf") or "")
    await _check_token(visit, token)
    yield Form.posted(visit.words, data.multi_items())
    # Only now, when the route has not failed: until then the kept text is the only copy.
    if kept := data.get("_kept"):
        await visit.gateway.sessions.drop_kept(visit.who, str(kept))


Posted = Annotated[Form, Depends(_posted)]
"""The form of a POST, its CSRF token checked."""

CHECKED = Depends(_posted)
"""The same for a route that needs nothing of the form: `dependencies=[CHECKED]`."""


async def _check_token(visit: Visit, token: str) -> None:
    """This session's token, or an earlier one of the same person's: a page left open overnight."""
    if visit.session and secrets.compare_digest(token.encode(), visit.session.csrf.encode()):
        return
    if token and await visit.gateway.sessions.person_of(None, token) == visit.who:
        return
    raise FormTooOld


def _language(request: Request, gateway: Gateway, me: Me | None) -> Language:
    chosen = known_language(request.cookies.get(gateway.cookies.language))
    own = known_language(me.person.language) if me else None
    return chosen or own or accepted_language(request.headers.get("Accept-Language"))


def _from_session(session: Session) -> Person:
    given, _, family = session.name.partition(" ")
    return Person(id=session.person_id, given_name=given, family_name=family)
