"""Every page and every route of the JSON API, asked by everybody, as the access table says."""

import pytest
from fastapi import FastAPI

from chassis.tokens import new_key_pair
from gateway.app import create_app
from gateway.settings import GatewaySettings
from tests.security.access_of_pages import MACHINES, NOT_ASKED, RULES
from tests.security.browser import Browser
from tests.security.rules import EVERYBODY, ROLES, Role, Rule, cells, named
from tests.security.scene import Scene
from tests.system import System

WHO = [role for role in ROLES if role in EVERYBODY or role == "nobody"]


@pytest.fixture(scope="module")
def browser(system: System, scene: Scene) -> Browser:
    return Browser(system, scene)


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    routes = routes_of(gateway())
    ruled = [f"{rule.method} {rule.route}" for rule in RULES] + list(NOT_ASKED)

    assert sorted(routes - set(ruled)) == [], "routes without a rule"
    assert sorted(set(ruled) - routes) == [], "rules without a route"
    assert len(ruled) == len(set(ruled)), "two rules for one route"


CELLS = cells(RULES, WHO)


@pytest.mark.parametrize("cell", CELLS, ids=map(named, CELLS))
def test_a_route_answers_whom_the_table_says(cell: tuple[Rule, Role], browser: Browser) -> None:
    rule, role = cell
    status, said = browser.ask(rule, role)

    assert status < 500, said
    assert rule.refused(status) != rule.allows(role), f"{status} {said}"


def gateway() -> FastAPI:
    """The gateway as the demo has it."""
    private, public = new_key_pair()
    return create_app(
        GatewaySettings(
            demo=True,
            internal_private_key=private,
            internal_public_key=public,
            mailbox_url="http://mailbox.example",
        )
    )


def routes_of(app: FastAPI) -> set[str]:
    """Every route, of pages too, which no OpenAPI describes."""
    found: set[str] = set()
    for route in app.routes:
        if hasattr(route, "effective_route_contexts"):
            for one in route.effective_route_contexts():
                found |= {f"{method} {one.path}" for method in one.methods - {"HEAD"}}
        elif str(getattr(route, "path", "")) not in MACHINES:
            found.add(f"plain {getattr(route, 'path', route)}")
    return found
