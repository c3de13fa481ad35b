"""What is done because of a survey: an action with an owner and a day, and how it went."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from chassis.errors import Forbidden, NotFound
from gateway.clients.surveys import ActionPlan, SurveyAction
from gateway.forms import Form, new_id
from gateway.i18n import N_
from gateway.pages.surveys.sentences import ActionInPath, SurveyInPath
from gateway.parts import gather
from gateway.problems import ServiceProblem
from gateway.views.people import name_of, people_of
from gateway.views.survey_words import ACTION_WORDS, action_state
from gateway.views.surveys_acting import owners
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import ActionId, PersonId, SurveyId, UnitId

router = APIRouter()

_FIELDS = {"what": "what", "owner_id": "owner", "due": "due", "unit_id": "unit"}
_LONGEST = 300
_LONGEST_NOTE = 2_000


@router.get("/enkater/{survey_id}/atgarder/ny")
async def new(
    visit: Visitor, survey_id: SurveyInPath, enhet: Annotated[str, Query(max_length=64)] = ""
) -> HTMLResponse:
    """What, who, when."""
    _require_leader(visit)
    return await _edit(visit, survey_id, visit.form(id=new_id(), unit=enhet, owner=visit.who))


@router.post("/enkater/{survey_id}/atgarder/ny")
async def add(visit: Visitor, survey_id: SurveyInPath, form: Posted) -> Any:
    """Add it. Sent twice it is one: its id came with the form."""
    _require_leader(visit)
    return await _put(visit, survey_id, ActionId(form.raw("id") or new_id()), form, None)


@router.get("/enkater/{survey_id}/atgarder/{action_id}")
async def show(visit: Visitor, survey_id: SurveyInPath, action_id: ActionInPath) -> HTMLResponse:
    """One action, and a form to say how it goes."""
    action = await _action(visit, survey_id, action_id)
    return await _show(visit, action, visit.form(status=action.status, note=action.note))


@router.post("/enkater/{survey_id}/atgarder/{action_id}")
async def follow_up(
    visit: Visitor, survey_id: SurveyInPath, action_id: ActionInPath, form: Posted
) -> Any:
    """Say how it goes. The same again changes nothing."""
    action = await _action(visit, survey_id, action_id)
    status = form.choice("status", ACTION_WORDS, missing=form.words.gettext(N_("Välj hur det går")))
    note = form.text("note", longest=_LONGEST_NOTE)
    if not form.errors:
        try:
            await visit.clients.surveys.follow_up(
                visit.who, survey_id, action_id, status=status, note=note
            )
        except ServiceProblem as problem:
            form.blame(problem)
    if form.errors:
        return await _show(visit, action, form, status=422)
    return visit.go(f"/enkater/{survey_id}/atgarder/{action_id}?klart=1")


@router.get("/enkater/{survey_id}/atgarder/{action_id}/andra")
async def change_form(
    visit: Visitor, survey_id: SurveyInPath, action_id: ActionInPath
) -> HTMLResponse:
    """Another text, owner or day."""
    action = await _changeable(visit, survey_id, action_id, "change")
    form = visit.form(
        version=action.version,
        unit=action.unit_id,
        what=action.what,
        owner=action.owner_id,
        due=action.due.isoformat(),
    )
    return await _edit(visit, survey_id, form, action=action)


@router.post("/enkater/{survey_id}/atgarder/{action_id}/andra")
async def change(
    visit: Visitor, survey_id: SurveyInPath, action_id: ActionInPath, form: Posted
) -> Any:
    """Save what was changed, unless somebody else was faster."""
    action = await _changeable(visit, survey_id, action_id, "change")
    return await _put(visit, survey_id, action_id, form, action)


@router.get("/enkater/{survey_id}/atgarder/{action_id}/ta-bort")
async def ask_to_remove(
    visit: Visitor, survey_id: SurveyInPath, action_id: ActionInPath
) -> HTMLResponse:
    """Ask before it is taken away."""
    action = await _changeable(visit, survey_id, action_id, "remove")
    return await visit.page("survey/action_remove.html", nav="surveys", action=action)


@router.post("/enkater/{survey_id}/atgarder/{action_id}/ta-bort")
async def remove(
    visit: Visitor, survey_id: SurveyInPath, action_id: ActionInPath, form: Posted
) -> Any:
    """Take it away. The same again changes nothing."""
    await visit.clients.surveys.drop_action(visit.who, survey_id, action_id)
    unit = form.raw("unit")
    return visit.go(f"/enkater/{survey_id}/resultat{f'?enhet={unit}' if unit else ''}#act")


def _require_leader(visit: Visit) -> None:
    """Only a courtesy: the service decides whose unit an action is for."""
    if not visit.is_hr and not visit.leads:
        raise Forbidden("results-not-yours", "Actions are for HR and for those who lead a unit.")


async def _put(
    visit: Visit,
    survey_id: SurveyId,
    action_id: ActionId,
    form: Form,
    action: SurveyAction | None,
) -> Any:
    _ = form.words.gettext
    what = form.line("what", missing=_("Skriv vad som ska göras"), longest=_LONGEST)
    moved = action is None or form.raw("due") != action.due.isoformat()
    first = visit.words.today if moved else None
    due = form.day("due", missing=_("Välj en sista dag"), first=first)
    owner = form.text("owner", missing=_("Välj vem som ansvarar"), longest=64)
    if form.errors or due is None:
        return await _edit(visit, survey_id, form, action=action, status=422)
    unit = action.unit_id if action else UnitId(form.raw("unit"))
    plan = ActionPlan(unit_id=unit, what=what, owner_id=PersonId(owner), due=due)
    try:
        await visit.clients.surveys.put_action(
            visit.who, survey_id, action_id, plan, _version(form) if action else None
        )
    except ServiceProblem as problem:
        form.blame(problem, _FIELDS)
        if action and problem.code == "version-conflict":
            # What was written stays; saved once more, it stands over the other's.
            action = await _action(visit, survey_id, action_id)
            form.values = {**form.values, "version": [str(action.version)]}
        return await _edit(visit, survey_id, form, action=action, status=problem.status)
    return visit.go(f"/enkater/{survey_id}/resultat?enhet={unit}#act")


async def _edit(
    visit: Visit,
    survey_id: SurveyId,
    form: Form,
    *,
    action: SurveyAction | None = None,
    status: int = 200,
) -> HTMLResponse:
    (people,) = await gather(owners(visit, UnitId(form.raw("unit")), PersonId(form.raw("owner"))))
    return await visit.page(
        "survey/action_edit.html",
        nav="surveys",
        status=status,
        survey_id=survey_id,
        form=form,
        action=action,
        owners=people.otherwise([(str(visit.who), visit.person.name)]),
    )


async def _show(
    visit: Visit, action: SurveyAction, form: Form, *, status: int = 200
) -> HTMLResponse:
    people = await people_of(visit, [action.owner_id])
    return await visit.page(
        "survey/action.html",
        nav="surveys",
        status=status,
        action=action,
        owner=name_of(people, action.owner_id),
        state=action_state(action, visit.words),
        form=form,
        choices=[(value, visit.words.gettext(word)) for value, word in ACTION_WORDS.items()],
        done="klart" in visit.request.query_params,
        reads="change" in action.may,
    )


async def _action(visit: Visit, survey_id: SurveyId, action_id: ActionId) -> SurveyAction:
    """One that I own, or one of a survey whose actions I may read."""
    mine = await visit.clients.surveys.my_actions(visit.who)
    found = next((one for one in mine if one.id == action_id), None)
    if found is None:
        all_there = await visit.clients.surveys.actions(visit.who, survey_id)
        found = next((one for one in all_there if one.id == action_id), None)
    if found is None or found.survey_id != survey_id:
        raise NotFound("action-not-found", "There is no such action. Check the address.")
    return found


async def _changeable(
    visit: Visit, survey_id: SurveyId, action_id: ActionId, deed: str
) -> SurveyAction:
    action = await _action(visit, survey_id, action_id)
    if deed not in action.may:
        raise Forbidden("action-not-yours", "Only who leads the unit can do this.")
    return action


def _version(form: Form) -> int:
    raw = form.raw("version")
    return int(raw) if raw.isdecimal() and len(raw) < 16 else 0
