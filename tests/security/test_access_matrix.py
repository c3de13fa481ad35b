"""Every route of every service, asked by everybody, as the access table says."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

import competence.app
import directory.app
import goals.app
import notifier.app
import surveys.app
import talks.app
from tests.security.access import MACHINES, RULES
from tests.security.conftest import Asker
from tests.security.rules import ROLES, Role, Rule, cells, named

SERVICES: dict[str, Callable[[], FastAPI]] = {
    "directory": directory.app.create_app,
    "talks": talks.app.create_app,
    "goals": goals.app.create_app,
    "surveys": surveys.app.create_app,
    "competence": competence.app.create_app,
    "notifier": notifier.app.create_app,
}


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_has_a_rule_and_every_rule_a_route(service: str) -> None:
    routes = routes_of(SERVICES[service]())
    ruled = [(rule.method, rule.route) for rule in RULES if rule.service == service]

    assert sorted(routes - set(ruled)) == [], "routes without a rule"
    assert sorted(set(ruled) - routes) == [], "rules without a route"
    assert len(ruled) == len(set(ruled)), "two rules for one route"


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_left_out_of_the_description(service: str) -> None:
    app = SERVICES[service]()
    described = {path for _, path in routes_of(app)}

    assert {path for path in all_paths(app) if path not in described} <= MACHINES | {
        "/docs/oauth2-redirect"
    }


CELLS = cells(RULES, ROLES)


@pytest.mark.parametrize("cell", CELLS, ids=map(named, CELLS))
def test_a_route_answers_whom_the_table_says(cell: tuple[Rule, Role], asker: Asker) -> None:
    rule, role = cell
    status, said = asker.ask(rule, role)

    assert status < 500, said
    assert rule.refused(status) != rule.allows(role), f"{status} {said}"


def routes_of(app: FastAPI) -> set[tuple[str, str]]:
    """What the OpenAPI description of an application offers."""
    return {
        (method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }


def all_paths(app: FastAPI) -> set[str]:
    """Every path that an application answers, described or not."""
    paths: set[str] = set()
    for route in app.routes:
        if hasattr(route, "effective_route_contexts"):
            paths |= {one.path for one in route.effective_route_contexts()}
        else:
            paths.add(str(getattr(route, "path", "")))
    return paths
