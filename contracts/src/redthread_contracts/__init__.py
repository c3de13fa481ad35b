"""The events of Röda tråden: what its services share about each other, and what other systems read.

Nothing here does I/O and nothing of ours is imported, so that a stranger can install it alone.
"""

from redthread_contracts.catalogue import EVENTS, event_class
from redthread_contracts.envelope import Envelope, InvalidEvent
from redthread_contracts.event import Event
from redthread_contracts.topics import Topic

__all__ = ["EVENTS", "Envelope", "Event", "InvalidEvent", "Topic", "event_class"]
