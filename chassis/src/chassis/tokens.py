"""Internal tokens: who is asking, signed by the gateway, for one service and one minute.

JWT (RFC 7519) with Ed25519 (RFC 8037, RFC 9864). Nothing trusts a header or the network.
`python -m chassis.tokens` prints a new pair of keys as settings, for an environment file.
"""

import sys
from collections import OrderedDict
from collections.abc import Iterable
from time import time
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from chassis.errors import Unauthenticated

LIFETIME_SECONDS = 60
_ALGORITHM = "Ed25519"
_REMEMBERED = 4096


class TokenMaker:
    """Signs tokens with the private key (PEM)."""

    def __init__(self, private_key: str) -> None:
        self._key = OKPKey.import_key(private_key)

    def make(
        self, audience: str, *, person_id: str | None = None, scopes: Iterable[str] = ()
    ) -> str:
        """A token for one service; `scopes` are for systems, which are no person."""
        now = int(time())
        claims: dict[str, Any] = {"aud": audience, "iat": now, "exp": now + LIFETIME_SECONDS}
        if person_id is not None:
            claims["sub"] = person_id
        if scope := " ".join(sorted(scopes)):
            claims["scope"] = scope
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key, algorithms=[_ALGORITHM])


class TokenChecker:
    """Checks tokens with the public key (PEM). Remembers those it has seen until they end."""

    def __init__(self, public_key: str, audience: str) -> None:
        self._key = OKPKey.import_key(public_key)
        self._audience = audience
        self._seen: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def check(self, token: str) -> dict[str, Any]:
        """The claims. Raises `Unauthenticated` when forged, too old, or for another service."""
        claims = self._seen.get(token) or self._verified(token)
        if claims.get("aud") != self._audience or not claims.get("exp", 0) > time():
            raise Unauthenticated("token-not-valid", "The token has ended. Log in again.")
        return claims

    def _verified(self, token: str) -> dict[str, Any]:
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
        except (JoseError, ValueError) as error:
            raise Unauthenticated("token-not-valid", "The token is not valid.") from error
        self._seen[token] = claims
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return claims


def new_key_pair() -> tuple[str, str]:
    """A private and a public key, both PEM."""
    key = OKPKey.generate_key("Ed25519")
    return key.as_pem(private=True).decode(), key.as_pem(private=False).decode()


if __name__ == "__main__":
    for name, pem in zip(("PRIVATE", "PUBLIC"), new_key_pair(), strict=True):
        one_line = pem.strip().replace("\n", "\\n")
        sys.stdout.write(f'REDTHREAD_INTERNAL_{name}_KEY="{one_line}"\n')
