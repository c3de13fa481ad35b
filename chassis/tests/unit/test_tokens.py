from collections.abc import Callable
from time import time

import pytest

from chassis.errors import Unauthenticated
from chassis.tokens import LIFETIME_SECONDS, TokenChecker, TokenMaker, new_key_pair

PRIVATE, PUBLIC = new_key_pair()


def test_a_token_says_who_is_asking() -> None:
    token = TokenMaker(PRIVATE).make("goals", person_id="ellen", scopes=["b", "a"])

    claims = TokenChecker(PUBLIC, "goals").check(token)

    assert (claims["sub"], claims["scope"]) == ("ellen", "a b")


def _other_service() -> str:
    return TokenMaker(PRIVATE).make("talks", person_id="ellen")


def _other_key() -> str:
    return TokenMaker(new_key_pair()[0]).make("goals", person_id="ellen")


def _tampered() -> str:
    head, _, tail = TokenMaker(PRIVATE).make("goals", person_id="ellen").split(".")
    _, other, _ = TokenMaker(PRIVATE).make("goals", person_id="mattias").split(".")
    return f"{head}.{other}.{tail}"


def _unsigned() -> str:
    return "eyJhbGciOiJub25lIn0.eyJhdWQiOiJnb2FscyIsImV4cCI6OTk5OTk5OTk5OX0."


@pytest.mark.parametrize(
    "token", [_other_service, _other_key, _tampered, _unsigned, lambda: "", lambda: "åäö.🙂.x"]
)
def test_any_other_token_is_refused(token: Callable[[], str]) -> None:
    with pytest.raises(Unauthenticated):
        TokenChecker(PUBLIC, "goals").check(token())


def test_a_remembered_token_still_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    checker, token = TokenChecker(PUBLIC, "goals"), TokenMaker(PRIVATE).make("goals")
    checker.check(token)
    later = time() + LIFETIME_SECONDS + 1

    monkeypatch.setattr("chassis.tokens.time", lambda: later)

    with pytest.raises(Unauthenticated):
        checker.check(token)
