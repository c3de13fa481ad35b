"""Answering on a phone: the page without a menu. The gateway keeps and logs nothing of an answer.

The answers travel from page to page in hidden fields; only when they are sent do they leave the
form, to the surveys service, which can't tell whose they are.
"""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.clients.surveys import AnswerForm
from gateway.forms import Form
from gateway.pages.surveys.sentences import SurveyInPath
from gateway.problems import ServiceDown, ServiceProblem
from gateway.views.survey_words import how_shown, last_day, source_of, takes
from gateway.views.surveys_answering import (
    answers_in,
    carried,
    field_of,
    is_open,
    page_number,
    page_with_error,
    pages_of,
)
from gateway.visit import Posted, Visit, Visitor

router = APIRouter()

_OVER = frozenset({"already-answered", "survey-not-open", "survey-is-closed"})
"""Why an answer is not taken any more; the survey's own page says it."""


@router.get("/e/{survey_id}")
async def form(visit: Visitor, survey_id: SurveyInPath) -> HTMLResponse:
    """The first page, or why there is nothing to answer."""
    found = await visit.clients.surveys.form(visit.who, survey_id)
    if not is_open(found):
        return await _nothing_to_answer(visit, found)
    return await _page(visit, found, visit.form(), 1, fresh=True)


@router.post("/e/{survey_id}")
async def answer(visit: Visitor, survey_id: SurveyInPath, form: Posted) -> Any:
    """On to the next page, back, or send."""
    found = await visit.clients.surveys.form(visit.who, survey_id)
    if not is_open(found):
        return visit.go(f"/e/{survey_id}")
    pages = pages_of(found.questions)
    page = page_number(form, pages)
    if form.raw("go") == "back":
        return await _page(visit, found, form, max(page - 1, 1))
    if page == len(pages):
        return await _send(visit, found, form)
    answers_in(form, pages[page - 1])
    if form.errors:
        return await _page(visit, found, form, page, status=422)
    return await _page(visit, found, form, page + 1)


@router.get("/e/{survey_id}/tack")
async def thanks(visit: Visitor, survey_id: SurveyInPath) -> HTMLResponse:
    """It is sent. Asks nobody anything, so it never fails after an answer."""
    _ = visit.words.gettext
    return await visit.page(
        "survey/told.html",
        survey_id=survey_id,
        forget=True,
        title=_("Tack för ditt svar"),
        lead=_("Det är sparat utan ditt namn. Ingen kan se vilket svar som är ditt."),
        lines=[
            _("När enkäten stänger ser chef och HR resultatet, om tillräckligt många har svarat."),
            _("Du får inga fler påminnelser om den här enkäten."),
        ],
    )


async def _send(visit: Visit, found: AnswerForm, form: Form) -> Any:
    """Send it once. Sent again, because no answer came, it is told that it has arrived."""
    survey_id, status = found.survey.id, 422
    answers = answers_in(form, found.questions)
    if not form.errors:
        try:
            await visit.clients.surveys.answer(visit.who, survey_id, answers)
        except ServiceProblem as problem:
            if problem.code in _OVER:
                return visit.go(f"/e/{survey_id}")
            form.blame(problem, {f"answers.{one.id}": field_of(one) for one in found.questions})
            status = problem.status
        except ServiceDown as down:
            _ = visit.words.gettext
            form.fail("", _("Vi vet inte om svaret kom fram. Det står kvar här: skicka det igen."))
            status = down.status
    if form.errors:
        pages = pages_of(found.questions)
        wrong = page_with_error(form, pages, len(pages))
        return await _page(visit, found, form, wrong, status=status)
    return visit.go(f"/e/{survey_id}/tack")


async def _page(
    visit: Visit,
    found: AnswerForm,
    form: Form,
    page: int,
    *,
    fresh: bool = False,
    status: int = 200,
) -> HTMLResponse:
    pages = pages_of(found.questions)
    here = pages[page - 1]
    return await visit.page(
        "survey/answer.html",
        status=status,
        found=found,
        form=form,
        fresh=fresh,
        page=page,
        pages=len(pages),
        questions=here,
        carried=carried(form, found.questions, here),
        takes=takes(found.survey.estimated_seconds, visit.words),
        how_shown=how_shown(found, visit.words),
        source=source_of(found.survey.template_id, visit.words),
    )


async def _nothing_to_answer(visit: Visit, found: AnswerForm) -> HTMLResponse:
    _ = visit.words.gettext
    survey, title, lines = found.survey, visit.words.pick(found.survey, "title"), []
    if found.answered:
        heading = _("Du har redan svarat")
        lead = _("Tack! Ditt svar på %(survey)s är sparat.", survey=title)
        lines = [
            _("Det går inte att ändra, eftersom ingen kan se vilket svar som är ditt."),
        ]
    elif survey.state == "launched":
        heading = _("Enkäten har inte öppnat än")
        lead = _("%(survey)s går att svara på när den öppnar.", survey=title)
        lines = [_("Då står den på din startsida, och du får ett mejl.")]
    elif survey.state == "cancelled":
        heading = _("Enkäten är avbruten")
        lead = _("%(survey)s går inte längre att svara på.", survey=title)
        lines = [_("Svar som redan hade kommit in är borttagna.")]
    else:
        heading = _("Enkäten är stängd")
        day = last_day(survey.closes_at, visit.words)
        lead = _("Sista dagen för %(survey)s var %(day)s.", survey=title, day=day)
    return await visit.page(
        "survey/told.html",
        survey_id=survey.id,
        forget=True,
        title=heading,
        lead=lead,
        lines=lines,
    )
