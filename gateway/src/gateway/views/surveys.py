"""Surveys in lists: those to answer, those to read, those that one launched, what is to be done."""

from pydantic import BaseModel, ConfigDict

from gateway.clients.base import Items
from gateway.clients.surveys import Invitation, Survey, SurveyAction, SurveySummary
from gateway.parts import Part, gather
from gateway.views.people import name_of, people_of
from gateway.visit import Visit
from redthread_contracts.ids import SurveyId

_NOTHING: Items[SurveySummary] = Items(items=[])


class SurveyLists(BaseModel):
    """Everything on the surveys' own page. The last two are None for who reads no results."""

    model_config = ConfigDict(frozen=True)

    to_answer: Part[list[Invitation]]
    actions: Part[list[SurveyAction]]
    results: Part[Items[SurveySummary]] | None = None
    launched: Part[Items[SurveySummary]] | None = None


class SurveyCard(BaseModel):
    """One survey as its author follows it."""

    model_config = ConfigDict(frozen=True)

    survey: Survey
    author: str = ""


async def my_surveys(visit: Visit, after: str | None = None) -> SurveyLists:
    """What I may answer, do, read and follow. `after` goes on in the list of results."""
    if not may_launch(visit):
        to_answer, actions = await gather(to_be_answered(visit), open_actions(visit))
        return SurveyLists(to_answer=to_answer, actions=actions)
    to_answer, actions, results, launched = await gather(
        to_be_answered(visit),
        open_actions(visit),
        _readable(visit, after),
        _launched_by_me(visit),
    )
    return SurveyLists(to_answer=to_answer, actions=actions, results=results, launched=launched)


async def to_be_answered(visit: Visit) -> list[Invitation]:
    """The open surveys that wait for my answer, the one that closes first on top."""
    found = await visit.clients.surveys.invitations(visit.who)
    waiting = [invitation for invitation in found if not invitation.answered]
    return sorted(waiting, key=lambda invitation: invitation.closes_at)


async def open_actions(visit: Visit) -> list[SurveyAction]:
    """What I am to do because of surveys and have not done, the first day on top."""
    found = await visit.clients.surveys.my_actions(visit.who)
    return sorted((one for one in found if one.status == "open"), key=lambda one: one.due)


async def survey_card(visit: Visit, survey_id: SurveyId) -> SurveyCard:
    """One survey, with who launched it."""
    survey = await visit.clients.surveys.survey(visit.who, survey_id)
    people = await people_of(visit, [survey.author_id])
    return SurveyCard(survey=survey, author=name_of(people, survey.author_id))


def may_launch(visit: Visit) -> bool:
    """Whether to offer launching and reading; the surveys service decides who may."""
    return visit.is_hr or bool(visit.leads)


async def _readable(visit: Visit, after: str | None) -> Items[SurveySummary]:
    """Those with results; HR's list holds the others, too."""
    found = await visit.clients.surveys.surveys(visit.who, "results", after)
    return Items(items=[one for one in found.items if "results" in one.may], next=found.next)


async def _launched_by_me(visit: Visit) -> Items[SurveySummary]:
    """Those that are not closed yet: a closed one is a result. HR has a page of its own."""
    if visit.is_hr:
        return _NOTHING
    found = await visit.clients.surveys.surveys(visit.who, "author")
    running = [survey for survey in found.items if survey.state in {"launched", "open"}]
    return Items(items=running)
