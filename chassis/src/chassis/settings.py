"""Settings of a service, from the environment. Each default is right for the local stack.

An empty variable counts as one that is not set: an environment file may list all of them.
"""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import BeforeValidator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Neighbour = Literal["kafka", "mongo", "smtp"]


def _listed(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


class Settings(BaseSettings):
    """What every service needs to know. Variables are called `REDTHREAD_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="REDTHREAD_",
        env_ignore_empty=True,
        use_attribute_docstrings=True,
        extra="ignore",
    )

    host: str = "127.0.0.1"
    """The address to listen on."""

    port: int = 0
    """The port to listen on; 0 lets the system choose."""

    mongo_url: str = "mongodb://127.0.0.1:27017/?directConnection=true"
    """MongoDB, a replica set (of one is enough)."""

    database: str = ""
    """The service's own database; empty means the service's name."""

    kafka: str = "127.0.0.1:9092"
    """Kafka's bootstrap servers."""

    topic_prefix: str = ""
    """Put before each topic and consumer group, where several installations share a Kafka."""

    internal_public_key: str = ""
    """PEM of the Ed25519 key that checks the gateway's internal tokens."""

    clock_file: Path | None = None
    """Demo only: a file with the number of seconds by which the clock is moved."""

    production: bool = False
    """True refuses settings that are only right on one machine."""

    closed_network: Annotated[frozenset[Neighbour], NoDecode, BeforeValidator(_listed)] = (
        frozenset()
    )
    """Production: what may be spoken to without TLS or password, as `kafka,mongo,smtp`, because
    nobody but these services can reach it."""

    log_level: str = "INFO"
    """The least important level that is logged."""

    otlp_endpoint: str | None = None
    """Where traces go (OTLP over HTTP); None: nowhere."""

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if self.production:
            self._require_own_clock_and_key()
            self._require_protected_neighbours()
        return self

    def _require_own_clock_and_key(self) -> None:
        if self.clock_file is not None:
            raise ValueError(
                "REDTHREAD_CLOCK_FILE moves the clock and is for the demo: take it away."
            )
        if not self.internal_public_key:
            raise ValueError(
                "REDTHREAD_INTERNAL_PUBLIC_KEY is missing: give the PEM of the gateway's key. "
                "`python -m chassis.tokens` makes a pair."
            )

    def _require_protected_neighbours(self) -> None:
        if "mongo" not in self.closed_network:
            told = urlsplit(self.mongo_url)
            options = parse_qs(told.query)
            if not told.username and "authMechanism" not in options:
                raise ValueError(
                    "REDTHREAD_MONGO_URL names no user: turn MongoDB's authentication on and give "
                    "the user, mongodb://user:password@…, or say REDTHREAD_CLOSED_NETWORK=mongo "
                    "if only these services can reach it."
                )
            tls = [*options.get("tls", []), *options.get("ssl", [])]
            if tls != ["true"] and not (told.scheme == "mongodb+srv" and not tls):
                raise ValueError(
                    "REDTHREAD_MONGO_URL has no TLS: add tls=true to it, or say "
                    "REDTHREAD_CLOSED_NETWORK=mongo if only these services can reach MongoDB."
                )
        if "kafka" not in self.closed_network:
            raise ValueError(
                "Kafka is spoken to without TLS or password: put it on a network that only these "
                "services reach and say so with REDTHREAD_CLOSED_NETWORK=kafka."
            )
