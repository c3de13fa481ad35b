"""The goal tree, a goal, and what is said about it: check-ins and the evaluation at its end."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from gateway.clients.goals import Goal
from gateway.forms import Form, new_id
from gateway.i18n import N_
from gateway.parts import Part, gather
from gateway.problems import ServiceProblem, add_sentences
from gateway.views import goals_forms as forms
from gateway.views.goal_page_words import (
    CONFIDENCES,
    OUTCOMES,
    assessments,
    below_rows,
    chart,
    choices,
    done_sentence,
    facts_of,
    history,
    outcome,
    progress_line,
    thread_of,
    value_hint,
)
from gateway.views.goal_tree_words import anchor, tree_link, tree_nodes
from gateway.views.goal_words import confidence, measured_in
from gateway.views.goals_page import GoalPage, Proposals, goal_page, proposals, to_evaluate
from gateway.views.goals_tree import MOST_OPENED, branches, goal_tree
from gateway.views.people import name_of, people_of
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import GoalId

router = APIRouter(include_in_schema=False)

GoalInPath = Annotated[GoalId, Path(max_length=64)]


@router.get("/mal")
async def tree(
    visit: Visitor,
    oppna: Annotated[list[str], Query(max_length=MOST_OPENED)] = [],  # noqa: B006 - FastAPI copies it
) -> HTMLResponse:
    """The tree. `oppna`: more branches to open; htmx gets what is under the last of them."""
    opened = [GoalId(goal) for goal in oppna]
    if visit.by_htmx and opened:
        found = await branches(visit, opened[-1], opened)
        nodes = tree_nodes(found, opened, _manager(visit), visit.words)
        return visit.fragment("goal/branches.html", nodes=nodes)
    goals, waiting, shared = await gather(
        goal_tree(visit, opened), proposals(visit), visit.clients.goals.shared(visit.who)
    )
    lent = shared.otherwise([])
    people = await people_of(visit, [owner for one in lent for owner in one.owner_ids])
    shown = goals.value
    return await visit.page(
        "goal/tree.html",
        nav="goals",
        goals=goals,
        nodes=tree_nodes(shown, opened, _manager(visit), visit.words) if shown else [],
        waiting=waiting,
        waiting_rows=_waiting_rows(visit, waiting),
        shared=[
            (one, visit.words.names([name_of(people, owner) for owner in one.owner_ids]))
            for one in lent
        ],
    )


@router.get("/mal/{goal_id}")
async def goal(visit: Visitor, goal_id: GoalInPath, klart: str = "") -> HTMLResponse:
    """One goal. `klart`: what has just been done."""
    page = await goal_page(visit, goal_id)
    return await _goal(visit, page, done=done_sentence(klart, page.goal, visit.words))


@router.post("/mal/{goal_id}/avstamning")
async def check_in(visit: Visitor, goal_id: GoalInPath, form: Posted) -> Any:
    """Say how it goes. Sent twice it is said once: the id came with the form."""
    page = await goal_page(visit, goal_id)
    facts = forms.check_in(form, page.goal, CONFIDENCES)
    if facts is not None:
        id_ = form.raw("id") or new_id()
        try:
            await visit.clients.goals.check_in(visit.who, goal_id, id_=id_, **facts)
        except ServiceProblem as problem:
            form.blame(problem)
        else:
            return visit.go(f"/mal/{goal_id}?klart=avstamning")
    return await _goal(visit, page, check_in=form, status=422)


@router.post("/mal/{goal_id}/bedomning")
async def evaluate(visit: Visitor, goal_id: GoalInPath, form: Posted) -> Any:
    """Say at the end how it went. The same again changes nothing."""
    page = await goal_page(visit, goal_id)
    _ = form.words.gettext
    result = form.choice("outcome", OUTCOMES, missing=_("Välj om målet är uppnått"))
    comment = form.text("assessment", longest=forms.LONGEST_WHY)
    if not form.errors:
        try:
            await visit.clients.goals.evaluate(visit.who, goal_id, outcome=result, comment=comment)
        except ServiceProblem as problem:
            form.blame(problem, {"comment": "assessment"})
        else:
            return visit.go(f"/mal/{goal_id}?klart=bedomt")
    return await _goal(visit, page, evaluation=form, status=422)


async def comment_failed(visit: Visit, goal_id: GoalId, form: Form) -> HTMLResponse:
    """The goal's page with a comment that could not be saved."""
    return await _goal(visit, await goal_page(visit, goal_id), comment=form, status=422)


async def _goal(
    visit: Visit,
    page: GoalPage,
    *,
    check_in: Form | None = None,
    evaluation: Form | None = None,
    comment: Form | None = None,
    done: str = "",
    status: int = 200,
) -> HTMLResponse:
    words, found = visit.words, page.goal
    judged = page.own_assessment
    return await visit.page(
        "goal/page.html",
        nav="goals",
        status=status,
        page=page,
        goal=found,
        version=page.version,
        done=done,
        progress_line=progress_line(found, words),
        state=confidence(found.confidence, words) if _is_told(found) else None,
        chart=chart(page, words),
        history=history(page, words),
        thread=thread_of(page, visit.who, words),
        facts=facts_of(page, visit.who, _manager(visit), words),
        below=below_rows(page, words),
        in_tree=f"{tree_link(step.id for step in found.path[:-1])}#{anchor(found.id)}",
        proposer=name_of(page.people, found.proposed_by),
        check_in=check_in or visit.form(id=new_id(), confidence=_likely(found)),
        check_in_key=f"avstamning-{found.id}-{len(found.check_ins)}",
        confidences=choices(CONFIDENCES, words),
        value_label=measured_in(found.measure, words),
        value_hint=value_hint(found, words),
        to_evaluate=to_evaluate(page, visit) or ("soon" if evaluation else ""),
        evaluation=evaluation
        or visit.form(
            outcome=judged.outcome if judged else "", assessment=judged.comment if judged else ""
        ),
        outcomes=choices(OUTCOMES, words),
        assessments=assessments(page, words),
        comment=comment or visit.form(id=new_id()),
        comments=[
            (one, name_of(page.people, one.by, words.gettext(N_("Chefen"))))
            for one in found.comments
        ],
        moves=[(one, name_of(page.people, one.by)) for one in reversed(found.deadline_moves)],
        readers=[name_of(page.people, one) for one in found.shared_with],
        result=outcome(found.evaluation.manager, words)
        if found.evaluation and found.evaluation.manager
        else None,
    )


def _is_told(goal: Goal) -> bool:
    """Whether a status says something: not on a proposal, nor on what is rolled up."""
    return goal.status == "active" and (goal.confidence is not None or not goal.progress)


def _likely(goal: Goal) -> str:
    """The choice that the form begins with: as last time."""
    return goal.confidence if goal.confidence in CONFIDENCES else "on_track"


def _waiting_rows(visit: Visit, waiting: Part[Proposals]) -> list[tuple[Goal, str, bool]]:
    """Proposals: goal, who and by when, and whether it waits for me."""
    found = waiting.otherwise(Proposals())
    _ = visit.words.gettext
    rows = []
    for one in found.for_me:
        owner = one.owner_ids[0] if one.owner_ids else None
        if owner == visit.who:
            meta = _("Förslag till dig. Väntar på att du godkänner.")
        else:
            name = name_of(found.people, owner, _("En medarbetare"))
            meta = _("Förslag från %(name)s. Väntar på att du godkänner.", name=name)
        rows.append((one, meta, True))
    rows += [(one, _waits_for(visit, one), False) for one in found.mine]
    return rows


def _waits_for(visit: Visit, goal: Goal) -> str:
    _ = visit.words.gettext
    if goal.talk_id:
        return _("Ditt förslag. Börjar gälla när ni har bekräftat samtalet.")
    name = _manager(visit) or _("din närmaste chef")
    return _("Ditt förslag. Väntar på att %(name)s godkänner.", name=name)


def _manager(visit: Visit) -> str:
    """The name of the reader's line manager."""
    return visit.me.manager.name if visit.me and visit.me.manager else ""


add_sentences(
    {
        "goal-not-yours": N_(
            "Bara den som äger målet och närmaste chefen kan läsa det. "
            "Behöver du ta över? Be närmaste chefen om en delegering."
        ),
        "goal-owner-not-yours": N_(
            "Du kan sätta mål för dig själv och för dem som du är närmaste chef för."
        ),
        "municipality-goals-by-hr": N_("Kommunens mål sätts av HR. Fråga HR om du vill ändra det."),
        "unit-goals-by-managers": N_(
            "Enhetens mål sätts av chefen för enheten eller någon över. Fråga dem."
        ),
        "goal-needs-the-other": N_("Ett mål är ni två om. Be den andra att godkänna ditt förslag."),
        "goal-not-proposed": N_("Det här är inte längre ett förslag. Läs hur målet ser ut nu."),
        "goal-exists": N_(
            "Målet är redan sparat. Öppna det från målträdet, eller börja om med ett nytt."
        ),
        "goal-is-proposed": N_("Målet är bara ett förslag än. Vänta tills det är godkänt."),
        "goal-is-active": N_("Målet gäller redan."),
        "goal-is-closed": N_("Målet är avslutat och går inte att ändra. Sätt ett nytt mål."),
        "goal-is-withdrawn": N_(
            "Målet är tillbakadraget och går inte att ändra. Sätt ett nytt mål."
        ),
        "goal-check-ins-full": N_(
            "Målet har så många avstämningar som får plats. Bedöm det och sätt ett nytt mål."
        ),
        "goal-not-right": N_("Något i formuläret behöver rättas."),
        "goal-deadline-passed": N_("Sista dagen har redan varit. Välj en senare dag."),
        "goal-deadline-outside-period": N_("Välj en dag som ligger i målets period."),
        "goal-parent-missing": N_("Välj vilket mål det hänger på"),
        "goal-parent-unknown": N_("Välj ett av kommunens eller en enhets mål."),
        "goal-parent-not-active": N_("Det målet gäller inte längre. Välj ett som gäller."),
        "goal-parent-below": N_("Kommunens mål kan inte hänga på en enhets mål."),
        "goal-cycle": N_("Det målet hänger redan på det här. Välj ett annat."),
        "title-missing": N_("Skriv vad målet heter"),
        "title-too-long": N_("Namnet är för långt. Korta det."),
        "target-is-start": N_("Målvärdet är samma som utgångsläget. Välj ett annat."),
        "number-missing": N_("Skriv ett tal, till exempel 2 eller 2,5"),
        "not-a-number": N_("Skriv ett tal, till exempel 2 eller 2,5"),
        "number-too-large": N_("Talet är för stort. Skriv ett mindre tal."),
        "percent-out-of-range": N_("Skriv ett tal från 0 till 100"),
        "date-missing": N_("Välj en dag"),
        "not-a-date": N_("Skriv dagen så här: 2026-11-30"),
        "date-out-of-range": N_("Välj en dag mellan åren 2000 och 2100"),
        "period-too-long": N_("En period är högst fem år. Välj en tidigare sista dag."),
        "owner-unknown": N_("Välj någon som arbetar här."),
        "unit-unknown": N_("Välj en enhet som finns kvar."),
        "not-a-choice": N_("Välj ett av alternativen"),
        "bad-id": N_("Välj ur listan igen."),
    }
)
