"""Results: what was stored when the survey closed, the same for everybody who may read it."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.actor import Asking
from redthread_contracts.ids import SurveyId, UnitId
from surveys.api.access import Access
from surveys.api.surveys import Id
from surveys.queries import Queries
from surveys.views import ResultsView

Which = Annotated[str | None, Query(max_length=64)]


def router(queries: Queries, access: Access) -> APIRouter:
    """For HR and those who lead a unit that was asked."""
    routes = APIRouter(prefix="/surveys", tags=["results"])

    @routes.get("/{survey_id}/results", response_model=ResultsView)
    async def read_results(
        survey_id: Id, asking: Asking, unit: Which = None, compare: Which = None
    ) -> ResultsView:
        """One unit's results; without `unit`, the largest that the reader may see.

        `compare`: the same unit in this other survey.
        """
        return await queries.results(
            survey_id,
            await access.asker(asking),
            UnitId(unit) if unit else None,
            SurveyId(compare) if compare else None,
        )

    return routes
