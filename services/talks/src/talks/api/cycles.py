"""Talk cycles: HR starts them, HR and heads see how far they have come, in counts only."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.actor import Asking
from chassis.clock import local_date
from chassis.http import IfMatch, etag
from redthread_contracts.ids import PersonId, TemplateId, UnitId
from talks import cycle as cycles
from talks.api.access import Access
from talks.cycle import Cycle
from talks.cycle_views import CycleView, PreviewView
from talks.opening import Opening
from talks.store import TalkStore
from talks.texts import Id, Title
from talks.views import Items


class CyclePlan(BaseModel):
    """What HR wants to start."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    template_id: Annotated[TemplateId, Id]
    template_version: int
    unit_ids: Annotated[list[Annotated[UnitId, Id]], Field(max_length=3_000)]
    opens: date
    last_day: date


class LastDay(BaseModel):
    """Until when."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"last_day": "2026-12-18"}}
    )

    last_day: date


def router(store: TalkStore, opening: Opening, access: Access) -> APIRouter:
    """For HR; heads may read them."""
    routes = APIRouter(prefix="/cycles", tags=["cycles"])

    async def planned(cycle_id: str, plan: CyclePlan, by: PersonId) -> Cycle:
        template = await store.library.require(plan.template_id, plan.template_version)
        return Cycle(
            id=cycle_id,
            kind=template.kind,
            started_by=by,
            started_at=access.clock.now(),
            **{**plan.model_dump(), "unit_ids": tuple(dict.fromkeys(plan.unit_ids))},
        )

    async def shown(cycle: Cycle) -> CycleView:
        opened = cycle.talks_opened
        if cycle.state == "opening":
            opened = await store.count_opened(cycle.cycle_id)
        return CycleView.of(cycle, opened)

    @routes.post("/preview", response_model=PreviewView)
    async def preview(plan: CyclePlan, asking: Asking) -> PreviewView:
        by = asking.require_person()
        await access.require_hr(by)
        cycle = await planned("preview", plan, by)
        cycles.check(cycle, await access.directory.units(cycle.unit_ids))
        return PreviewView.of(await opening.preview(cycle))

    @routes.put("/{cycle_id}", response_model=CycleView)
    async def start(
        cycle_id: Annotated[str, Id], plan: CyclePlan, asking: Asking, response: Response
    ) -> CycleView:
        by = asking.require_person()
        await access.require_hr(by)
        new = await planned(cycle_id, plan, by)
        units = await access.directory.units(new.unit_ids)
        await store.cycles.change(cycle_id, lambda known: cycles.start(known, new, units))
        stored = await store.cycles.require(cycle_id)
        etag(response, stored.version)
        return await shown(stored.state)

    @routes.get("", response_model=Items[CycleView])
    async def list_cycles(asking: Asking) -> Items[CycleView]:
        await access.units_seen(asking.require_person())
        return Items(items=[await shown(each.state) for each in await store.cycles_newest_first()])

    @routes.get("/{cycle_id}", response_model=CycleView)
    async def read_cycle(cycle_id: str, asking: Asking, response: Response) -> CycleView:
        await access.units_seen(asking.require_person())
        stored = await store.cycles.require(cycle_id)
        etag(response, stored.version)
        return await shown(stored.state)

    @routes.post("/{cycle_id}/extend", response_model=CycleView)
    async def extend(
        cycle_id: str, form: LastDay, version: IfMatch, asking: Asking, response: Response
    ) -> CycleView:
        """Move the last day; that of its open talks follows within moments."""
        await access.require_hr(asking.require_person())
        await store.cycles.require(cycle_id)
        today = local_date(access.clock.now())
        await store.cycles.change(
            cycle_id,
            lambda known: cycles.extend(known, form.last_day, today) if known else None,
            expected=version,
        )
        return await read_cycle(cycle_id, asking, response)

    @routes.post("/{cycle_id}/close", response_model=CycleView)
    async def close(cycle_id: str, asking: Asking, response: Response) -> CycleView:
        """Nobody joins any more. Open talks can still be held."""
        await access.require_hr(asking.require_person())
        await store.cycles.require(cycle_id)
        await store.cycles.change(cycle_id, lambda known: cycles.close(known) if known else None)
        return await read_cycle(cycle_id, asking, response)

    return routes
