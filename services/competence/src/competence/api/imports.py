"""Rows of another system or of the demo."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from chassis.actor import Asking
from competence.access import Access
from competence.fields import Draft
from competence.imports import Imports
from competence.rows import MOST_ROWS


class ImportForm(Draft):
    """Rows. Each is checked by itself, so that every faulty one can be named."""

    terms: list[Any] = Field(default=[])
    profiles: list[Any] = Field(default=[])
    requirements: list[Any] = Field(default=[])

    @model_validator(mode="after")
    def _not_too_many(self) -> "ImportForm":
        if len(self.terms) + len(self.profiles) + len(self.requirements) > MOST_ROWS:
            raise PydanticCustomError(
                "too_many", "Send at most {most} rows at a time.", {"most": MOST_ROWS}
            )
        return self


class CountsView(BaseModel):
    """What became of rows."""

    created: int
    changed: int
    unchanged: int


class ImportView(BaseModel):
    """What an import did."""

    terms: CountsView
    profiles: CountsView
    requirements: CountsView


def router(importing: Imports, access: Access) -> APIRouter:
    """For an administrator, or a system with the scope `competence:import`."""
    routes = APIRouter(tags=["imports"])

    @routes.post("/imports", response_model=ImportView)
    async def bring_in(actor: Asking, form: ImportForm) -> ImportView:
        """Bring rows in: all, or none when one is wrong. The same again changes nothing."""
        await access.require_importer(actor)
        done = await importing.bring_in(form.terms, form.profiles, form.requirements)
        return ImportView.model_validate(done, from_attributes=True)

    return routes
