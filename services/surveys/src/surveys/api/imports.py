"""Closed surveys of a former system, sent by a system with the scope surveys:import."""

import asyncio
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.actor import Asking
from chassis.directory import Directory
from surveys.imported import SurveyRow, bring_in, counted
from surveys.store import SurveyStore
from surveys.suppression import one_tree
from surveys.template import require

MOST_ROWS = 20

LARGER_BODIES = {"/imports": 32 * 1024 * 1024}
"""A survey of a whole city with its free texts is about 5 MiB."""


class ImportForm(BaseModel):
    """Rows; the same again change nothing."""

    model_config = ConfigDict(extra="forbid")

    surveys: Annotated[list[SurveyRow], Field(max_length=MOST_ROWS)]


class CountsView(BaseModel):
    """What became of the rows."""

    created: int
    unchanged: int


class ImportView(BaseModel):
    """What an import did."""

    surveys: CountsView


def router(store: SurveyStore, directory: Directory) -> APIRouter:
    """Killed in the middle: send the same rows again."""
    routes = APIRouter(prefix="/imports", tags=["imports"])

    @routes.post("", response_model=ImportView)
    async def import_surveys(form: ImportForm, asking: Asking) -> ImportView:
        asking.require_scope("surveys:import")
        ways = one_tree(unit.path for unit in (await directory.units()).values())
        # All are counted before any is written: a wrong one is refused with all the others.
        rows = [
            await asyncio.to_thread(counted, row, require(row.template_id), ways)
            for row in form.surveys
        ]
        known = 0
        for row in rows:
            survey = row.survey
            there = await store.surveys.get(survey.id)
            bring_in(there.state if there else None, survey)
            if there is not None:
                known += 1
                continue
            # The results come first: a survey that says that it is closed has them.
            await store.save_results(survey.survey_id, row.results)
            await store.surveys.change(survey.id, partial(bring_in, new=survey))
        return ImportView(surveys=CountsView(created=len(rows) - known, unchanged=known))

    return routes
