"""Bulk copies of goals from one period into another, with a preview and a way back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from chassis.actor import Asking
from goals.copies import Copies
from goals.copying import CopyPlan
from goals.views import CopyPreview, CopyView, Items, PeriodView
from redthread_contracts.ids import UnitId

Id = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]


def router(copies: Copies) -> APIRouter:
    """For HR, and for managers in what they lead."""
    routes = APIRouter(tags=["copies"])

    @routes.get("/goal-periods", response_model=Items[PeriodView])
    async def list_periods(
        asking: Asking, unit_id: Annotated[UnitId | None, Query(max_length=64)] = None
    ) -> Items[PeriodView]:
        """The periods that there are goals of, the newest first; without a unit, everywhere."""
        found = await copies.periods(asking.require_person(), unit_id)
        return Items(items=[PeriodView(period=period, goals=goals) for period, goals in found])

    @routes.get("/copies", response_model=Items[CopyView])
    async def list_copies(asking: Asking) -> Items[CopyView]:
        """One's own copies, the newest first; for HR everybody's."""
        found = await copies.newest(asking.require_person())
        return Items(items=[CopyView.of(each) for each in found])

    @routes.post("/copies/{copy_id}/preview", response_model=CopyPreview)
    async def preview(copy_id: Id, plan: CopyPlan, asking: Asking) -> CopyPreview:
        """What it would make, and what it would leave out and why. Nothing is written."""
        planned, left = await copies.preview(asking.require_person(), copy_id, plan)
        return CopyPreview.of(planned, left)

    @routes.put("/copies/{copy_id}", response_model=CopyView)
    async def start(copy_id: Id, plan: CopyPlan, asking: Asking) -> CopyView:
        """Copy. The goals are made within seconds; the same again does nothing."""
        who = asking.require_person()
        await copies.start(who, copy_id, plan)
        return CopyView.of(await copies.get(who, copy_id))

    @routes.get("/copies/{copy_id}", response_model=CopyView)
    async def read_copy(copy_id: Id, asking: Asking) -> CopyView:
        """How far it has come."""
        return CopyView.of(await copies.get(asking.require_person(), copy_id))

    @routes.post("/copies/{copy_id}/undo", response_model=CopyView)
    async def undo(copy_id: Id, asking: Asking) -> CopyView:
        """Take it back, but for what somebody has worked with since."""
        who = asking.require_person()
        await copies.undo(who, copy_id)
        return CopyView.of(await copies.get(who, copy_id))

    return routes
