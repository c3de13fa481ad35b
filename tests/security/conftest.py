"""A running demo that the access tests share, and somebody who asks in every role."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError

import pytest

from chassis.tokens import TokenMaker
from tests.journeys.backstage import Backstage
from tests.security.rules import Role, Rule
from tests.security.scene import Scene, make_scene
from tests.system import System, running_system


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running_system(tmp_path_factory.mktemp("security"), demo=True) as running:
        yield running


@pytest.fixture(scope="session")
def scene(system: System) -> Scene:
    return make_scene(Backstage(system))


@dataclass(frozen=True)
class Asker:
    """Asks a service over HTTP in a role, with the token that the gateway would make."""

    urls: dict[str, str]
    tokens: TokenMaker
    scene: Scene

    def ask(self, rule: Rule, role: Role) -> tuple[int, str]:
        """The status and what was said."""
        headers = {"Content-Type": "application/json"}
        if role != "nobody":
            headers["Authorization"] = f"Bearer {self._token(rule, role)}"
        if rule.version is not None:
            headers["If-Match"] = f'"{rule.version}"'
        path = self.scene.filled(rule.path or rule.route)
        body = None if rule.body is None else json.dumps(self.scene.filled(rule.body)).encode()
        request = urllib.request.Request(  # noqa: S310 - our own services
            f"{self.urls[rule.service]}{path}", method=rule.method, data=body, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return answer.status, ""
        except HTTPError as error:
            return error.code, error.read().decode()

    def _token(self, rule: Rule, role: Role) -> str:
        if role in ("system", "scoped"):
            scopes = [rule.scope] if role == "scoped" and rule.scope else []
            return self.tokens.make(rule.service, scopes=scopes)
        return self.tokens.make(rule.service, person_id=self.scene.people[role].id)


@pytest.fixture(scope="session")
def asker(system: System, scene: Scene) -> Asker:
    parts: list[dict[str, Any]] = system.status()["parts"]
    urls = {part["name"]: part["url"] for part in parts}
    return Asker(urls, TokenMaker(system.private_key), scene)
