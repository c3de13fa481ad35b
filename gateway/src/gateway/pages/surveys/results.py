"""The results of a survey, and the same figures as a file."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from gateway.pages.surveys.sentences import SurveyInPath
from gateway.spreadsheet import spreadsheet
from gateway.views import survey_results_words as say
from gateway.views.survey_words import HIDDEN, action_state, source_of
from gateway.views.surveys_results import ResultsView, results
from gateway.visit import Visit, Visitor
from redthread_contracts.ids import SurveyId, UnitId

router = APIRouter()

Unit = Annotated[str | None, Query(alias="enhet", max_length=64)]
Compare = Annotated[str | None, Query(alias="jamfor", max_length=64)]


@router.get("/enkater/{survey_id}/resultat")
async def show(
    visit: Visitor, survey_id: SurveyInPath, unit: Unit = None, compare: Compare = None
) -> HTMLResponse:
    """One unit's results; without one, of the largest that the reader may read."""
    view = await _view(visit, survey_id, unit, compare)
    words = visit.words
    columns = say.columns(view.survey, words)
    return await visit.page(
        "survey/results.html",
        nav="surveys",
        view=view,
        survey=view.survey,
        title=say.title_of(view, words),
        lead=say.lead(view, words),
        figures=say.figures(view, words),
        statements=say.statements(view, words),
        ends=say.ends(view, words),
        recommends=say.recommends(view, words),
        chosen=say.chosen(view, words),
        written=say.written(view, words),
        dimensions=say.dimensions(view, words),
        columns=columns,
        heat=[(row, say.cells(row.cells, columns, words)) for row in view.rows],
        hidden_words=words.gettext(HIDDEN),
        source=source_of(view.survey.template_id, words),
        query=say.query(view, compare),
        compare=compare or "",
        action_state=lambda one: action_state(one, words),
    )


@router.get("/enkater/{survey_id}/resultat.csv")
async def download(
    visit: Visitor, survey_id: SurveyInPath, unit: Unit = None, compare: Compare = None
) -> Response:
    """Exactly what the page shows, for a spreadsheet."""
    view = await _view(visit, survey_id, unit, compare)
    return spreadsheet(say.table(view, visit.words), "enkat.csv")


async def _view(
    visit: Visit, survey_id: SurveyId, unit: str | None, compare: str | None
) -> ResultsView:
    return await results(
        visit,
        survey_id,
        UnitId(unit) if unit else None,
        SurveyId(compare) if compare else None,
    )
