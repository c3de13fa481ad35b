"""Settings of a service, from the environment. Each default is right for the local stack."""

from pathlib import Path
from typing import Self

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What every service needs to know. Variables are called `REDTHREAD_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="REDTHREAD_", use_attribute_docstrings=True, extra="ignore"
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

    log_level: str = "INFO"
    """The least important level that is logged."""

    otlp_endpoint: str | None = None
    """Where traces go (OTLP over HTTP); None: nowhere."""

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if self.production and self.clock_file is not None:
            raise ValueError(
                "REDTHREAD_CLOCK_FILE moves the clock and is for the demo: take it away."
            )
        if self.production and not self.internal_public_key:
            raise ValueError(
                "REDTHREAD_INTERNAL_PUBLIC_KEY is missing: give the PEM of the gateway's key."
            )
        return self
