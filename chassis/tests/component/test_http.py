from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
import pytest
from counter import create_app
from fastapi import FastAPI, Request

from chassis.http import LARGEST_BODY_BYTES, Observed, add_errors, add_health
from chassis.settings import Settings
from chassis.tokens import TokenMaker

Running = Callable[[FastAPI], AbstractAsyncContextManager[str]]


@pytest.fixture
def headers(tokens: TokenMaker) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens.make('counter', person_id='ellen')}"}


async def test_versions_errors_and_limits(
    settings: dict[str, Any], headers: dict[str, str], running: Running
) -> None:
    async with (
        running(create_app(Settings(**settings))[0]) as url,
        aiohttp.ClientSession(base_url=url) as anyone,
        aiohttp.ClientSession(base_url=url, headers=headers) as ellen,
    ):
        raised = await ellen.post("/counters/a/raise")
        assert (raised.status, raised.headers["ETag"]) == (200, '"1"')

        for case, answer, status, code in [
            ("nobody", await anyone.post("/counters/a/raise"), 401, "token-missing"),
            ("no version", await ellen.put("/counters/a?count=3"), 428, "if-match-missing"),
            (
                "not a version",
                await ellen.put("/counters/a?count=3", headers={"If-Match": "*"}),
                422,
                "if-match-wrong",
            ),
            (
                "an old version",
                await ellen.put("/counters/a?count=3", headers={"If-Match": '"0"'}),
                409,
                "version-conflict",
            ),
            (
                "a rule",
                await ellen.put("/counters/a?count=-1", headers={"If-Match": '"1"'}),
                409,
                "count-negative",
            ),
            (
                "a wrong type",
                await ellen.put("/counters/a?count=två", headers={"If-Match": '"1"'}),
                422,
                "input-wrong",
            ),
            ("unknown", await ellen.get("/counters/å🙂"), 404, "counter-not-found"),
            ("no such route", await ellen.get("/nowhere"), 404, "not-found"),
            ("wrong method", await ellen.delete("/counters/a"), 405, "method-not-allowed"),
            (
                "too large",
                await ellen.post("/counters/a/raise", data=b"x" * (LARGEST_BODY_BYTES + 1)),
                413,
                "body-too-large",
            ),
        ]:
            problem = await answer.json(content_type="application/problem+json")
            assert (answer.status, problem["code"]) == (status, code), case
            assert problem["detail"], case
            assert answer.headers["x-request-id"], case


async def test_a_conflict_shows_both_versions(
    settings: dict[str, Any], headers: dict[str, str], running: Running
) -> None:
    async with (
        running(create_app(Settings(**settings))[0]) as url,
        aiohttp.ClientSession(base_url=url, headers=headers) as ellen,
    ):
        await ellen.post("/counters/a/raise")
        await ellen.post("/counters/a/raise")

        answer = await ellen.put("/counters/a?count=7", headers={"If-Match": '"1"'})

        problem = await answer.json(content_type="application/problem+json")
        assert problem["current"] == {"count": 2}
        assert problem["yours"] == {"count": 7}
        assert problem["current_version"] == 2


async def test_health_and_metrics_answer_without_a_token(
    settings: dict[str, Any], running: Running
) -> None:
    async with (
        running(create_app(Settings(**settings))[0]) as url,
        aiohttp.ClientSession(base_url=url) as anyone,
    ):
        assert (await anyone.get("/health/live")).status == 200
        assert (await anyone.get("/health/ready")).status == 200
        metrics = await (await anyone.get("/metrics")).text()
        assert "redthread_http_seconds_count" in metrics


async def test_a_service_starts_and_says_so_while_the_database_is_away(
    settings: dict[str, Any],
) -> None:
    away = settings | {"mongo_url": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200"}
    app = create_app(Settings(**away))[0]

    async with app.router.lifespan_context(app):
        client = _client(app)
        live, ready = await client("/health/live"), await client("/health/ready")

    assert (live, ready) == (200, 503)


def _client(app: FastAPI) -> Callable[[str], Any]:
    async def get(path: str) -> int:
        statuses: list[int] = []
        scope = {
            "type": "http", "method": "GET", "path": path, "headers": [], "query_string": b"",
            "http_version": "1.1", "scheme": "http", "server": ("test", 80), "root_path": "",
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await app(scope, receive, send)
        return statuses[0]

    return get


async def test_a_body_in_chunks_is_stopped_at_the_limit_too(running: Running) -> None:
    async def ready() -> list[str]:
        return []

    app = FastAPI()
    add_errors(app)
    add_health(app, alive=list, ready=ready)
    app.add_middleware(Observed)
    taken = 0

    @app.post("/read")
    async def _read(request: Request) -> int:
        nonlocal taken
        async for chunk in request.stream():
            taken += len(chunk)
        return taken

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(3 * LARGEST_BODY_BYTES // 65536):
            yield b"x" * 65536

    async with running(app) as url, aiohttp.ClientSession() as session:
        answer = await session.post(f"{url}/read", data=endless())

        assert answer.status == 413
        assert (await answer.json(content_type=None))["code"] == "body-too-large"
        assert taken <= LARGEST_BODY_BYTES
