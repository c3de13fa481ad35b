"""The municipality's own login: OpenID Connect, code flow with PKCE.

The provider is found by its issuer (discovery); what it answers is checked for signature, issuer,
audience, nonce and time. Everything here is between us and the provider: who somebody is in the
directory is decided in `login.py`.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from gateway.settings import OpenIdSettings

_TIMEOUT_SECONDS = 8.0
_KNOWN_SECONDS = 3600.0
"""How long discovery and keys are used without asking again."""

_LEEWAY_SECONDS = 60
"""How far the provider's clock may be from ours."""

_ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519",
    "EdDSA",
]  # fmt: skip
"""Signatures with a key pair. Never `none`, and never our own secret as the key."""

_log = structlog.get_logger()


class ProviderDown(Exception):
    """The provider does not answer, or with nonsense."""


class LoginRefused(Exception):
    """The provider said no, or what it sent can not be trusted."""


class Endpoints(BaseModel):
    """What discovery says."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    authorization_response_iss_parameter_supported: bool = False


@dataclass(frozen=True)
class Attempt:
    """What one login has to come back with."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> "Attempt":
        """All of it random."""
        return cls(*(secrets.token_urlsafe(48) for _ in range(3)))


@dataclass(frozen=True)
class Proof:
    """Whom the provider names, by its own claims, and the token that says so."""

    claims: dict[str, Any]
    id_token: str


class Provider:
    """The municipality's OpenID Connect provider."""

    def __init__(self, settings: OpenIdSettings, *, public_url: str) -> None:
        self._settings = settings
        self._public_url = public_url.rstrip("/")
        self._http = httpx2.AsyncClient(timeout=_TIMEOUT_SECONDS, follow_redirects=False)
        self._known: tuple[Endpoints, float] | None = None
        self._keys: tuple[KeySet, float] | None = None

    @property
    def redirect_uri(self) -> str:
        """Where the provider sends people back to; it has to be registered there."""
        return f"{self._public_url}/logga-in/svar"

    @property
    def logged_out_uri(self) -> str:
        """Where it sends them after logging out; it has to be registered there, too."""
        return f"{self._public_url}/utloggad"

    @property
    def person_claim(self) -> str:
        """The claim that says who somebody is."""
        return self._settings.person_claim

    def names(self, proof: Proof) -> str | None:
        """Whom the claim names; None without it, or with an address that nobody has verified."""
        value = proof.claims.get(self.person_claim)
        # Some providers send it as text.
        verified = str(proof.claims.get("email_verified", True)).lower()
        if self.person_claim == "email" and verified not in {"true", "1"}:
            return None
        return str(value) if isinstance(value, (str, int)) and str(value).strip() else None

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def way_in(self, attempt: Attempt, *, language: str, again: bool) -> str:
        """The provider's page to log in on. `again`: ask for the password whatever it remembers.

        Raises `ProviderDown`.
        """
        endpoints = await self._endpoints()
        async with self._client(endpoints) as client:
            url, _ = client.create_authorization_url(
                endpoints.authorization_endpoint,
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
                ui_locales=language,
                **({"prompt": "login"} if again else {}),
            )
        return str(url)

    async def prove(self, attempt: Attempt, *, code: str, issuer: str | None) -> Proof:
        """Trade the code for what the provider knows of the person.

        `issuer` is what came along with the code. Raises `LoginRefused`, `ProviderDown`.
        """
        endpoints = await self._endpoints()
        expected = issuer is not None or endpoints.authorization_response_iss_parameter_supported
        if expected and issuer != endpoints.issuer:  # RFC 9207: another provider's answer
            raise LoginRefused("issuer-differs")
        token = await self._trade(endpoints, attempt, code)
        id_token = token.get("id_token")
        if not isinstance(id_token, str):
            raise LoginRefused("no-id-token")
        claims = await self._checked(endpoints, id_token, attempt.nonce, token.get("access_token"))
        if self._settings.person_claim not in claims and endpoints.userinfo_endpoint:
            claims |= await self._userinfo(endpoints, token, claims["sub"])
        return Proof(claims, id_token)

    async def way_out(self, id_token: str | None) -> str | None:
        """The provider's page to log out on; None when it has none or does not answer."""
        try:
            endpoints = await self._endpoints()
        except ProviderDown:
            return None
        if endpoints.end_session_endpoint is None:
            return None
        asked = {
            "client_id": self._settings.client_id,
            "post_logout_redirect_uri": self.logged_out_uri,
        }
        if id_token:
            asked["id_token_hint"] = id_token
        glue = "&" if "?" in endpoints.end_session_endpoint else "?"
        return f"{endpoints.end_session_endpoint}{glue}{urlencode(asked)}"

    async def _endpoints(self) -> Endpoints:
        if self._known and self._known[1] > time.monotonic():
            return self._known[0]
        issuer = self._settings.issuer
        body = await self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            found = Endpoints.model_validate(body)
        except ValidationError as error:
            raise ProviderDown("discovery") from error
        if found.issuer != issuer:
            _log.error("openid_issuer_differs", said=found.issuer, expected=issuer)
            raise ProviderDown("issuer")
        self._known = (found, time.monotonic() + _KNOWN_SECONDS)
        return found

    async def _trade(self, endpoints: Endpoints, attempt: Attempt, code: str) -> dict[str, Any]:
        try:
            async with self._client(endpoints) as client:
                token: dict[str, Any] = await client.fetch_token(
                    endpoints.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                )
        except httpx2.HTTPError as error:
            raise ProviderDown("token") from error
        except AuthlibBaseError as error:
            raise LoginRefused(error.error or "token") from error
        except ValueError as error:  # no JSON
            raise ProviderDown("token") from error
        return token

    async def _checked(
        self, endpoints: Endpoints, id_token: str, nonce: str, access_token: object
    ) -> dict[str, Any]:
        try:
            try:
                token = jwt.decode(id_token, await self._jwks(endpoints), algorithms=_ALGORITHMS)
            except (JoseError, ValueError):
                # Signed with a key that is newer than ours: ask once.
                self._keys = None
                token = jwt.decode(id_token, await self._jwks(endpoints), algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": endpoints.issuer},
                    "aud": {"essential": True, "value": self._settings.client_id},
                    "sub": {"essential": True},
                    "exp": {"essential": True},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._settings.client_id,
                    "access_token": access_token,
                },
            )
            claims.validate(leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError) as error:
            raise LoginRefused(f"id-token: {error}") from error
        return dict(claims)

    async def _jwks(self, endpoints: Endpoints) -> KeySet:
        if self._keys is None or self._keys[1] <= time.monotonic():
            try:
                told: Any = await self._get(endpoints.jwks_uri)
                keys = KeySet.import_key_set(told)
            except (JoseError, ValueError, KeyError) as error:
                raise ProviderDown("keys") from error
            self._keys = (keys, time.monotonic() + _KNOWN_SECONDS)
        return self._keys[0]

    async def _userinfo(
        self, endpoints: Endpoints, token: dict[str, Any], subject: str
    ) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {token.get('access_token')}"}
        body = await self._get(endpoints.userinfo_endpoint or "", headers=bearer)
        if body.get("sub") != subject:  # somebody else's answer
            raise LoginRefused("userinfo-sub")
        return body

    async def _get(self, url: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            answer = await self._http.get(url, headers=headers)
            answer.raise_for_status()
            body: object = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            _log.warning("openid_provider_down", url=url, reason=str(error))
            raise ProviderDown(url) from error
        if not isinstance(body, dict):
            raise ProviderDown(url)
        return dict(body)

    def _client(self, endpoints: Endpoints) -> Any:
        secret = self._settings.client_secret
        return AsyncOAuth2Client(
            client_id=self._settings.client_id,
            client_secret=secret,
            token_endpoint_auth_method=_auth_method(endpoints, secret),
            scope=self._settings.scopes,
            redirect_uri=self.redirect_uri,
            response_type="code",
            code_challenge_method="S256",
            timeout=_TIMEOUT_SECONDS,
        )


def _auth_method(endpoints: Endpoints, secret: str | None) -> str:
    if not secret:
        return "none"
    known = endpoints.token_endpoint_auth_methods_supported
    basic, post = "client_secret_basic", "client_secret_post"
    return post if post in known and basic not in known else basic
