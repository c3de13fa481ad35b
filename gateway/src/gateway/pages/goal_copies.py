"""Goals carried over into a new period: choose, preview, copy, and take it back."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from chassis.errors import Forbidden
from gateway.clients.goal_plans import Period
from gateway.forms import Form, new_id
from gateway.i18n import N_, Words
from gateway.problems import ServiceProblem, add_sentences
from gateway.views import goal_plans as plans
from gateway.views.goal_words import span
from gateway.visit import CHECKED, Posted, Visit, Visitor
from redthread_contracts.ids import UnitId

router = APIRouter(include_in_schema=False)

CopyId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
_FIELDS = {
    "target.first": "first",
    "target.last": "last",
    "source.first": "source",
    "source.last": "source",
}

add_sentences(
    {
        "copies-by-managers": N_(
            "HR kopierar kommunens mål och varje chef målen för enheterna som chefen leder."
        ),
        "copy-exists": N_("Den här kopian är redan gjord. Börja om."),
        "copy-not-found": N_("Kopian finns inte. Kontrollera adressen."),
        "copy-under-way": N_("Målen kopieras just nu. Vänta tills det är klart och ångra sedan."),
        "nothing-to-copy": N_("Det finns inga mål att kopiera. Välj en annan period."),
        "same-period": N_("Välj en annan period än den som målen ligger i."),
        "too-many-goals": N_("Det är för många mål på en gång. Välj en mindre del."),
    }
)


@router.get("/mal/kopiera")
async def choose(
    visit: Visitor, enhet: Annotated[str | None, Query(max_length=64)] = None
) -> HTMLResponse:
    """Step 1 of 2: whose goals, from which period, to which. `enhet`: whose periods are shown."""
    offered = _require(visit)
    unit = enhet if enhet in dict(offered) else offered[0][0]
    target = plans.next_year(visit.words.today)
    form = visit.form(
        id=new_id(), unit=unit, first=target.first.isoformat(), last=target.last.isoformat()
    )
    return await _choose(visit, form)


@router.post("/mal/kopiera")
async def preview(visit: Visitor, form: Posted) -> HTMLResponse:
    """Step 2 of 2: what would be made, and what would not. Nothing is copied yet."""
    plan = plans.plan_of(form, _require(visit))
    if plan is None or form.raw("go") == "change":
        return await _choose(visit, form, status=200 if plan else 422)
    try:
        found = await visit.clients.goal_plans.preview_copy(visit.who, form.raw("id"), plan)
    except ServiceProblem as problem:
        form.blame(problem, _FIELDS)
        return await _choose(visit, form, status=problem.status)
    return await visit.page(
        "goal/copy_preview.html",
        nav="goals",
        form=form,
        plan=plan,
        preview=found,
        source=_span(plan.source, visit.words),
        target=_span(plan.target, visit.words),
        left=plans.left_rows(found, visit.words),
        whose=dict(plans.scopes(visit)).get(plan.unit_id or "", ""),
    )


@router.post("/mal/kopiera/{copy_id}")
async def copy(visit: Visitor, copy_id: CopyId, form: Posted) -> Any:
    """Copy. Sent twice it is done once: the id came with the form."""
    plan = plans.plan_of(form, _require(visit))
    if plan is None:
        return await _choose(visit, form, status=422)
    try:
        await visit.clients.goal_plans.copy(visit.who, copy_id, plan)
    except ServiceProblem as problem:
        form.blame(problem, _FIELDS)
        return await _choose(visit, form, status=problem.status)
    return visit.go(f"/mal/kopiera/{copy_id}")


@router.get("/mal/kopiera/{copy_id}")
async def show(visit: Visitor, copy_id: CopyId) -> HTMLResponse:
    """How far it has come, and the way back."""
    found = await visit.clients.goal_plans.copy_made(visit.who, copy_id)
    return await visit.page(
        "goal/copy.html",
        nav="goals",
        copy=found,
        source=_span(found.plan.source, visit.words),
        target=_span(found.plan.target, visit.words),
    )


@router.post("/mal/kopiera/{copy_id}/angra", dependencies=[CHECKED])
async def undo(visit: Visitor, copy_id: CopyId) -> Any:
    """Take it back. The same again changes nothing."""
    await visit.clients.goal_plans.undo_copy(visit.who, copy_id)
    return visit.go(f"/mal/kopiera/{copy_id}")


async def _choose(visit: Visit, form: Form, *, status: int = 200) -> HTMLResponse:
    unit = form.raw("unit")
    choices = await plans.copy_choices(visit, UnitId(unit) if unit else None)
    words = visit.words
    return await visit.page(
        "goal/copy_new.html",
        nav="goals",
        status=status,
        form=form,
        units=choices.units,
        periods=choices.periods,
        sources=[
            (
                plans.packed(each.period),
                _span(each.period, words),
                words.ngettext("Ett mål", "%(num)s mål", each.goals),
            )
            for each in choices.periods.otherwise([])
        ],
        copies=[(each, _span(each.plan.target, words)) for each in choices.copies.otherwise([])],
    )


def _require(visit: Visit) -> list[tuple[str, str]]:
    """Only a courtesy: the goals service decides who copies."""
    offered = plans.scopes(visit)
    if not offered:
        raise Forbidden("copies-by-managers", "HR and managers copy goals.")
    return offered


def _span(period: Period, words: Words) -> str:
    return span(period.first, period.last, words)
