import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from chassis.tokens import TokenChecker, TokenMaker, new_key_pair
from gateway.clients.base import Connections, ServiceClient, Tokens, View
from gateway.problems import ServiceDown, ServiceProblem
from redthread_contracts.ids import PersonId

ELLEN = PersonId("ellen")
PRIVATE, PUBLIC = new_key_pair()
NEVER = web.AppKey("never", asyncio.Event)


class Greeting(View):
    text: str


async def _greet(request: web.Request) -> web.Response:
    claims = TokenChecker(PUBLIC, "goals").check(request.headers["Authorization"][7:])
    body = {"text": f"Hej {claims['sub']}", "unknown": 1}
    return web.json_response(body, headers={"ETag": '"7"'})


async def _refuse(request: web.Request) -> web.Response:
    body = {"code": "version-conflict", "current": {"seen": request.headers["If-Match"]}}
    return web.json_response(body, status=409, content_type="application/problem+json")


async def _never(request: web.Request) -> web.Response:
    await request.app[NEVER].wait()
    return web.Response()


async def _broken(_request: web.Request) -> web.Response:
    return web.Response(status=503)


@pytest.fixture
async def service() -> AsyncIterator[ServiceClient]:
    app = web.Application()
    app[NEVER] = asyncio.Event()
    app.router.add_get("/greeting", _greet)
    app.router.add_put("/greeting", _refuse)
    app.router.add_get("/never", _never)
    app.router.add_get("/broken", _broken)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    connections = Connections()
    port = runner.addresses[0][1]
    tokens = Tokens(TokenMaker(PRIVATE))
    yield ServiceClient("goals", f"http://127.0.0.1:{port}", connections, tokens, 0.2)
    app[NEVER].set()
    await connections.close()
    await runner.cleanup()


async def test_a_call_says_who_is_asking_and_brings_the_version(service: ServiceClient) -> None:
    found = (await service.get(ELLEN, "/greeting")).versioned(Greeting)

    assert found.value.text == "Hej ellen"
    assert found.version == 7


async def test_a_problem_keeps_its_code_and_both_versions(service: ServiceClient) -> None:
    with pytest.raises(ServiceProblem) as raised:
        await service.put(ELLEN, "/greeting", {}, version=3)

    assert raised.value.status == 409
    assert raised.value.code == "version-conflict"
    assert raised.value.current == {"seen": '"3"'}


@pytest.mark.parametrize("path", ["/never", "/broken"])
async def test_no_answer_in_time_means_down(service: ServiceClient, path: str) -> None:
    with pytest.raises(ServiceDown):
        await service.get(ELLEN, path)


async def test_nobody_listening_means_down() -> None:
    connections = Connections()
    tokens = Tokens(TokenMaker(PRIVATE))
    service = ServiceClient("goals", "http://127.0.0.1:9", connections, tokens, 1.0)

    with pytest.raises(ServiceDown):
        await service.get(ELLEN, "/greeting")

    await connections.close()


def test_a_token_is_used_again_for_the_same_person_and_service_only() -> None:
    tokens = Tokens(TokenMaker(PRIVATE))

    first = tokens.of(ELLEN, "goals")

    assert tokens.of(ELLEN, "goals") == first
    assert tokens.of(ELLEN, "talks") != first
    assert tokens.of(PersonId("mattias"), "goals") != first
