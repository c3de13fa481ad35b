"""The surveys' own page: to answer, to do, to read; and HR's list."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.parts import gather
from gateway.views.survey_words import action_state, invitation_meta, state, summary_meta
from gateway.views.surveys import may_launch, my_surveys
from gateway.visit import Visitor

router = APIRouter()

After = Annotated[str | None, Query(max_length=200)]


@router.get("/enkater")
async def my_page(visit: Visitor, efter: After = None) -> HTMLResponse:
    """What I may answer, do and read."""
    lists = await my_surveys(visit, efter)
    return await visit.page(
        "survey/list.html",
        nav="surveys",
        lists=lists,
        may_launch=may_launch(visit),
        invitation_meta=lambda one: invitation_meta(one, visit.words),
        summary_meta=lambda one: summary_meta(one, visit.words),
        action_state=lambda one: action_state(one, visit.words),
        state=lambda one: state(one, visit.words),
    )


@router.get("/hr/enkater")
async def hr_page(visit: Visitor, efter: After = None) -> HTMLResponse:
    """All surveys for HR; one's own for a head."""
    (found,) = await gather(visit.clients.surveys.surveys(visit.who, "author", efter))
    return await visit.page(
        "survey/launched.html",
        nav="hr" if visit.is_hr else "surveys",
        found=found,
        summary_meta=lambda one: summary_meta(one, visit.words),
        state=lambda one: state(one, visit.words),
    )
