"""Settings of the gateway. Each default is right for the local stack."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.settings import Settings
from redthread_contracts.ids import PersonId


class Persona(BaseModel):
    """Somebody whom the demo's login chooser offers."""

    model_config = ConfigDict(frozen=True)

    id: PersonId
    name: str
    role_sv: str
    role_en: str
    note_sv: str = ""
    note_en: str = ""


class GatewaySettings(Settings):
    """What the gateway needs to know besides what every service does."""

    port: int = 8800
    """The port to listen on."""

    public_url: str = "http://localhost:8800"
    """Where people reach the gateway; https makes the cookies secure."""

    internal_private_key: str = ""
    """PEM of the Ed25519 key that signs the internal tokens."""

    directory_url: str = "http://127.0.0.1:8801"
    """The directory service."""

    talks_url: str = "http://127.0.0.1:8802"
    """The talks service."""

    goals_url: str = "http://127.0.0.1:8803"
    """The goals service."""

    notifier_url: str = "http://127.0.0.1:8806"
    """The notifier service."""

    call_timeout_seconds: float = 3.0
    """The longest wait for one call to a service."""

    session_hours: int = 10
    """How long a login lasts: a working day."""

    municipality_sv: str = "Ekstads kommun"
    """The municipality's name beside the logo."""

    municipality_en: str = "Municipality of Ekstad"
    """Its name in English."""

    demo: bool = False
    """Demo only: log in by choosing a person, move the clock, read the mailbox."""

    personas: list[Persona] = Field(default=[])
    """Demo only: JSON list of who can be chosen at login."""

    mailbox_url: str | None = None
    """Demo only: where the local mailbox answers."""

    @property
    def secure(self) -> bool:
        """Whether people come over https."""
        return self.public_url.startswith("https://")

    @model_validator(mode="after")
    def _login_exists(self) -> Self:
        if self.production and self.demo:
            raise ValueError("REDTHREAD_DEMO lets anybody log in as anybody: take it away.")
        if self.production and not self.secure:
            raise ValueError("REDTHREAD_PUBLIC_URL has to begin with https:// in production.")
        if not self.demo:
            raise ValueError(
                "There is no way to log in: only the demo's chooser exists so far. "
                "Set REDTHREAD_DEMO=1 to start the demo."
            )
        return self
