from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chassis.settings import Settings

SAFE: dict[str, Any] = {
    "production": True,
    "internal_public_key": "key",
    "mongo_url": "mongodb://talks:secret@mongo.example/?replicaSet=rs0&tls=true",
    "closed_network": "kafka",
}


def test_production_starts_when_everything_is_safe() -> None:
    assert Settings(**SAFE).production


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"clock_file": Path("clock")}, "REDTHREAD_CLOCK_FILE moves the clock.*take it away"),
        ({"internal_public_key": ""}, "REDTHREAD_INTERNAL_PUBLIC_KEY is missing: give the PEM"),
        ({"mongo_url": "mongodb://mongo.example/?tls=true"}, "REDTHREAD_MONGO_URL names no user"),
        ({"mongo_url": "mongodb://u:p@mongo.example/"}, "REDTHREAD_MONGO_URL has no TLS"),
        ({"mongo_url": "mongodb://u:p@mongo.example/?tls=false"}, "add tls=true"),
        ({"mongo_url": "mongodb+srv://u:p@mongo.example/?tls=false"}, "add tls=true"),
        ({"closed_network": ""}, "Kafka is spoken to without TLS.*REDTHREAD_CLOSED_NETWORK=kafka"),
    ],
)
def test_production_refuses_what_is_only_right_on_one_machine(
    changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        Settings(**SAFE | changes)


@pytest.mark.parametrize(
    "url",
    [
        "mongodb+srv://u:p@mongo.example/",
        "mongodb://mongo.example/?authMechanism=MONGODB-X509&tls=true",
        "mongodb://u:p@mongo.example/?ssl=true",
    ],
)
def test_every_safe_way_to_mongodb_is_known(url: str) -> None:
    assert Settings(**SAFE | {"mongo_url": url}).production


def test_a_closed_network_needs_neither_password_nor_tls() -> None:
    open_url = {"mongo_url": "mongodb://mongo:27017/", "closed_network": "kafka, mongo"}

    assert Settings(**SAFE | open_url).closed_network == {"kafka", "mongo"}


def test_one_machine_needs_nothing_of_this() -> None:
    assert not Settings().production


def test_the_closed_network_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDTHREAD_CLOSED_NETWORK", "kafka,smtp")

    assert Settings().closed_network == {"kafka", "smtp"}
