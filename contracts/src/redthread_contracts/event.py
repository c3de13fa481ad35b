"""What every event's data has in common."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from redthread_contracts.topics import Topic


class Event(BaseModel):
    """The data of an event: the public state of its aggregate after the change.

    Producers are strict because they build these models; readers pass over fields that they
    do not know, so that a newer producer never stops an older reader.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    topic: ClassVar[Topic]
    tombstone: ClassVar[bool] = False
    """True: the record has no value, and a compacted topic forgets the key."""
