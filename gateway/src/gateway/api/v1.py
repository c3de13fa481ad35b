"""`/api/v1`: what the pages show, as JSON. Logged in by the session cookie; a change needs the
header `X-CSRF-Token` with the token from `GET /api/v1/me`. Errors are problem+json (RFC 9457)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict

from chassis.errors import Forbidden
from gateway.clients.directory import Delegation, Me, Period, Unit
from gateway.clients.talks import Template
from gateway.i18n import Language
from gateway.parts import Part
from gateway.views import bell as bells
from gateway.views import deliveries, start
from gateway.views.bell import BellView
from gateway.views.cycles import CycleCard
from gateway.views.deliveries import AdminView
from gateway.views.start import OwnStart, TeamStart
from gateway.visit import ApiVisitor
from redthread_contracts.ids import NotificationId, PersonId

router = APIRouter()

SubstituteId = Annotated[PersonId, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


class WhoAmI(BaseModel):
    """Who is logged in, and the token that changes need."""

    me: Me
    language: Language
    csrf: str


class StartView(BaseModel):
    """The start page; `team` for those who lead, `cycles` for HR, `admin` for administrators."""

    own: OwnStart
    team: TeamStart | None = None
    cycles: Part[list[CycleCard]] | None = None


class Read(BaseModel):
    """Which notifications are read; None: all."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"ids": ["talk_due.3f0c.d-3"]}}
    )

    ids: list[NotificationId] | None = None


class ChosenLanguage(BaseModel):
    """A language."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"language": "en"}})

    language: Language


@router.get("/me", response_model=WhoAmI, tags=["oneself"])
async def who_am_i(visit: ApiVisitor) -> WhoAmI:
    """Who is logged in."""
    csrf = visit.session.csrf if visit.session else ""
    return WhoAmI(me=visit.me or Me(person=visit.person), language=visit.language, csrf=csrf)


@router.put("/me/language", status_code=204, tags=["oneself"])
async def set_language(visit: ApiVisitor, choice: ChosenLanguage) -> Response:
    """Choose the language of mails and pages."""
    await visit.clients.directory.set_language(visit.who, choice.language)
    visit.gateway.faces.forget(visit.who)
    return Response(status_code=204)


@router.get("/me/delegations", response_model=list[Delegation], tags=["oneself"])
async def delegations(visit: ApiVisitor) -> list[Delegation]:
    """Whom one lets act as manager, now or later; for those who lead a unit."""
    return await visit.clients.directory.delegations(visit.who)


@router.put("/me/delegations/{to}", response_model=list[Delegation], tags=["oneself"])
async def delegate(visit: ApiVisitor, to: SubstituteId, period: Period) -> list[Delegation]:
    """Let a colleague act for a period, in place of one that was chosen before."""
    return await visit.clients.directory.delegate(visit.who, to, period)


@router.delete("/me/delegations/{to}", response_model=list[Delegation], tags=["oneself"])
async def take_back_delegation(visit: ApiVisitor, to: SubstituteId) -> list[Delegation]:
    """From now on this colleague does not act any more."""
    return await visit.clients.directory.take_back_delegation(visit.who, to)


@router.get("/start", response_model=StartView, tags=["start"])
async def start_view(visit: ApiVisitor) -> StartView:
    """What the start page shows. A part whose service is down carries its `problem`."""
    led = visit.me.units_led if visit.me else []
    return StartView(
        own=await start.own_start(visit),
        team=await start.team_start(visit, led) if led else None,
        cycles=await start.cycles_start(visit) if visit.is_hr else None,
    )


@router.get("/notifications", response_model=BellView, tags=["notifications"])
async def notifications(
    visit: ApiVisitor, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> BellView:
    """The bell."""
    return await bells.bell(visit, limit=limit)


@router.post("/notifications/read", status_code=204, tags=["notifications"])
async def mark_read(visit: ApiVisitor, read: Read) -> Response:
    """Mark some as read, or all."""
    await visit.clients.notifier.mark_read(visit.who, read.ids)
    return Response(status_code=204)


@router.get("/units", response_model=list[Unit], tags=["people and units"])
async def units(visit: ApiVisitor) -> list[Unit]:
    """All units."""
    return list((await visit.clients.directory.units(visit.who)).values())


@router.get("/templates", response_model=list[Template], tags=["cycles"])
async def templates(visit: ApiVisitor) -> list[Template]:
    """The published talk templates."""
    return await visit.clients.talks.templates(visit.who)


@router.get("/deliveries", response_model=AdminView, tags=["administration"])
async def delivery_log(visit: ApiVisitor, after: str | None = None) -> AdminView:
    """Counts, failed mails and the log of mails."""
    if not visit.is_admin:  # the services refuse each part; this refuses the whole
        raise Forbidden("admin-needed", "Only an administrator sees this.")
    return await deliveries.overview(visit, after=after)


@router.post("/deliveries/{delivery}/retry", status_code=204, tags=["administration"])
async def retry_delivery(visit: ApiVisitor, delivery: NotificationId) -> Response:
    """Send a mail that failed once more."""
    await visit.clients.notifier.retry(visit.who, delivery)
    return Response(status_code=204)
