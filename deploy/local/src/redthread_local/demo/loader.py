"""Loads the demo through the same doors as any other system and any person."""

from dataclasses import dataclass
from datetime import date

import aiohttp

from chassis.tokens import TokenMaker
from redthread_local.demo.competence import profile_rows, requirement_rows
from redthread_local.demo.door import Door, Progress
from redthread_local.demo.goals import goal_rows
from redthread_local.demo.municipality import generate
from redthread_local.demo.open_survey import follow_up, run_open_survey
from redthread_local.demo.surveys import survey_rows
from redthread_local.demo.talks import talk_rows
from redthread_local.demo.taxonomy import term_rows

_TIMEOUT = aiohttp.ClientTimeout(total=120, connect=5)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services answer."""

    directory: str
    goals: str
    talks: str
    surveys: str
    competence: str


async def load_rows(
    addresses: Addresses, tokens: TokenMaker, *, people: int, today: date, progress: Progress
) -> None:
    """Send everything, in an order in which each row finds what it refers to.

    The same day's rows again change nothing. Raises `Failure` with what to do.
    """
    made = generate(people, today=today)
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        directory = Door(session, tokens, "directory", addresses.directory)
        goals = Door(session, tokens, "goals", addresses.goals)
        talks = Door(session, tokens, "talks", addresses.talks)
        surveys = Door(session, tokens, "surveys", addresses.surveys)
        competence = Door(session, tokens, "competence", addresses.competence)
        await directory.send("units", made.units, progress, at_a_time=1_000)
        await directory.send("people", made.people, progress, at_a_time=1_000)
        await goals.send("goals", goal_rows(today), progress, at_a_time=1_000)
        await talks.send("talks", talk_rows(today), progress, at_a_time=100)
        await competence.send("terms", term_rows(), progress, at_a_time=2_000)
        profiles = profile_rows(made.people, today)
        await competence.send("profiles", profiles, progress, at_a_time=500)
        await competence.send("requirements", requirement_rows(), progress, at_a_time=500)
        # One at a time: a survey that another day's demo has brought in stays as it is.
        await surveys.send(
            "surveys",
            survey_rows(made.people, today),
            progress,
            at_a_time=1,
            there=frozenset({"survey-exists"}),
        )
        await follow_up(surveys, today)
        await run_open_survey(surveys, made.people, today, progress)
