"""Asks the gateway over HTTP in a role, with a session as its login would make one."""

import hashlib
import json
import secrets
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

from pymongo import MongoClient

from tests.security.rules import Role, Rule
from tests.security.scene import Scene
from tests.system import System

_A_DAY = timedelta(days=1)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


@dataclass
class Browser:
    """Keeps a session for each role."""

    system: System
    scene: Scene
    _sessions: dict[Role, tuple[str, str]] = field(default_factory=dict)
    _opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(_StayHere)
    )

    def ask(self, rule: Rule, role: Role) -> tuple[int, str]:
        """The status and what was said. A way to the login counts as 401."""
        token, csrf = self._session(role) if role != "nobody" else ("", "")
        headers = {"Accept-Language": "sv"}
        if token:
            headers["Cookie"] = f"redthread={token}"
        data = None
        body = self.scene.filled(rule.body)
        if rule.route.startswith("/api/"):
            headers |= {"Content-Type": "application/json", "X-CSRF-Token": csrf}
            data = None if body is None else json.dumps(body).encode()
            if rule.version is not None:
                headers["If-Match"] = f'"{rule.version}"'
        elif rule.method == "POST":
            data = urlencode({"_csrf": csrf, **body}).encode()
        url = f"{self.system.url}{self.scene.filled(rule.path or rule.route)}"
        request = urllib.request.Request(url, method=rule.method, data=data, headers=headers)  # noqa: S310 - our own gateway
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, ""
        except HTTPError as error:
            onwards = error.headers.get("Location", "")
            said = error.read().decode()[:2_000]
            return (401 if onwards.startswith("/logga-in?") else error.code), said or onwards

    def _session(self, role: Role) -> tuple[str, str]:
        if role not in self._sessions:
            token, csrf, now = (
                secrets.token_urlsafe(32),
                secrets.token_urlsafe(24),
                datetime.now(UTC),
            )
            person = self.scene.people[role]
            mongo: MongoClient[dict[str, Any]] = MongoClient(self.system.status()["mongo_url"])
            mongo["gateway"]["sessions"].insert_one(
                {
                    "_id": hashlib.sha256(token.encode()).hexdigest(),
                    "person_id": person.id,
                    "name": person.name,
                    "csrf": csrf,
                    "expires_at": now + _A_DAY,
                    "forget_at": now + 2 * _A_DAY,
                }
            )
            mongo.close()
            self._sessions[role] = (token, csrf)
        return self._sessions[role]
