from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
from fastapi import FastAPI

from chassis.mongo import Database
from chassis.testing import Publisher, eventually
from redthread_contracts.directory import PersonChanged
from redthread_contracts.samples import ELLEN, sample
from surveys.app import create_app
from surveys.settings import Settings

Running = Callable[[FastAPI], AbstractAsyncContextManager[str]]


async def test_it_is_ready_and_knows_the_people(
    settings: dict[str, Any], publisher: Publisher, mongo: Database, running: Running
) -> None:
    await publisher.publish(sample(PersonChanged), ELLEN, 1)

    async with (
        running(create_app(Settings(**settings))) as url,
        aiohttp.ClientSession(base_url=url) as anyone,
    ):
        assert (await anyone.get("/health/live")).status == 200
        await eventually(lambda: mongo["directory_people"].find_one({"_id": ELLEN}))
