"""Drafts of templates: HR alone writes, throws away and publishes them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response

from chassis.actor import Asking
from chassis.http import IfMatch, etag
from redthread_contracts.ids import PersonId, TemplateId
from talks import drafting
from talks.api.access import Access
from talks.drafting import DraftContent
from talks.library import published_id
from talks.store import TalkStore
from talks.template import Template
from talks.texts import Id
from talks.views import Items, View


class DraftView(View):
    """A draft; `next_version` is what publishing it would make of it."""

    id: TemplateId
    next_version: int
    saved_by: PersonId
    saved_at: datetime
    content: DraftContent


def router(store: TalkStore, access: Access) -> APIRouter:
    """A draft has its template's id, so a template has one at most."""
    routes = APIRouter(prefix="/template-drafts", tags=["templates"])

    async def shown(draft: drafting.TemplateDraft) -> DraftView:
        newest = await store.library.newest_of(draft.id)
        return DraftView(
            id=TemplateId(draft.id),
            next_version=newest.version + 1 if newest else 1,
            saved_by=draft.saved_by,
            saved_at=draft.saved_at,
            content=draft.content,
        )

    @routes.get("", response_model=Items[DraftView])
    async def list_drafts(asking: Asking) -> Items[DraftView]:
        await access.require_hr(asking.require_person())
        found = await store.template_drafts.find({})
        return Items(items=[await shown(each.state) for each in found])

    @routes.get("/{template_id}", response_model=DraftView)
    async def read_draft(template_id: str, asking: Asking, response: Response) -> DraftView:
        await access.require_hr(asking.require_person())
        stored = await store.template_drafts.require(template_id)
        etag(response, stored.version)
        return await shown(stored.state)

    @routes.put("/{template_id}", response_model=DraftView)
    async def save_draft(
        template_id: Annotated[TemplateId, Id],
        content: DraftContent,
        version: IfMatch,
        asking: Asking,
        response: Response,
    ) -> DraftView:
        """Save the whole draft; `If-Match: "0"` makes a new one."""
        by = asking.require_person()
        await access.require_hr(by)
        drafting.check_kinds(content)
        now = access.clock.now()
        await store.template_drafts.change(
            template_id,
            lambda known: drafting.save(known, template_id, content, by, now),
            expected=version,
        )
        return await read_draft(template_id, asking, response)

    @routes.delete("/{template_id}", status_code=204)
    async def throw_away(template_id: str, asking: Asking) -> None:
        """Throw a draft away. What was published stays."""
        await access.require_hr(asking.require_person())
        await store.throw_draft_away(template_id)

    @routes.post("/{template_id}/publish", response_model=Template)
    async def publish(template_id: str, version: IfMatch, asking: Asking) -> Template:
        """Publish the draft as the next version.

        Died before the draft was thrown away: publishing again finds the version there and only
        throws the draft away.
        """
        by = asking.require_person()
        await access.require_hr(by)
        stored = await store.template_drafts.require(template_id)
        drafting.check_seen(stored.version, version)
        newest = await store.library.newest_of(template_id)
        if newest is None or not drafting.published_already(stored.state, newest):
            number = newest.version + 1 if newest else 1
            now = access.clock.now()
            await store.templates.change(
                published_id(template_id, number),
                lambda known: drafting.publish(known, stored.state, number, by, now),
            )
            newest = await store.library.require(template_id, number)
        await store.throw_draft_away(template_id, seen=stored.version)
        return newest

    return routes
