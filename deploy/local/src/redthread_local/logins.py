"""What the local login server and the gateway have to know of each other, kept in one file."""

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOGIN_SERVER = "login-server"
_CLIENT = "redthread"
_CLAIM = "preferred_username"
"""Canaille has no claim for employee numbers, so this one carries them."""


@dataclass(frozen=True)
class Logins:
    """The file's content; its secrets stay the same as long as the home does."""

    told: dict[str, Any]

    @classmethod
    def write(
        cls, file: Path, *, port: int, gateway_url: str, people: Sequence[dict[str, Any]]
    ) -> "Logins":
        """Writes the file anew, with the secrets that it had."""
        before = json.loads(file.read_text("utf-8")) if file.exists() else {}
        client = before.get("client", {})
        told = {
            "bind": f"127.0.0.1:{port}",
            "host": f"127.0.0.1:{port}",
            "name": "Ekstad",
            "secret": before.get("secret") or secrets.token_urlsafe(32),
            "password": before.get("password") or secrets.token_urlsafe(9),
            "users": list(people),
            "client": {
                "id": _CLIENT,
                "secret": client.get("secret") or secrets.token_urlsafe(32),
                "name": "Röda tråden",
                "uri": gateway_url,
                "redirect_uris": [f"{gateway_url}/logga-in/svar"],
                "post_logout_redirect_uris": [f"{gateway_url}/utloggad"],
            },
        }
        new = file.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            json.dump(told, opened, ensure_ascii=False)
        new.replace(file)
        return cls(told)

    @classmethod
    def read(cls, file: Path) -> "Logins":
        """What was written."""
        return cls(json.loads(file.read_text("utf-8")))

    @property
    def port(self) -> int:
        """Where the server answers."""
        return int(self.told["host"].rpartition(":")[2])

    @property
    def issuer(self) -> str:
        """What the server calls itself."""
        return f"http://{self.told['host']}"

    @property
    def password(self) -> str:
        """Everybody's password."""
        return str(self.told["password"])

    @property
    def users(self) -> list[dict[str, Any]]:
        """Who may log in."""
        users: list[dict[str, Any]] = self.told["users"]
        return users

    @property
    def settings(self) -> dict[str, str]:
        """What the gateway is told."""
        return {
            "REDTHREAD_OIDC_ISSUER": self.issuer,
            "REDTHREAD_OIDC_CLIENT_ID": _CLIENT,
            "REDTHREAD_OIDC_CLIENT_SECRET": self.told["client"]["secret"],
            "REDTHREAD_OIDC_PERSON_CLAIM": _CLAIM,
        }
