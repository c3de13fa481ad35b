"""Who is asking."""

from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from chassis.errors import Forbidden, Unauthenticated
from chassis.tokens import TokenChecker
from redthread_contracts.ids import PersonId


class Actor(BaseModel):
    """A person, or a system with scopes. What they may do, each service decides by itself."""

    model_config = ConfigDict(frozen=True)

    person_id: PersonId | None = None
    scopes: frozenset[str] = frozenset()

    def require_person(self) -> PersonId:
        """The person's id. Raises `Forbidden` for a system."""
        if self.person_id is None:
            raise Forbidden("person-needed", "Only a person can do this, not a system.")
        return self.person_id

    def require_scope(self, scope: str) -> None:
        """Raises `Forbidden` without the scope."""
        if scope not in self.scopes:
            raise Forbidden("scope-missing", f"This needs the scope {scope}.", scope=scope)


async def current_actor(request: Request) -> Actor:
    """The actor of a request. Raises `Unauthenticated` without a valid internal token."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Unauthenticated("token-missing", "Send an internal token: Authorization: Bearer …")
    checker: TokenChecker = request.app.state.token_checker
    claims = checker.check(token)
    scopes = frozenset(str(claims.get("scope", "")).split())
    return Actor(person_id=claims.get("sub"), scopes=scopes)


# `async`, although it waits for nothing: FastAPI sends a plain function to a thread and back.
Asking = Annotated[Actor, Depends(current_actor)]
