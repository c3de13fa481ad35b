"""Errors as pages for people and as problem+json for programs; a form is never lost on the way."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from chassis.errors import DomainError
from gateway.i18n import N_
from gateway.problems import ServiceDown, ServiceProblem, code_sentence, sentence
from gateway.visit import (
    SAFE_METHODS,
    FormTooOld,
    LoginNeeded,
    gateway_of,
    local_address,
    login_path,
    recognise,
)

_log = structlog.get_logger()
_MOST_KEPT = 200_000
NEVER_KEPT = "/e/"
"""Where answers to surveys come in: kept for a person, they would say who answered what."""


def handle_errors(app: FastAPI) -> None:
    """Put the handlers into the app, in place of the chassis' own."""
    handlers: dict[Any, Callable[[Request, Any], Awaitable[Response]]] = {
        LoginNeeded: _login_needed,
        FormTooOld: _form_too_old,
        ServiceProblem: _service_problem,
        ServiceDown: _service_down,
        DomainError: _domain_error,
        RequestValidationError: _bad_request,
        HTTPException: _http_error,
        Exception: _bug,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _login_needed(request: Request, _error: LoginNeeded) -> Response:
    if _is_api(request):
        return _problem(401, "login-needed", "Log in first.")
    if request.method in SAFE_METHODS:
        onwards = login_path(local_address(request))
        if request.headers.get("HX-Request") == "true":
            return Response(status_code=204, headers={"HX-Redirect": onwards})
        return RedirectResponse(onwards, 303)
    return await _keep_form(request, status=401)


async def _form_too_old(request: Request, _error: FormTooOld) -> Response:
    if _is_api(request):
        return _problem(403, "csrf-token", "Send the header X-CSRF-Token from GET /api/v1/me.")
    return await _keep_form(request, status=403)


async def _keep_form(request: Request, *, status: int) -> Response:
    """Keep a form for the person whose it was, and show it at once."""
    gateway = gateway_of(request)
    data = await request.form()
    fields = [
        (name, value)
        for name, value in data.multi_items()
        if isinstance(value, str) and not name.startswith("_")
    ]
    path = local_address(request)
    if path.startswith(NEVER_KEPT):
        return await _give_back(request, fields, str(data.get("_csrf") or ""), status=status)
    person = await gateway.sessions.person_of(
        gateway.cookies.token(request), str(data.get("_csrf") or "")
    )
    kept = person is not None and sum(len(value) for _, value in fields) <= _MOST_KEPT
    if person is not None and kept:
        await gateway.sessions.keep(person, path, fields)
    visit = await recognise(request)
    template = "errors/logged_out_fragment.html" if visit.by_htmx else "errors/logged_out.html"
    page = visit.fragment(
        template,
        status=status,
        kept=kept,
        written=written(fields),
        login=login_path("/fortsatt" if kept else _page_before(request)),
    )
    return _placed(request, page) if visit.by_htmx else page


async def _give_back(
    request: Request, fields: list[tuple[str, str]], csrf: str, *, status: int
) -> Response:
    """The form as a page that can send it again after a login in another tab. Nothing is kept."""
    visit = await recognise(request)
    return visit.fragment(
        "survey/logged_out.html",
        status=status,
        fields=fields,
        token=csrf,
        login=login_path(_page_before(request)),
    )


def written(fields: list[tuple[str, str]]) -> list[str]:
    """The texts of a form that somebody wrote, without ids and versions."""
    return [value for name, value in fields if _is_text(name, value)]


def _is_text(name: str, value: str) -> bool:
    return bool(value.strip()) and " " in value.strip() and name not in {"go", "version", "id"}


async def _service_problem(request: Request, error: ServiceProblem) -> Response:
    if _is_api(request):
        body = {**error.body, "status": error.status, "code": error.code}
        return JSONResponse(body, error.status, media_type="application/problem+json")
    visit = await recognise(request)
    return await _page(request, error.status, sentence(error, visit.words), code=error.code)


async def _service_down(request: Request, error: ServiceDown) -> Response:
    _log.warning("service_down", asked=error.service, path=request.url.path)
    if _is_api(request):
        return _problem(503, error.code, f"The service {error.service} does not answer.")
    visit = await recognise(request)
    return await _page(request, 503, sentence(error, visit.words))


async def _domain_error(request: Request, error: DomainError) -> Response:
    if _is_api(request):
        return JSONResponse(error.problem(), error.status, media_type="application/problem+json")
    visit = await recognise(request)
    return await _page(
        request, error.status, code_sentence(error.code, error.status, visit.words, error.facts)
    )


async def _bad_request(request: Request, error: RequestValidationError) -> Response:
    if _is_api(request):
        fields = [
            {
                "field": ".".join(str(step) for step in wrong["loc"][1:]),
                "code": str(wrong["type"]).replace("_", "-"),
                "message": wrong["msg"],
            }
            for wrong in error.errors()
        ]
        return _problem(422, "invalid", "Some fields are wrong.", errors=fields)
    return await _page(request, 404)


async def _http_error(request: Request, error: HTTPException) -> Response:
    if _is_api(request):
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        return _problem(error.status_code, code, str(error.detail))
    if error.status_code == 405:
        return await _page(request, 404)
    return await _page(request, error.status_code)


async def _bug(request: Request, error: Exception) -> Response:
    _log.error("request_failed", path=request.url.path, exc_info=error)
    if _is_api(request):
        return _problem(500, "internal", "Something went wrong here. It has been logged.")
    return await _page(request, 500)


_ANY_TITLE = N_("Något gick fel")
_TITLES = {
    403: N_("Du kan inte se det här"),
    404: N_("Sidan finns inte"),
    409: N_("Någon hann före"),
    413: N_("Det var för mycket text"),
    422: N_("Något behöver rättas"),
    503: N_("Sidan går inte att visa just nu"),
}
_TITLES_BY_CODE = {
    "talk-not-yours": N_("Du kan inte läsa det här samtalet"),
    "preparation-shared": N_("Det gick inte att spara"),
    "preparation-closed": N_("Det gick inte att spara"),
    "talk-finished": N_("Det gick inte att spara"),
}
_LEADS = {
    403: N_("Du har inte rätt att se den här sidan. Behöver du det? Fråga din närmaste chef."),
    404: N_(
        "Länken kan vara gammal eller felskriven. Det du har skrivit på andra sidor är sparat."
    ),
    500: N_("Felet är vårt och det är loggat. Det du har sparat är kvar. Försök igen om en stund."),
}


async def _page(
    request: Request, status: int, lead: str | None = None, *, code: str = ""
) -> Response:
    visit = await recognise(request)
    words = visit.words
    title = words.gettext(_TITLES_BY_CODE.get(code) or _TITLES.get(status, _ANY_TITLE))
    lead = lead or words.gettext(_LEADS.get(status, _LEADS[500]))
    if visit.by_htmx:
        page = visit.fragment("errors/fragment.html", status=status, title=title, lead=lead)
        return _placed(request, page)
    return visit.fragment(
        "errors/page.html",
        status=status,
        title=title,
        lead=lead,
        number=status,
        written=await _texts(request),
    )


def _placed(request: Request, page: Response) -> Response:
    """Where htmx shows an error: beside the text that could not be saved, where everybody sees it,
    or in the status region."""
    if "#saved" not in request.headers.get("HX-Target", ""):
        page.headers["HX-Retarget"] = "#status"
    return page


async def _texts(request: Request) -> list[str]:
    """What somebody wrote in the form that went wrong, so that the error page can give it back."""
    if request.method in SAFE_METHODS:
        return []
    try:
        data = getattr(request.state, "form", None) or await request.form()
    except (RuntimeError, HTTPException):
        return []
    return written([(name, value) for name, value in data.multi_items() if isinstance(value, str)])


def _page_before(request: Request) -> str:
    """The page whose form was sent."""
    return str(request.url.path)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _problem(status: int, code: str, detail: str, **more: object) -> JSONResponse:
    body = {
        "type": f"urn:redthread:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    return JSONResponse(body, status, media_type="application/problem+json")
