"""MongoDB. The only module that imports motor, so that its successor is one file away.

motor's critical fixes end on 14 May 2027; PyMongo's own async client has the same methods.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import random
from typing import Any, TypeVar

from bson.codec_options import CodecOptions
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)
from pymongo import IndexModel
from pymongo.errors import (
    AutoReconnect,
    ConnectionFailure,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WriteConcernError,
    WTimeoutError,
)

from chassis.errors import Unavailable

T = TypeVar("T")

Document = dict[str, Any]
Client = AsyncIOMotorClient[Document]
Database = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]
Session = AsyncIOMotorClientSession

_ATTEMPTS = 8
_PAUSE_SECONDS = 0.02
_NAMESPACE_EXISTS = 48

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


async def create_clustered(database: Database, name: str) -> None:
    """Create a collection whose documents lie in the order of their `_id` and in no other.

    An ordinary collection lies in the order of insertion. Repeating it changes nothing; a
    collection of that name that is not clustered is an error.
    """
    try:
        await database.command("create", name, clusteredIndex={"key": {"_id": 1}, "unique": True})
    except OperationFailure as error:
        # Newer servers say nothing when it is there as wanted; 6.0 always says that it is there.
        if error.code != _NAMESPACE_EXISTS or not await _is_clustered(database, name):
            raise


async def _is_clustered(database: Database, name: str) -> bool:
    found = await (await database.list_collections(filter={"name": name})).to_list(1)
    return bool(found) and "clusteredIndex" in found[0].get("options", {})


async def in_transaction(database: Database, work: Callable[[Session], Awaitable[T]]) -> T:
    """Do the work's writes all or none. It may run several times.

    An aggregate needs none of this: it is one document. The only user is a survey's answer,
    which must not know its person, and the mark that the person has answered.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            async with (
                await database.client.start_session() as session,
                session.start_transaction(),
            ):
                return await work(session)
        except PyMongoError as error:
            # Only a lost race: a database that is away is for the caller to hear of at once.
            lost = error.has_error_label("TransientTransactionError")
            if not lost or isinstance(error, TRANSIENT):
                raise
            if attempt == _ATTEMPTS:
                # Mostly a transaction of a process that died: the server ends it in a minute.
                raise Unavailable(
                    "busy", "This is being changed right now. Try again in a moment."
                ) from error
        await asyncio.sleep(_PAUSE_SECONDS * attempt * random())  # noqa: S311 - a pause
    raise AssertionError("the last attempt returns or raises")
