"""The basis of the salary review, for the manager."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.actor import Asking
from chassis.errors import Forbidden
from talks.api.access import Access
from talks.reviewing import SalaryReview
from talks.salary_views import SalaryReviewView


def router(review: SalaryReview, access: Access) -> APIRouter:
    """For managers and their substitutes, of the own employees only."""
    routes = APIRouter(prefix="/salary-review", tags=["salary criteria"])

    @routes.get("", response_model=SalaryReviewView)
    async def read_review(
        asking: Asking, year: Annotated[int | None, Query(ge=2000, le=2200)] = None
    ) -> SalaryReviewView:
        """What both assessed in the yearly talks of a year (the newest), per employee.

        A talk is of the year of its last day.
        """
        person_id = asking.require_person()
        if not await access.leads_anybody(person_id):
            raise Forbidden("manager-only", "Only those who lead a unit have a salary review.")
        year = year or await review.newest_year(person_id)
        return SalaryReviewView.of(year, await review.of_manager(person_id, year))

    return routes
