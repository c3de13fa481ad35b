"""`/api/v1/cycles` and `/api/v1/coverage`: talk cycles and how far talks have come, in counts."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.http import IfMatch
from gateway.clients.cycles import Choice, Cycle, CyclePlan, CyclePreview, Years
from gateway.spreadsheet import spreadsheet
from gateway.views import coverage, cycles
from gateway.views.cycles import CycleView
from gateway.visit import ApiVisitor
from redthread_contracts.ids import CycleId, PersonId

router = APIRouter(tags=["cycles"])

PersonInPath = Annotated[PersonId, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Last = Annotated[int | None, Query(ge=2000, le=2200)]


class LastDay(BaseModel):
    """Until when."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"last_day": "2026-12-18"}}
    )

    last_day: date


class ChoiceInput(BaseModel):
    """Whether somebody is in the cycle, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"included": False, "reason": "Slutar i december."}},
    )

    included: bool
    reason: str = Field(min_length=1)


@router.get("/cycles", response_model=list[Cycle])
async def list_cycles(visit: ApiVisitor) -> list[Cycle]:
    """All talk cycles, the newest first."""
    return await cycles.cycles(visit)


@router.post("/cycles/preview", response_model=CyclePreview)
async def preview_cycle(visit: ApiVisitor, plan: CyclePlan) -> CyclePreview:
    """What starting a cycle would do."""
    return await visit.clients.cycles.preview_cycle(visit.who, plan)


@router.put("/cycles/{cycle_id}", response_model=Cycle)
async def start_cycle(visit: ApiVisitor, cycle_id: CycleId, plan: CyclePlan) -> Cycle:
    """Start a cycle; the same again does nothing."""
    return await visit.clients.cycles.start_cycle(visit.who, cycle_id, plan)


@router.get("/cycles/{cycle_id}", response_model=CycleView)
async def show_cycle(visit: ApiVisitor, cycle_id: CycleId) -> CycleView:
    """How far a cycle has come, in counts per unit."""
    return await cycles.cycle(visit, cycle_id)


@router.post("/cycles/{cycle_id}/extend", response_model=Cycle)
async def extend_cycle(
    visit: ApiVisitor, cycle_id: CycleId, body: LastDay, seen: IfMatch, response: Response
) -> Cycle:
    """Move the last day; that of the talks that are open follows."""
    done = await visit.clients.cycles.extend_cycle(visit.who, cycle_id, body.last_day, seen)
    response.headers["ETag"] = f'"{done.version}"'
    return done.value


@router.post("/cycles/{cycle_id}/close", response_model=Cycle)
async def close_cycle(visit: ApiVisitor, cycle_id: CycleId) -> Cycle:
    """Let nobody join any more. Open talks can still be held."""
    return await visit.clients.cycles.close_cycle(visit.who, cycle_id)


@router.get("/cycles/{cycle_id}/choices", response_model=list[Choice])
async def choices(visit: ApiVisitor, cycle_id: CycleId) -> list[Choice]:
    """Who was taken into the cycle, or out of it, and why; the newest first. For HR."""
    return await visit.clients.cycles.choices(visit.who, cycle_id)


@router.put("/cycles/{cycle_id}/choices/{person_id}", response_model=list[Choice])
async def choose(
    visit: ApiVisitor, cycle_id: CycleId, person_id: PersonInPath, choice: ChoiceInput
) -> list[Choice]:
    """Take one person in or out; the talk is opened or cancelled at once."""
    return await visit.clients.cycles.choose(
        visit.who, cycle_id, person_id, included=choice.included, reason=choice.reason
    )


@router.get("/coverage/years", response_model=Years)
async def years(visit: ApiVisitor, last: Last = None) -> Years:
    """Who had a yearly talk, of those who were to have one: five years, up to `last`."""
    return await visit.clients.cycles.years(visit.who, last=last)


@router.get(
    "/coverage/years.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
)
async def years_file(visit: ApiVisitor, last: Last = None) -> Response:
    """The same per unit, for a spreadsheet."""
    report = await coverage.yearly_report(visit, last)
    return spreadsheet(coverage.table(report, visit.words), "samtal-per-ar.csv")
