"""The notifier's own settings."""

from typing import Self

from pydantic import SecretStr, model_validator

from chassis.settings import Settings as ServiceSettings


class Settings(ServiceSettings):
    """The mail server, and what a mail says about its sender."""

    smtp_host: str = "127.0.0.1"
    """The mail server."""

    smtp_port: int = 1025
    """Its port."""

    smtp_tls: bool = False
    """True: TLS from the first byte (usually port 465). False: STARTTLS where it is offered."""

    smtp_starttls: bool = False
    """True: never without STARTTLS (usually port 587)."""

    smtp_user: str | None = None
    """The user to log in as; None: no login."""

    smtp_password: SecretStr | None = None
    """The user's password."""

    smtp_connections: int = 4
    """How many mails each process sends at the same time."""

    smtp_timeout_seconds: float = 20.0
    """How long the mail server may take for an answer."""

    mail_from: str = "rodatraden@localhost"
    """The sender's address."""

    public_url: str = "http://localhost:8800"
    """Where people open the product: links in mails begin with it."""

    municipality: str = "Ekstads kommun"
    """The municipality's name, as mails show it."""

    @model_validator(mode="after")
    def _mails_are_real(self) -> Self:
        if not self.production:
            return self
        if not self.public_url.startswith("https://"):
            raise ValueError("REDTHREAD_PUBLIC_URL must begin with https:// in production.")
        if self.mail_from.endswith("@localhost"):
            raise ValueError("REDTHREAD_MAIL_FROM is missing: give the sender's address.")
        if "smtp" not in self.closed_network and not (self.smtp_tls or self.smtp_starttls):
            raise ValueError(
                "Mails would leave unencrypted: set REDTHREAD_SMTP_TLS=1 (port 465) or "
                "REDTHREAD_SMTP_STARTTLS=1 (port 587), or say REDTHREAD_CLOSED_NETWORK=smtp if "
                "only these services can reach the mail server."
            )
        return self
