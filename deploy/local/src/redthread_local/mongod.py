"""MongoDB as a replica set of one, so that transactions and change streams are real."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redthread_local.failure import Failure
from redthread_local.parts import Parts

_REPLICA_SET = "redthread"
_PRIMARY_WITHIN_SECONDS = 30
_NOT_YET_INITIALIZED = 94


@dataclass(frozen=True)
class Mongod:
    """One mongod that keeps everything below `folder` and listens on the loopback only."""

    parts: Parts
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The connection string for clients."""
        return f"mongodb://127.0.0.1:{self.port}/?replicaSet={_REPLICA_SET}"

    def prepare(self) -> None:
        """Makes the data folder."""
        self.folder.mkdir(parents=True, exist_ok=True)

    def command(self) -> list[str]:
        """The command line of the server."""
        return [
            str(self.parts.mongod),
            f"--dbpath={self.folder}",
            f"--port={self.port}",
            "--bind_ip=127.0.0.1",
            f"--replSet={_REPLICA_SET}",
            "--oplogSize=128",
            "--wiredTigerCacheSizeGB=0.25",
            "--nounixsocket",
            "--quiet",
            # Majority writes flush the journal at once; this is only the pulse at rest.
            "--journalCommitInterval=500",
            # Statistics for MongoDB's own support, written every second.
            "--setParameter=diagnosticDataCollectionEnabled=false",
            # There is no second member to wait for when it is stopped.
            "--setParameter=shutdownTimeoutMillisForSignaledShutdown=100",
        ]


async def initiate(port: int) -> None:
    """Makes the server on this port the primary of its set; a moved port is written into the set.

    Waits for the server to listen. Raises Failure when it doesn't become the primary in time.
    """
    from pymongo import AsyncMongoClient

    url = f"mongodb://127.0.0.1:{port}/?directConnection=true"
    async with AsyncMongoClient[dict[str, Any]](
        url, serverSelectionTimeoutMS=_PRIMARY_WITHIN_SECONDS * 1000
    ) as client:
        await _configure(client, f"127.0.0.1:{port}")
        await _wait_for_primary(client)


async def _configure(client: Any, host: str) -> None:
    from pymongo.errors import OperationFailure

    try:
        config = (await client.admin.command("replSetGetConfig"))["config"]
    except OperationFailure as error:
        if error.code != _NOT_YET_INITIALIZED:
            raise
        members = [{"_id": 0, "host": host}]
        await client.admin.command("replSetInitiate", {"_id": _REPLICA_SET, "members": members})
        return
    if config["members"][0]["host"] != host:
        config["members"][0]["host"] = host
        config["version"] += 1
        await client.admin.command("replSetReconfig", config, force=True)


async def _wait_for_primary(client: Any) -> None:
    try:
        async with asyncio.timeout(_PRIMARY_WITHIN_SECONDS):
            while not (await client.admin.command("hello"))["isWritablePrimary"]:
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise Failure(
            f"MongoDB didn't become ready within {_PRIMARY_WITHIN_SECONDS} s. "
            "Its log says why: `redthread logs mongod`."
        ) from error
