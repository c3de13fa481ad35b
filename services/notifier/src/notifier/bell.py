"""The bell: what a person has been told lately, and what of it they have read.

It reaches back two hundred notifications. Read marks are the person's own: no event tells of them.
"""

from collections.abc import Collection, Sequence

from chassis.documents import State
from notifier.notification import Notification

REACHES_BACK = 200


class Bell(State):
    """What a person (the id) has read of what the bell shows."""

    read: tuple[str, ...] = ()


def is_read(bell: Bell | None, notification: Notification) -> bool:
    """Whether the person has read it."""
    return bell is not None and notification.id in bell.read


def mark_read(
    bell: Bell | None, person_id: str, ids: Collection[str] | None, shown: Sequence[Notification]
) -> Bell | None:
    """The bell with these read (None: all that it shows); None when they are already.

    Ids of what it does not show are passed over, and old marks are forgotten with what they mark.
    """
    read = [each.id for each in shown if ids is None or each.id in ids or is_read(bell, each)]
    if all(is_read(bell, each) for each in shown if each.id in read):
        return None
    return Bell(id=person_id, read=tuple(read))
