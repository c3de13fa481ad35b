"""The municipality's mail server, over SMTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage

import aiosmtplib

from notifier.settings import Settings

_CLOSING = 421
"""RFC 5321, 3.8: the server goes away; this is about no single mail."""


class Refused(Exception):
    """The server will never take mail to this receiver."""


class Deferred(Exception):
    """The server does not take this mail now."""


class Unreachable(Exception):
    """The server can't be reached, or not be used: no mail goes out now."""


class MailServer:
    """Opens connections to the server of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def connections(self) -> int:
        """How many connections are used at the same time."""
        return self._settings.smtp_connections

    @asynccontextmanager
    async def connection(self) -> AsyncIterator["Connection"]:
        """A connection for several mails. It is opened when the first one is sent."""
        settings = self._settings
        password = settings.smtp_password
        client = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_tls,
            # True refuses a server without STARTTLS, None takes it where it is offered.
            start_tls=True if settings.smtp_starttls and not settings.smtp_tls else None,
            username=settings.smtp_user,
            password=password.get_secret_value() if password else None,
            timeout=settings.smtp_timeout_seconds,
        )
        try:
            yield Connection(client)
            if client.is_connected:
                with suppress(aiosmtplib.SMTPException):
                    await client.quit()
        finally:
            client.close()


class Connection:
    """One conversation with the mail server."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self._client = client

    async def send(self, mail: EmailMessage) -> None:
        """Return when the server has taken the mail.

        Raises `Refused`, `Deferred` or `Unreachable`, each with a word for the delivery log: the
        server's codes, never its text, which may name the receiver.
        """
        try:
            if not self._client.is_connected:
                await self._client.connect()
            await self._client.send_message(mail)
        except aiosmtplib.SMTPRecipientsRefused as error:
            code = error.recipients[0].code
            raise (Refused if code >= 500 else Deferred)(f"smtp-{code}") from error
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
            # Even a permanent answer here is about the server's settings more often than about
            # this mail, and is tried again until it is given up.
            closing = error.code == _CLOSING
            raise (Unreachable if closing else Deferred)(f"smtp-{error.code}") from error
        except aiosmtplib.SMTPResponseException as error:
            raise Unreachable(f"smtp-{error.code}") from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise Unreachable("smtp-unreachable") from error
