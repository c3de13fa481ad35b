"""HTTP in: commands and queries, by noun."""

from fastapi import APIRouter

from competence.access import Access
from competence.api import imports, profiles, search, terms, units
from competence.colleagues import Colleagues
from competence.commands import Commands
from competence.imports import Imports
from competence.queries import Queries


def routers(
    commands: Commands, queries: Queries, colleagues: Colleagues, importing: Imports, access: Access
) -> list[APIRouter]:
    """All routes of the service."""
    return [
        terms.router(commands, queries),
        profiles.router(commands, queries),
        search.router(colleagues),
        units.router(commands, queries),
        imports.router(importing, access),
    ]
