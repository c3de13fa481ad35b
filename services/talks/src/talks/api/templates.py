"""The published templates."""

from fastapi import APIRouter

from chassis.actor import Asking
from talks.store import TalkStore
from talks.template import Template
from talks.views import Items, TemplateView


def router(store: TalkStore) -> APIRouter:
    """Everybody who is logged in may read them."""
    routes = APIRouter(prefix="/templates", tags=["templates"])

    @routes.get("", response_model=Items[TemplateView])
    async def list_templates(_asking: Asking) -> Items[TemplateView]:
        """The newest version of each."""
        newest = await store.library.newest()
        return Items(items=[TemplateView.of(template) for template in newest])

    @routes.get("/{template_id}/{version}", response_model=Template)
    async def read_template(template_id: str, version: int, _asking: Asking) -> Template:
        return await store.library.require(template_id, version)

    return routes
