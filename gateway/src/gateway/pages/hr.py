"""HR: talk cycles, from choosing units to counts per unit. Never the content of a talk."""

from collections.abc import Callable
from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.clients.cycles import CyclePlan
from gateway.clients.talks import Template
from gateway.forms import Form, new_id
from gateway.i18n import N_
from gateway.parts import gather
from gateway.problems import ServiceProblem, add_sentences
from gateway.views import cycles
from gateway.views.cycles import CycleView, UnitNode
from gateway.visit import CHECKED, Posted, Visit, Visitor
from redthread_contracts.ids import CycleId, UnitId

router = APIRouter(include_in_schema=False)

_FIELDS = {
    "title": "title",
    "unit_ids": "units",
    "opens": "opens",
    "last_day": "last_day",
    "template_id": "template",
    "template_version": "template",
}
_MOST_UNITS = 5_000

add_sentences(
    {
        "cycle-closed": N_("Omgången är stängd. Starta en ny."),
        "cycle-opening": N_(
            "Alla samtal är inte öppnade än. Vänta tills de är det och stäng omgången sedan."
        ),
    }
)


@router.get("/hr/omgangar")
async def list_cycles(visit: Visitor) -> HTMLResponse:
    """All talk cycles."""
    visit.require_hr()
    (found,) = await gather(cycles.cycles(visit))
    return await visit.page("hr/cycles.html", nav="hr", found=found)


@router.get("/hr/omgangar/ny")
async def new_cycle(visit: Visitor) -> HTMLResponse:
    """Step 1 of 2: name, template, days, units."""
    visit.require_hr()
    form = visit.form(id=new_id(), opens=visit.words.today.isoformat())
    return await _choose(visit, form)


@router.post("/hr/omgangar/ny")
async def summarise_cycle(visit: Visitor, form: Posted) -> HTMLResponse:
    """Step 2 of 2: what would happen. Nothing is started yet."""
    visit.require_hr()
    if form.raw("go") == "change":
        return await _choose(visit, form)
    plan = _plan(form)
    if plan is None:
        return await _choose(visit, form, status=422)
    try:
        summary = await cycles.summary(visit, plan)
    except ServiceProblem as problem:
        form.blame(problem, _FIELDS)
        return await _choose(visit, form, status=problem.status)
    return await visit.page(
        "hr/cycle_summary.html",
        nav="hr",
        form=form,
        plan=plan,
        summary=summary,
        unit_names=[visit.words.pick(unit, "name") for unit in summary.units],
    )


@router.post("/hr/omgangar/starta")
async def start_cycle(visit: Visitor, form: Posted) -> Any:
    """Start it. Sent twice, it starts once: the id came with the form."""
    visit.require_hr()
    plan = _plan(form)
    if plan is None:
        return await _choose(visit, form, status=422)
    cycle = CycleId(form.raw("id") or new_id())
    try:
        await visit.clients.cycles.start_cycle(visit.who, cycle, plan)
    except ServiceProblem as problem:
        form.blame(problem, _FIELDS)
        return await _choose(visit, form, status=problem.status)
    return visit.go(f"/hr/omgangar/{cycle}")


@router.get("/hr/omgangar/{cycle_id}")
async def show_cycle(visit: Visitor, cycle_id: CycleId) -> HTMLResponse:
    """How far a cycle has come; a head sees the own units."""
    view = await cycles.cycle(visit, cycle_id)
    return await _show(visit, view, _last_day_form(visit, view))


@router.post("/hr/omgangar/{cycle_id}/sista-dag")
async def extend_cycle(visit: Visitor, cycle_id: CycleId, form: Posted) -> Any:
    """Move the last day. A day that somebody else has chosen meanwhile is shown first."""
    visit.require_hr()
    view = await cycles.cycle(visit, cycle_id)
    _ = visit.words.gettext
    day = form.day("last_day", missing=_("Välj en sista dag"), first=visit.words.today)
    seen = form.raw("seen")
    if day and seen not in ("", view.cycle.last_day.isoformat()) and day != view.cycle.last_day:
        now = visit.words.full_day(view.cycle.last_day)
        form.fail("last_day", _("Någon annan flyttade dagen till %(day)s. Välj igen.", day=now))
        form.values = {**form.values, "seen": [view.cycle.last_day.isoformat()]}
    if day is None or form.errors:
        return await _show(visit, view, form, status=409 if day else 422)
    try:
        await visit.clients.cycles.extend_cycle(visit.who, cycle_id, day, view.version)
    except ServiceProblem as problem:
        form.blame(problem, _FIELDS)
        return await _show(visit, view, form, status=problem.status)
    return visit.go(f"/hr/omgangar/{cycle_id}")


@router.post("/hr/omgangar/{cycle_id}/stang", dependencies=[CHECKED])
async def close_cycle(visit: Visitor, cycle_id: CycleId) -> Any:
    """Let nobody join any more. The same again changes nothing."""
    visit.require_hr()
    await visit.clients.cycles.close_cycle(visit.who, cycle_id)
    return visit.go(f"/hr/omgangar/{cycle_id}")


def _last_day_form(visit: Visit, view: CycleView) -> Form:
    day = view.cycle.last_day.isoformat()
    return visit.form(last_day=day, seen=day)


async def _show(visit: Visit, view: CycleView, form: Form, *, status: int = 200) -> HTMLResponse:
    return await visit.page(
        "hr/cycle.html",
        nav="hr" if visit.is_hr else "start",
        status=status,
        view=view,
        form=form,
        percent=cycles.percent,
    )


async def _choose(visit: Visit, form: Form, *, status: int = 200) -> HTMLResponse:
    templates, tree = await gather(
        visit.clients.talks.templates(visit.who), cycles.unit_tree(visit)
    )
    return await visit.page(
        "hr/cycle_new.html",
        nav="hr",
        status=status,
        form=form,
        tree=tree,
        holds_chosen=_holds_chosen(set(form.many("units"))),
        templates=templates,
        choices=[_template_choice(visit, template) for template in templates.otherwise([])],
    )


def _holds_chosen(chosen: set[str]) -> Callable[[UnitNode], bool]:
    """Whether a chosen unit lies below: then that branch is shown open."""

    def holds(node: UnitNode) -> bool:
        return any(below.unit.id in chosen or holds(below) for below in node.below)

    return holds


def _template_choice(visit: Visit, template: Template) -> tuple[str, str, str]:
    hint = visit.words.ngettext(
        "Version %(version)s, ett avsnitt",
        "Version %(version)s, %(num)s avsnitt",
        template.size,
        version=template.version,
    )
    return f"{template.id}/{template.version}", visit.words.pick(template, "title"), hint


def _plan(form: Form) -> CyclePlan | None:
    _ = form.words.gettext
    title = form.line("title", missing=_("Skriv vad omgången ska heta"))
    template, _slash, version = form.raw("template").partition("/")
    if not version.isdecimal():
        form.fail("template", _("Välj en samtalsmall"))
    opens = form.day("opens", missing=_("Välj dagen då omgången öppnar"))
    last_day = form.day(
        "last_day", missing=_("Välj en sista dag"), first=_first_last_day(form, opens)
    )
    units = [UnitId(unit) for unit in form.many("units")][:_MOST_UNITS]
    if not units:
        form.fail("units", _("Välj minst en enhet"))
    if form.errors or opens is None or last_day is None:
        return None
    return CyclePlan(
        title=title,
        template_id=template,
        template_version=int(version),
        unit_ids=units,
        opens=opens,
        last_day=last_day,
    )


def _first_last_day(form: Form, opens: date | None) -> date:
    if opens and opens > form.words.today:
        return opens
    return form.words.today
