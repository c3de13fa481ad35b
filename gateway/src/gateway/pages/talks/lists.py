"""My talks, the team's, and the follow-up of what was agreed."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.forms import Form
from gateway.i18n import N_, Words
from gateway.pages.talks.frame import NAV
from gateway.parts import Part, gather
from gateway.problems import ServiceProblem
from gateway.views.talk_words import (
    action_for_manager,
    agreement_meta,
    document_path,
    status_for_employee,
    status_for_manager,
    task_for_employee,
    when,
)
from gateway.views.talks import (
    AgreementCard,
    TalkCard,
    group_of,
    my_agreements,
    my_talks,
    team_talks,
)
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import AgreementId, TalkId

router = APIRouter()

_STATUSES = ("open", "done", "dropped")


@router.get("/samtal")
async def my_page(visit: Visitor) -> HTMLResponse:
    """Current talks, those of earlier years, and for a manager the team's by state."""
    words = visit.words
    mine, team = await gather(my_talks(visit, state="all"), team_talks(visit))
    cards = mine.otherwise([])
    current = [card for card in cards if card.talk.state not in {"confirmed", "cancelled"}]
    earlier = [card for card in cards if card.talk.document_version and card not in current]
    return await visit.page(
        "talk/list.html",
        nav=NAV,
        mine=mine,
        team=team,
        shows_team=bool(visit.leads or team.value or not team.ok),
        current=[
            (card, status_for_employee(card, words), when(card.talk, words), _next(card, words))
            for card in current
        ],
        earlier=sorted(earlier, key=lambda card: str(card.talk.held_on), reverse=True),
        groups=_groups(team, words),
        document_path=document_path,
    )


@router.get("/overenskommelser")
async def agreements_page(visit: Visitor) -> HTMLResponse:
    """What I have promised, across talks."""
    return await _agreements(visit)


@router.post("/overenskommelser/{talk_id}/{agreement_id}")
async def follow_up(
    visit: Visitor, talk_id: TalkId, agreement_id: AgreementId, form: Posted
) -> Any:
    """Say how it went. The same again changes nothing."""
    _ = visit.words.gettext
    status = form.choice("status", _STATUSES, missing=_("Välj hur det gick"))
    note = form.text("note", longest=2_000)
    if form.errors:
        return await _agreements(visit, agreement_id, form, status=422)
    try:
        await visit.clients.talks.follow_up(
            visit.who, talk_id, agreement_id, status=status, note=note
        )
    except ServiceProblem as problem:
        form.blame(problem)
        return await _agreements(visit, agreement_id, form, status=problem.status)
    return visit.go(f"/overenskommelser#a-{agreement_id}")


async def _agreements(
    visit: Visit,
    changed: AgreementId | None = None,
    form: Form | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    (found,) = await gather(my_agreements(visit))
    rows = [
        (card, agreement_meta(card, visit.words)[1], _form_of(visit, card, changed, form))
        for card in found.otherwise([])
    ]
    return await visit.page(
        "talk/agreements.html",
        nav=NAV,
        status=status,
        found=found,
        failed=form if status >= 400 else None,
        unfinished=[row for row in rows if row[0].agreement.status == "open"],
        finished=[row for row in reversed(rows) if row[0].agreement.status != "open"],
        changed=changed,
    )


def _form_of(
    visit: Visit, card: AgreementCard, changed: AgreementId | None, form: Form | None
) -> Form:
    if form is not None and card.agreement.agreement_id == changed:
        return form
    return visit.form(status=card.agreement.status, note=card.agreement.note)


def _next(card: TalkCard, words: Words) -> tuple[str, str]:
    """Where the row's button leads, and what it says."""
    task = task_for_employee(card, words)
    if task:
        return task.action.label, task.action.href
    if card.talk.state == "awaiting_confirmation":
        return words.gettext(N_("Läs")), document_path(card.talk)
    return words.gettext(N_("Öppna")), f"/samtal/{card.talk.id}"


def _groups(team: Part[list[TalkCard]], words: Words) -> dict[str, list[tuple[Any, ...]]]:
    groups: dict[str, list[tuple[Any, ...]]] = {"late": [], "yours": [], "ongoing": [], "done": []}
    for card in team.otherwise([]):
        groups[group_of(card, words.today)].append(
            (
                card,
                status_for_manager(card, words),
                when(card.talk, words),
                action_for_manager(card, words),
            )
        )
    return groups
