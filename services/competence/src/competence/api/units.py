"""What a unit needs, and what it lacks."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from chassis.actor import Asking
from chassis.http import IfMatch, etag
from competence.commands import Commands
from competence.queries import Queries
from competence.requirement import RequirementDraft
from competence.views import GapsView, RequirementView
from redthread_contracts.ids import UnitId

Which = Annotated[UnitId, Path(max_length=64, description="The unit's id")]


def router(commands: Commands, queries: Queries) -> APIRouter:
    """For those who lead the unit or one above it, who stands in for them, and HR."""
    routes = APIRouter(tags=["units"])

    async def tagged(actor: Asking, unit_id: UnitId, response: Response) -> RequirementView:
        view = await queries.requirement(actor.require_person(), unit_id)
        etag(response, view.version)
        return view

    @routes.get("/requirements/{unit_id}", response_model=RequirementView)
    async def requirement(actor: Asking, unit_id: Which, response: Response) -> RequirementView:
        """What a unit needs; version 0 while nobody has said."""
        return await tagged(actor, unit_id, response)

    @routes.put("/requirements/{unit_id}", response_model=RequirementView)
    async def require(
        actor: Asking,
        unit_id: Which,
        draft: RequirementDraft,
        seen: IfMatch,
        response: Response,
    ) -> RequirementView:
        """Say what a unit needs. A version that is not the newest is refused, with both shown."""
        await commands.require(actor.require_person(), unit_id, draft, seen)
        return await tagged(actor, unit_id, response)

    @routes.get("/gaps/{unit_id}", response_model=GapsView)
    async def gaps(actor: Asking, unit_id: Which) -> GapsView:
        """What there is against what is needed, what is lost soon, and a recruitment text."""
        return await queries.gaps(actor.require_person(), unit_id)

    return routes
