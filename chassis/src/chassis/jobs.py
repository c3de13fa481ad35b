"""What happens by the clock: a query over an index, a claim with a lease, an idempotent effect.

Two replicas and a restart in the middle give one effect, because the effect's id says what it
is for. The clock is handed in; nothing here sleeps for a deadline.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from chassis import telemetry
from chassis.mongo import Collection, Document

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """Something to look for every so often.

    `run` returns how many things it did; while that is not 0 it is called again at once.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[int]]


async def claim(
    collection: Collection,
    query: Document,
    *,
    now: datetime,
    lease: timedelta,
    sort: Sequence[tuple[str, int]] = (),
) -> Document | None:
    """Take one document that matches and that nobody else works on, for as long as the lease.

    The lease is a saver of double work only: the effect must be idempotent all the same.
    """
    free = {"$or": [{"job_lease_until": {"$exists": False}}, {"job_lease_until": {"$lt": now}}]}
    document: Document | None = await collection.find_one_and_update(
        {"$and": [query, free]},
        {"$set": {"job_lease_until": now + lease}},
        sort=list(sort) or None,
        return_document=True,
    )
    return document


async def release(collection: Collection, id: str) -> None:
    """Give a claimed document back before its lease ends."""
    await collection.update_one({"_id": id}, {"$unset": {"job_lease_until": ""}})


async def keep_running(job: Job) -> None:
    """Run a job for ever. What goes wrong is logged and tried again at the next turn."""
    while True:
        try:
            done = await job.run()
        except Exception:
            log.exception("job", job=job.name)
            done = 0
        if done:
            telemetry.JOB_DONE.labels(job.name).inc(done)
        else:
            await asyncio.sleep(job.every.total_seconds())
