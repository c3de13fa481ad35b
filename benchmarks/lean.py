"""One endpoint that reads one document, with our chassis and without it, each in its own process.

`python -m benchmarks.lean ours|bare PORT` starts one; the benchmark asks both.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import uvicorn
from fastapi import APIRouter, FastAPI
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel

from benchmarks.measure import Result, compare, per_second
from chassis.actor import Asking
from chassis.documents import State
from chassis.service import Service, serve
from chassis.settings import Settings
from chassis.testing import Stack, eventually, free_port
from chassis.tokens import TokenMaker, new_key_pair

DATABASE, REQUESTS, SIDE_BY_SIDE = "bench_lean", 2_000, 16


class Thing(State):
    """What is read."""

    title: str
    count: int


class Answer(BaseModel):
    """What is answered."""

    id: str
    title: str
    count: int


def ours(settings: Settings) -> FastAPI:
    """Token, access to the store, model, problem+json, metrics: all that a service has."""
    service = Service("lean", settings)
    things = service.drafts("things", Thing)
    router = APIRouter()

    @router.get("/things/{id}", response_model=Answer)
    async def _thing(id: str, _who: Asking) -> Thing:
        return (await things.require(id)).state

    return service.app(router)


def bare(settings: Settings) -> FastAPI:
    """FastAPI and motor, and nothing else."""
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(settings.mongo_url)
    things = client[DATABASE]["things"]
    app = FastAPI()

    @app.get("/things/{id}", response_model=Answer)
    async def _thing(id: str) -> Any:
        document = await things.find_one({"_id": id})
        assert document is not None
        return {**document, "id": document["_id"]}

    return app


async def lean(stack: Stack) -> Result:
    """Requests a second, 16 at a time over kept connections."""
    private, public = new_key_pair()
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(stack.mongo_url)
    await client[DATABASE]["things"].insert_one(
        {"_id": "a", "title": "Beslut inom fyra veckor", "count": 1, "version": 1}
    )
    token = TokenMaker(private).make("lean", person_id="ellen")
    headers = {"authorization": f"Bearer {token}"}
    async with (
        _process("ours", stack, public) as our_url,
        _process("bare", stack, public) as bare_url,
        aiohttp.ClientSession(headers=headers) as session,
    ):

        async def ask(url: str) -> float:
            async def some() -> None:
                for _ in range(REQUESTS // SIDE_BY_SIDE):
                    async with session.get(f"{url}/things/a") as answer:
                        assert answer.status == 200, await answer.text()
                        await answer.read()

            async def all_() -> None:
                await asyncio.gather(*(some() for _ in range(SIDE_BY_SIDE)))

            return 1000 / await per_second(REQUESTS, all_)

        return await compare(
            "lean service endpoint / bare FastAPI and motor",
            lambda: ask(our_url),
            lambda: ask(bare_url),
            unit="ms a request",
            goal=2.0,
            better="less",
        )


@asynccontextmanager
async def _process(kind: str, stack: Stack, public: str) -> AsyncIterator[str]:
    port = free_port()
    environment = {
        "REDTHREAD_MONGO_URL": stack.mongo_url,
        "REDTHREAD_KAFKA": stack.kafka,
        "REDTHREAD_INTERNAL_PUBLIC_KEY": public,
        "REDTHREAD_DATABASE": DATABASE,
        "REDTHREAD_PORT": str(port),
        "REDTHREAD_LOG_LEVEL": "ERROR",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.lean", kind, env=environment
    )
    url = f"http://127.0.0.1:{port}"
    try:
        await eventually(lambda: _answers(url))
        yield url
    finally:
        process.terminate()
        await process.wait()


async def _answers(url: str) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(f"{url}/things/a") as answer:
            return answer.status in {200, 401}
    except aiohttp.ClientError:
        return False


if __name__ == "__main__":
    settings = Settings()
    if sys.argv[1] == "ours":
        serve(ours(settings), settings)
    else:
        uvicorn.run(bare(settings), host="127.0.0.1", port=settings.port, log_level="error")
