"""The talks service: side employment, stated and assessed."""

from datetime import date, datetime

from pydantic import ConfigDict, Field

from gateway.clients.base import Items, ServiceClient, Versioned, View
from gateway.clients.talk_texts import Read
from redthread_contracts.ids import PersonId, UnitId


class Facts(View):
    """What somebody states; the rest is empty when there is none."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "has_any": True,
                "kind": "Extraarbete som servitris",
                "extent": "Två kvällar i veckan",
                "employer": "Hamnkrogen AB",
                "since": "2026-05-01",
            }
        }
    )

    has_any: bool
    kind: str = ""
    extent: str = ""
    employer: str = ""
    since: date | None = None


class Assessment(View):
    """What the manager makes of it, and decides."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"outcome": "allowed", "order": "may_continue", "reasons": ""}
        }
    )

    outcome: str
    order: str
    reasons: str = ""


class Assessed(Assessment):
    """Who assessed, when, and by what it is forbidden."""

    by: PersonId
    at: datetime
    ground: str | None = None


class Declaration(View):
    """What was stated, and what became of it."""

    facts: Facts
    declared_at: datetime
    renew_by: date
    assessed: Assessed | None = None


class SideEmployment(View):
    """What somebody has stated, the newest first, and who has read it."""

    person_id: PersonId
    declarations: list[Declaration] = Field(default=[])
    reads: list[Read] = Field(default=[])

    @property
    def newest(self) -> Declaration | None:
        """What holds; None: nothing is stated."""
        return self.declarations[0] if self.declarations else None


class SideEmploymentStatus(View):
    """How far somebody has come. `waits`: for the manager; None: it is not told."""

    person_id: PersonId
    status: str = "missing"
    renew_by: date | None = None
    waits: bool | None = None


class SideEmploymentClient:
    """What the gateway asks about side employment."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def mine(self, who: PersonId) -> Versioned[SideEmployment]:
        """What I have stated; version 0: nothing."""
        return (await self._service.get(who, "/side-employment/me")).versioned(SideEmployment)

    async def declare(self, who: PersonId, facts: Facts, version: int) -> Versioned[SideEmployment]:
        """State it, for a year."""
        answer = await self._service.put(who, "/side-employment/me", facts, version=version)
        return answer.versioned(SideEmployment)

    async def reports(self, who: PersonId) -> list[SideEmploymentStatus]:
        """My employees."""
        answer = await self._service.get(who, "/side-employment/reports")
        return answer.read(Items[SideEmploymentStatus]).items

    async def status(
        self, who: PersonId, unit: UnitId, *, after: str | None = None
    ) -> Items[SideEmploymentStatus]:
        """Who in a unit and under it has stated something; for HR."""
        answer = await self._service.get(
            who, "/side-employment/status", unit_id=unit, after=after, limit=200
        )
        return answer.read(Items[SideEmploymentStatus])

    async def of(self, who: PersonId, person: PersonId) -> Versioned[SideEmployment]:
        """What an employee of mine has stated."""
        path = f"/side-employment/people/{person}"
        return (await self._service.get(who, path)).versioned(SideEmployment)

    async def assess(
        self, who: PersonId, person: PersonId, assessment: Assessment, version: int
    ) -> Versioned[SideEmployment]:
        """Assess it, and decide."""
        path = f"/side-employment/people/{person}/assessment"
        answer = await self._service.put(who, path, assessment, version=version)
        return answer.versioned(SideEmployment)
