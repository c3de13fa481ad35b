"""The engine, and everything started with compose, once per run."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_bytes

import pytest

from chassis.testing import free_port
from chassis.tokens import new_key_pair
from tests.containers.compose import VERSION, Compose, write_env
from tests.containers.engine import Engine, find


@dataclass(frozen=True, slots=True)
class House:
    """The running house."""

    compose: Compose
    url: str
    mailpit_url: str


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Fails where there is none: `make containers-test` looks first and says so."""
    return find()


@pytest.fixture(scope="session")
def house(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Kafka, MongoDB, Mailpit, every service, the gateway, and the demo loaded."""
    env_file = tmp_path_factory.mktemp("compose") / "env"
    port, mailpit_port = free_port(), free_port()
    private, public = new_key_pair()
    settings = {
        "REDTHREAD_PUBLIC_URL": f"http://localhost:{port}",
        "REDTHREAD_INTERNAL_PRIVATE_KEY": private,
        "REDTHREAD_INTERNAL_PUBLIC_KEY": public,
        "REDTHREAD_ANSWER_KEYS": urlsafe_b64encode(token_bytes(32)).decode(),
        "REDTHREAD_PORT": str(port),
        "REDTHREAD_MAILPIT_PORT": str(mailpit_port),
        "REDTHREAD_VERSION": VERSION,
    }
    write_env(env_file, settings)
    compose = Compose(engine, env_file)
    try:
        compose.up()
        compose.wait("gateway")
        compose.wait_ended("demo")
        yield House(compose, f"http://localhost:{port}", f"http://localhost:{mailpit_port}")
    finally:
        compose.down()
