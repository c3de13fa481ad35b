"""Surveys: who would be asked, launch, close, cancel."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from chassis.actor import Asking
from chassis.clock import Clock, Instant
from chassis.http import etag
from redthread_contracts.ids import SurveyId
from surveys.access import Asker, require_governor, require_launcher, require_own_units
from surveys.api.access import Access
from surveys.audience import Audience
from surveys.launching import Launching
from surveys.queries import Queries
from surveys.rounds import Rounds
from surveys.store import SurveyStore
from surveys.survey import SurveyDraft
from surveys.views import Items, PreviewView, SurveySummary, SurveyView

Id = Annotated[SurveyId, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]

_USUAL_LENGTH = timedelta(days=14)


class PreviewForm(BaseModel):
    """An audience, and when the survey would be open (now, for two weeks, unless said)."""

    model_config = ConfigDict(extra="forbid")

    audience: Audience
    opens_at: Instant | None = None
    closes_at: Instant | None = None


class Nothing(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid")


def router(
    store: SurveyStore,
    queries: Queries,
    launching: Launching,
    rounds: Rounds,
    access: Access,
    clock: Clock,
) -> APIRouter:
    """For HR and those who lead a unit."""
    routes = APIRouter(prefix="/surveys", tags=["surveys"])
    _add_queries(routes, store, queries, access)
    _add_commands(routes, store, queries, rounds, access)

    @routes.post("/preview", response_model=PreviewView)
    async def preview(form: PreviewForm, asking: Asking) -> PreviewView:
        asker = await access.asker(asking)
        require_launcher(asker)
        opens_at = form.opens_at or clock.now()
        closes_at = form.closes_at or opens_at + _USUAL_LENGTH
        asked = await launching.asked(form.audience, opens_at, closes_at)
        require_own_units(asker, asked.ways)
        return PreviewView.of(asked, asker)

    @routes.put("/{survey_id}", response_model=SurveyView)
    async def launch(
        survey_id: Id, draft: SurveyDraft, asking: Asking, response: Response
    ) -> SurveyView:
        asker = await access.asker(asking)
        require_launcher(asker)
        if not await launching.known(survey_id, draft):
            asked = await launching.asked(draft.audience, draft.opens_at, draft.closes_at)
            require_own_units(asker, asked.ways)
            await launching.launch(survey_id, draft, asked, asker.id)
        return await _shown(queries, survey_id, asker, response)

    return routes


def _add_queries(routes: APIRouter, store: SurveyStore, queries: Queries, access: Access) -> None:
    @routes.get("", response_model=Items[SurveySummary])
    async def list_surveys(
        asking: Asking,
        role: Annotated[Literal["author", "results"], Query(alias="as")] = "author",
        after: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> Items[SurveySummary]:
        """Those one has launched (HR: all), or those whose results one may read."""
        asker = await access.asker(asking)
        ids = None
        if role == "results" and not asker.hr:
            ids = await store.closed_in(asker.units)
        author = asker.id if role == "author" and not asker.hr else None
        page, following = await store.surveys_of(author, ids=ids, after=after, limit=limit)
        return Items(
            items=[
                await queries.summary(each, asker, reads=True if role == "results" else None)
                for each in page
            ],
            next=following,
        )

    @routes.get("/{survey_id}", response_model=SurveyView)
    async def read_survey(survey_id: Id, asking: Asking, response: Response) -> SurveyView:
        return await _shown(queries, survey_id, await access.asker(asking), response)


def _add_commands(
    routes: APIRouter, store: SurveyStore, queries: Queries, rounds: Rounds, access: Access
) -> None:
    @routes.post("/{survey_id}/close", response_model=SurveyView)
    async def close(
        survey_id: Id, asking: Asking, response: Response, _body: Nothing | None = None
    ) -> SurveyView:
        asker = await access.asker(asking)
        require_governor((await store.surveys.require(survey_id)).state, asker)
        await rounds.close_now(survey_id)
        return await _shown(queries, survey_id, asker, response)

    @routes.post("/{survey_id}/cancel", response_model=SurveyView)
    async def cancel(
        survey_id: Id, asking: Asking, response: Response, _body: Nothing | None = None
    ) -> SurveyView:
        asker = await access.asker(asking)
        require_governor((await store.surveys.require(survey_id)).state, asker)
        await rounds.cancel(survey_id)
        return await _shown(queries, survey_id, asker, response)


async def _shown(
    queries: Queries, survey_id: SurveyId, asker: Asker, response: Response
) -> SurveyView:
    view = await queries.survey(survey_id, asker)
    etag(response, view.version)
    return view
