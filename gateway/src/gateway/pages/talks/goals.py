"""New goals in the talk: proposed from the start, they count when both have confirmed."""

from datetime import date
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from gateway.clients.goals import Goal
from gateway.forms import Form, new_id
from gateway.i18n import N_
from gateway.pages.talks.frame import NAV, crumbs, not_found, version_of
from gateway.parts import Part
from gateway.problems import ServiceDown, ServiceProblem
from gateway.views.talk import TalkView, talk_view
from gateway.views.talk_goals import Above, NewGoal, goals_above
from gateway.visit import CHECKED, Posted, Visit, Visitor
from redthread_contracts.ids import GoalId, TalkId

router = APIRouter()

_FIELDS = {
    "parent_id": "parent",
    "measure.kind": "kind",
    "measure.start": "start",
    "measure.target": "target",
    "measure.unit_sv": "unit",
    "period_until": "deadline",
    "period_from": "deadline",
}
_KINDS = ("figure", "percent", "yes_no")
_LONGEST_UNIT = 100
_LONGEST_WHY = 4_000


@router.get("/samtal/{talk_id}/mal/nytt")
async def new_page(visit: Visitor, talk_id: TalkId) -> HTMLResponse:
    """An empty goal."""
    view = await talk_view(visit, talk_id)
    today = visit.words.today.isoformat()
    return await _page(visit, view, visit.form(id=new_id(), kind="figure", begins=today))


@router.post("/samtal/{talk_id}/mal/nytt")
async def propose(visit: Visitor, talk_id: TalkId, form: Posted) -> Any:
    """Propose it and put it into the talk. Sent twice it is one; died in between, send it again."""
    view = await talk_view(visit, talk_id)
    above = await goals_above(visit, view)
    goal = _goal(form, above)
    if goal is None:
        return await _page(visit, view, form, above=above, status=422)
    goal_id = GoalId(form.raw("id") or new_id())
    try:
        await visit.clients.goals.propose(visit.who, goal_id, goal.facts(view))
        await visit.clients.talks.attach_goal(visit.who, talk_id, goal_id)
    except ServiceProblem as problem:
        if problem.status in {403, 404}:
            raise
        form.blame(problem, _FIELDS)
        return await _page(visit, view, form, above=above, status=problem.status)
    except ServiceDown as down:
        return await _later(visit, view, form, down, above)
    return visit.go(f"{view.path}#nya-mal")


@router.get("/samtal/{talk_id}/mal/{goal_id}")
async def change_page(visit: Visitor, talk_id: TalkId, goal_id: GoalId) -> HTMLResponse:
    """A goal of the talk, to change it."""
    view = await talk_view(visit, talk_id)
    stored = await visit.clients.goals.goal(visit.who, goal_id)
    goal = stored.value
    if goal.talk_id != talk_id:
        raise not_found()
    return await _page(visit, view, _form(visit, goal, stored.version), goal_id=goal_id)


@router.post("/samtal/{talk_id}/mal/{goal_id}")
async def change(visit: Visitor, talk_id: TalkId, goal_id: GoalId, form: Posted) -> Any:
    """Change it; if somebody else was faster, show what it says now beside what was written."""
    view = await talk_view(visit, talk_id)
    above = await goals_above(visit, view)
    written = _goal(form, above)
    if written is None:
        return await _page(visit, view, form, above=above, goal_id=goal_id, status=422)
    stored = await visit.clients.goals.goal(visit.who, goal_id)
    if stored.value.talk_id != talk_id:
        raise not_found()
    try:
        await visit.clients.goals.change(
            visit.who,
            goal_id,
            written.changes(stored.value),
            version_of(form.raw("version")),
        )
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            return await _changed_meanwhile(visit, view, form, above, goal_id)
        form.blame(problem, _FIELDS)
        return await _page(visit, view, form, above=above, goal_id=goal_id, status=problem.status)
    except ServiceDown as down:
        return await _later(visit, view, form, down, above, goal_id)
    return visit.go(f"{view.path}#nya-mal")


@router.post("/samtal/{talk_id}/mal/{goal_id}/ta-bort", dependencies=[CHECKED])
async def remove(visit: Visitor, talk_id: TalkId, goal_id: GoalId) -> Response:
    """Take it out of the talk, and give the proposal up."""
    await visit.clients.talks.detach_goal(visit.who, talk_id, goal_id)
    stored = await visit.clients.goals.goal(visit.who, goal_id)
    if stored.value.talk_id == talk_id and stored.value.status == "proposed":
        await visit.clients.goals.withdraw(visit.who, goal_id)
    return visit.go(f"/samtal/{talk_id}#nya-mal")


async def _changed_meanwhile(
    visit: Visit, view: TalkView, form: Form, above: Part[list[Above]], goal_id: GoalId
) -> HTMLResponse:
    stored = await visit.clients.goals.goal(visit.who, goal_id)
    form.fail(
        "title",
        visit.words.gettext(
            N_("%(name)s ändrade målet medan du skrev. Jämför, och spara igen om ditt ska gälla."),
            name=view.other.given,
        ),
    )
    newest = _form(visit, stored.value, stored.version)
    return await _page(visit, view, form, above=above, goal_id=goal_id, newest=newest, status=409)


async def _later(
    visit: Visit,
    view: TalkView,
    form: Form,
    down: ServiceDown,
    above: Part[list[Above]],
    goal_id: GoalId | None = None,
) -> HTMLResponse:
    form.fail(
        "", visit.words.gettext(N_("Målet kunde inte sparas just nu. Försök igen om en stund."))
    )
    return await _page(visit, view, form, above=above, goal_id=goal_id, status=down.status)


async def _page(
    visit: Visit,
    view: TalkView,
    form: Form,
    *,
    above: Part[list[Above]] | None = None,
    goal_id: GoalId | None = None,
    newest: Form | None = None,
    status: int = 200,
) -> HTMLResponse:
    words = visit.words
    title = words.gettext(N_("Ändra målet")) if goal_id else words.gettext(N_("Lägg till mål"))
    kinds = {
        "figure": words.gettext(N_("Siffra")),
        "percent": words.gettext(N_("Procent")),
        "yes_no": words.gettext(N_("Ja eller nej")),
    }
    return await visit.page(
        "talk/goal.html",
        nav=NAV,
        status=status,
        view=view,
        form=form,
        goal_id=goal_id,
        newest=newest,
        title=title,
        kinds=list(kinds.items()),
        above=above if above is not None else await goals_above(visit, view),
        crumbs=crumbs(visit, view, title),
    )


def _form(visit: Visit, goal: Goal, version: int) -> Form:
    measure = goal.measure
    return visit.form(
        version=version,
        title=goal.title_sv or "",
        parent=goal.parent_id or "",
        kind=measure.kind,
        start=_written(visit, measure.start),
        target=_written(visit, measure.target),
        unit=measure.unit_sv or "",
        deadline=goal.deadline.isoformat() if goal.deadline else "",
        why=goal.why or "",
        begins=goal.period_from.isoformat() if goal.period_from else "",
    )


def _goal(form: Form, above: Part[list[Above]]) -> NewGoal | None:
    _ = form.words.gettext
    title = form.line("title", missing=_("Skriv vad målet heter"))
    parent = _parent(form, above)
    kind = form.choice("kind", _KINDS, missing=_("Välj hur målet mäts"))
    start, target = _figures(form, kind)
    deadline = form.day("deadline", missing=_("Välj en sista dag"), first=form.words.today)
    unit = form.line("unit", longest=_LONGEST_UNIT)
    why = form.text("why", longest=_LONGEST_WHY)
    if form.errors or deadline is None:
        return None
    return NewGoal(
        title=title,
        why=why,
        parent_id=GoalId(parent),
        kind=kind,
        start=start,
        target=target,
        unit=unit,
        period_from=_begins(form, deadline),
        deadline=deadline,
    )


def _parent(form: Form, above: Part[list[Above]]) -> str:
    """Any id when the goals can't be listed just now: the goals service decides."""
    missing = form.words.gettext(N_("Välj vilket mål det hänger på"))
    if not above.ok:
        return form.text("parent", missing=missing)
    known = [goal for group in above.otherwise([]) for goal, _title in group.goals]
    return form.choice("parent", known, missing=missing)


def _figures(form: Form, kind: str) -> tuple[Decimal | None, Decimal | None]:
    _ = form.words.gettext
    if kind != "figure":
        return (None, None) if kind != "percent" else (form.decimal("start"), _target(form))
    start = form.decimal(
        "start",
        missing=_("Skriv utgångsläget som ett tal, till exempel 6"),
        wrong=_("Utgångsläget ska vara ett tal, till exempel 2 eller 2,5"),
    )
    return start, _target(form)


def _target(form: Form) -> Decimal | None:
    _ = form.words.gettext
    return form.decimal(
        "target",
        missing=_("Skriv målvärdet som ett tal, till exempel 2"),
        wrong=_("Målvärdet ska vara ett tal, till exempel 2 eller 2,5"),
    )


def _begins(form: Form, deadline: date) -> date:
    """The day on which the form was made, so that sending it again says the same."""
    try:
        begins = date.fromisoformat(form.raw("begins"))
    except ValueError:
        begins = form.words.today
    return min(begins, deadline)


def _written(visit: Visit, value: float | None) -> str:
    """A number as it is typed, without separators between thousands."""
    if value is None:
        return ""
    plain = str(int(value)) if value.is_integer() else str(value)
    return plain.replace(".", ",") if visit.language == "sv" else plain
