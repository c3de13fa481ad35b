"""Every route of the JSON API, asked wrongly: each says what to do, as problem+json."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext

from gateway.api import goals, talks, v1
from tests.journeys.backstage import Backstage
from tests.journeys.conftest import AsPersona
from tests.journeys.logins import Logins
from tests.journeys.mistakes import TOO_LONG
from tests.journeys.people import MATTIAS, YASMIN, colleague
from tests.journeys.visitor import Visitor
from tests.system import System

pytestmark = pytest.mark.usefixtures("open_cycle")

_NOWHERE = "00000000-0000-4000-8000-000000000000"
_SAFE = {"GET", "HEAD"}


def _routes() -> list[tuple[str, str]]:
    """Method and path of each route, with an id of nothing in it."""
    found = {
        (method, re.sub(r"\{version\}", "1", f"/api/v1{route.path}"))
        for module in (v1, talks, goals)
        for route in module.router.routes
        for method in getattr(route, "methods", ())
    }
    return sorted((method, re.sub(r"\{[^}]+\}", _NOWHERE, path)) for method, path in found)


CHANGES = [route for route in _routes() if route[0] not in _SAFE]


def _call(who: BrowserContext, method: str, path: str, body: Any, **headers: str) -> APIResponse:
    return who.request.fetch(
        path,
        method=method,
        data=body if isinstance(body, str) else json.dumps(body),
        headers={"Content-Type": "application/json", **headers},
    )


def _is_problem(answer: APIResponse, *statuses: int) -> dict[str, Any]:
    assert answer.status in statuses, answer.text()
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status
    assert problem["code"]
    assert problem["detail"]
    assert "Traceback" not in answer.text()
    return problem


@pytest.fixture(scope="module")
def guest(browser: Browser, system: System) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=system.url)
    yield context
    context.close()


@pytest.fixture(scope="module")
def curious(browser: Browser, system: System, logins: Logins) -> Iterator[Visitor]:
    """Somebody who tries every route."""
    context = browser.new_context(base_url=system.url)
    visitor = Visitor(colleague("Viktor Lund"), context)
    logins.log_in(context, visitor.person)
    yield visitor
    context.close()


@pytest.mark.parametrize(("method", "path"), _routes())
def test_somebody_who_is_not_logged_in_is_told_so(
    guest: BrowserContext, method: str, path: str
) -> None:
    _is_problem(_call(guest, method, path, {}), 401)


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_a_change_without_the_token_is_refused(curious: Visitor, method: str, path: str) -> None:
    problem = _is_problem(_call(curious.context, method, path, {}), 403)

    assert problem["code"] == "csrf-token"


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize(
    "body",
    ["{", [], "null", {"no_such_field": 1}, {"title": 7, "text": ["x"], "language": "fi"}],
    ids=["broken", "list", "null", "unknown field", "wrong types"],
)
def test_a_body_that_is_no_command_is_a_problem_and_no_error_of_ours(
    curious: Visitor, method: str, path: str, body: Any
) -> None:
    headers = {**_token(curious), "If-Match": '"1"'}

    _is_problem(_call(curious.context, method, path, body, **headers), 403, 404, 409, 422)


@pytest.fixture
def manager(as_person: AsPersona) -> Visitor:
    return as_person(MATTIAS)


@pytest.fixture
def talk(backstage: Backstage) -> str:
    """A talk that is being held."""
    employee = colleague("Maria Sánchez")
    found = backstage.talk_of(employee)
    if backstage.talk(found)["state"] not in {"ready", "held"}:
        backstage.both_share(found, employee)
    return found


def test_a_note_without_a_version_asks_for_one(manager: Visitor, talk: str) -> None:
    path = f"/api/v1/talks/{talk}/notes/roles"
    body = {"text": "Hej", "discussed": False}

    _is_problem(_call(manager.context, "PUT", path, body, **_token(manager)), 428)


def test_a_stale_version_shows_both_texts(manager: Visitor, talk: str) -> None:
    path = f"/api/v1/talks/{talk}/notes/competence"
    first = {"text": "Skrivet först.", "discussed": False}
    second = {"text": "Skrivet på en gammal sida.", "discussed": False}
    headers = {**_token(manager), "If-Match": '"0"'}
    assert _call(manager.context, "PUT", path, first, **headers).ok

    answer = _call(manager.context, "PUT", path, second, **headers)

    problem = _is_problem(answer, 409)
    assert problem["current"]["text"] == "Skrivet först."
    assert "Skrivet på en gammal sida." in json.dumps(problem, ensure_ascii=False)


def test_too_long_a_text_is_named(manager: Visitor, talk: str) -> None:
    path = f"/api/v1/talks/{talk}/notes/support"
    body = {"text": TOO_LONG, "discussed": False}
    headers = {**_token(manager), "If-Match": '"0"'}

    problem = _is_problem(_call(manager.context, "PUT", path, body, **headers), 422)

    assert [wrong["field"] for wrong in problem["errors"]] == ["text"]


def test_other_peoples_talks_are_refused(as_persona: AsPersona, talk: str) -> None:
    hr = as_persona(YASMIN)

    for page in ("", "/room", "/preparations", "/documents/1"):
        _is_problem(hr.context.request.get(f"/api/v1/talks/{talk}{page}"), 403)
    headers = {**_token(hr), "If-Match": '"0"'}
    body = {"text": "Hej", "discussed": False}
    answer = _call(hr.context, "PUT", f"/api/v1/talks/{talk}/notes/roles", body, **headers)
    _is_problem(answer, 403)


def test_a_body_of_megabytes_is_refused(manager: Visitor, talk: str) -> None:
    path = f"/api/v1/talks/{talk}/notes/support"
    headers = {**_token(manager), "If-Match": '"0"'}
    answer = _call(manager.context, "PUT", path, {"text": "x" * 4_500_000}, **headers)

    _is_problem(answer, 413)


def _token(visitor: Visitor) -> dict[str, str]:
    return {"X-CSRF-Token": visitor.csrf}
