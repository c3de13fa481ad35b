"""One running system that all faults share, and the town in it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date, time

import aiohttp
import pytest

from chassis.clock import at
from chassis.mongo import connect
from chassis.tokens import TokenMaker
from tests.faults.history import History
from tests.faults.stage import Addresses, Stage
from tests.faults.town import settle_in
from tests.system import System, running_system

SERVICES = ("directory", "talks", "goals", "notifier")
"""All that have documents and events of their own."""

A_MONDAY = at(date(2027, 3, 1), time(9))
"""Before both changes of the time. A test that moves the clock far puts it back."""


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    home = tmp_path_factory.mktemp("faults")
    with running_system(home, demo=True, municipality=False, only=SERVICES) as running:
        running.set_clock(A_MONDAY)
        yield running


@pytest.fixture(scope="session")
def addresses(system: System) -> Addresses:
    """Where everything answers: ports are kept when a part dies and comes again."""
    return Addresses.of(system)


@pytest.fixture(scope="session")
def town(system: System, addresses: Addresses) -> None:
    """HR, a boss, and a goal of the municipality: what every test's own people stand under."""

    async def settle() -> None:
        async with aiohttp.ClientSession() as session:
            mongo = connect(addresses.mongo_url)
            await settle_in(
                Stage(system, addresses, session, mongo, TokenMaker(system.private_key))
            )
            mongo.close()

    asyncio.run(settle())


@pytest.fixture
async def stage(system: System, addresses: Addresses, town: None) -> AsyncIterator[Stage]:
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        mongo = connect(addresses.mongo_url)
        yield Stage(system, addresses, session, mongo, TokenMaker(system.private_key))
        mongo.close()


@pytest.fixture
def history(stage: Stage) -> History:
    """Remembers what was acknowledged, and checks all that has happened so far."""
    return History(stage)
