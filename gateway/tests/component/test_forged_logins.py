"""A provider that lies: tokens which nobody may get in with. The real one never sends them."""

import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from chassis.testing import serving
from gateway.openid import Attempt, LoginRefused, Provider, ProviderDown
from gateway.settings import OpenIdSettings

KEY = RSAKey.generate_key(2048, {"kid": "its-own"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "its-own"})
ATTEMPT = Attempt(state="state", nonce="nonce", verifier="verifier-" * 8)


class Liar:
    """A provider whose tokens a test makes."""

    def __init__(self) -> None:
        self.app = FastAPI()
        self.url = ""
        self.issuer = ""
        self.changes: dict[str, Any] = {}
        self.key: Any = KEY
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "its-own"}
        self.userinfo: dict[str, Any] = {"sub": "ellen"}
        self.app.get("/health/ready")(self.ready)
        self.app.get("/.well-known/openid-configuration")(self.discovery)
        self.app.get("/jwks")(self.jwks)
        self.app.post("/token")(self.token)
        self.app.get("/userinfo")(self.who)

    async def ready(self) -> dict[str, bool]:
        return {"ready": True}

    async def discovery(self) -> dict[str, Any]:
        paths = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "jwks",
            "userinfo_endpoint": "userinfo",
        }
        return {"issuer": self.issuer} | {key: f"{self.url}/{at}" for key, at in paths.items()}

    async def jwks(self) -> dict[str, Any]:
        return {"keys": [KEY.as_dict(private=False)]}

    async def token(self) -> dict[str, Any]:
        return {"access_token": "access", "token_type": "Bearer", "id_token": self.id_token()}

    async def who(self) -> dict[str, Any]:
        return self.userinfo

    def id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": "redthread",
            "sub": "ellen",
            "iat": now,
            "exp": now + 60,
            "nonce": "nonce",
            "employee_number": "1001",
        } | self.changes
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.header["alg"] == "none":
            return f"{_part(self.header)}.{_part(claims)}."
        return jwt.encode(self.header, claims, self.key, algorithms=["RS256", "HS256"])


@pytest.fixture
async def liar() -> AsyncIterator[Liar]:
    provider = Liar()
    async with serving(provider.app) as url:
        provider.url = provider.issuer = url
        yield provider


@pytest.fixture
async def asks(liar: Liar) -> AsyncIterator[Provider]:
    settings = OpenIdSettings(issuer=liar.url, client_id="redthread", client_secret="secret")
    provider = Provider(settings, public_url="https://rodatraden.example")
    yield provider
    await provider.close()


async def test_an_honest_token_proves_who_somebody_is(asks: Provider) -> None:
    proof = await asks.prove(ATTEMPT, code="code", issuer=None)

    assert asks.names(proof) == "1001"


AN_HOUR_AGO, IN_AN_HOUR = int(time.time()) - 3600, int(time.time()) + 3600


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client", "a-third"]},
        {"aud": ["redthread", "another-client"], "azp": "another-client"},
        {"exp": AN_HOUR_AGO},
        {"exp": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"at_hash": "wrong"},
        {"iat": IN_AN_HOUR},
    ],
    # Without the times: workers that collect at different seconds must agree on the names.
    ids="-".join,
)
async def test_a_token_with_a_wrong_claim_is_refused(
    liar: Liar, asks: Provider, changes: dict[str, Any]
) -> None:
    liar.changes = changes

    with pytest.raises(LoginRefused):
        await asks.prove(ATTEMPT, code="code", issuer=None)


async def test_a_token_that_somebody_else_signed_is_refused(liar: Liar, asks: Provider) -> None:
    liar.key = OTHER_KEY

    with pytest.raises(LoginRefused):
        await asks.prove(ATTEMPT, code="code", issuer=None)


async def test_a_token_without_a_signature_is_refused(liar: Liar, asks: Provider) -> None:
    liar.header = {"alg": "none"}

    with pytest.raises(LoginRefused):
        await asks.prove(ATTEMPT, code="code", issuer=None)


async def test_a_token_signed_with_a_public_key_as_a_password_is_refused(
    liar: Liar, asks: Provider
) -> None:
    liar.header = {"alg": "HS256", "kid": "its-own"}
    liar.key = OctKey.import_key(hashlib.sha256(KEY.as_pem(private=False)).digest())

    with pytest.raises(LoginRefused):
        await asks.prove(ATTEMPT, code="code", issuer=None)


async def test_a_claim_that_the_token_lacks_is_asked_for(liar: Liar, asks: Provider) -> None:
    liar.changes = {"employee_number": None}
    liar.userinfo = {"sub": "ellen", "employee_number": "1001"}

    assert asks.names(await asks.prove(ATTEMPT, code="code", issuer=None)) == "1001"


async def test_somebody_elses_claims_are_refused(liar: Liar, asks: Provider) -> None:
    liar.changes = {"employee_number": None}
    liar.userinfo = {"sub": "mattias", "employee_number": "1002"}

    with pytest.raises(LoginRefused):
        await asks.prove(ATTEMPT, code="code", issuer=None)


async def test_a_provider_that_calls_itself_something_else_is_not_asked(
    liar: Liar, asks: Provider
) -> None:
    liar.issuer = "https://evil.example"

    with pytest.raises(ProviderDown):
        await asks.way_in(ATTEMPT, language="sv", again=False)


@pytest.mark.parametrize("verified", [False, "false", ""])
async def test_an_address_that_nobody_has_verified_names_nobody(
    liar: Liar, verified: object
) -> None:
    settings = OpenIdSettings(issuer=liar.url, client_id="redthread", person_claim="email")
    asks = Provider(settings, public_url="https://rodatraden.example")
    liar.changes = {"email": "ellen@ekstad.example", "email_verified": verified}

    assert asks.names(await asks.prove(ATTEMPT, code="code", issuer=None)) is None
    await asks.close()


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
