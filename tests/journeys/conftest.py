"""A running demo, a browser, and people who are logged in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests import browser as machine
from tests.journeys.backstage import Backstage
from tests.journeys.logins import Logins
from tests.journeys.people import PERSONAS, Person
from tests.journeys.visitor import Visitor
from tests.system import System, running_system

AsPersona = Callable[..., Visitor]
"""`as_person(ELLEN)`; further keywords go to the browser, such as `color_scheme="dark"`."""

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The demo that the journeys share. Its clock is never moved."""
    with running_system(tmp_path_factory.mktemp("system"), demo=True) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    arguments = ["--disable-gpu", "--disable-background-networking"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    launched = playwright.chromium.launch(executable_path=machine.executable(), args=arguments)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def backstage(system: System) -> Backstage:
    """The services behind the shared demo."""
    return Backstage(system)


@pytest.fixture(scope="session")
def open_cycle(backstage: Backstage) -> str:
    """A cycle in the shared demo: everybody in Mattias' team has an open talk."""
    return backstage.start_cycle()


@pytest.fixture(scope="session")
def logins(system: System) -> Iterator[Logins]:
    found = Logins(system)
    yield found
    found.close()


@pytest.fixture
def browse(browser: Browser, system: System) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browsers, each with its own cookies, and closes them after the test."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(
            **{
                "base_url": system.url,
                "locale": "sv-SE",
                "timezone_id": "Europe/Stockholm",
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def as_persona(browse: Callable[..., BrowserContext]) -> AsPersona:
    """Logs one of the five in through the demo's chooser."""

    def log_in(person: Person, **options: Any) -> Visitor:
        assert person in PERSONAS
        visitor = Visitor(person, browse(**options))
        visitor.log_in()
        return visitor

    return log_in


@pytest.fixture
def as_person(browse: Callable[..., BrowserContext], logins: Logins) -> AsPersona:
    """Logs anybody in, without the chooser."""

    def log_in(person: Person, **options: Any) -> Visitor:
        context = browse(**options)
        logins.log_in(context, person)
        return Visitor(person, context)

    return log_in


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).parents[2]
