"""The built-in templates."""

from fastapi import APIRouter

from chassis.actor import Asking
from surveys.template import Template, built_in, require
from surveys.views import Items


def router() -> APIRouter:
    """Everybody who is logged in may read them."""
    routes = APIRouter(prefix="/templates", tags=["templates"])

    @routes.get("", response_model=Items[Template])
    async def list_templates(asking: Asking) -> Items[Template]:
        asking.require_person()
        return Items(items=list(built_in().values()))

    @routes.get("/{template_id}", response_model=Template)
    async def read_template(template_id: str, asking: Asking) -> Template:
        asking.require_person()
        return require(template_id)

    return routes
