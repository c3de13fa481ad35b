"""The talks service: talk cycles, who is in them, and how far they have come."""

from datetime import date, datetime

from pydantic import ConfigDict, Field

from gateway.clients.base import Items, ServiceClient, Versioned, View
from redthread_contracts.ids import CycleId, PersonId, UnitId


class CyclePlan(View):
    """What HR wants to start."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title": "Samtal hösten 2026",
                "template_id": "standard",
                "template_version": 1,
                "unit_ids": ["forskola"],
                "opens": "2026-10-01",
                "last_day": "2026-12-18",
            }
        }
    )

    title: str
    template_id: str
    template_version: int
    unit_ids: list[UnitId]
    opens: date
    last_day: date


class CyclePreview(View):
    """What would happen if the cycle were started."""

    talks: int = 0
    managers: int = 0
    already_open: list[PersonId] = Field(default=[])
    without_manager: list[PersonId] = Field(default=[])
    absent: list[PersonId] = Field(default=[])
    newly_employed: list[PersonId] = Field(default=[])
    protected: int = 0


class Cycle(View):
    """A talk cycle."""

    id: CycleId
    title: str = ""
    template_id: str = ""
    template_version: int = 1
    unit_ids: list[UnitId] = Field(default=[])
    opens: date
    last_day: date
    state: str = "open"
    talks_opened: int = 0


class UnitCoverage(View):
    """How far a unit has come, in counts."""

    unit_id: UnitId
    expected: int = 0
    held: int = 0
    booked: int = 0
    unbooked: int = 0


class Coverage(View):
    """How far a cycle has come, in counts; never content."""

    expected: int = 0
    held: int = 0
    confirmed: int = 0
    booked: int = 0
    unbooked: int = 0
    units: list[UnitCoverage] = Field(default=[])


class Choice(View):
    """That HR took one person into a cycle, or out of it."""

    person_id: PersonId
    included: bool
    reason: str = ""
    by: PersonId
    at: datetime


class Year(View):
    """How many had a yearly talk in a year, of those who were to have one."""

    year: int
    expected: int = 0
    held: int = 0
    confirmed: int = 0


class UnitYears(View):
    """A unit's figures, with the units under it."""

    unit_id: UnitId
    years: list[Year] = Field(default=[])


class Years(View):
    """The yearly figures, the oldest year first."""

    years: list[Year] = Field(default=[])
    units: list[UnitYears] = Field(default=[])


class CyclesClient:
    """What the gateway asks about cycles."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def preview_cycle(self, who: PersonId, plan: CyclePlan) -> CyclePreview:
        """What starting the cycle would do."""
        return (await self._service.post(who, "/cycles/preview", plan)).read(CyclePreview)

    async def start_cycle(self, who: PersonId, cycle: CycleId, plan: CyclePlan) -> Cycle:
        """Start it; the same again does nothing."""
        return (await self._service.put(who, f"/cycles/{cycle}", plan)).read(Cycle)

    async def cycles(self, who: PersonId) -> list[Cycle]:
        """All cycles."""
        return (await self._service.get(who, "/cycles")).read(Items[Cycle]).items

    async def cycle(self, who: PersonId, cycle: CycleId) -> Versioned[Cycle]:
        """One cycle."""
        return (await self._service.get(who, f"/cycles/{cycle}")).versioned(Cycle)

    async def extend_cycle(
        self, who: PersonId, cycle: CycleId, last_day: date, version: int
    ) -> Versioned[Cycle]:
        """Move the last day."""
        body = {"last_day": last_day.isoformat()}
        path = f"/cycles/{cycle}/extend"
        return (await self._service.post(who, path, body, version=version)).versioned(Cycle)

    async def close_cycle(self, who: PersonId, cycle: CycleId) -> Cycle:
        """Let nobody join any more."""
        return (await self._service.post(who, f"/cycles/{cycle}/close")).read(Cycle)

    async def coverage(self, who: PersonId, cycle: CycleId) -> Coverage:
        """Counts per unit: all for HR, the own subtree for a head."""
        return (await self._service.get(who, f"/cycles/{cycle}/coverage")).read(Coverage)

    async def choices(self, who: PersonId, cycle: CycleId) -> list[Choice]:
        """Who was taken in or out, and why; for HR."""
        path = f"/cycles/{cycle}/choices"
        return (await self._service.get(who, path)).read(Items[Choice]).items

    async def choose(
        self, who: PersonId, cycle: CycleId, person: PersonId, *, included: bool, reason: str
    ) -> list[Choice]:
        """Take one person in or out."""
        path = f"/cycles/{cycle}/choices/{person}"
        body = {"included": included, "reason": reason}
        return (await self._service.put(who, path, body)).read(Items[Choice]).items

    async def years(self, who: PersonId, *, last: int | None = None, years: int = 5) -> Years:
        """Who had a talk, year by year: all units for HR, the own subtree for a head."""
        answer = await self._service.get(who, "/coverage/years", last=last, years=years)
        return answer.read(Years)
