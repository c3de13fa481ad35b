"""Side employment: stated by the employee, assessed by the manager, counted by HR."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.actor import Asking
from chassis.http import IfMatch, etag
from redthread_contracts.ids import PersonId, UnitId
from talks.declaring import Declaring
from talks.side_employment import Assessment, Facts
from talks.side_employment_views import SideEmploymentStatusView, SideEmploymentView
from talks.views import Items


def router(declaring: Declaring) -> APIRouter:
    """What is stated, for the employee and the line manager; for HR the status alone."""
    routes = APIRouter(prefix="/side-employment", tags=["side employment"])

    @routes.get("/me", response_model=SideEmploymentView)
    async def read_mine(asking: Asking, response: Response) -> SideEmploymentView:
        """What I have stated, what was decided, and who has read it; version 0: nothing yet."""
        person_id = asking.require_person()
        stored = await declaring.stated(person_id)
        etag(response, stored.version if stored else 0)
        reads = await declaring.reads_of(person_id)
        return SideEmploymentView.of(person_id, stored.state if stored else None, reads)

    @routes.put("/me", response_model=SideEmploymentView)
    async def declare(
        facts: Facts, version: IfMatch, asking: Asking, response: Response
    ) -> SideEmploymentView:
        """State it anew, for a year."""
        await declaring.declare(asking.require_person(), facts, seen=version)
        return await read_mine(asking, response)

    @routes.get("/reports", response_model=Items[SideEmploymentStatusView])
    async def list_reports(asking: Asking) -> Items[SideEmploymentStatusView]:
        """My employees and how far each has come; for managers and their substitutes."""
        return Items(items=await declaring.reports(asking.require_person()))

    @routes.get("/status", response_model=Items[SideEmploymentStatusView])
    async def list_status(
        asking: Asking,
        unit_id: UnitId,
        after: Annotated[PersonId | None, Query(max_length=64)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 200,
    ) -> Items[SideEmploymentStatusView]:
        """For HR: who in a unit and under it has stated something by now; never what."""
        items, following = await declaring.status_in(
            asking.require_person(), unit_id, after=after, limit=limit
        )
        return Items(items=items, next=following)

    @routes.get("/people/{person_id}", response_model=SideEmploymentView)
    async def read_of(
        person_id: PersonId, asking: Asking, response: Response
    ) -> SideEmploymentView:
        """What an employee has stated, for the line manager; the reading is noted."""
        stored = await declaring.read_as_manager(asking.require_person(), person_id)
        etag(response, stored.version)
        return SideEmploymentView.of(person_id, stored.state, [])

    @routes.put("/people/{person_id}/assessment", response_model=SideEmploymentView)
    async def assess(
        person_id: PersonId,
        assessment: Assessment,
        version: IfMatch,
        asking: Asking,
        response: Response,
    ) -> SideEmploymentView:
        """Assess what was stated, and decide."""
        by = asking.require_person()
        stored = await declaring.assess(by, person_id, assessment, seen=version)
        etag(response, stored.version)
        return SideEmploymentView.of(person_id, stored.state, [])

    return routes
