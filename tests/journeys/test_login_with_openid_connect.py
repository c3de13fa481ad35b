"""Logging in with a password at a real login server, in a browser, from the start page and back."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, expect

from redthread_local.logins import Logins
from tests.journeys.axe import faults
from tests.journeys.people import ELLEN, MATTIAS, Person
from tests.journeys.visitor import Visitor
from tests.system import System, running_system

WRITTEN = "Bättre svar till sökande, å ä ö"

AtTheDoor = Callable[..., Visitor]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The demo, with a login server in front."""
    with running_system(tmp_path_factory.mktemp("guarded"), demo=True, oidc=True) as running:
        yield running


@pytest.fixture(scope="module")
def logins(guarded: System) -> Logins:
    return Logins.read(guarded.home / "logins.json")


@pytest.fixture
def at_the_door(browse: Callable[..., BrowserContext], guarded: System) -> AtTheDoor:
    """Somebody in a browser of their own who is not logged in."""

    def visitor(person: Person = ELLEN, **options: Any) -> Visitor:
        return Visitor(person, browse(**{"base_url": guarded.url, **options}))

    return visitor


def log_in(visitor: Visitor, logins: Logins, password: str | None = None) -> None:
    """Fill in the login server's two pages."""
    user = next(user for user in logins.users if user["id"] == visitor.person.id)
    page = visitor.page
    page.locator("input[name=login]").fill(user["user_name"])
    page.get_by_role("button", name="Continue").click()
    page.locator("input[name=password]").fill(password or logins.password)
    page.get_by_role("button", name="Sign in").click()


def is_in(visitor: Visitor) -> bool:
    return visitor.status_of("/konto") == 200


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_an_employee_logs_in_lands_where_they_wanted_and_logs_out_everywhere(
    at_the_door: AtTheDoor, logins: Logins, javascript: bool
) -> None:
    ellen = at_the_door(java_script_enabled=javascript)
    ellen.go("/mal")
    log_in(ellen, logins)
    expect(ellen.page.locator("a.name")).to_have_text(ELLEN.name)
    assert ellen.path == "/mal"

    ellen.go("/konto")
    ellen.press("Logga ut", exact=True)
    ellen.heading("Du är utloggad")
    assert not is_in(ellen)

    ellen.follow("Logga in", exact=True)
    expect(ellen.page.locator("input[name=login]")).to_be_visible()


def test_a_wrong_password_stays_at_the_login_server(at_the_door: AtTheDoor, logins: Logins) -> None:
    ellen = at_the_door()
    ellen.go("/")
    log_in(ellen, logins, "fel lösenord")

    expect(ellen.page.locator("input[name=password]")).to_be_visible()
    assert not is_in(ellen)


def test_a_stolen_cookie_is_worth_nothing_after_the_logout(
    at_the_door: AtTheDoor, logins: Logins
) -> None:
    ellen, thief = at_the_door(), at_the_door()
    ellen.go("/")
    log_in(ellen, logins)
    expect(ellen.page.locator("a.name")).to_have_text(ELLEN.name)
    cookie = next(each for each in ellen.context.cookies() if each["name"] == "redthread")
    assert cookie["httpOnly"]
    assert ellen.page.evaluate("document.cookie").find("redthread") == -1
    ellen.go("/konto")
    ellen.press("Logga ut", exact=True)
    ellen.heading("Du är utloggad")

    thief.context.add_cookies(
        [{"name": "redthread", "value": cookie["value"], "domain": "localhost", "path": "/"}]
    )

    assert not is_in(thief)


def test_the_way_back_leads_nobody_else_in_and_only_once(
    at_the_door: AtTheDoor, logins: Logins
) -> None:
    ellen, thief = at_the_door(), at_the_door()
    seen: list[str] = []
    ellen.page.on("request", lambda request: seen.append(request.url))
    ellen.go("/")
    log_in(ellen, logins)
    expect(ellen.page.locator("a.name")).to_have_text(ELLEN.name)
    back = next(url for url in seen if urlsplit(url).path == "/logga-in/svar")

    thief.go("/logga-in")  # has a login of their own under way
    answer = thief.go(back)

    assert answer.status == 400
    thief.heading("Inloggningen tog för lång tid")
    assert not is_in(thief)
    ellen.go(back)
    assert is_in(ellen), "the back button throws nobody out"


def test_a_tampered_state_is_refused(at_the_door: AtTheDoor, logins: Logins) -> None:
    ellen = at_the_door()
    answer = ellen.context.request.get("/logga-in?till=/mal", max_redirects=0)
    ellen.go(answer.headers["location"].replace("state=", "state=x"))
    log_in(ellen, logins)

    ellen.heading("Inloggningen tog för lång tid")
    assert faults(ellen.page) == []
    assert not is_in(ellen)


def test_who_is_no_employee_is_told_whom_to_ask(at_the_door: AtTheDoor, logins: Logins) -> None:
    guest = at_the_door(Person("guest", "Gunn Gäst"))
    guest.go("/")
    log_in(guest, logins)

    guest.heading("Vi hittar dig inte bland medarbetarna")
    guest.sees("Fråga din chef eller HR")
    assert not is_in(guest)


def test_a_login_that_is_lost_in_the_middle_of_writing_loses_no_text(
    at_the_door: AtTheDoor, logins: Logins
) -> None:
    ellen = at_the_door()
    ellen.go("/mal/nytt")
    log_in(ellen, logins)
    ellen.page.locator("main form").first.wait_for()
    field = ellen.page.locator("main textarea, main input[type=text]").first
    field.fill(WRITTEN)
    ellen.context.clear_cookies(name="redthread")

    ellen.page.locator("main form button").last.click()
    ellen.heading("Du loggades ut medan du skrev")
    ellen.sees(WRITTEN)
    ellen.follow("Logga in igen")

    ellen.heading("Fortsätt där du var")  # the login server still knows her
    assert ellen.field("Det här skrev du").input_value() == WRITTEN


def test_what_one_wrote_is_not_shown_to_who_logs_in_next(
    at_the_door: AtTheDoor, logins: Logins
) -> None:
    mattias = at_the_door(MATTIAS)
    mattias.go("/")
    log_in(mattias, logins)
    expect(mattias.page.locator("a.name")).to_have_text(MATTIAS.name)

    mattias.go("/fortsatt")

    assert WRITTEN not in mattias.page.content()
