"""The start page: what to do now, my red thread, and for a manager the team."""

from pydantic import BaseModel, ConfigDict

from gateway.clients.directory import DirectoryCounts, Unit
from gateway.clients.goals import Goal
from gateway.clients.notifier import Delivery
from gateway.clients.surveys import Invitation
from gateway.parts import Part, gather
from gateway.views.bell import BellView, bell
from gateway.views.cycles import CycleCard, UnitRow, running_cycles, unit_rows
from gateway.views.goals import Threads, my_threads, unit_goals
from gateway.views.surveys import to_be_answered
from gateway.views.talks import AgreementCard, TalkCard, my_agreements, my_talks, team_talks
from gateway.visit import Visit
from redthread_contracts.ids import UnitId

_NEWS = 3


class OwnStart(BaseModel):
    """An employee's start page: everybody has one."""

    model_config = ConfigDict(frozen=True)

    talks: Part[list[TalkCard]]
    threads: Part[Threads]
    agreements: Part[list[AgreementCard]]
    news: Part[BellView]
    surveys: Part[list[Invitation]]


class UnitsProgress(BaseModel):
    """A running cycle, and how far each unit below a head has come."""

    model_config = ConfigDict(frozen=True)

    card: CycleCard
    rows: list[UnitRow]


class TeamStart(BaseModel):
    """A manager's start page: the team's talks and the unit's goals."""

    model_config = ConfigDict(frozen=True)

    unit: Unit
    talks: Part[list[TalkCard]]
    goals: Part[list[Goal]]
    units: Part[UnitsProgress | None]


class AdminStart(BaseModel):
    """An administrator's figures."""

    model_config = ConfigDict(frozen=True)

    counts: Part[DirectoryCounts]
    failed: Part[list[Delivery]]


async def own_start(visit: Visit) -> OwnStart:
    """What I have to do, my red thread, what was agreed, what is new, what I am asked."""
    talks, threads, agreements, news, surveys = await gather(
        my_talks(visit),
        my_threads(visit),
        my_agreements(visit),
        bell(visit, limit=_NEWS),
        to_be_answered(visit),
    )
    return OwnStart(talks=talks, threads=threads, agreements=agreements, news=news, surveys=surveys)


async def team_start(visit: Visit, led: list[Unit]) -> TeamStart:
    """The talks that I hold and how far the units that I lead have come."""
    unit = min(led, key=lambda one: len(one.path))
    talks, goals, units = await gather(
        team_talks(visit), unit_goals(visit, unit.id), _progress_below(visit, unit.id)
    )
    return TeamStart(unit=unit, talks=talks, goals=goals, units=units)


async def cycles_start(visit: Visit) -> Part[list[CycleCard]]:
    """The running cycles, for HR."""
    (cards,) = await gather(running_cycles(visit))
    return cards


async def admin_start(visit: Visit) -> AdminStart:
    """How many people and units there are, and the mails that failed."""
    counts, failed = await gather(
        visit.clients.directory.counts(visit.who),
        visit.clients.notifier.deliveries(visit.who, state="given_up"),
    )
    return AdminStart(
        counts=counts,
        failed=Part(value=failed.value.items if failed.value else None, problem=failed.problem),
    )


async def _progress_below(visit: Visit, top: UnitId) -> UnitsProgress | None:
    """The newest running cycle per unit; None when nothing runs or no units lie below."""
    units = await visit.clients.directory.units(visit.who)
    if not any(unit.parent_id == top for unit in units.values()):
        return None
    cards = await running_cycles(visit)
    if not cards:
        return None
    card = max(cards, key=lambda one: one.coverage.expected)
    return UnitsProgress(card=card, rows=await unit_rows(visit, card.coverage, units))
