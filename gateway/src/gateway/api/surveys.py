"""`/api/v1/surveys`: what the surveys' pages show and do, as JSON.

An id is the caller's to make: the same again does nothing. An answer is given once; nothing of it
is kept or logged here, and nobody can read it back, its author included.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from chassis.http import OptionalIfMatch
from gateway.clients.base import Items
from gateway.clients.surveys import (
    ActionPlan,
    AnswerForm,
    Invitation,
    Survey,
    SurveyAction,
    SurveyPlan,
    SurveyPreview,
    SurveySummary,
    SurveyTemplate,
    Value,
)
from gateway.views.surveys_results import ResultsView, results
from gateway.visit import ApiVisitor
from redthread_contracts.ids import ActionId, SurveyId, UnitId

router = APIRouter(tags=["surveys"])

Id = Annotated[SurveyId, Path(max_length=64)]
Key = Annotated[ActionId, Path(max_length=64)]
Which = Annotated[str | None, Query(max_length=64)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Answered(_Input):
    """An answer: a number, an option, several options or a text by question; none is skipped."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"answers": {"p1": 4, "p6": "Lugnare dagar"}}}
    )

    answers: dict[str, Value]


class HowItWent(_Input):
    """How an action goes."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"status": "done", "note": "Schemat gäller från vecka 5."}}
    )

    status: Literal["open", "done", "dropped"]
    note: str = ""


@router.get("/survey-templates", response_model=list[SurveyTemplate])
async def templates(visit: ApiVisitor) -> list[SurveyTemplate]:
    """The built-in templates."""
    return await visit.clients.surveys.templates(visit.who)


@router.get("/survey-invitations", response_model=list[Invitation])
async def invitations(visit: ApiVisitor) -> list[Invitation]:
    """The open surveys that I am asked to answer."""
    return await visit.clients.surveys.invitations(visit.who)


@router.get("/survey-actions", response_model=list[SurveyAction])
async def my_actions(visit: ApiVisitor) -> list[SurveyAction]:
    """What I am to do because of surveys."""
    return await visit.clients.surveys.my_actions(visit.who)


@router.get("/surveys", response_model=Items[SurveySummary])
async def surveys(
    visit: ApiVisitor,
    role: Annotated[Literal["author", "results"], Query(alias="as")] = "results",
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> Items[SurveySummary]:
    """Those I launched (HR: all), or whose results I may read."""
    return await visit.clients.surveys.surveys(visit.who, role, after)


@router.post("/surveys/preview", response_model=SurveyPreview)
async def preview(visit: ApiVisitor, plan: SurveyPlan) -> SurveyPreview:
    """What launching would do: who is asked, who is left out, which units stay hidden."""
    return await visit.clients.surveys.preview(visit.who, plan)


@router.put("/surveys/{survey_id}", response_model=Survey)
async def launch(visit: ApiVisitor, survey_id: Id, plan: SurveyPlan) -> Survey:
    """Launch it."""
    return await visit.clients.surveys.launch(visit.who, survey_id, plan)


@router.get("/surveys/{survey_id}", response_model=Survey)
async def survey(visit: ApiVisitor, survey_id: Id) -> Survey:
    """One survey."""
    return await visit.clients.surveys.survey(visit.who, survey_id)


@router.post("/surveys/{survey_id}/close", status_code=204)
async def close(visit: ApiVisitor, survey_id: Id) -> Response:
    """Close it before its last day."""
    await visit.clients.surveys.close(visit.who, survey_id)
    return Response(status_code=204)


@router.post("/surveys/{survey_id}/cancel", status_code=204)
async def cancel(visit: ApiVisitor, survey_id: Id) -> Response:
    """Call it off; what was answered is deleted."""
    await visit.clients.surveys.cancel(visit.who, survey_id)
    return Response(status_code=204)


@router.get("/surveys/{survey_id}/form", response_model=AnswerForm)
async def form(visit: ApiVisitor, survey_id: Id) -> AnswerForm:
    """The questions, and how the answer will be shown."""
    return await visit.clients.surveys.form(visit.who, survey_id)


@router.put("/surveys/{survey_id}/answer", status_code=204)
async def answer(visit: ApiVisitor, survey_id: Id, given: Answered) -> Response:
    """Answer, once and for good."""
    await visit.clients.surveys.answer(visit.who, survey_id, given.answers)
    return Response(status_code=204)


@router.get("/surveys/{survey_id}/results", response_model=ResultsView)
async def read_results(
    visit: ApiVisitor, survey_id: Id, unit: Which = None, compare: Which = None
) -> ResultsView:
    """What is shown of a unit and those right under it."""
    return await results(
        visit,
        survey_id,
        UnitId(unit) if unit else None,
        SurveyId(compare) if compare else None,
    )


@router.get("/surveys/{survey_id}/actions", response_model=list[SurveyAction])
async def actions(visit: ApiVisitor, survey_id: Id, unit: Which = None) -> list[SurveyAction]:
    """What is done because of it."""
    found = UnitId(unit) if unit else None
    return await visit.clients.surveys.actions(visit.who, survey_id, found)


@router.put("/surveys/{survey_id}/actions/{action_id}", response_model=SurveyAction)
async def put_action(
    visit: ApiVisitor,
    survey_id: Id,
    action_id: Key,
    plan: ActionPlan,
    response: Response,
    seen: OptionalIfMatch,
) -> SurveyAction:
    """Add an action, or change it (If-Match)."""
    saved = await visit.clients.surveys.put_action(visit.who, survey_id, action_id, plan, seen)
    response.headers["ETag"] = f'"{saved.version}"'
    return saved.value


@router.post("/surveys/{survey_id}/actions/{action_id}/follow-up", status_code=204)
async def follow_up(visit: ApiVisitor, survey_id: Id, action_id: Key, said: HowItWent) -> Response:
    """Say how it went."""
    await visit.clients.surveys.follow_up(
        visit.who, survey_id, action_id, status=said.status, note=said.note
    )
    return Response(status_code=204)


@router.delete("/surveys/{survey_id}/actions/{action_id}", status_code=204)
async def drop_action(visit: ApiVisitor, survey_id: Id, action_id: Key) -> Response:
    """Take it away."""
    await visit.clients.surveys.drop_action(visit.who, survey_id, action_id)
    return Response(status_code=204)
