"""Only one import writes at a time, over all replicas: a lease in a document."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pymongo.errors import DuplicateKeyError

from chassis.errors import Unavailable
from chassis.mongo import Collection

_LEASE = timedelta(seconds=30)
_ATTEMPTS = 400
_PAUSE_SECONDS = 0.025
_ID = "import"


class Turn:
    """The right to write people and units, for as long as it is kept."""

    def __init__(self, locks: Collection, token: str) -> None:
        self._locks = locks
        self._token = token

    async def keep(self) -> None:
        """Still at work. Raises `Unavailable` when somebody else has taken over meanwhile."""
        # By the machine's clock: the demo's can be moved.
        until = datetime.now(UTC) + _LEASE
        kept = await self._locks.update_one(
            {"_id": _ID, "token": self._token}, {"$set": {"until": until}}
        )
        if not kept.matched_count:
            raise Unavailable("busy", "Another import has taken over. Send the rows again.")


@asynccontextmanager
async def taking_turns(locks: Collection) -> AsyncIterator[Turn]:
    """Wait for the turn and have it.

    Two imports that are each right could together make a cycle of units, and nothing but the
    two documents would know. A holder that died loses its turn after half a minute.
    Raises `Unavailable` when it takes too long.
    """
    token = str(uuid4())
    for _ in range(_ATTEMPTS):
        if await _take(locks, token):
            break
        await asyncio.sleep(_PAUSE_SECONDS)
    else:
        raise Unavailable("import-running", "Another import is running. Try again in a while.")
    try:
        yield Turn(locks, token)
    finally:
        await locks.delete_one({"_id": _ID, "token": token})


async def _take(locks: Collection, token: str) -> bool:
    now = datetime.now(UTC)
    try:
        await locks.update_one(
            {"_id": _ID, "until": {"$lt": now}},
            {"$set": {"token": token, "until": now + _LEASE}},
            upsert=True,
        )
    except DuplicateKeyError:
        return False
    return True
