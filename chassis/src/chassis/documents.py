"""Documents: an aggregate is one MongoDB document that carries its own unsent events.

One single-document update writes the state and appends the events, so that both exist or neither
does (the outbox pattern in its form for document stores: C. Richardson, microservices.io,
"Transactional outbox"). `chassis.relay` sends them afterwards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict
from pymongo import ASCENDING, IndexModel, UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis.errors import NotFound, Unavailable, VersionConflict
from chassis.mongo import Collection, Document
from chassis.projection import Write
from chassis.telemetry import traceparent
from redthread_contracts import Envelope, Event

LEAST_RECENT = datetime(1970, 1, 1, tzinfo=UTC)
"""A lease that ran out before all others: nobody holds the document."""

PENDING: Document = {"outbox.0": {"$exists": True}}
"""Documents with events to send. The partial index on it makes an idle poll cost nothing."""

OUTBOX_INDEX = IndexModel([("deleted", ASCENDING)], name="outbox", partialFilterExpression=PENDING)
"""On a field that the relay never writes, so that claiming a document leaves the index alone."""

LARGEST_EVENT_BYTES = 900_000
"""Below Kafka's 1 MiB for a record, headers included: a larger one would block its aggregate."""

_ATTEMPTS = 8
_OWN_FIELDS = frozenset(
    {"_id", "version", "outbox", "lease_until", "lease_by", "job_lease_until", "deleted"}
)


class State(BaseModel):
    """What a document holds. Frozen: a change makes a new one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str


S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True)
class Stored(Generic[S]):
    """A state and the version under which it is stored."""

    state: S
    version: int


@dataclass(frozen=True, slots=True)
class Decision(Generic[S]):
    """What a command led to: the new state (None: deleted) and what happened."""

    state: S | None
    events: Sequence[Event]


@dataclass(slots=True)
class Counts:
    """What a bulk change did."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


Decide = Callable[[S | None], Decision[S] | None]


class Outlet(Protocol):
    """What takes care of the events once they are written: `chassis.relay.Relay`."""

    def lease(self) -> Document | None:
        """Fields that claim a document for this process; None when it sends nothing now."""
        ...

    def take(self, id: str, outbox: list[Document]) -> None:
        """The document was written with these fields: send what is in its outbox."""
        ...

    def wake(self, ids: Sequence[str]) -> None:
        """These have something to send."""
        ...


class _Documents(Generic[S]):
    def __init__(self, collection: Collection, model: type[S]) -> None:
        self.collection = collection
        self._model = model

    async def get(self, id: str) -> Stored[S] | None:
        """The document, or None when there is none (or it is deleted)."""
        return self._read(await self.collection.find_one({"_id": id}))

    async def require(self, id: str) -> Stored[S]:
        """The document. Raises `NotFound`."""
        stored = await self.get(id)
        if stored is None:
            name = self._model.__name__.lower()
            raise NotFound(f"{name}-not-found", f"There is no such {name}. Check the address.")
        return stored

    async def find(
        self, query: Document, *, sort: Sequence[tuple[str, int]] = (), limit: int = 0
    ) -> list[Stored[S]]:
        """All documents that match; `limit` 0 means no limit."""
        cursor = self.collection.find(query, limit=limit, sort=list(sort) or None)
        found = [self._read(document) async for document in cursor]
        return [stored for stored in found if stored is not None]

    def _read(self, document: Mapping[str, Any] | None) -> Stored[S] | None:
        if document is None or document.get("deleted"):
            return None
        state = {name: value for name, value in document.items() if name not in _OWN_FIELDS}
        return Stored(
            self._model.model_validate({**state, "id": document["_id"]}), document["version"]
        )

    def _fields(self, state: S) -> Document:
        return {name: _plain(value) for name, value in state.model_dump(exclude={"id"}).items()}


class Aggregates(_Documents[S]):
    """Documents with an embedded outbox.

    `source` is the CloudEvents source; `outlet` sends what was written.
    `version` counts events: it is the sequence of the newest, so a change without an event is
    refused, and a history can be checked for gaps.
    """

    def __init__(
        self,
        collection: Collection,
        model: type[S],
        *,
        source: str,
        outlet: Outlet,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(collection, model)
        self._source = source
        self._outlet = outlet
        self._now = now

    async def change(
        self,
        id: str,
        decide: Decide[S],
        *,
        expected: int | None = None,
    ) -> Stored[S] | None:
        """Load, decide, and write under the condition that nobody wrote in between.

        `decide` gets the state (None: there is none) and returns a decision, or None when
        nothing is to do; it may run several times. `expected` is the version that the caller
        saw (0: it saw none): another one raises `VersionConflict`; without it a lost race is
        decided anew. Returns what is stored afterwards, None when that is nothing.
        """
        for _ in range(_ATTEMPTS):
            document = await self.collection.find_one({"_id": id}, {"outbox": {"$slice": 1}})
            version = document["version"] if document else 0
            if expected is not None and version != expected:
                raise VersionConflict(current_version=version)
            stored = self._read(document)
            decision = decide(stored.state if stored else None)
            if decision is None:
                return stored
            written = self._written(id, version, decision)
            written.lease = self._outlet.lease() if _is_free(document) else None
            if await self._write(id, document, written):
                if written.lease:
                    self._outlet.take(id, written.outbox)
                else:
                    self._outlet.wake([id])
                return Stored(decision.state, written.version) if decision.state else None
            if expected is not None:
                raise VersionConflict(current_version=version + 1)
        raise Unavailable("busy", "Many are changing this at once. Try again in a moment.")

    async def change_many(
        self, ids: Sequence[str], decide: Callable[[str, S | None], Decision[S] | None]
    ) -> Counts:
        """Decide for each id and write all in one unordered bulk.

        `decide` must be idempotent, that is answer None for what is done: it decides anew for
        all when somebody else was faster for one, and after a kill in the middle.
        """
        counts = Counts()
        left = list(dict.fromkeys(ids))
        for _ in range(_ATTEMPTS):
            documents = {
                document["_id"]: document
                async for document in self.collection.find({"_id": {"$in": left}}, {"outbox": 0})
            }
            operations: list[UpdateOne] = []
            changed: list[str] = []
            for id in left:
                document = documents.get(id)
                stored = self._read(document)
                decision = decide(id, stored.state if stored else None)
                if decision is None:
                    continue
                version = document["version"] if document else 0
                written = self._written(id, version, decision)
                operations.append(self._operation(id, document, written))
                changed.append(id)
            counts.unchanged += len(left) - len(changed)
            if not operations:
                return counts
            result = await self.collection.bulk_write(operations, ordered=False)
            self._outlet.wake(changed)
            counts.created += result.upserted_count
            counts.changed += result.modified_count
            if result.upserted_count + result.modified_count == len(operations):
                return counts
            # Somebody was faster for a few; those that did succeed count as unchanged next time.
            counts.unchanged -= result.upserted_count + result.modified_count
            left = changed
        raise Unavailable("busy", "Many are changing this at once. Try again in a moment.")

    def creation(self, id: str, decision: Decision[S]) -> Write:
        """The write that creates it, unless it is there already.

        For a projection of events that come by the thousand: the consumer writes a batch in one
        bulk. Nobody here sees when, so the relay finds the events at its next poll.
        """
        new = self._written(id, 0, decision).new()
        return Write(self.collection, UpdateOne({"_id": id}, {"$setOnInsert": new}, upsert=True))

    def _written(self, id: str, version: int, decision: Decision[S]) -> "_Written":
        if not decision.events:
            raise ValueError("a change without an event would be invisible to other services")
        outbox = [
            self._pending(id, sequence, event)
            for sequence, event in enumerate(decision.events, start=version + 1)
        ]
        fields = {"deleted": True} if decision.state is None else self._fields(decision.state)
        return _Written(version + len(outbox), fields, outbox)

    def _pending(self, id: str, sequence: int, event: Event) -> Document:
        data = None if event.tombstone else event.model_dump_json()
        if data is not None and len(data.encode()) > LARGEST_EVENT_BYTES:
            raise ValueError(f"the event {event.type} of {id} is too large for Kafka")
        envelope = Envelope(
            source=self._source,
            type=event.type,
            subject=id,
            sequence=sequence,
            time=self._now(),
            traceparent=traceparent(),
        )
        return {
            "id": envelope.id,
            "source": envelope.source,
            "topic": event.topic.name,
            "type": envelope.type,
            "sequence": sequence,
            "time": envelope.time,
            "traceparent": envelope.traceparent,
            "data": data,
        }

    def _operation(
        self,
        id: str,
        document: Mapping[str, Any] | None,
        written: "_Written",
    ) -> UpdateOne:
        if document is None:
            return UpdateOne({"_id": id}, {"$setOnInsert": written.new()}, upsert=True)
        return UpdateOne({"_id": id, "version": document["version"]}, written.update(document))

    async def _write(
        self,
        id: str,
        document: Mapping[str, Any] | None,
        written: "_Written",
    ) -> bool:
        if document is None:
            try:
                await self.collection.insert_one({"_id": id, **written.new()})
            except DuplicateKeyError as error:
                if "_id" not in (error.details or {}).get("keyPattern", {"_id": 1}):
                    raise  # another unique index: a rule of the domain, not a race
                return False
            return True
        result = await self.collection.update_one(
            {"_id": id, "version": document["version"]}, written.update(document)
        )
        return result.matched_count == 1


class Drafts(_Documents[S]):
    """Private documents: a version, no outbox, no events, for nobody else may know of them."""

    async def change(
        self,
        id: str,
        decide: Callable[[S | None], S | None],
        *,
        expected: int | None = None,
    ) -> Stored[S] | None:
        """As `Aggregates.change`, without events. `decide` returns None when nothing is to do."""
        for _ in range(_ATTEMPTS):
            document = await self.collection.find_one({"_id": id})
            version = document["version"] if document else 0
            if expected is not None and version != expected:
                raise VersionConflict(current_version=version)
            stored = self._read(document)
            state = decide(stored.state if stored else None)
            if state is None:
                return stored
            if await self._write(id, version, self._fields(state)):
                return Stored(state, version + 1)
            if expected is not None:
                raise VersionConflict(current_version=version + 1)
        raise Unavailable("busy", "Many are changing this at once. Try again in a moment.")

    async def _write(self, id: str, version: int, fields: Document) -> bool:
        document = {**fields, "version": version + 1}
        if version == 0:
            try:
                await self.collection.insert_one({"_id": id, **document})
            except DuplicateKeyError:
                return False
            return True
        result = await self.collection.update_one(
            {"_id": id, "version": version}, {"$set": document}
        )
        return result.matched_count == 1


@dataclass(slots=True)
class _Written:
    version: int
    fields: Document
    outbox: list[Document]
    lease: Document | None = None

    def new(self) -> Document:
        return {
            **self.fields,
            "version": self.version,
            "outbox": self.outbox,
            "lease_until": LEAST_RECENT,
            **(self.lease or {}),
        }

    def update(self, document: Mapping[str, Any]) -> Document:
        gone = document.keys() - self.fields.keys() - _OWN_FIELDS
        if "deleted" in document and "deleted" not in self.fields:
            gone = {*gone, "deleted"}
        changed = {
            name: value
            for name, value in self.fields.items()
            if name not in document or document[name] != value
        }
        update: Document = {
            "$set": {**changed, "version": self.version, **(self.lease or {})},
            "$push": {"outbox": {"$each": self.outbox}},
        }
        if gone:
            update["$unset"] = dict.fromkeys(gone, "")
        return update


def _is_free(document: Mapping[str, Any] | None) -> bool:
    """Whether a write may claim the document along with itself.

    With an empty outbox nobody else claims it, and nobody else writes it under our version; so
    the write that fills the outbox can take the lease, and the relay is spared a round trip.
    """
    if document is None:
        return True
    return not document["outbox"] and bool(document["lease_until"] < datetime.now(UTC))


def _plain(value: Any) -> Any:
    """As BSON can hold it: a day as its ISO text, a set as a sorted list."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(_plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
