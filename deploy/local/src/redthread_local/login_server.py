"""A login server for the demo: Canaille, an OpenID Connect provider, with the demo's people.

`python -m redthread_local.login_server FILE`, with Canaille's folder on the PYTHONPATH. The file
(`redthread_local.logins` writes it) says where it answers, who may log in, and who asks.
Everything is kept in memory: after a restart people log in again.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def make_app(told: dict[str, Any]) -> Any:
    """Canaille, as a WSGI application, with its people and its one client."""
    from canaille import create_app

    settings = _settings(told)
    app = create_app(config=settings, backend=_memory(settings))
    with app.app_context():
        _fill(told)
    return app


def _memory(settings: dict[str, Any]) -> Any:
    from canaille.backends.memory.backend import MemoryBackend

    class ExactMemory(MemoryBackend):  # type: ignore[misc]  # no type hints published
        """Finds what fits all that is asked for.

        Canaille 0.3's own finds what fits any of it: the code of another login, for instance, as
        soon as two are under way.
        """

        __module__ = MemoryBackend.__module__  # its models are looked for beside it

        def do_query(self, model: Any, *args: Any, **asked: Any) -> list[Any]:
            any_of = super().do_query
            found: list[Any] = any_of(model, *args, **asked)
            for name, value in asked.items():
                fits = {each.id for each in any_of(model, **{name: value})}
                found = [each for each in found if each.id in fits]
            return found

    return ExactMemory(settings)


def _settings(told: dict[str, Any]) -> dict[str, Any]:
    own_data_only = {"READ": ["user_name"], "WRITE": [], "PERMISSIONS": ["use_oidc"]}
    return {
        "SECRET_KEY": told["secret"],
        "SERVER_NAME": told["host"],
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE_MEMORY": {},
        "CANAILLE": {
            "NAME": told["name"],
            "JAVASCRIPT": False,
            "HTMX": False,
            "SMTP": None,
            "ACL": {"DEFAULT": own_data_only},
        },
        "CANAILLE_OIDC": {
            # Canaille has no claim of its own for employee numbers.
            "USERINFO_MAPPING": {"PREFERRED_USERNAME": "{{ user.employee_number }}"},
            # Nobody is asked whether the municipality's own product may know who they are.
            "TRUSTED_DOMAINS": [urlsplit(told["client"]["uri"]).hostname],
        },
    }


def _fill(told: dict[str, Any]) -> None:
    from canaille.app import models
    from canaille.backends import Backend

    for user in told["users"]:
        Backend.instance.save(
            models.User(
                user_name=user["user_name"],
                formatted_name=f"{user['given_name']} {user['family_name']}",
                given_name=user["given_name"],
                family_name=user["family_name"],
                emails=[user["email"]],
                employee_number=user["employee_number"],
                password=told["password"],
            )
        )
    asks = told["client"]
    client = models.Client(
        client_id=asks["id"],
        client_secret=asks["secret"],
        client_name=asks["name"],
        client_uri=asks["uri"],
        redirect_uris=asks["redirect_uris"],
        post_logout_redirect_uris=asks["post_logout_redirect_uris"],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile", "email"],
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - a method's name
    )
    Backend.instance.save(client)
    client.audience = [client]  # whom its tokens are for
    Backend.instance.save(client)


async def _serve(told: dict[str, Any]) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [told["bind"]]
    await serve(make_app(told), config, mode="wsgi")


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
