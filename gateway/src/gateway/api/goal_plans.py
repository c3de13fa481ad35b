"""`/api/v1`: many goals at once: periods, copies, files, and what is to be decided."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from gateway.api.described import csv_body
from gateway.clients.base import Items
from gateway.clients.goal_plans import (
    Copy,
    CopyPlan,
    CopyPreview,
    GoalFilePreview,
    GoalFileResult,
    GoalToDecide,
    PeriodCount,
)
from gateway.visit import ApiVisitor
from redthread_contracts.ids import UnitId

_FILE = csv_body(
    goals="Nivå;Enhet;Mål;Mäts i;Period från;Period till;Sista dag\n"
    "enhet;forskola-solrosen;Fler läser för barnen varje dag;procent;"
    "2027-01-01;2027-12-31;2027-12-15\n"
)

router = APIRouter(tags=["goals"])

CopyId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Which = Annotated[UnitId | None, Query(max_length=64)]


@router.get("/goal-periods", response_model=Items[PeriodCount])
async def periods(visit: ApiVisitor, unit_id: Which = None) -> Items[PeriodCount]:
    """The periods of the municipality's and the units' goals, or of one unit's."""
    return Items(items=await visit.clients.goal_plans.periods(visit.who, unit_id))


@router.get("/goal-copies", response_model=Items[Copy])
async def copies(visit: ApiVisitor) -> Items[Copy]:
    """One's own copies, the newest first; for HR everybody's."""
    return Items(items=await visit.clients.goal_plans.copies(visit.who))


@router.post("/goal-copies/{copy_id}/preview", response_model=CopyPreview)
async def preview_copy(visit: ApiVisitor, copy_id: CopyId, plan: CopyPlan) -> CopyPreview:
    """What a copy into another period would do. Nothing is written."""
    return await visit.clients.goal_plans.preview_copy(visit.who, copy_id, plan)


@router.put("/goal-copies/{copy_id}", response_model=Copy)
async def copy(visit: ApiVisitor, copy_id: CopyId, plan: CopyPlan) -> Copy:
    """Copy goals into another period. The id is the client's; the same again does nothing."""
    return await visit.clients.goal_plans.copy(visit.who, copy_id, plan)


@router.get("/goal-copies/{copy_id}", response_model=Copy)
async def copy_made(visit: ApiVisitor, copy_id: CopyId) -> Copy:
    """How far a copy has come."""
    return await visit.clients.goal_plans.copy_made(visit.who, copy_id)


@router.post("/goal-copies/{copy_id}/undo", response_model=Copy)
async def undo_copy(visit: ApiVisitor, copy_id: CopyId) -> Copy:
    """Take a copy back, but for what somebody has worked with since."""
    return await visit.clients.goal_plans.undo_copy(visit.who, copy_id)


@router.get("/goal-decisions", response_model=Items[GoalToDecide])
async def decisions(visit: ApiVisitor) -> Items[GoalToDecide]:
    """The goals that one has to decide about after a reorganisation, and why."""
    return Items(items=await visit.clients.goal_plans.decisions(visit.who))


@router.get("/goal-file", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def file(
    visit: ApiVisitor,
    unit_id: Which = None,
    period_from: date | None = None,
    period_until: date | None = None,
) -> Response:
    """The municipality's and the units' goals as a file, or those of one unit and under it."""
    content = await visit.clients.goal_plans.file(visit.who, unit_id, period_from, period_until)
    return Response(content, media_type="text/csv; charset=utf-8")


@router.post("/goal-file/preview", response_model=GoalFilePreview, openapi_extra=_FILE)
async def preview_file(visit: ApiVisitor, request: Request) -> GoalFilePreview:
    """What each line of a file would do, or what is wrong with it. Nothing is written."""
    return await visit.clients.goal_plans.preview_file(visit.who, await request.body())


@router.post("/goal-file", response_model=GoalFileResult, openapi_extra=_FILE)
async def bring_in(
    visit: ApiVisitor, request: Request, digest: Annotated[str, Query(max_length=64)]
) -> GoalFileResult:
    """Write what the preview with this digest showed. The same again changes nothing."""
    content = await request.body()
    return await visit.clients.goal_plans.bring_in(visit.who, content, digest)
