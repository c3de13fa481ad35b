"""WCAG 2.2 AA with axe-core, on every page that somebody can open, in four looks."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page

from chassis.tokens import new_key_pair
from gateway.app import create_app
from gateway.settings import GatewaySettings
from tests.journeys.axe import faults
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.every_page import LOST_LOGIN, NO_PAGES, PAGES, Shown
from tests.journeys.logins import Logins
from tests.journeys.people import Person
from tests.journeys.states import States, make_states
from tests.system import System


class Readers:
    """One open browser per person and language, kept from page to page."""

    def __init__(self, browser: Browser, system: System, logins: Logins) -> None:
        self._browser = browser
        self._url = system.url
        self._logins = logins
        self._pages: dict[tuple[Person | None, str], Page] = {}

    def page_of(self, who: Person | None, language: str) -> Page:
        """The person's page."""
        if (who, language) not in self._pages:
            self._pages[who, language] = self._open(who, language)
        return self._pages[who, language]

    def close(self) -> None:
        """Let the browsers go."""
        for page in self._pages.values():
            page.context.close()

    def _open(self, who: Person | None, language: str) -> Page:
        context: BrowserContext = self._browser.new_context(
            base_url=self._url, timezone_id="Europe/Stockholm", reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        if who:
            self._logins.log_in(context, who)
        context.add_cookies([{"name": "redthread-language", "value": language, "url": self._url}])
        return context.new_page()


@pytest.fixture(scope="module")
def readers(browser: Browser, system: System, logins: Logins) -> Iterator[Readers]:
    found = Readers(browser, system, logins)
    yield found
    found.close()


@pytest.fixture(scope="module")
def states(system: System, backstage: Backstage, open_cycle: str) -> States:
    return make_states(system, backstage, open_cycle)


@pytest.mark.parametrize("shown", PAGES, ids=[shown.name for shown in PAGES])
def test_a_page_is_accessible_in_four_looks(shown: Shown, states: States, readers: Readers) -> None:
    page = readers.page_of(shown.who, shown.language)
    _open(shown, page, states)
    assert faults(page) == []


def test_a_lost_login_is_told_accessibly(as_persona: AsPersona, states: States) -> None:
    assert LOST_LOGIN.who
    visitor = as_persona(LOST_LOGIN.who)
    _open(LOST_LOGIN, visitor.page, states)
    assert faults(visitor.page) == []

    visitor.page.get_by_role("link", name="Logga in").first.click()
    visitor.press(f"Välj {LOST_LOGIN.who.name}")
    visitor.heading("Fortsätt där du var")
    assert faults(visitor.page) == []
    visitor.press("Ta bort texten, jag behöver den inte")


def test_the_check_finds_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        """<html lang="sv"><title>Fel</title><style>
        @media (prefers-color-scheme: dark) { p { color: #777; background: #888 } }
        </style><input type="text"><p>Grått på grått</p><div style="width: 330px">Brett</div>"""
    )
    found = "\n".join(faults(page))
    page.close()
    assert found.count("label: ") == 4
    assert "phone, dark: color-contrast" in found
    assert "phone, light: color-contrast" not in found
    assert "px wide at 320 px" in found


def test_every_page_of_the_gateway_is_looked_at() -> None:
    pages = {path for path in _answered_by(_gateway()) if not path.startswith("/api/")}
    assert pages - set(NO_PAGES) - {shown.route for shown in PAGES} == set()
    assert {shown.route for shown in PAGES} - pages == {"403", "404"}, "no such page any more"
    assert set(NO_PAGES) <= pages, "no such page any more"


def _open(shown: Shown, page: Page, states: States) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    path = states.path(shown.path)
    response = page.goto(path)
    assert response is not None
    assert response.status == shown.status, path
    assert page.url.endswith(path), f"{path} led to {page.url}"
    if shown.then:
        shown.then(page, states)


def _gateway() -> FastAPI:
    private, public = new_key_pair()
    return create_app(
        GatewaySettings(
            demo=True,
            internal_private_key=private,
            internal_public_key=public,
            mailbox_url="http://mailbox.example",
        )
    )


def _answered_by(app: FastAPI) -> set[str]:
    """What can be opened, without what the chassis adds for machines."""
    included = [route for route in app.routes if hasattr(route, "effective_route_contexts")]
    return {
        route.path
        for router in included
        for route in router.effective_route_contexts()
        if "GET" in route.methods
    }
