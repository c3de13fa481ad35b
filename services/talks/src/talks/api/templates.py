"""The published templates."""

from fastapi import APIRouter

from chassis.actor import Asking
from talks.template import Template, published, require
from talks.views import Items, TemplateView


def router() -> APIRouter:
    """Everybody who is logged in may read them."""
    routes = APIRouter(prefix="/templates", tags=["templates"])

    @routes.get("", response_model=Items[TemplateView])
    async def list_templates(_asking: Asking) -> Items[TemplateView]:
        return Items(items=[TemplateView.of(template) for template in published().values()])

    @routes.get("/{template_id}/{version}", response_model=Template)
    async def read_template(template_id: str, version: int, _asking: Asking) -> Template:
        return require(template_id, version)

    return routes
