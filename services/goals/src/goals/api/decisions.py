"""What has to be decided about goals after the organisation has changed."""

from fastapi import APIRouter

from chassis.actor import Asking
from goals.decisions import Decisions
from goals.views import DecisionView, Items


def router(decisions: Decisions) -> APIRouter:
    """Everybody asks for what is theirs to decide."""
    routes = APIRouter(tags=["decisions"])

    @routes.get("/decisions", response_model=Items[DecisionView])
    async def list_decisions(asking: Asking) -> Items[DecisionView]:
        """The goals that the reader has to decide about, and why each is listed."""
        found = await decisions.of(asking.require_person())
        return Items(items=[DecisionView.of(each) for each in found])

    return routes
