"""What happens by the clock: surveys open, invite, remind, close and count."""

from datetime import timedelta

from chassis.jobs import Job
from surveys.launching import Launching
from surveys.rounds import Rounds

_EVERY = timedelta(seconds=1)


def jobs(launching: Launching, rounds: Rounds) -> list[Job]:
    """The jobs of this service."""
    return [
        Job("gather audiences", _EVERY, launching.gather_next),
        Job("survey rounds", _EVERY, rounds.run_next),
    ]
