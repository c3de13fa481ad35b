"""HTTP in: commands and queries, by noun."""

from fastapi import APIRouter

from chassis.clock import Clock
from chassis.directory import Directory
from surveys.acting import Acting
from surveys.api import actions, answers, imports, results, surveys, templates
from surveys.api.access import Access
from surveys.box import Box
from surveys.launching import Launching
from surveys.queries import Queries
from surveys.rounds import Rounds
from surveys.store import SurveyStore


def routers(
    store: SurveyStore,
    box: Box,
    launching: Launching,
    rounds: Rounds,
    directory: Directory,
    clock: Clock,
) -> list[APIRouter]:
    """All routes of the service."""
    access, queries = Access(directory), Queries(store, box)
    return [
        templates.router(),
        surveys.router(store, queries, launching, rounds, access, clock),
        answers.router(store, box, directory, clock),
        results.router(queries, access),
        imports.router(store, directory),
        actions.router(store, Acting(store, directory, clock), access),
    ]
