"""What a reorganisation has left to decide about goals."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.pages.goals import GoalInPath
from gateway.views.goal_plans import deciding
from gateway.visit import Posted, Visitor

router = APIRouter(include_in_schema=False)


@router.get("/mal/att-avgora")
async def to_decide(visit: Visitor) -> HTMLResponse:
    """The goals that the visitor has to decide about."""
    return await visit.page("goal/decisions.html", nav="goals", rows=await deciding(visit))


@router.post("/mal/{goal_id}/flytta")
async def move(visit: Visitor, goal_id: GoalInPath, form: Posted) -> Any:
    """Let a unit that took the old one's place take over the goal."""
    found = await visit.clients.goals.goal(visit.who, goal_id)
    unit = form.raw("unit")
    if unit and unit != found.value.unit_id:
        await visit.clients.goals.change(visit.who, goal_id, {"unit_id": unit}, found.version)
    return visit.go("/mal/att-avgora")
