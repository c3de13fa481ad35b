"""Which processes make up the system, and what each is told."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from redthread_local.kafka import Kafka
from redthread_local.keys import keys
from redthread_local.logins import LOGIN_SERVER, Logins
from redthread_local.mongod import Mongod
from redthread_local.parts import Parts
from redthread_local.places import Home
from redthread_local.ports import Ports

SERVICES = ("directory", "talks", "goals", "surveys", "competence", "notifier")
GATEWAY = "gateway"
SERVERS = ("mongod", "kafka", "mailbox")


@dataclass(frozen=True)
class Options:
    """What the person who starts the system chose."""

    port: int
    demo: bool
    services: Sequence[str] = (*SERVICES, GATEWAY)
    oidc: bool = False
    """With a login server, where the demo's people log in with a password."""

    extra_env: Mapping[str, str] = field(default_factory=dict)
    """Told to every service besides, such as the demo's personas."""

    @property
    def url(self) -> str:
        """Where people go."""
        return f"http://localhost:{self.port}"


@dataclass(frozen=True)
class Process:
    """One process to keep alive."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    port: int
    probe: Literal["port", "http"]
    """How one sees that it is ready: its port is open, or `GET /health/ready` says 200."""

    stop_seconds: float = 20.0

    @property
    def url(self) -> str | None:
        """Where it answers HTTP, if it does."""
        return f"http://127.0.0.1:{self.port}" if self.probe == "http" else None


class Plan:
    """The processes of one local system, their ports and their environment."""

    def __init__(self, home: Home, options: Options, parts: Parts) -> None:
        self._home = home
        self._options = options
        self._ports = Ports(home.ports)
        self.kafka = Kafka(
            parts, home.kafka, self._ports.of("kafka"), self._ports.of("kafka-controller")
        )
        self.mongod = Mongod(parts, home.mongod, self._ports.of("mongod"))
        self.smtp_port = self._ports.of("smtp")
        self._login_server_folder = parts.login_server
        self._service_ports = {name: self._port(name) for name in (*SERVICES, GATEWAY)}

    def servers(self) -> list[Process]:
        """What the services stand on."""
        mailbox_env = {
            "REDTHREAD_PORT": str(self._ports.of("mailbox")),
            "REDTHREAD_SMTP_PORT": str(self.smtp_port),
            "REDTHREAD_MAIL_FOLDER": str(self._home.mail),
        }
        module = [sys.executable, "-m", "redthread_local.mailbox"]
        login = [self._login_server()] if self._options.oidc else []
        return [
            *login,
            Process("mongod", self.mongod.command(), {}, self.mongod.port, "port"),
            Process("kafka", self.kafka.command(), {}, self.kafka.port, "port"),
            Process("mailbox", module, _lean(mailbox_env), self._ports.of("mailbox"), "http"),
        ]

    def _login_server(self) -> Process:
        told = Logins.read(self._home.logins)
        # Before our own packages: it has versions of its own of what both use.
        env = _lean({"PYTHONPATH": str(self._login_server_folder)})
        command = [sys.executable, "-m", "redthread_local.login_server", str(self._home.logins)]
        return Process(LOGIN_SERVER, command, env, told.port, "port")

    def preparation(self) -> tuple[list[str], dict[str, str]]:
        """The command that makes the replica set and the topics, and its environment."""
        env = {
            "REDTHREAD_KAFKA": self.kafka.address,
            "REDTHREAD_MONGOD_PORT": str(self.mongod.port),
        }
        return [sys.executable, "-m", "redthread_local.prepare"], _lean(env)

    def services(self) -> list[Process]:
        """The chosen services and the gateway."""
        return [self._service(name, self._service_ports[name]) for name in self._options.services]

    def replica(self, service: str, number: int) -> Process:
        """Another process of a service, on a port of its own."""
        name = f"{service}-{number}"
        return replace(self._service(service, self._ports.of(name)), name=name)

    def _service(self, name: str, port: int) -> Process:
        env = self._common() | {"REDTHREAD_PORT": str(port), "REDTHREAD_DATABASE": name}
        if name == "surveys":
            env["REDTHREAD_ANSWER_KEYS"] = keys(self._home.keys).answers
        if name == "notifier":
            env |= self._for_notifier()
        if name == GATEWAY:
            env |= self._for_gateway()
        command = [sys.executable, "-m", name]
        return Process(name, command, _lean(env | dict(self._options.extra_env)), port, "http")

    def _common(self) -> dict[str, str]:
        env = {
            "REDTHREAD_MONGO_URL": self.mongod.url,
            "REDTHREAD_KAFKA": self.kafka.address,
            "REDTHREAD_INTERNAL_PUBLIC_KEY": keys(self._home.keys).public,
            "REDTHREAD_PUBLIC_URL": self._public_url(),
        }
        if self._options.demo:
            env |= {"REDTHREAD_DEMO": "1", "REDTHREAD_CLOCK_FILE": str(self._home.clock)}
        return env

    def _public_url(self) -> str:
        """Without the demo there may be a proxy with a name of its own in front."""
        own = None if self._options.demo else os.environ.get("REDTHREAD_PUBLIC_URL")
        return own or self._options.url

    def _for_notifier(self) -> dict[str, str]:
        return {
            "REDTHREAD_SMTP_HOST": "127.0.0.1",
            "REDTHREAD_SMTP_PORT": str(self.smtp_port),
            "REDTHREAD_MAIL_FROM": "rodatraden@localhost",
        }

    def _for_gateway(self) -> dict[str, str]:
        urls = {
            f"REDTHREAD_{name.upper()}_URL": f"http://127.0.0.1:{self._service_ports[name]}"
            for name in SERVICES
        }
        login = Logins.read(self._home.logins).settings if self._options.oidc else {}
        return (
            urls
            | login
            | {
                "REDTHREAD_INTERNAL_PRIVATE_KEY": keys(self._home.keys).private,
                "REDTHREAD_MAILBOX_URL": f"http://127.0.0.1:{self._ports.of('mailbox')}",
            }
        )

    def _port(self, service: str) -> int:
        return self._options.port if service == GATEWAY else self._ports.of(service)


def _lean(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a Python process: ours, and settings that save memory."""
    # Each thread's own malloc arena would cost a service some 20 MB.
    settings = {"PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
    return {**os.environ, **settings, **env}
