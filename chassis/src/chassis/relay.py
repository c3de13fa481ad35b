"""The relay: sends what is in the outboxes of one collection.

Every replica runs one. Order rests on a single rule: an event is sent only after the one before
it in its aggregate was acknowledged. The lease only spares duplicates; a dead relay's lease runs
out, and what it had sent but not taken out is sent again with the same ids.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import monotonic
from typing import Protocol
from uuid import uuid4

import structlog
from opentelemetry.trace import SpanKind
from pymongo.read_concern import ReadConcern

from chassis import telemetry
from chassis.documents import LEAST_RECENT, PENDING
from chassis.mongo import Collection, Document
from redthread_contracts.envelope import Envelope, Headers, to_headers

log = structlog.get_logger()


class Sender(Protocol):
    """What the relay needs of a producer: hand over, and learn when the broker has stored it."""

    async def begin(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers
    ) -> "asyncio.Future[object]":
        """See `chassis.kafka.Producer.begin`."""
        ...


class Relay:
    """Sends the events of one collection.

    `poll` is how often leftovers of dead replicas are looked for; a write in this process wakes
    the relay at once. `lease` is how long a document is nobody else's.
    """

    def __init__(
        self,
        collection: Collection,
        sender: Sender,
        *,
        topic_prefix: str = "",
        poll: timedelta = timedelta(seconds=2),
        lease: timedelta = timedelta(seconds=10),
        batch: int = 1000,
        workers: int = 2,
    ) -> None:
        self._collection = collection
        self._durable = collection.with_options(read_concern=ReadConcern("majority"))
        self._sender = sender
        self._topic_prefix = topic_prefix
        self._poll_seconds = poll.total_seconds()
        self._lease = lease
        self._batch = batch
        self._workers = workers
        self._picking = asyncio.Lock()
        self._next_poll = 0.0
        self._name = str(uuid4())
        self._running = False
        self._taken: list[Document] = []
        self._woken: dict[str, None] = {}
        self._bell = asyncio.Event()

    def lease(self) -> Document | None:
        """Fields by which a write claims its document for this relay; None before it runs."""
        if not self._running:
            return None
        return {"lease_until": datetime.now(UTC) + self._lease, "lease_by": self._name}

    def take(self, id: str, outbox: list[Document]) -> None:
        """A document that was written with the lease: send this without asking for it again."""
        self._taken.append({"_id": id, "outbox": outbox})
        self._bell.set()

    def wake(self, ids: Iterable[str]) -> None:
        """These have something to send."""
        self._woken.update(dict.fromkeys(ids))
        self._bell.set()

    async def run(self) -> None:
        """Send for ever; what goes wrong is logged and tried again.

        A few workers, so that the database works on one batch while Kafka takes another.
        """
        self._running = True
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self._workers):
                    workers.create_task(self._work())
        finally:
            self._running = False

    async def _work(self) -> None:
        while True:
            try:
                claimed = self._next_taken()
                ids: list[str] = []
                if not claimed:
                    async with self._picking:
                        ids = self._next_woken() or await self._leftovers()
                        claimed = await self._claim(ids) if ids else []
                if claimed:
                    await self._release(await self._send(claimed))
                if claimed or ids:
                    continue
            except Exception:
                log.exception("relay", collection=self._collection.name)
                self._bell.clear()
            await self._wait()

    def _next_taken(self) -> list[Document]:
        taken, self._taken = self._taken[: self._batch], self._taken[self._batch :]
        return taken

    def _next_woken(self) -> list[str]:
        ids = list(islice(self._woken, self._batch))
        for id in ids:
            del self._woken[id]
        if not self._woken and not self._taken:
            self._bell.clear()
        return ids

    async def _leftovers(self) -> list[str]:
        if monotonic() < self._next_poll:
            return []
        pending = {**PENDING, "lease_until": {"$lt": datetime.now(UTC)}}
        # What keeps failing does not starve the others: it is leased, so it is passed over.
        cursor = self._collection.find(pending, {"outbox.time": 1}).hint("outbox")
        found = await cursor.to_list(self._batch)
        if len(found) < self._batch:
            self._next_poll = monotonic() + self._poll_seconds
        oldest = min((document["outbox"][0]["time"] for document in found), default=None)
        age = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
        telemetry.OUTBOX_AGE.labels(self._collection.name).set(max(age, 0.0))
        return [document["_id"] for document in found]

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._poll_seconds):
                await self._bell.wait()

    async def _claim(self, ids: Sequence[str]) -> list[Document]:
        token, now = str(uuid4()), datetime.now(UTC)
        free = {**PENDING, "lease_until": {"$lt": now}}
        lease = {"$set": {"lease_until": now + self._lease, "lease_by": token}}
        # With the majority's acknowledgement, because an event must be durable before it is
        # published: a failover could undo a change that others have already heard of.
        if len(ids) == 1:
            document = await self._collection.find_one_and_update(
                {"_id": ids[0], **free}, lease, projection={"outbox": 1}, return_document=True
            )
            return [document] if document else []
        await self._collection.update_many({"_id": {"$in": list(ids)}, **free}, lease)
        claimed = {"_id": {"$in": list(ids)}, "lease_by": token}
        return await self._durable.find(claimed, {"outbox": 1}).to_list(None)

    async def _send(self, documents: Sequence[Document]) -> dict[str, list[str]]:
        """Send side by side over the aggregates, one after the other within each.

        Returns per aggregate the ids of its acknowledged events.
        """
        sent: dict[str, list[str]] = {}
        waiting = list(documents)
        place = 0
        while waiting:
            futures = [await self._begin(doc["_id"], doc["outbox"][place]) for doc in waiting]
            results = await asyncio.gather(*futures, return_exceptions=True)
            going_on: list[Document] = []
            for document, result in zip(waiting, results, strict=True):
                event = document["outbox"][place]
                if isinstance(result, BaseException):
                    # It blocks only itself: its lease runs out and it is tried again.
                    log.error(
                        "not sent", id=document["_id"], type=event["type"], error=repr(result)
                    )
                    continue
                sent.setdefault(document["_id"], []).append(event["id"])
                telemetry.PUBLISHED.labels(event["topic"]).inc()
                if len(document["outbox"]) > place + 1:
                    going_on.append(document)
            waiting, place = going_on, place + 1
        return sent

    async def _begin(self, id: str, event: Document) -> "asyncio.Future[object]":
        envelope = Envelope(
            source=event["source"],
            type=event["type"],
            subject=id,
            sequence=event["sequence"],
            id=event["id"],
            time=event["time"],
            traceparent=event["traceparent"],
        )
        data = event["data"]
        value = None if data is None else data.encode()
        topic = f"{self._topic_prefix}{event['topic']}"
        headers = to_headers(envelope, has_data=value is not None)
        if not envelope.traceparent:
            return await self._sender.begin(topic, id.encode(), value, headers)
        with telemetry.span(
            f"publish {event['type']}", kind=SpanKind.PRODUCER, parent=envelope.traceparent
        ):
            return await self._sender.begin(topic, id.encode(), value, headers)

    async def _release(self, sent: dict[str, list[str]]) -> None:
        """Take out exactly what was sent: what was appended meanwhile stays."""
        if not sent:
            return
        ids = list(sent)
        events = [event for each in sent.values() for event in each]
        taking_out = {
            "$pull": {"outbox": {"id": {"$in": events}}},
            "$set": {"lease_until": LEAST_RECENT},
        }
        if len(ids) == 1:
            document = await self._collection.find_one_and_update(
                {"_id": ids[0]}, taking_out, projection={"outbox.id": 1}, return_document=True
            )
            arrived = ids if document and document["outbox"] else []
        else:
            of_these = {"_id": {"$in": ids}}
            await self._collection.update_many(of_these, taking_out)
            left = self._collection.find({**of_these, **PENDING}, {"_id": 1})
            arrived = [document["_id"] async for document in left]
        # A writer that came while the lease was held was turned away: go on for it.
        if arrived:
            self.wake(arrived)
