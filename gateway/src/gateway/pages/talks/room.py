"""The talk itself: before it an overview, during it the talk room, after it the document."""

import asyncio
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gateway.clients.talk_texts import Notes
from gateway.forms import Form, new_id
from gateway.pages.talks.frame import NAV, talk_crumbs
from gateway.parts import gather
from gateway.problems import ServiceProblem
from gateway.views.preparation import PreparationView, preparation
from gateway.views.reads import reads_of
from gateway.views.room import RoomView, here_now, last_words, my_outcome, others_outcome, room
from gateway.views.room_words import (
    OUTCOMES,
    cancelled_in_words,
    goal_lines,
    proposed_in_words,
    result_in_words,
    steps_of,
    when_and_where,
)
from gateway.views.talk import TalkView, talk_view
from gateway.views.talk_words import document_path
from gateway.visit import Posted, Visit, Visitor
from redthread_contracts.ids import GoalId, TalkId

router = APIRouter()

_IN_ROOM = frozenset({"ready", "held"})
_LATELY = timedelta(minutes=2)


@router.get("/samtal/{talk_id}")
async def talk_page(visit: Visitor, talk_id: TalkId) -> Any:
    """What the talk needs now: preparing, talking, or reading."""
    prepared = await preparation(visit, talk_id)
    talk = prepared.view.talk
    if talk.state in _IN_ROOM:
        return await room_page(visit, await room(visit, talk_id))
    if prepared.view.writable or not talk.document_version:
        return await _overview(visit, prepared)
    return visit.go(document_path(talk))


@router.get("/samtal/{talk_id}/rum")
async def early_room(visit: Visitor, talk_id: TalkId) -> Any:
    """The talk room although not both have prepared: the first note says that it is held."""
    found = await room(visit, talk_id)
    if not found.view.writable or found.view.talk.state in _IN_ROOM:
        return visit.go(found.view.path)
    return await room_page(visit, found)


@router.get("/samtal/{talk_id}/narvaro")
async def presence(visit: Visitor, talk_id: TalkId) -> HTMLResponse:
    """Who else is here and what they wrote just now; asked again and again by the open room."""
    view, notes = await asyncio.gather(
        talk_view(visit, talk_id), visit.clients.talks.notes(visit.who, talk_id)
    )
    return visit.fragment("talk/presence.html", view=view, **_presence(visit, view, notes))


@router.post("/samtal/{talk_id}/utfall/{goal_id}")
async def evaluate(visit: Visitor, talk_id: TalkId, goal_id: GoalId, form: Posted) -> Any:
    """Say how a goal of the last period went."""
    _ = visit.words.gettext
    outcome = form.choice("outcome", OUTCOMES, missing=_("Välj hur det gick med målet"))
    if outcome:
        try:
            await visit.clients.goals.evaluate(visit.who, goal_id, outcome=outcome, comment="")
        except ServiceProblem as problem:
            form.blame(problem)
    if visit.by_htmx:
        status = 422 if form.errors else 200
        at = visit.words.time(visit.words.now)
        return visit.fragment("talk/outcome_saved.html", status=status, form=form, at=at)
    if form.errors:
        return await room_page(visit, await room(visit, talk_id), failed=form, status=422)
    return visit.go(f"/samtal/{talk_id}#mal-{goal_id}")


async def room_page(
    visit: Visit,
    found: RoomView,
    *,
    adding: Form | None = None,
    failed: Form | None = None,
    status: int = 200,
) -> HTMLResponse:
    """The talk room. `adding`: an agreement that could not be added, `failed`: another form."""
    words = visit.words
    view = found.view
    fresh = visit.form(id=new_id(), owner=view.talk.employee_id)
    (at_hand,) = await gather(visit.clients.talks.at_hand(visit.who, view.talk.id))
    return await visit.page(
        "talk/room.html",
        nav=NAV,
        status=status,
        room=found,
        view=view,
        steps=steps_of(view, words),
        when=when_and_where(view.talk, words),
        title=words.names([party.name for party in view.parties]),
        places=_places(found),
        reviewed=[
            (
                goal,
                result_in_words(goal, words),
                my_outcome(goal, view),
                words.gettext(OUTCOMES[theirs]) if (theirs := others_outcome(goal, view)) else "",
            )
            for goal in found.reviewed.otherwise([])
        ],
        outcomes=[(value, words.gettext(word)) for value, word in OUTCOMES.items()],
        goals=[(goal, *goal_lines(goal, view, words)) for goal in found.goals.otherwise([])],
        adding=adding or fresh,
        failed=failed,
        crumbs=talk_crumbs(visit, view),
        saved_at=found.saved_at,
        at_hand=at_hand,
        proposed=proposed_in_words(view, words),
        **_presence(visit, view, found.notes),
    )


async def _overview(visit: Visit, prepared: PreparationView) -> HTMLResponse:
    view = prepared.view
    words = visit.words
    reads, at_hand = await gather(
        reads_of(visit, view.talk.id), visit.clients.talks.at_hand(visit.who, view.talk.id)
    )
    return await visit.page(
        "talk/overview.html",
        nav=NAV,
        reads=reads,
        prepared=prepared,
        view=view,
        steps=steps_of(view, words),
        when=when_and_where(view.talk, words),
        crumbs=talk_crumbs(visit, view),
        at_hand=at_hand,
        proposed=proposed_in_words(view, words),
        cancelled=cancelled_in_words(view, words),
    )


def _presence(visit: Visit, view: TalkView, notes: Notes) -> dict[str, Any]:
    since = visit.words.now - _LATELY
    return {
        "here_too": here_now(view, notes),
        "last_words": last_words(view, notes, since),
    }


def _places(found: RoomView) -> dict[str, str]:
    """In which section last period's goals and the new goals are talked about."""
    kinds = {"goal_review": "reviewed", "goal_new": "goals"}
    places: dict[str, str] = {}
    for section in found.view.agenda:
        for prompt in section.prompts:
            if prompt.kind in kinds:
                places.setdefault(kinds[prompt.kind], section.id)
    return places
