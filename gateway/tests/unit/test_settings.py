import pytest
from pydantic import ValidationError

from gateway.settings import GatewaySettings


def test_without_the_demo_there_is_no_way_to_log_in_and_it_refuses_to_start() -> None:
    with pytest.raises(ValidationError, match="REDTHREAD_DEMO=1"):
        GatewaySettings(demo=False)


def test_production_refuses_the_demo() -> None:
    with pytest.raises(ValidationError, match="REDTHREAD_DEMO"):
        GatewaySettings(
            demo=True,
            production=True,
            public_url="https://rodatraden.example",
            internal_public_key="pem",
        )


def test_https_makes_the_cookies_secure() -> None:
    assert GatewaySettings(demo=True, public_url="https://rodatraden.example").secure
    assert not GatewaySettings(demo=True).secure
