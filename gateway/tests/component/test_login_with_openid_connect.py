"""The gateway and a real login server (Canaille), over HTTP as a browser does it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from fastapi import FastAPI

from chassis.tokens import new_key_pair
from gateway.app import create_app
from gateway.settings import GatewaySettings
from redthread_local.logins import Logins

from .conftest import AWAY, Browser, Page
from .login_server import PUBLIC_URL, AtTheProvider, directory, login_server

Running = Callable[[FastAPI], AbstractAsyncContextManager[str]]
COOKIE = "redthread"


@pytest.fixture(scope="module")
def logins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logins]:
    with login_server(tmp_path_factory.mktemp("logins")) as running:
        yield running


@pytest.fixture
def make(settings: dict[str, Any], logins: Logins) -> Callable[..., FastAPI]:
    """Makes a gateway that knows the login server."""

    def gateway(**changes: Any) -> FastAPI:
        told: dict[str, Any] = {
            "internal_private_key": new_key_pair()[0],
            "public_url": PUBLIC_URL,
            "directory_url": AWAY,
            "oidc_issuer": logins.issuer,
            "oidc_client_id": "redthread",
            "oidc_client_secret": logins.settings["REDTHREAD_OIDC_CLIENT_SECRET"],
            "oidc_person_claim": "preferred_username",
        }
        for service in ("talks", "goals", "surveys", "notifier"):
            told[f"{service}_url"] = AWAY
        return create_app(GatewaySettings(**settings, **told | changes))

    return gateway


@dataclass
class Person(Browser):
    """A browser of somebody, with what it has at the provider."""

    provider: AtTheProvider = None  # type: ignore[assignment]  # always given
    password: str = ""

    async def leave(self, path: str = "/logga-in?till=/mal") -> str:
        """Begin to log in: the provider's page."""
        page = await self.get(path)
        assert page.status == 303, page.text
        return page.location

    async def sign_in(self, name: str, path: str = "/logga-in?till=/mal") -> Page:
        """Log in all the way."""
        return await self.get(await self.back_from(await self.leave(path), name))

    async def back_from(self, away: str, name: str) -> str:
        """Log in at the provider: the address that leads back."""
        back = await self.provider.log_in(away, name, self.password)
        assert back, self.provider.page
        return back

    @property
    def is_in(self) -> bool:
        """Whether the browser has a session's cookie."""
        return any(cookie.key == COOKIE and cookie.value for cookie in self.session.cookie_jar)


@pytest.fixture
async def address(make: Callable[..., FastAPI], running: Running) -> AsyncIterator[str]:
    async with running(directory()) as known, running(make(directory_url=known)) as url:
        yield url


@pytest.fixture
async def person_at(logins: Logins) -> AsyncIterator[Callable[[str], Person]]:
    sessions: list[aiohttp.ClientSession] = []

    def session() -> aiohttp.ClientSession:
        jar = aiohttp.CookieJar(unsafe=True)
        sessions.append(aiohttp.ClientSession(cookie_jar=jar, headers={"Accept-Language": "sv"}))
        return sessions[-1]

    def person(address: str) -> Person:
        provider = AtTheProvider(session())
        return Person(address, session(), provider=provider, password=logins.password)

    yield person
    for each in sessions:
        await each.close()


@pytest.fixture
async def person(person_at: Callable[[str], Person], address: str) -> Person:
    return person_at(address)


async def test_an_employee_logs_in_and_comes_to_the_page_they_wanted(person: Person) -> None:
    inside = await person.sign_in("ellen")
    account = await person.get("/konto")

    assert inside.location == "/mal"
    assert account.status == 200
    assert "Ellen Sandgren" in account.text


async def test_the_demos_chooser_is_gone(person: Person) -> None:
    assert (await person.get("/demo/logga-in")).status == 404
    assert (await person.post("/demo/logga-in", **{"as": "ellen"})).status == 404


async def test_everything_that_protects_a_login_is_asked_for(person: Person) -> None:
    asked = parse_qs(urlsplit(await person.leave()).query)

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["redirect_uri"] == [f"{PUBLIC_URL}/logga-in/svar"]


async def test_a_wrong_password_lets_nobody_in(person: Person) -> None:
    back = await person.provider.log_in(await person.leave(), "ellen", "wrong")

    assert back == ""
    assert not person.is_in
    assert (await person.get("/konto")).location.startswith("/logga-in")


@pytest.mark.parametrize("changed", ["", "x", "state-of-an-attacker"])
async def test_a_changed_state_lets_nobody_in(person: Person, changed: str) -> None:
    away = await person.leave()
    state = parse_qs(urlsplit(away).query)["state"][0]
    back = await person.back_from(away, "ellen")

    page = await person.get(back.replace(state, changed))

    assert page.status == 400
    assert "Inloggningen tog för lång tid" in page.text
    assert not person.is_in


async def test_another_browser_can_not_finish_the_login(
    person: Person, person_at: Callable[[str], Person]
) -> None:
    """Neither a thief with the address, nor a victim who is lured into somebody else's login."""
    back = await person.back_from(await person.leave(), "ellen")
    other = person_at(person.url)
    await other.leave()

    page = await other.get(back)

    assert page.status == 400
    assert not other.is_in


async def test_the_way_back_leads_in_once(person: Person) -> None:
    back = await person.back_from(await person.leave(), "ellen")
    await person.get(back)
    await person.post("/logga-ut")  # without a page's token: still in
    await person.get("/konto")
    await person.post("/logga-ut")

    page = await person.get(back)

    assert page.status == 400
    assert (await person.get("/konto")).location.startswith("/logga-in")


async def test_the_back_button_does_not_throw_out_who_is_in(person: Person) -> None:
    back = await person.back_from(await person.leave(), "ellen")
    await person.get(back)

    assert (await person.get(back)).location == "/"
    assert (await person.get("/konto")).status == 200


@pytest.mark.parametrize("used", [False, True], ids=["stolen code", "replayed code"])
async def test_a_code_of_another_login_is_refused(person: Person, used: bool) -> None:
    first = await person.back_from(await person.leave(), "ellen")
    if used:
        await person.get(first)
        person.forget_cookies()
    second = await person.leave()
    state = parse_qs(urlsplit(second).query)["state"][0]
    code = parse_qs(urlsplit(first).query)["code"][0]

    page = await person.get(f"/logga-in/svar?state={state}&code={code}&iss={_issuer(second)}")

    assert page.status == 403
    assert "Inloggningen gick inte att kontrollera" in page.text
    assert not person.is_in


async def test_an_answer_of_another_provider_is_refused(person: Person) -> None:
    back = await person.back_from(await person.leave(), "ellen")

    page = await person.get(back.partition("&iss=")[0] + "&iss=https://evil.example")

    assert page.status == 403
    assert not person.is_in


async def test_who_says_no_at_the_provider_can_try_again(person: Person) -> None:
    state = parse_qs(urlsplit(await person.leave()).query)["state"][0]

    page = await person.get(f"/logga-in/svar?state={state}&error=access_denied")

    assert page.status == 403
    assert "Du blev inte inloggad" in page.text
    assert 'href="/logga-in?till=/mal&amp;igen=1"' in page.text


async def test_who_is_in_no_directory_is_told_so(person: Person) -> None:
    page = await person.sign_in("gast")

    assert page.status == 403
    assert "Vi hittar dig inte bland medarbetarna" in page.text
    assert not person.is_in


async def test_who_is_no_longer_employed_is_told_so(person: Person) -> None:
    page = await person.sign_in("per")

    assert page.status == 403
    assert "inte anställd just nu" in page.text
    assert not person.is_in


async def test_another_account_is_asked_for_after_a_refusal(person: Person) -> None:
    await person.sign_in("gast")

    away = await person.leave("/logga-in?till=/mal&igen=1")

    assert parse_qs(urlsplit(away).query)["prompt"] == ["login"]


async def test_a_login_while_the_directory_is_away_says_so(
    make: Callable[..., FastAPI], running: Running, person_at: Callable[[str], Person]
) -> None:
    async with running(make()) as url:
        person = person_at(url)
        page = await person.sign_in("ellen")

    assert page.status == 503
    assert "Vi kan inte se vem du är just nu" in page.text


async def test_a_provider_that_is_away_is_named_and_nothing_is_lost(
    make: Callable[..., FastAPI], running: Running, person_at: Callable[[str], Person]
) -> None:
    async with running(make(oidc_issuer=AWAY)) as url:
        page = await person_at(url).get("/logga-in?till=/mal")

    assert page.status == 503
    assert "Kommunens inloggning svarar inte" in page.text
    assert 'href="/logga-in?till=/mal"' in page.text


async def test_logging_in_again_ends_the_session_before(person: Person) -> None:
    await person.sign_in("ellen")
    before = {cookie.key: cookie.value for cookie in person.session.cookie_jar}
    await person.sign_in("ellen")
    after = {cookie.key: cookie.value for cookie in person.session.cookie_jar}

    person.forget_cookies()
    person.session.cookie_jar.update_cookies(before)

    assert before[COOKIE] != after[COOKIE]
    assert (await person.get("/konto")).location.startswith("/logga-in")


async def test_logging_out_logs_out_at_the_provider_as_well(person: Person) -> None:
    await person.sign_in("ellen")
    stays = await person.provider.go(await person.leave())
    await person.get(stays)
    await person.get("/konto")

    page = await person.post("/logga-ut")
    away = page.headers["Refresh"].partition("url=")[2]
    back = await person.provider.go(away)

    assert stays, "the provider remembers"
    assert page.status == 200
    assert back == "/utloggad"
    assert "Du är utloggad" in (await person.get(back)).text
    assert await person.provider.go(await person.leave()) == "", "the provider has forgotten"
    assert not person.is_in


async def test_what_was_written_when_the_session_ran_out_waits_behind_the_login(
    person: Person,
) -> None:
    await person.sign_in("ellen")
    await person.get("/konto")
    token = person.csrf
    await person.post("/logga-ut")
    person.csrf = token

    lost = await person.post("/mal/nytt", title="Besked samma dag, å ä ö")
    inside = await person.sign_in("ellen", "/logga-in?till=/fortsatt")
    kept = await person.get(inside.location)

    assert lost.status == 401
    assert inside.location == "/fortsatt"
    assert "Besked samma dag, å ä ö" in kept.text


async def test_two_tabs_can_log_in_at_the_same_time(person: Person) -> None:
    first, second = await person.leave("/logga-in?till=/a"), await person.leave("/logga-in?till=/b")
    back_first = await person.back_from(first, "ellen")
    back_second = await person.back_from(second, "ellen")

    assert (await person.get(back_second)).location == "/b"
    assert (await person.get(back_first)).location == "/a"


async def test_over_https_the_cookies_are_bound_to_this_host(
    make: Callable[..., FastAPI], running: Running, person_at: Callable[[str], Person]
) -> None:
    async with running(make(public_url="https://rodatraden.example")) as url:
        page = await person_at(url).get("/logga-in")

    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-redthread-login=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Domain" not in cookie


def _issuer(away: str) -> str:
    parts = urlsplit(away)
    return f"{parts.scheme}://{parts.netloc}"
