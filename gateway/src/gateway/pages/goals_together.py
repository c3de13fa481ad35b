"""What several people have to do with a goal: comments on a proposal, sharing, owning it
together, how it counts above; and finding goals by text.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.clients.base import Versioned
from gateway.clients.directory import Person
from gateway.clients.goals import Goal
from gateway.forms import Form, new_id
from gateway.i18n import N_
from gateway.pages.goals import GoalInPath, comment_failed
from gateway.pages.talks.frame import version_of
from gateway.parts import gather
from gateway.problems import ServiceProblem, add_sentences
from gateway.views.goal_words import whose
from gateway.views.goals_forms import LONGEST_WHY
from gateway.views.people import name_of, people_of
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import PersonId

router = APIRouter(include_in_schema=False)

_SOURCES = {
    "": N_("Av avstämningarna, och av målen under tills det finns några"),
    "check_ins": N_("Alltid av målets egna avstämningar"),
    "children": N_("Alltid av målen under, efter deras vikt"),
    "by_hand": N_("För hand"),
}

add_sentences(
    {
        "goal-shared-by-owner": N_("Bara den som äger målet bestämmer vem mer som läser det."),
        "reader-unknown": N_("Personen finns inte längre. Välj någon annan."),
        "goal-comments-full": N_("Det ryms inga fler kommentarer. Prata om målet i stället."),
        "comment-not-right": N_("Kommentaren går inte att spara som den är."),
        "text-missing": N_("Skriv något"),
        "text-too-short": N_("Skriv minst två bokstäver av det du söker"),
        "weight-out-of-range": N_("Skriv ett helt tal från 1 till 10"),
        "weight-of-public-goals-only": N_("Individuella mål väger alltid lika mycket."),
        "progress-from-check-ins-only": N_("Ett eget mål räknas alltid av sina avstämningar."),
    }
)


@router.get("/mal/sok")
async def search(visit: Visitor, q: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
    """Goals that hold every word, as far as I may see them."""
    text = q.strip()
    form = visit.form(q=text)
    found, units = [], {}
    if text:
        try:
            found = await visit.clients.goals.search(visit.who, text)
            units = await visit.clients.directory.units(visit.who)
        except ServiceProblem as problem:
            form.blame(problem)
    return await visit.page(
        "goal/search.html",
        nav="goals",
        status=422 if form.errors else 200,
        form=form,
        looked_for=text if not form.errors else "",
        rows=[(each, whose(each.path[-1], units, visit.words)) for each in found if each.path],
    )


@router.post("/mal/{goal_id}/kommentar")
async def comment(visit: Visitor, goal_id: GoalInPath, form: Posted) -> Any:
    """Say something about a proposal. Sent twice it is said once: the id came with the form."""
    text = form.text("comment", missing=form.words.gettext(N_("Skriv något")), longest=LONGEST_WHY)
    if not form.errors:
        try:
            await visit.clients.goals.comment(
                visit.who, goal_id, id_=form.raw("id") or new_id(), text=text
            )
        except ServiceProblem as problem:
            if problem.status in {403, 404}:
                raise
            form.blame(problem, {"text": "comment"})
        else:
            return visit.go(f"/mal/{goal_id}#kommentarer")
    return await comment_failed(visit, goal_id, form)


@router.get("/mal/{goal_id}/dela")
async def share_page(
    visit: Visitor, goal_id: GoalInPath, namn: Annotated[str, Query(max_length=100)] = ""
) -> Any:
    """Who reads it and who owns it, and looking for one more."""
    found = await visit.clients.goals.goal(visit.who, goal_id)
    if "share" not in found.value.may:
        return visit.go(f"/mal/{goal_id}")
    return await _share(visit, found, visit.form(namn=namn))


@router.post("/mal/{goal_id}/dela")
async def share(visit: Visitor, goal_id: GoalInPath, form: Posted) -> Any:
    """Let one more read it or own it, or take that back."""
    _ = form.words.gettext
    found = await visit.clients.goals.goal(visit.who, goal_id)
    act, _colon, person = form.raw("go").partition(":")
    if act == "add":
        person = form.text("person", missing=_(N_("Välj en person")))
        act = form.choice("how", ("read", "own"), missing=_(N_("Välj läsa eller äga")))
    if form.errors:
        return await _share(visit, found, form, status=422)
    try:
        await _apply(visit, found, act, PersonId(person))
    except ServiceProblem as problem:
        if problem.status == 404:
            raise
        form.blame(problem, {"person_ids": "person", "owner_ids": "person"})
        return await _share(visit, found, form, status=problem.status)
    return visit.go(f"/mal/{goal_id}/dela")


@router.get("/mal/{goal_id}/rakna")
async def count_page(visit: Visitor, goal_id: GoalInPath) -> Any:
    """How the goal's progress is counted, and how much the goal counts above."""
    found = await visit.clients.goals.goal(visit.who, goal_id)
    if "change" not in found.value.may or found.value.level == "individual":
        return visit.go(f"/mal/{goal_id}")
    goal = found.value
    by_hand = goal.progress_chosen == "by_hand" and goal.progress is not None
    form = visit.form(
        version=found.version,
        source=goal.progress_chosen or "",
        percent=visit.words.number(goal.progress or 0) if by_hand else "",
        weight=goal.weight,
    )
    return await _count(visit, goal, form)


@router.post("/mal/{goal_id}/rakna")
async def count(visit: Visitor, goal_id: GoalInPath, form: Posted) -> Any:
    """Save it. The figures above follow at once."""
    _ = form.words.gettext
    found = await visit.clients.goals.goal(visit.who, goal_id)
    source = form.choice("source", _SOURCES, missing=_(N_("Välj hur målet räknas")))
    by_hand = source == "by_hand"
    percent = form.decimal("percent", missing=_(N_("Skriv hur långt målet har kommit, i procent")))
    if not by_hand:
        form.errors = [each for each in form.errors if each.field != "percent"]
    asked = {
        "progress_from": source or None,
        "progress": float(percent) if by_hand and percent is not None else None,
        "weight": form.line("weight") or None,
    }
    if form.errors:
        return await _count(visit, found.value, form, status=422)
    try:
        await visit.clients.goals.change(visit.who, goal_id, asked, version_of(form.raw("version")))
    except ServiceProblem as problem:
        if problem.code == "version-conflict":
            form.fail("", _(N_("Målet har ändrats medan du valde. Spara igen om det ska gälla.")))
            form = Form(form.words, {**form.values, "version": [str(found.version)]}, form.errors)
        else:
            form.blame(problem, {"progress": "percent"})
        return await _count(visit, found.value, form, status=problem.status)
    return visit.go(f"/mal/{goal_id}?klart=andrat")


async def _apply(visit: Visit, found: Versioned[Goal], act: str, person: PersonId) -> None:
    goal, goals = found.value, visit.clients.goals
    if act in ("read", "unread"):
        readers = [each for each in goal.shared_with if each != person]
        wanted = [*readers, person] if act == "read" else readers
        await goals.share(visit.who, goal.id, wanted, found.version)
    elif act in ("own", "unown"):
        owners = [each for each in goal.owner_ids if each != person]
        wanted = [*owners, person] if act == "own" else owners
        await goals.change(visit.who, goal.id, {"owner_ids": wanted}, found.version)


async def _share(
    visit: Visit, found: Versioned[Goal], form: Form, *, status: int = 200
) -> HTMLResponse:
    goal = found.value
    name = form.raw("namn").strip()
    people = await people_of(visit, [*goal.owner_ids, *goal.shared_with])
    (colleagues,) = await gather(_search(visit, name))
    named = {*goal.owner_ids, *goal.shared_with}
    return await visit.page(
        "goal/share.html",
        nav="goals",
        status=status,
        goal=goal,
        form=form,
        owners=[(each, name_of(people, each)) for each in goal.owner_ids],
        readers=[(each, name_of(people, each)) for each in goal.shared_with],
        found=[each for each in colleagues.otherwise([]) if each.id not in named],
        looked_for=name,
    )


async def _search(visit: Visit, name: str) -> list[Person]:
    return await visit.clients.directory.search(visit.who, name) if len(name) > 1 else []


async def _count(visit: Visit, goal: Goal, form: Form, *, status: int = 200) -> HTMLResponse:
    return await visit.page(
        "goal/count.html",
        nav="goals",
        status=status,
        goal=goal,
        form=form,
        sources=[(key, visit.words.gettext(word)) for key, word in _SOURCES.items()],
    )
