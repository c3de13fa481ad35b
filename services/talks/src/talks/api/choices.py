"""Who is in a talk cycle, or out of it, by HR's choice and not by their unit."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from chassis.actor import Asking
from redthread_contracts.ids import CycleId, PersonId
from talks.api.access import Access
from talks.cycle import Choice
from talks.cycle_views import ChoiceView
from talks.opening import Opening
from talks.store import TalkStore
from talks.texts import Id, Reason
from talks.views import Items


class ChoiceForm(BaseModel):
    """Whether somebody is in the cycle, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"included": False, "reason": "Slutar i december."}},
    )

    included: bool
    reason: Reason


def router(store: TalkStore, opening: Opening, access: Access) -> APIRouter:
    """For HR only: the reasons are nobody else's business."""
    routes = APIRouter(prefix="/cycles/{cycle_id}/choices", tags=["cycles"])

    @routes.get("", response_model=Items[ChoiceView])
    async def list_choices(cycle_id: str, asking: Asking) -> Items[ChoiceView]:
        """Who was taken in or out, and why; the newest first."""
        await access.require_hr(asking.require_person())
        cycle = (await store.cycles.require(cycle_id)).state
        return Items(items=[ChoiceView(**each.model_dump()) for each in reversed(cycle.choices)])

    @routes.put("/{person_id}", response_model=Items[ChoiceView])
    async def choose(
        cycle_id: str,
        person_id: Annotated[PersonId, Id],
        form: ChoiceForm,
        asking: Asking,
    ) -> Items[ChoiceView]:
        """Take one person in or out; the talk is opened or cancelled at once."""
        by = asking.require_person()
        await access.require_hr(by)
        wanted = Choice(person_id=person_id, by=by, at=access.clock.now(), **form.model_dump())
        await opening.choose(CycleId(cycle_id), wanted)
        return await list_choices(cycle_id, asking)

    return routes
