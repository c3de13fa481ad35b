"""MongoDB. The only module that imports motor, so that its successor is one file away.

motor's critical fixes end on 14 May 2027; PyMongo's own async client has the same methods.
"""

from collections.abc import Sequence
from typing import Any

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import IndexModel
from pymongo.errors import (
    AutoReconnect,
    ConnectionFailure,
    ExecutionTimeout,
    WriteConcernError,
    WTimeoutError,
)

Document = dict[str, Any]
Client = AsyncIOMotorClient[Document]
Database = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]

TRANSIENT = (AutoReconnect, ConnectionFailure, ExecutionTimeout, WTimeoutError, WriteConcernError)
"""Errors that pass by themselves."""


def connect(url: str) -> Client:
    """A client. It connects when it is first used and reconnects by itself.

    Writes are acknowledged by a majority, and retried once by the driver.
    """
    return AsyncIOMotorClient(
        url,
        tz_aware=True,
        serverSelectionTimeoutMS=5_000,
        connectTimeoutMS=5_000,
        socketTimeoutMS=30_000,
        w="majority",
        retryWrites=True,
        appname="redthread",
    )


def database(client: Client, name: str) -> Database:
    """A database of the client; instants come back aware."""
    return client.get_database(name, codec_options=CodecOptions(tz_aware=True))


async def create_indexes(collection: Collection, indexes: Sequence[IndexModel]) -> None:
    """Create what is missing. Repeating it changes nothing."""
    await collection.create_indexes(list(indexes))
