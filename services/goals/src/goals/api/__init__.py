"""HTTP in: commands and queries, by noun."""

from fastapi import APIRouter

from goals.api import copies, decisions, files, goals
from goals.commands import Commands
from goals.copies import Copies
from goals.decisions import Decisions
from goals.files import Files
from goals.queries import Queries


def routers(
    commands: Commands, queries: Queries, copying: Copies, filing: Files, deciding: Decisions
) -> list[APIRouter]:
    """All routes of the service."""
    return [
        goals.router(commands, queries),
        copies.router(copying),
        files.router(filing),
        decisions.router(deciding),
    ]
