"""A real Kafka and a real MongoDB replica set in containers, reached from the host."""

import io
import re
import tarfile
from typing import Self

from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy


class ApacheKafka(DockerContainer):
    """One KRaft node from `apache/kafka`; testcontainers' own class knows Confluent's image only.

    A client must be told the published port, which is known only once the container runs. So the
    container waits for a start script that carries it.
    """

    _SCRIPT = "/tmp/start.sh"  # noqa: S108 - inside the container

    def __init__(self, image: str = "apache/kafka:4.4.0") -> None:
        super().__init__(image)
        self.with_exposed_ports(9092)
        wait = f"while [ ! -f {self._SCRIPT} ]; do sleep 0.1; done; exec bash {self._SCRIPT}"
        self.with_command(["sh", "-c", wait])
        listeners = {"PLAINTEXT": 9092, "BROKER": 9094, "CONTROLLER": 9093}
        for name, value in {
            "NODE_ID": "1",
            "PROCESS_ROLES": "broker,controller",
            "CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
            "LISTENERS": ",".join(f"{name}://0.0.0.0:{port}" for name, port in listeners.items()),
            "LISTENER_SECURITY_PROTOCOL_MAP": ",".join(f"{name}:PLAINTEXT" for name in listeners),
            "CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            "INTER_BROKER_LISTENER_NAME": "BROKER",
            "OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
            "TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
            "TRANSACTION_STATE_LOG_MIN_ISR": "1",
            "GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
            "AUTO_CREATE_TOPICS_ENABLE": "false",
        }.items():
            self.with_env(f"KAFKA_{name}", value)

    def bootstrap(self) -> str:
        """The bootstrap servers, from the host."""
        return f"127.0.0.1:{self.get_exposed_port(9092)}"

    def start(self) -> Self:
        """Start, and return when the broker takes connections."""
        super().start()
        advertised = f"PLAINTEXT://{self.bootstrap()},BROKER://localhost:9094"
        script = f"export KAFKA_ADVERTISED_LISTENERS={advertised}\nexec /etc/kafka/docker/run\n"
        self.get_wrapped_container().put_archive("/tmp", _tar("start.sh", script.encode()))  # noqa: S108
        started = LogMessageWaitStrategy(re.compile("Kafka Server started"))
        started.with_startup_timeout(180).wait_until_ready(self)
        return self


class MongoReplicaSet(DockerContainer):
    """A replica set of one, so that transactions are real.

    The member is known as localhost:27017, which is true inside the container only; the host
    therefore connects with directConnection.
    """

    def __init__(self, image: str = "mongo:6.0", name: str = "rs0") -> None:
        super().__init__(image)
        self._set = name
        self.with_exposed_ports(27017)
        self.with_command(f"--replSet {name} --bind_ip_all --wiredTigerCacheSizeGB 0.25")
        ready = re.compile("waiting for connections", re.IGNORECASE)
        self.waiting_for(LogMessageWaitStrategy(ready))

    def url(self) -> str:
        """The address, from the host."""
        return f"mongodb://127.0.0.1:{self.get_exposed_port(27017)}/?directConnection=true"

    def start(self) -> Self:
        """Start, and return when the set has its primary."""
        super().start()
        member = f"{{_id: '{self._set}', members: [{{_id: 0, host: 'localhost:27017'}}]}}"
        self._shell(f"rs.initiate({member})")
        self._shell("while (!db.hello().isWritablePrimary) sleep(50)")
        return self

    def _shell(self, script: str) -> None:
        code, output = self.exec(["mongosh", "--quiet", "--eval", script])
        if code:
            raise RuntimeError(output.decode())


def _tar(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o755
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()
