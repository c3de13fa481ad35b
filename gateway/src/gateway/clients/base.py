"""Calling a service: own timeout, signed token, trace passed on, errors as exceptions."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from chassis.telemetry import trace_headers
from chassis.tokens import TokenMaker
from gateway.problems import ServiceDown, ServiceProblem
from redthread_contracts.ids import PersonId

T = TypeVar("T")
_TOKEN_SECONDS = 45.0
_MOST_TOKENS = 20_000
_FILE_TIMEOUT = aiohttp.ClientTimeout(total=60)


class View(BaseModel):
    """What a service answers with; unknown fields are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Items(View, Generic[T]):
    """A page of a list; `next` is the cursor of the following page."""

    items: list[T] = Field(default=[])
    next: str | None = None


class Counts(View):
    """What a bulk command did."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Versioned(Generic[T]):
    """A view and the version to send back as If-Match when changing it."""

    value: T
    version: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A service's answer as bytes; it is read as the type that the caller wants."""

    body: bytes
    version: int

    def read(self, kind: type[T]) -> T:
        """The body as a model."""
        adapter: TypeAdapter[T] = _adapter(kind)
        return adapter.validate_json(self.body)

    def versioned(self, kind: type[T]) -> Versioned[T]:
        """The body as a model, with the version of its ETag."""
        return Versioned(self.read(kind), self.version)


class Tokens:
    """Internal tokens, each used again until shortly before it runs out."""

    def __init__(self, maker: TokenMaker) -> None:
        self._maker = maker
        self._made: dict[tuple[PersonId, str], tuple[str, float]] = {}

    def of_gateway(self, audience: str, scope: str) -> str:
        """A token of the gateway itself, for what it asks before anybody is logged in."""
        return self._maker.make(audience, scopes=[scope])

    def of(self, person: PersonId, audience: str) -> str:
        """A token that says who is asking, for one service."""
        now = time.monotonic()
        made = self._made.get((person, audience))
        if made and made[1] > now:
            return made[0]
        if len(self._made) >= _MOST_TOKENS:
            self._made = {key: kept for key, kept in self._made.items() if kept[1] > now}
        token = self._maker.make(audience, person_id=person)
        self._made[person, audience] = (token, now + _TOKEN_SECONDS)
        return token


class Connections:
    """One aiohttp session for all services, opened in the running loop when first used."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=200, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()


class ServiceClient:
    """Calls to one service on behalf of a person.

    Raises `ServiceProblem` for an answer of 400 and above, `ServiceDown` when there is none.
    """

    def __init__(
        self,
        name: str,
        url: str,
        http: Connections,
        tokens: Tokens,
        timeout_seconds: float,
    ) -> None:
        self.name = name
        self._url = url.rstrip("/")
        self._http = http
        self._tokens = tokens
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)

    async def get(self, who: PersonId, path: str, **query: object) -> Answer:
        """Read something. Query values that are None are left out."""
        return await self._call("GET", who, path, query=query)

    async def get_as_gateway(self, scope: str, path: str, **query: object) -> Answer:
        """Read something that no person asks for."""
        return await self._call("GET", None, path, query=query, scope=scope)

    async def put(
        self,
        who: PersonId,
        path: str,
        body: object,
        *,
        version: int | None = None,
        **query: object,
    ) -> Answer:
        """Create something by its own id, or replace it."""
        return await self._call("PUT", who, path, query=query, body=body, version=version)

    async def put_file(self, who: PersonId, path: str, content: bytes, **query: object) -> Answer:
        """Send a file as it is; it may take longer than other calls."""
        return await self._call("PUT", who, path, query=query, file=content)

    async def post_file(self, who: PersonId, path: str, content: bytes, **query: object) -> Answer:
        """Send a file to be looked at or read; likewise."""
        return await self._call("POST", who, path, query=query, file=content)

    async def patch(self, who: PersonId, path: str, body: object, *, version: int) -> Answer:
        """Change something."""
        return await self._call("PATCH", who, path, body=body, version=version)

    async def post(
        self, who: PersonId, path: str, body: object = None, *, version: int | None = None
    ) -> Answer:
        """Let something happen."""
        return await self._call("POST", who, path, body=body, version=version)

    async def delete(self, who: PersonId, path: str, *, version: int | None = None) -> Answer:
        """Take something away."""
        return await self._call("DELETE", who, path, version=version)

    async def _call(
        self,
        method: str,
        who: PersonId | None,
        path: str,
        *,
        scope: str = "",
        query: Mapping[str, object] | None = None,
        body: object = None,
        file: bytes | None = None,
        version: int | None = None,
    ) -> Answer:
        token = (
            self._tokens.of(who, self.name) if who else self._tokens.of_gateway(self.name, scope)
        )
        headers = trace_headers([("Authorization", f"Bearer {token}")])
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        payload, timeout = file, self._timeout
        if file is not None:
            headers["Content-Type"] = "application/octet-stream"
            timeout = _FILE_TIMEOUT
        if body is not None:
            headers["Content-Type"] = "application/json"
            payload = _adapter(object).dump_json(body)
        try:
            async with self._http.session.request(
                method,
                self._url + path,
                params=_query(query),
                data=payload,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ServiceDown(self.name) from error
        if response.status in {502, 503, 504}:
            raise ServiceDown(self.name)
        if response.status >= 400:
            raise ServiceProblem(self.name, response.status, _problem(content))
        return Answer(content, _version(response.headers.get("ETag")))


_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    """The reader and writer of a type, built once."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def _query(query: Mapping[str, object] | None) -> list[tuple[str, str]]:
    """Values that are None are left out; of a list, each is a value of its own."""
    return [
        (name, str(one).lower() if isinstance(one, bool) else str(one))
        for name, value in (query or {}).items()
        for one in (value if isinstance(value, list | tuple) else [value])
        if one is not None
    ]


def _version(etag: str | None) -> int:
    value = (etag or "").removeprefix("W/").strip('"')
    return int(value) if value.isdecimal() else 0


def _problem(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
