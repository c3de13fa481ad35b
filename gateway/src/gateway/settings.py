"""Settings of the gateway. Each default is right for the local stack."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

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


class OpenIdSettings(BaseModel):
    """How the municipality's provider of logins is reached."""

    model_config = ConfigDict(frozen=True)

    issuer: str
    client_id: str
    client_secret: str | None = Field(default=None, repr=False)
    scopes: str = "openid profile email"
    person_claim: str = "employee_number"


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

    surveys_url: str = "http://127.0.0.1:8804"
    """The surveys service."""

    competence_url: str = "http://127.0.0.1:8805"
    """The competence service."""

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

    oidc_issuer: str | None = None
    """The municipality's OpenID Connect provider: the address before `/.well-known/…`, exactly as
    the provider itself says it."""

    oidc_client_id: str | None = None
    """What the gateway is called at the provider."""

    oidc_client_secret: SecretStr | None = None
    """The gateway's password there; None: a public client, protected by PKCE alone."""

    oidc_scopes: str = "openid profile email"
    """What is asked for; add what the claim below needs."""

    oidc_person_claim: str = "employee_number"
    """Which claim says who somebody is. `email` is compared with the e-mail address in the
    directory, any other with the employee number."""

    demo: bool = False
    """Demo only: move the clock, read the mailbox, and without OpenID Connect log in by choosing a
    person."""

    personas: list[Persona] = Field(default=[])
    """Demo only: JSON list of who can be chosen at login."""

    mailbox_url: str | None = None
    """Demo only: where the local mailbox answers."""

    @property
    def secure(self) -> bool:
        """Whether people come over https."""
        return self.public_url.startswith("https://")

    @property
    def openid(self) -> OpenIdSettings | None:
        """How to log in with OpenID Connect; None in a demo without it."""
        if not (self.oidc_issuer and self.oidc_client_id):
            return None
        secret = self.oidc_client_secret
        return OpenIdSettings(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else None,
            scopes=self.oidc_scopes,
            person_claim=self.oidc_person_claim,
        )

    @property
    def chooser(self) -> bool:
        """Whether anybody may log in as anybody, which only a demo without real logins does."""
        return self.demo and self.openid is None

    @model_validator(mode="after")
    def _login_exists(self) -> Self:
        if self.production:
            self._require_production()
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            missing = "REDTHREAD_OIDC_CLIENT_ID" if self.oidc_issuer else "REDTHREAD_OIDC_ISSUER"
            raise ValueError(f"{missing} is missing: OpenID Connect needs both.")
        if "openid" not in self.oidc_scopes.split():
            raise ValueError("REDTHREAD_OIDC_SCOPES has to contain openid.")
        if self.openid is None and not self.demo:
            raise ValueError(
                "There is no way to log in. Name the municipality's OpenID Connect provider with "
                "REDTHREAD_OIDC_ISSUER, REDTHREAD_OIDC_CLIENT_ID and REDTHREAD_OIDC_CLIENT_SECRET, "
                "or set REDTHREAD_DEMO=1 to look at the demo."
            )
        return self

    def _require_production(self) -> None:
        if self.demo:
            raise ValueError(
                "REDTHREAD_DEMO is for looking around with made-up people: take it away."
            )
        if not self.secure:
            raise ValueError("REDTHREAD_PUBLIC_URL has to begin with https:// in production.")
        if not self.internal_private_key:
            raise ValueError(
                "REDTHREAD_INTERNAL_PRIVATE_KEY is missing: give the PEM of the key that belongs "
                "to REDTHREAD_INTERNAL_PUBLIC_KEY. `python -m chassis.tokens` makes a pair."
            )
        if self.openid is None:
            raise ValueError(
                "There is no login: name the municipality's OpenID Connect provider with "
                "REDTHREAD_OIDC_ISSUER and REDTHREAD_OIDC_CLIENT_ID."
            )
        if not self.openid.issuer.startswith("https://"):
            raise ValueError("REDTHREAD_OIDC_ISSUER has to begin with https:// in production.")
        if not self.openid.client_secret:
            raise ValueError(
                "REDTHREAD_OIDC_CLIENT_SECRET is missing: register the gateway at the provider as "
                "a confidential client and give its secret."
            )
