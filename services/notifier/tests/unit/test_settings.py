from typing import Any

import pytest
from pydantic import ValidationError

from notifier.settings import Settings

SAFE: dict[str, Any] = {
    "production": True,
    "internal_public_key": "pem",
    "mongo_url": "mongodb://notifier:secret@mongo.example/?tls=true",
    "closed_network": "kafka",
    "public_url": "https://rodatraden.example",
    "mail_from": "rodatraden@ekstad.example",
    "smtp_starttls": True,
}


@pytest.mark.parametrize(
    "changes",
    [{}, {"smtp_starttls": False, "smtp_tls": True}, {"closed_network": "kafka,smtp"}],
    ids=str,
)
def test_production_starts_when_everything_is_safe(changes: dict[str, Any]) -> None:
    assert Settings(**SAFE | changes).production


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"public_url": "http://rodatraden.example"}, "REDTHREAD_PUBLIC_URL must begin with"),
        ({"mail_from": "rodatraden@localhost"}, "REDTHREAD_MAIL_FROM is missing"),
        ({"smtp_starttls": False}, "Mails would leave unencrypted: set REDTHREAD_SMTP_TLS=1"),
    ],
)
def test_production_refuses_what_is_only_right_on_one_machine(
    changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        Settings(**SAFE | changes)
