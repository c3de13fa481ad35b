"""Proposing, agreeing to, changing and withdrawing a goal."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from chassis.errors import Forbidden
from gateway.clients.base import Versioned
from gateway.clients.goals import Goal
from gateway.forms import Form, new_id
from gateway.pages.goals import GoalInPath
from gateway.parts import gather
from gateway.problems import ServiceDown, ServiceProblem, sentence
from gateway.views import goals_forms as forms
from gateway.views.goal_page_words import choices
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import GoalId

router = APIRouter(include_in_schema=False)


@router.get("/mal/nytt")
async def new_goal(visit: Visitor, under: str = "", vem: str = "me") -> HTMLResponse:
    """Propose a goal. `under`: the goal to hang it on; `vem`: whose it is to be."""
    form = visit.form(id=new_id(), kind="figure", parent=under, whose=vem)
    return await _propose(visit, form)


@router.post("/mal/nytt")
async def propose(visit: Visitor, form: Posted) -> Any:
    """Save it. Sent twice it is one goal: the id came with the form."""
    (owners,) = await gather(forms.owners(visit))
    facts = forms.new_goal(visit, form, owners.otherwise([("me", "")]))
    if facts is None:
        return await _propose(visit, form, status=422)
    goal_id = GoalId(form.raw("id") or new_id())
    try:
        saved = await visit.clients.goals.propose(visit.who, goal_id, facts)
    except (ServiceProblem, ServiceDown) as problem:
        _blame(form, problem)
        return await _propose(visit, form, status=problem.status)
    done = "forslag" if saved.value.status == "proposed" else "nytt"
    return visit.go(f"/mal/{goal_id}?klart={done}")


@router.get("/mal/{goal_id}/andra")
async def change_form(visit: Visitor, goal_id: GoalInPath) -> HTMLResponse:
    """Title, why, measure, deadline."""
    found = await _changeable(visit, goal_id)
    return await _change(visit, found.value, _fresh(visit, found))


@router.post("/mal/{goal_id}/andra")
async def change(visit: Visitor, goal_id: GoalInPath, form: Posted) -> Any:
    """Save what was changed. If somebody else was faster, both versions are shown."""
    found = await visit.clients.goals.goal(visit.who, goal_id)
    asked = forms.changes(form, found.value)
    if asked is None:
        return await _change(visit, found.value, form, status=422)
    try:
        if asked:
            await visit.clients.goals.change(visit.who, goal_id, asked, _version(form))
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            return await _both(visit, goal_id, form)
        forms.blame(form, problem)
        return await _change(visit, found.value, form, status=problem.status)
    return visit.go(f"/mal/{goal_id}?klart=andrat")


@router.get("/mal/{goal_id}/sista-dag")
async def deadline_form(visit: Visitor, goal_id: GoalInPath) -> HTMLResponse:
    """Another last day."""
    found = await _changeable(visit, goal_id)
    deadline = found.value.deadline
    form = visit.form(
        version=found.version,
        seen=deadline.isoformat() if deadline else "",
        deadline=deadline.isoformat() if deadline else "",
    )
    return await _deadline(visit, found.value, form)


@router.post("/mal/{goal_id}/sista-dag")
async def move_deadline(visit: Visitor, goal_id: GoalInPath, form: Posted) -> Any:
    """Move the last day. A change of something else meanwhile is nothing to ask about."""
    found = await visit.clients.goals.goal(visit.who, goal_id)
    _ = form.words.gettext
    day = form.day("deadline", missing=_("Välj en sista dag"), first=visit.words.today)
    if day is None or form.errors:
        return await _deadline(visit, found.value, form, status=422)
    moved_by_other = _moved_by_other(form, found.value, day)
    if moved_by_other:
        form = _again(visit, form, found)
        return await _deadline(visit, found.value, form, moved=moved_by_other, status=409)
    try:
        if day != found.value.deadline:
            asked = forms.until(found.value, day.isoformat())
            await visit.clients.goals.change(visit.who, goal_id, asked, found.version)
    except ServiceProblem as problem:
        forms.blame(form, problem)
        return await _deadline(visit, found.value, form, status=problem.status)
    return visit.go(f"/mal/{goal_id}?klart=dag")


@router.post("/mal/{goal_id}/godkann")
async def agree(visit: Visitor, goal_id: GoalInPath, form: Posted) -> Any:
    """Agree to the proposal that was read; one that has changed since has to be read again."""
    await visit.clients.goals.agree(visit.who, goal_id, _version(form) or None)
    return visit.go(f"/mal/{goal_id}?klart=godkant")


@router.get("/mal/{goal_id}/dra-tillbaka")
async def withdraw_form(visit: Visitor, goal_id: GoalInPath) -> HTMLResponse:
    """Ask before a goal is given up."""
    found = await _changeable(visit, goal_id)
    return await visit.page(
        "goal/withdraw.html", nav="goals", goal=found.value, version=found.version
    )


@router.post("/mal/{goal_id}/dra-tillbaka")
async def withdraw(visit: Visitor, goal_id: GoalInPath, _form: Posted) -> Any:
    """Give the goal up. The same again changes nothing."""
    await visit.clients.goals.withdraw(visit.who, goal_id)
    return visit.go(f"/mal/{goal_id}?klart=draget")


async def _propose(visit: Visit, form: Form, *, status: int = 200) -> HTMLResponse:
    places, owners = await gather(forms.places(visit), forms.owners(visit))
    parents = places.value.parents if places.value else []
    if form.raw("parent") and form.raw("parent") not in dict(parents):
        parents = [(form.raw("parent"), visit.words.gettext("Målet som du valde")), *parents]
    return await visit.page(
        "goal/new.html",
        nav="goals",
        status=status,
        form=form,
        places=places,
        parents=parents,
        owners=owners.otherwise([]),
        kinds=choices(forms.KINDS, visit.words),
        manager=visit.me.manager.given_name if visit.me and visit.me.manager else "",
    )


async def _change(
    visit: Visit,
    goal: Goal,
    form: Form,
    *,
    both: list[tuple[str, str, str]] | None = None,
    conflict: bool = False,
    status: int = 200,
) -> HTMLResponse:
    return await visit.page(
        "goal/change.html",
        nav="goals",
        status=status,
        goal=goal,
        form=form,
        kinds=choices(forms.KINDS, visit.words),
        conflict=conflict,
        both=both or [],
    )


async def _both(visit: Visit, goal_id: GoalId, form: Form) -> HTMLResponse:
    """The form on top of the other's change, with what both changed side by side."""
    found = await visit.clients.goals.goal(visit.who, goal_id)
    now = forms.fields_of(found.value, visit.words)
    merged, both = forms.merged(form, now, found.version)
    shown = [
        (
            forms.label(one.field, visit.words),
            forms.shown(one.field, one.now, visit.words),
            forms.shown(one.field, one.yours, visit.words),
        )
        for one in both
    ]
    return await _change(visit, found.value, merged, both=shown, conflict=True, status=409)


async def _deadline(
    visit: Visit, goal: Goal, form: Form, *, moved: date | None = None, status: int = 200
) -> HTMLResponse:
    return await visit.page(
        "goal/deadline.html", nav="goals", status=status, goal=goal, form=form, moved=moved
    )


async def _changeable(visit: Visit, goal_id: GoalId) -> Versioned[Goal]:
    """The goal, for somebody who may change it; why not, otherwise."""
    found = await visit.clients.goals.goal(visit.who, goal_id)
    if "change" in found.value.may:
        return found
    if found.value.status in {"closed", "withdrawn"}:
        raise Forbidden(f"goal-is-{found.value.status}", "The goal can't be changed.")
    codes = {"municipality": "municipality-goals-by-hr", "unit": "unit-goals-by-managers"}
    raise Forbidden(codes.get(found.value.level, "goal-not-yours"), "Somebody else sets the goal.")


def _fresh(visit: Visit, found: Versioned[Goal]) -> Form:
    fields = forms.fields_of(found.value, visit.words)
    return visit.form(version=found.version, before=forms.packed(fields), **fields)


def _moved_by_other(form: Form, goal: Goal, day: date) -> date | None:
    """The last day that somebody else has chosen since the form was opened."""
    seen = form.raw("seen")
    if goal.deadline is None or not seen or goal.deadline == day:
        return None
    return goal.deadline if goal.deadline.isoformat() != seen else None


def _again(visit: Visit, form: Form, found: Versioned[Goal]) -> Form:
    """The day that was written stays; the next time it counts as having seen the other's."""
    seen = found.value.deadline.isoformat() if found.value.deadline else ""
    return visit.form(version=found.version, seen=seen, deadline=form.raw("deadline"))


def _version(form: Form) -> int:
    raw = form.raw("version")
    return int(raw) if raw.isdecimal() and len(raw) < 16 else 0


def _blame(form: Form, problem: ServiceProblem | ServiceDown) -> None:
    if isinstance(problem, ServiceDown):
        form.fail("", sentence(problem, form.words))
    else:
        forms.blame(form, problem)
