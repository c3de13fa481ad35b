"""The demo: a made-up municipality, Ekstad.

Its people and units, goals, past talks, surveys, and what people can.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

from chassis.clock import local_date
from chassis.tokens import TokenMaker
from redthread_local.demo.loader import Addresses, load_rows
from redthread_local.demo.personas import PERSONAS, Persona, personas_json

__all__ = ["PERSONAS", "Persona", "load", "personas_json"]


async def load(
    *,
    people: int = 850,
    directory_url: str,
    goals_url: str,
    talks_url: str,
    surveys_url: str,
    competence_url: str,
    private_key_pem: str,
    progress: Callable[[str, int, int], None],
    today: date | None = None,
) -> None:
    """Load about `people` people: 850 is the town hall, 60 000 the whole city.

    `progress` is told what is being loaded, how many rows are in and how many there are.
    Deadlines and absences lie around `today`, the day in Stockholm unless given; the same
    day's load again changes nothing. Raises `Failure` with a sentence that says what to do.
    """
    await load_rows(
        Addresses(directory_url, goals_url, talks_url, surveys_url, competence_url),
        TokenMaker(private_key_pem),
        people=people,
        today=today or local_date(datetime.now(UTC)),
        progress=progress,
    )
