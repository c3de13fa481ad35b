"""What happens by the clock: surveys open, invite, remind, close and count."""

from datetime import timedelta

from chassis.jobs import Job
from surveys.launching import Launching
from surveys.rounds import Rounds

_EVERY = timedelta(seconds=1)
_TAKES_OVER = timedelta(seconds=5)
"""A launch gathers its audience itself; this is for one that died."""


def jobs(launching: Launching, rounds: Rounds) -> list[Job]:
    """The jobs of this service."""
    return [
        Job("gather audiences", _TAKES_OVER, launching.gather_next),
        Job("survey rounds", _EVERY, rounds.run_next),
    ]
