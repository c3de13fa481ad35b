"""Follow-up actions: what somebody does because of what a survey showed."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from chassis.actor import Asking
from chassis.http import OptionalIfMatch, etag
from redthread_contracts.ids import ActionId, UnitId
from surveys.acting import Acting
from surveys.action import ActionDraft, FollowUp
from surveys.api.access import Access
from surveys.api.surveys import Id
from surveys.store import SurveyStore
from surveys.views import ActionView, Items

Key = Annotated[ActionId, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]


def router(store: SurveyStore, acting: Acting, access: Access) -> APIRouter:
    """For who leads the unit, and the owner."""
    routes = APIRouter(tags=["actions"])

    @routes.get("/actions", response_model=Items[ActionView])
    async def list_mine(asking: Asking) -> Items[ActionView]:
        """The reader's own."""
        asker = await access.asker(asking)
        found = await store.actions_owned_by(asker.id)
        return Items(items=[ActionView.of(each, asker) for each in found])

    @routes.get("/surveys/{survey_id}/actions", response_model=Items[ActionView])
    async def list_actions(
        survey_id: Id, asking: Asking, unit: Annotated[str | None, Query(max_length=64)] = None
    ) -> Items[ActionView]:
        """Those of a unit and those under it; without `unit`, all that the reader may see."""
        asker = await access.asker(asking)
        found = await acting.listed(survey_id, asker, UnitId(unit) if unit else None)
        return Items(items=[ActionView.of(each, asker) for each in found])

    @routes.put("/surveys/{survey_id}/actions/{action_id}", response_model=ActionView)
    async def put(
        survey_id: Id,
        action_id: Key,
        draft: ActionDraft,
        asking: Asking,
        response: Response,
        seen: OptionalIfMatch,
    ) -> ActionView:
        asker = await access.asker(asking)
        stored = await acting.put(survey_id, action_id, draft, asker, seen)
        etag(response, stored.version)
        return ActionView.of(stored, asker)

    @routes.post("/surveys/{survey_id}/actions/{action_id}/follow-up", response_model=ActionView)
    async def follow_up(
        survey_id: Id,
        action_id: Key,
        said: FollowUp,
        asking: Asking,
        response: Response,
        seen: OptionalIfMatch,
    ) -> ActionView:
        asker = await access.asker(asking)
        stored = await acting.follow_up(survey_id, action_id, said, asker, seen)
        etag(response, stored.version)
        return ActionView.of(stored, asker)

    @routes.delete("/surveys/{survey_id}/actions/{action_id}", status_code=204)
    async def remove(survey_id: Id, action_id: Key, asking: Asking, seen: OptionalIfMatch) -> None:
        await acting.remove(survey_id, action_id, await access.asker(asking), seen)

    return routes
