"""The HTTP side that all services share: errors, versions, health, metrics."""

import re
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Annotated, Any
from uuid import uuid4

import structlog
from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from opentelemetry.trace import SpanKind
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pymongo.errors import PyMongoError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import telemetry
from chassis.errors import DomainError, FieldError, Invalid, PreconditionRequired, Unavailable
from chassis.mongo import TRANSIENT

log = structlog.get_logger()

LARGEST_BODY_BYTES = 4 * 1024 * 1024
_ETAG = re.compile(r'^(?:W/)?"(\d{1,15})"$')
_PROBLEM = "application/problem+json"
_CODES = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}


def etag(response: Response, version: int) -> None:
    """Say which version the answer shows."""
    response.headers["ETag"] = f'"{version}"'


def _version(value: str | None) -> int | None:
    if value is None:
        return None
    match = _ETAG.match(value.strip())
    if match is None:
        raise Invalid("if-match-wrong", 'If-Match must be the ETag you were given, like "7".')
    return int(match[1])


async def optional_if_match(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version that the caller saw, if it says so."""
    return _version(if_match)


async def required_if_match(if_match: Annotated[str | None, Header()] = None) -> int:
    """The version that the caller saw. Raises `PreconditionRequired` without one."""
    version = _version(if_match)
    if version is None:
        raise PreconditionRequired(
            "if-match-missing", "Say which version you saw: If-Match with the ETag."
        )
    return version


# `async`, although they wait for nothing: FastAPI sends a plain function to a thread and back.
IfMatch = Annotated[int, Depends(required_if_match)]
OptionalIfMatch = Annotated[int | None, Depends(optional_if_match)]


def add_errors(app: FastAPI) -> None:
    """Every error becomes problem+json (RFC 9457); none shows its insides."""

    @app.exception_handler(DomainError)
    async def _domain(_request: Request, error: DomainError) -> Response:
        return _problem(error)

    @app.exception_handler(RequestValidationError)
    async def _validation(_request: Request, error: RequestValidationError) -> Response:
        return _problem(Invalid("input-wrong", "Correct the fields.", fields=_fields(error)))

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> Response:
        code = _CODES.get(error.status_code, "http-error")
        body = {
            "type": f"urn:redthread:problem:{code}",
            "title": str(error.detail),
            "status": error.status_code,
            "detail": str(error.detail),
            "code": code,
        }
        return JSONResponse(body, error.status_code, error.headers, media_type=_PROBLEM)

    @app.exception_handler(PyMongoError)
    async def _database(_request: Request, error: PyMongoError) -> Response:
        log.error("database", error=type(error).__name__)
        if not isinstance(error, TRANSIENT):
            return await _unexpected(_request, error)
        return _problem(
            Unavailable("database-away", "The database can't be reached. Try again in a moment.")
        )

    @app.exception_handler(Exception)
    async def _unexpected(_request: Request, error: Exception) -> Response:
        log.error("unexpected", exc_info=error)
        body = {
            "type": "urn:redthread:problem:unexpected",
            "title": "Unexpected",
            "status": 500,
            "detail": "Something went wrong here. It is logged. Try again.",
            "code": "unexpected",
        }
        return JSONResponse(body, 500, media_type=_PROBLEM)


def add_health(
    app: FastAPI, *, alive: Callable[[], list[str]], ready: Callable[[], Awaitable[list[str]]]
) -> None:
    """Liveness, readiness and metrics. Both questions answer with what is wrong; [] is good."""

    def answer(wrong: list[str]) -> Response:
        return JSONResponse({"wrong": wrong}, 503 if wrong else 200)

    @app.get("/health/live", include_in_schema=False)
    async def _live() -> Response:
        return answer(alive())

    @app.get("/health/ready", include_in_schema=False)
    async def _ready() -> Response:
        return answer(await ready())

    @app.get("/metrics", include_in_schema=False)
    async def _metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class Observed:
    """ASGI middleware: request id, trace, duration, and a limit to the body.

    `larger_bodies` are the paths (by how they begin) that take more, and how many bytes.
    """

    def __init__(self, app: ASGIApp, larger_bodies: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._larger = larger_bodies or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        started, status = perf_counter(), 500
        request_id = headers.get(b"x-request-id", b"").decode("latin-1")[:64] or str(uuid4())

        async def observed_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode("latin-1")),
                ]
            await send(message)

        parent = headers.get(b"traceparent", b"").decode("latin-1") or None
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            most = self._most(scope["path"])
            if int(headers.get(b"content-length", b"0") or 0) > most:
                await _problem(_too_large(most), 413)(scope, receive, observed_send)
                return
            receive = _limited(receive, most)
            if parent or telemetry.is_tracing():
                with telemetry.span(
                    f"{scope['method']} {scope['path']}", kind=SpanKind.SERVER, parent=parent
                ):
                    await self._app(scope, receive, observed_send)
            else:
                await self._app(scope, receive, observed_send)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
            route = getattr(scope.get("route"), "path", "other")
            telemetry.HTTP_SECONDS.labels(scope["method"], route, status).observe(
                perf_counter() - started
            )

    def _most(self, path: str) -> int:
        found = [most for begin, most in self._larger.items() if path.startswith(begin)]
        return max(found, default=LARGEST_BODY_BYTES)


def _limited(receive: Receive, most: int) -> Receive:
    """For a body that comes in chunks and does not say how long it is."""
    left = most

    async def limited() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            # Starlette's own error: FastAPI lets it through while it reads a body.
            raise HTTPException(413, _too_large(most).message)
        return message

    return limited


def _too_large(most: int) -> Invalid:
    megabytes = most // 1024 // 1024
    return Invalid("body-too-large", f"Send at most {megabytes} MiB at a time.")


def _problem(error: DomainError, status: int | None = None) -> Response:
    body = error.problem()
    status = body["status"] = status or error.status
    headers = {"Retry-After": "2"} if status == 503 else None
    return JSONResponse(_jsonable(body), status, headers, media_type=_PROBLEM)


def _fields(error: RequestValidationError) -> list[FieldError]:
    return [
        FieldError(
            field=".".join(str(place) for place in each["loc"] if place not in {"body", "query"}),
            code=str(each["type"]).replace("_", "-"),
            message=str(each["msg"]),
        )
        for each in error.errors()
    ]


def _jsonable(value: Any) -> Any:
    """Facts may hold days, instants and ids."""
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_jsonable(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
