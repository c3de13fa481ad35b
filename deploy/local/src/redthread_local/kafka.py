"""Apache Kafka as one node: its settings, how it is formatted and started."""

import secrets
import subprocess
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from redthread_local.failure import Failure
from redthread_local.parts import Parts

# Small heap, cheap garbage collector, light compiler: 190 MB resident and 1 % of a core at rest.
_JVM = (
    "-Xms48m",
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    # Compile early: at this rate the few warm methods would be interpreted for days.
    "-XX:CompileThresholdScaling=0.1",
    "-Djava.awt.headless=true",
)

_LOGGING = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
"""


@dataclass(frozen=True)
class Kafka:
    """One Kafka node that keeps everything below `folder` and listens on the loopback only."""

    parts: Parts
    folder: Path
    port: int
    controller_port: int

    @property
    def address(self) -> str:
        """The bootstrap servers."""
        return f"127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Writes the settings, and formats the storage before the first start."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "log4j2.properties").write_text(_LOGGING)
        (self.folder / "server.properties").write_text(self._settings())
        if not (self.folder / "data" / "meta.properties").exists():
            self._format()

    def command(self) -> list[str]:
        """The command line of the server."""
        return self._java("kafka.Kafka", str(self.folder / "server.properties"))

    def _format(self) -> None:
        cluster_id = urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        settings = str(self.folder / "server.properties")
        result = subprocess.run(
            # An id that began with "-" would be taken for an option.
            self._java(
                "kafka.tools.StorageTool", "format", f"--cluster-id={cluster_id}", "-c", settings
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise Failure(
                f"Kafka's storage in {self.folder} can't be made: "
                f"{(result.stderr or result.stdout).strip()[-300:]}"
            )

    def _java(self, main: str, *arguments: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        return [
            str(self.parts.java),
            *_JVM,
            logging,
            "-cp",
            f"{self.parts.kafka}/*",
            main,
            *arguments,
        ]

    def _settings(self) -> str:
        settings: dict[str, object] = {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@127.0.0.1:{self.controller_port}",
            "listeners": f"CLIENT://{self.address},CONTROLLER://127.0.0.1:{self.controller_port}",
            "advertised.listeners": f"CLIENT://{self.address}",
            "listener.security.protocol.map": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "CLIENT",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": self.folder / "data",
            "auto.create.topics.enable": "false",
            "offsets.topic.num.partitions": 4,
            "offsets.topic.replication.factor": 1,
            "transaction.state.log.num.partitions": 4,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.num.partitions": 4,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.min.isr": 1,
            # A system that slept for a month still knows what its groups have read.
            "offsets.retention.minutes": 5 * 366 * 24 * 60,
            # Groups are complete at once here; waiting for members would cost seconds.
            "group.initial.rebalance.delay.ms": 0,
            # One machine, a handful of clients: few threads, small buffers, a slow pulse.
            "num.network.threads": 2,
            "num.io.threads": 2,
            "background.threads": 2,
            "num.recovery.threads.per.data.dir": 1,
            "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
            "log.cleaner.io.buffer.size": 256 * 1024,
            "log.index.size.max.bytes": 1024 * 1024,
            "metadata.max.idle.interval.ms": 0,
            "broker.heartbeat.interval.ms": 5_000,
            # A killed broker's own old session keeps it out for so long when it comes again.
            "broker.session.timeout.ms": 10_000,
        }
        return "".join(f"{name}={value}\n" for name, value in settings.items())
