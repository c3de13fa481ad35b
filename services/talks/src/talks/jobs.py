"""What happens by the clock: cycles open on their first day, and new employees join them."""

from datetime import timedelta

from chassis.jobs import Job
from talks.opening import Opening

_OPEN_EVERY = timedelta(seconds=1)
_LOOK_EVERY = timedelta(minutes=1)


def jobs(opening: Opening) -> list[Job]:
    """The jobs of this service."""
    return [
        Job("open cycles", _OPEN_EVERY, opening.open_next),
        Job("join cycles", _LOOK_EVERY, opening.join_next),
    ]
