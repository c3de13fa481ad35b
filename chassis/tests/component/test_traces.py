import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from chassis.testing import eventually, free_port
from chassis.tokens import TokenMaker

Span = tuple[str, str]
"""Trace id and name."""


async def test_one_trace_goes_through_http_the_relay_and_kafka(
    settings: dict[str, Any], tokens: TokenMaker
) -> None:
    async with _collector() as (endpoint, spans), _service(settings, endpoint) as url:
        headers = {"authorization": f"Bearer {tokens.make('counter', person_id='ellen')}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(f"{url}/counters/a/raise") as answer,
        ):
            assert answer.status == 200

        wanted = {
            "POST /counters/a/raise",
            "publish se.redthread.goal.changed.v1",
            "consume se.redthread.goal.changed.v1",
        }
        await eventually(lambda: any(wanted <= names for names in _by_trace(spans).values()))


def _by_trace(spans: list[Span]) -> dict[str, set[str]]:
    traces: dict[str, set[str]] = {}
    for trace, name in spans:
        traces.setdefault(trace, set()).add(name)
    return traces


@asynccontextmanager
async def _collector() -> AsyncIterator[tuple[str, list[Span]]]:
    """A real OTLP endpoint that keeps what it is sent."""
    spans: list[Span] = []

    async def take(request: web.Request) -> web.Response:
        export = ExportTraceServiceRequest.FromString(await request.read())
        spans.extend(
            (span.trace_id.hex(), span.name)
            for resource in export.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        )
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}/v1/traces", spans
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _service(settings: dict[str, Any], endpoint: str) -> AsyncIterator[str]:
    port = free_port()
    own = {f"REDTHREAD_{name.upper()}": str(value) for name, value in settings.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("traced.py")),
        # Spans leave half a second after they end, not five.
        env={**os.environ, **own, "REDTHREAD_PORT": str(port), "OTEL_BSP_SCHEDULE_DELAY": "500",
             "REDTHREAD_OTLP_ENDPOINT": endpoint},
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        await eventually(lambda: _ready(url))
        yield url
    finally:
        process.terminate()
        await process.wait()


async def _ready(url: str) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{url}/health/ready") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False
