"""Making a survey, in two steps, and following it: HR for everybody, a head for the own units."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from chassis.errors import Conflict, Forbidden
from gateway.clients.surveys import SurveyPlan, SurveyTemplate
from gateway.forms import Form, new_id
from gateway.pages.surveys.sentences import SurveyInPath
from gateway.parts import gather
from gateway.problems import ServiceProblem
from gateway.views import surveys_planning as planning
from gateway.views.cycles import UnitNode
from gateway.views.survey_planning_words import facts_of, form_fields, summary_lines
from gateway.views.survey_words import (
    last_day,
    response_so_far,
    source_of,
    state,
    takes,
)
from gateway.views.surveys import may_launch, survey_card
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import SurveyId

router = APIRouter()


@router.get("/hr/enkater/ny")
async def new_survey(visit: Visitor) -> HTMLResponse:
    """Step 1 of 2: name, questions, whom, when."""
    _require_launcher(visit)
    form = visit.form(
        id=new_id(),
        opens=visit.words.today.isoformat(),
        opens_time="08:00",
        audience="" if visit.is_hr else "units",
        remind=["3", "1"],
        own="0",
    )
    return await _choose(visit, form)


@router.post("/hr/enkater/ny")
async def summarise(visit: Visitor, form: Posted) -> HTMLResponse:
    """Step 2 of 2: who is asked and what stays hidden. Nothing is sent yet."""
    _require_launcher(visit)
    if form.raw("go") == "change":
        return await _choose(visit, form)
    if form.raw("go") == "add":
        return await _choose(visit, _with_one_more(form))
    plan = await planning.plan_of(visit, form)
    if plan is None:
        return await _choose(visit, form, status=422)
    try:
        summary = await planning.summary(visit, plan)
    except ServiceProblem as problem:
        form.blame(problem, planning.FIELDS)
        return await _choose(visit, form, status=problem.status)
    return await visit.page(
        "survey/summary.html",
        nav=_nav(visit),
        form=form,
        fields=form_fields(form),
        plan=plan,
        summary=summary,
        facts=facts_of(plan, summary, visit.words),
        lines=summary_lines(summary, visit.words),
        hidden=[visit.words.pick(unit, "name") for unit in summary.hidden],
    )


@router.post("/hr/enkater/starta")
async def launch(visit: Visitor, form: Posted) -> Any:
    """Launch it. Sent twice, it is launched once: the id came with the form."""
    _require_launcher(visit)
    plan: SurveyPlan | None = await planning.plan_of(visit, form)
    if plan is None:
        return await _choose(visit, form, status=422)
    survey = SurveyId(form.raw("id") or new_id())
    try:
        await visit.clients.surveys.launch(visit.who, survey, plan)
    except ServiceProblem as problem:
        form.blame(problem, planning.FIELDS)
        return await _choose(visit, form, status=problem.status)
    return visit.go(f"/hr/enkater/{survey}")


@router.get("/hr/enkater/{survey_id}")
async def show(visit: Visitor, survey_id: SurveyInPath) -> HTMLResponse:
    """How a survey stands: how many have answered, never who."""
    card = await survey_card(visit, survey_id)
    return await visit.page(
        "survey/survey.html",
        nav=_nav(visit),
        card=card,
        survey=card.survey,
        state=state(card.survey, visit.words),
        last_day=last_day(card.survey.closes_at, visit.words),
        takes=takes(card.survey.estimated_seconds, visit.words),
        response=response_so_far(card.survey, visit.words),
    )


@router.get("/hr/enkater/{survey_id}/stang")
async def ask_to_close(visit: Visitor, survey_id: SurveyInPath) -> HTMLResponse:
    """Ask before it is closed."""
    return await _ask(visit, survey_id, "close")


@router.post("/hr/enkater/{survey_id}/stang")
async def close(visit: Visitor, survey_id: SurveyInPath, _form: Posted) -> Any:
    """Close it. The same again changes nothing."""
    await visit.clients.surveys.close(visit.who, survey_id)
    return visit.go(f"/hr/enkater/{survey_id}")


@router.get("/hr/enkater/{survey_id}/avbryt")
async def ask_to_cancel(visit: Visitor, survey_id: SurveyInPath) -> HTMLResponse:
    """Ask before it is called off."""
    return await _ask(visit, survey_id, "cancel")


@router.post("/hr/enkater/{survey_id}/avbryt")
async def cancel(visit: Visitor, survey_id: SurveyInPath, _form: Posted) -> Any:
    """Call it off. The same again changes nothing."""
    await visit.clients.surveys.cancel(visit.who, survey_id)
    return visit.go(f"/hr/enkater/{survey_id}")


async def _ask(visit: Visit, survey_id: SurveyId, deed: str) -> HTMLResponse:
    survey = await visit.clients.surveys.survey(visit.who, survey_id)
    if deed not in survey.may:
        if survey.state in {"closed", "cancelled"} or deed == "close":
            raise Conflict(f"survey-is-{survey.state}", "It can't be done in this state.")
        raise Forbidden("survey-not-yours", "Only HR and who launched the survey can do this.")
    return await visit.page("survey/confirm.html", nav=_nav(visit), survey=survey, deed=deed)


async def _choose(visit: Visit, form: Form, *, status: int = 200) -> HTMLResponse:
    templates, tree = await gather(
        visit.clients.surveys.templates(visit.who), planning.own_tree(visit)
    )
    _ = visit.words.gettext
    return await visit.page(
        "survey/new.html",
        nav=_nav(visit),
        status=status,
        form=form,
        tree=tree,
        holds_chosen=_holds_chosen(set(form.many("units"))),
        templates=templates,
        choices=[
            *(_template_choice(visit, template) for template in templates.otherwise([])),
            (planning.OWN_ONLY, _("Bara egna frågor"), ""),
        ],
        own=planning.own_rows(form),
        most_own=planning.MOST_OWN,
        kinds=[(kind, _(label)) for kind, label in planning.KINDS.items()],
    )


def _with_one_more(form: Form) -> Form:
    rows = min(len(planning.own_rows(form)) + 1, planning.MOST_OWN)
    return Form(form.words, {**form.values, "own": [str(rows)]})


def _template_choice(visit: Visit, template: SurveyTemplate) -> tuple[str, str, str]:
    _ = visit.words
    questions = _.ngettext("En fråga", "%(num)s frågor", len(template.questions))
    hint = f"{questions}. {takes(template.estimated_seconds, visit.words)}"
    return (
        template.id,
        visit.words.pick(template, "title"),
        f"{hint} {source_of(template.id, visit.words)}".rstrip(),
    )


def _holds_chosen(chosen: set[str]) -> Callable[[UnitNode], bool]:
    """Whether a chosen unit lies below: then that branch is shown open."""

    def holds(node: UnitNode) -> bool:
        return any(below.unit.id in chosen or holds(below) for below in node.below)

    return holds


def _nav(visit: Visit) -> str:
    return "hr" if visit.is_hr else "surveys"


def _require_launcher(visit: Visit) -> None:
    """Only a courtesy: the surveys service decides who may launch what."""
    if not may_launch(visit):
        raise Forbidden("surveys-by-hr-and-managers", "HR and those who lead a unit.")
