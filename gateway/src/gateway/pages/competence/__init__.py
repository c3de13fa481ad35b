"""Competence: searching, one's own, a colleague's, a unit's, and HR's care for the terms."""

from fastapi import APIRouter

from gateway.pages.competence import colleagues, mine, terms, units

router = APIRouter(include_in_schema=False)
for part in (mine, colleagues, units, terms):  # /kompetens/mina is no colleague's id
    router.include_router(part.router)
