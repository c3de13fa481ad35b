from typing import Any

import pytest
from pydantic import ValidationError

from gateway.settings import GatewaySettings

SAFE: dict[str, Any] = {
    "production": True,
    "public_url": "https://rodatraden.example",
    "internal_public_key": "pem",
    "internal_private_key": "pem",
    "mongo_url": "mongodb://gateway:secret@mongo.example/?tls=true",
    "closed_network": "kafka",
    "oidc_issuer": "https://login.example",
    "oidc_client_id": "redthread",
    "oidc_client_secret": "secret",
}


def test_production_starts_when_everything_is_safe() -> None:
    assert GatewaySettings(**SAFE).openid


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"demo": True}, "REDTHREAD_DEMO is for looking around.*take it away"),
        ({"public_url": "http://rodatraden.example"}, "REDTHREAD_PUBLIC_URL has to begin with"),
        ({"internal_private_key": ""}, "REDTHREAD_INTERNAL_PRIVATE_KEY is missing: give the PEM"),
        ({"oidc_issuer": None}, "There is no login: name the municipality's OpenID Connect"),
        ({"oidc_client_id": None}, "There is no login: name the municipality's OpenID Connect"),
        ({"oidc_issuer": "http://login.example"}, "REDTHREAD_OIDC_ISSUER has to begin with"),
        ({"oidc_client_secret": None}, "REDTHREAD_OIDC_CLIENT_SECRET is missing: register"),
        ({"internal_public_key": ""}, "REDTHREAD_INTERNAL_PUBLIC_KEY is missing"),
    ],
)
def test_production_refuses_what_is_only_right_on_one_machine(
    changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        GatewaySettings(**SAFE | changes)


def test_without_demo_and_provider_there_is_no_way_to_log_in_and_it_refuses_to_start() -> None:
    with pytest.raises(ValidationError, match=r"no way to log in.*REDTHREAD_OIDC_ISSUER"):
        GatewaySettings(demo=False)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"oidc_issuer": "http://login.example"}, "REDTHREAD_OIDC_CLIENT_ID is missing"),
        ({"oidc_client_id": "redthread"}, "REDTHREAD_OIDC_ISSUER is missing"),
    ],
)
def test_half_a_provider_is_refused(given: dict[str, Any], missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        GatewaySettings(demo=True, **given)


def test_scopes_without_openid_are_refused() -> None:
    with pytest.raises(ValidationError, match="REDTHREAD_OIDC_SCOPES has to contain openid"):
        GatewaySettings(demo=True, oidc_scopes="profile")


def test_the_chooser_is_there_only_in_a_demo_without_real_logins() -> None:
    provider: dict[str, Any] = {
        "oidc_issuer": "http://login.example",
        "oidc_client_id": "redthread",
    }

    assert GatewaySettings(demo=True).chooser
    assert not GatewaySettings(demo=True, **provider).chooser
    assert not GatewaySettings(**provider).chooser


def test_the_secret_is_in_no_print_out() -> None:
    settings = GatewaySettings(**SAFE)

    assert "'secret'" not in f"{settings!r}{settings.openid!r}"


def test_https_makes_the_cookies_secure() -> None:
    assert GatewaySettings(demo=True, public_url="https://rodatraden.example").secure
    assert not GatewaySettings(demo=True).secure
