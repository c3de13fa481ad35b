"""CloudEvents 1.0 in Kafka's binary mode: attributes in `ce_*` headers, the data in the value.

Specifications: CloudEvents 1.0.2, its Kafka protocol binding, and the extensions
`partitionkey`, `sequence` and `traceparent` (distributed tracing).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

Headers = list[tuple[str, bytes]]

_REQUIRED = ("specversion", "id", "source", "type", "subject", "sequence", "time")
_SEQUENCE_DIGITS = 20


class InvalidEvent(Exception):
    """The record can never be handled, whatever happens later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Everything about an event except its data.

    `subject` is the aggregate's id and the record's key. `sequence` counts 1, 2, 3 … within one
    aggregate, without a gap: it is the place of the event in the aggregate's history.
    """

    source: str
    type: str
    subject: str
    sequence: int
    id: str = field(default_factory=lambda: str(uuid4()))
    time: datetime = field(default_factory=lambda: datetime.now(UTC))
    traceparent: str | None = None


def to_headers(envelope: Envelope, *, has_data: bool = True) -> Headers:
    """The record headers of an event."""
    attributes = {
        "specversion": "1.0",
        "id": envelope.id,
        "source": envelope.source,
        "type": envelope.type,
        "subject": envelope.subject,
        "partitionkey": envelope.subject,
        # The extension asks for strings that sort like the numbers they stand for.
        "sequence": f"{envelope.sequence:0{_SEQUENCE_DIGITS}d}",
        "time": envelope.time.isoformat(),
    }
    if envelope.traceparent:
        attributes["traceparent"] = envelope.traceparent
    headers = [(f"ce_{name}", value.encode()) for name, value in attributes.items()]
    return [*headers, ("content-type", b"application/json")] if has_data else headers


def from_headers(headers: Iterable[tuple[str, bytes | None]]) -> Envelope:
    """Read an envelope. Raises `InvalidEvent` when a required attribute is missing or wrong."""
    attributes = dict(headers)
    try:
        values = {name: (attributes[f"ce_{name}"] or b"").decode() for name in _REQUIRED}
        if values.pop("specversion") != "1.0" or not all(values.values()):
            raise ValueError("wrong specversion or an empty attribute")
        sequence, time = int(values.pop("sequence")), datetime.fromisoformat(values.pop("time"))
        if sequence < 1 or time.tzinfo is None:
            raise ValueError("sequence starts at 1 and time has an offset")
        traceparent = (attributes.get("ce_traceparent") or b"").decode() or None
        return Envelope(**values, sequence=sequence, time=time, traceparent=traceparent)
    except (KeyError, ValueError) as error:
        raise InvalidEvent(f"bad CloudEvent headers: {error!r}") from error
