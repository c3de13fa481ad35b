"""Finding a colleague who can."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.actor import Asking
from competence.colleagues import Colleagues, Question
from competence.views import SearchView
from redthread_contracts.ids import TermId, UnitId

LONGEST_QUESTION = 200
MOST_CHOSEN = 20


def router(colleagues: Colleagues) -> APIRouter:
    """Everybody may search; nobody is found by what they have hidden."""
    routes = APIRouter(tags=["search"])

    @routes.get("/search", response_model=SearchView)
    async def search(
        actor: Asking,
        q: Annotated[str, Query(max_length=LONGEST_QUESTION)] = "",
        min_level: Annotated[int, Query(ge=1, le=5)] = 1,
        unit: Annotated[list[UnitId] | None, Query(max_length=MOST_CHOSEN)] = None,
        language: Annotated[list[TermId] | None, Query(max_length=MOST_CHOSEN)] = None,
        exact: bool = False,
        after: Annotated[str | None, Query(max_length=1_000)] = None,
        limit: Annotated[int, Query(ge=1, le=50)] = 20,
    ) -> SearchView:
        """Who can what is asked for (`q`, parts between commas), the most useful first.

        `unit` (with all under it; any of them) and `language` (all of them) may be given several
        times. `exact`: nothing but terms with this label.
        """
        actor.require_person()
        return await colleagues.search(
            Question(
                text=q,
                min_level=min_level,
                unit_ids=unit or (),
                languages=language or (),
                exact=exact,
                after=after,
                limit=limit,
            )
        )

    return routes
