"""The bell: notifications with their titles, joined from the services that the reader may ask."""

import asyncio
from collections.abc import Awaitable
from itertools import chain
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from gateway.clients.notifier import Ring
from gateway.clients.talks import Talk
from gateway.problems import ServiceDown, ServiceProblem
from gateway.views.people import name_of, people_of
from gateway.visit import Visit
from redthread_contracts.ids import GoalId, PersonId, TalkId

T = TypeVar("T")

Titles = dict[tuple[str, str], tuple[str, str]]
"""By type and id of an item: in Swedish and in English."""


class BellItem(BaseModel):
    """A notification, with what it is about where the reader may see that."""

    model_config = ConfigDict(frozen=True)

    ring: Ring
    title_sv: str = ""
    title_en: str = ""
    other_name: str = ""
    talk_state: str = ""
    document_version: int = 0


class BellView(BaseModel):
    """What the bell holds."""

    model_config = ConfigDict(frozen=True)

    unread: int = 0
    items: list[BellItem] = []


async def bell(visit: Visit, *, limit: int) -> BellView:
    """The newest notifications. A title that cannot be had is left out; the rest is shown."""
    rung = await visit.clients.notifier.bell(visit.who, limit)
    talks, *titles = await asyncio.gather(
        _talks(visit, rung.items),
        _goal_titles(visit, rung.items),
        _agreement_titles(visit, rung.items),
        _survey_titles(visit, rung.items),
        _action_titles(visit, rung.items),
        _certificate_titles(visit, rung.items),
    )
    title_of = dict(chain.from_iterable(each.items() for each in titles))
    others = await people_of(visit, [_other(visit, talk) for talk in talks.values()])

    def item(ring: Ring) -> BellItem:
        talk = talks.get(ring.talk_id) if ring.talk_id else None
        title_sv, title_en = title_of.get((ring.item_type, ring.item_id), ("", ""))
        return BellItem(
            ring=ring,
            title_sv=title_sv,
            title_en=title_en,
            other_name=name_of(others, _other(visit, talk)) if talk else "",
            talk_state=talk.state if talk else "",
            document_version=talk.document_version if talk else 0,
        )

    return BellView(unread=rung.unread, items=[item(ring) for ring in rung.items])


async def _talks(visit: Visit, rings: list[Ring]) -> dict[TalkId, Talk]:
    ids = {ring.talk_id for ring in rings if ring.item_type == "talk" and ring.talk_id}
    found = await asyncio.gather(
        *(_or_none(visit.clients.talks.talk(visit.who, talk)) for talk in ids)
    )
    return {talk.value.id: talk.value for talk in found if talk}


async def _goal_titles(visit: Visit, rings: list[Ring]) -> Titles:
    ids = {GoalId(ring.item_id) for ring in rings if ring.item_type == "goal"}
    found = await asyncio.gather(
        *(_or_none(visit.clients.goals.goal(visit.who, goal)) for goal in ids)
    )
    return {
        ("goal", goal.value.id): (goal.value.title_sv or "", goal.value.title_en or "")
        for goal in found
        if goal
    }


async def _agreement_titles(visit: Visit, rings: list[Ring]) -> Titles:
    if not any(ring.item_type == "agreement" for ring in rings):
        return {}
    found = await _or_none(visit.clients.talks.agreements(visit.who))
    return {("agreement", each.agreement_id): (each.what, each.what) for each in found or []}


async def _survey_titles(visit: Visit, rings: list[Ring]) -> Titles:
    """Of those that are open: a closed one can't be answered, whatever it is called."""
    if not any(ring.item_type == "survey" for ring in rings):
        return {}
    found = await _or_none(visit.clients.surveys.invitations(visit.who))
    return {("survey", each.survey_id): (each.title_sv, each.title_en) for each in found or []}


async def _action_titles(visit: Visit, rings: list[Ring]) -> Titles:
    if not any(ring.item_type == "action" for ring in rings):
        return {}
    found = await _or_none(visit.clients.surveys.my_actions(visit.who))
    return {("action", each.id): (each.what, each.what) for each in found or []}


async def _certificate_titles(visit: Visit, rings: list[Ring]) -> Titles:
    """One's own: which one of a colleague's it is, a manager sees where it is shown, if it is."""
    if not any(ring.item_type == "certificate" and ring.role == "owner" for ring in rings):
        return {}
    found = await _or_none(visit.clients.competence.profile(visit.who))
    return {
        ("certificate", each.id): (each.label_sv, each.label_en or "")
        for each in (found.value.certificates if found else [])
    }


def _other(visit: Visit, talk: Talk) -> PersonId:
    return talk.manager_id if talk.employee_id == visit.who else talk.employee_id


async def _or_none(call: Awaitable[T]) -> T | None:
    try:
        return await call
    except (ServiceDown, ServiceProblem):
        return None
