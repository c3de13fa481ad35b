"""The goals service: what is done with many goals at once (periods, copies, files, decisions)."""

from datetime import date, datetime

from pydantic import ConfigDict, Field

from gateway.clients.base import Items, ServiceClient, View
from redthread_contracts.ids import GoalId, PersonId, UnitId


class Period(View):
    """From the first day to the last, both included."""

    first: date
    last: date


class PeriodCount(View):
    """A period, and how many goals are in it."""

    period: Period
    goals: int = 0


class CopyPlan(View):
    """Which goals go to which period. `unit_id` None: those of the whole municipality."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "unit_id": "E05",
                "source": {"first": "2026-01-01", "last": "2026-12-31"},
                "target": {"first": "2027-01-01", "last": "2027-12-31"},
                "leave_out": [],
            }
        }
    )

    unit_id: UnitId | None = None
    source: Period
    target: Period
    leave_out: list[GoalId] = Field(default=[])


class PlannedGoal(View):
    """A goal that would be made of another."""

    source_id: GoalId
    title_sv: str = ""
    title_en: str | None = None
    level: str = ""
    unit_id: UnitId | None = None
    deadline: date
    deadline_before: date


class LeftOutGoal(View):
    """A goal that would not be copied, and why."""

    source_id: GoalId
    title_sv: str = ""
    title_en: str | None = None
    level: str = ""
    unit_id: UnitId | None = None
    reason: str


class CopyPreview(View):
    """What a copy would do; of each list only the first ones."""

    goals: int = 0
    left_out: int = 0
    planned: list[PlannedGoal] = Field(default=[])
    left: list[LeftOutGoal] = Field(default=[])


class Copy(View):
    """A copy, and how far it has come."""

    id: str
    plan: CopyPlan
    by: PersonId
    at: datetime
    state: str
    goals: int = 0
    made: int = 0
    kept: int = 0
    may_undo: bool = False

    @property
    def at_work(self) -> bool:
        """Whether goals are being made or taken back just now."""
        return self.state in ("copying", "undoing")


class GoalToDecide(View):
    """A goal that somebody has to decide about, and why."""

    id: GoalId
    title_sv: str = ""
    title_en: str | None = None
    level: str = ""
    unit_id: UnitId | None = None
    owner_ids: list[PersonId] = Field(default=[])
    deadline: date
    reasons: list[str] = Field(default=[])
    successor_ids: list[UnitId] = Field(default=[])


class GoalFieldChange(View):
    """One field of a line, as it is and as it would be."""

    field: str
    before: str = ""
    after: str = ""


class GoalLine(View):
    """What a line of a file would do."""

    line: int
    kind: str
    goal_id: GoalId
    title_sv: str = ""
    changes: list[GoalFieldChange] = Field(default=[])


class GoalFault(View):
    """What is wrong with a line. Line 0: with the whole file."""

    line: int
    field: str = ""
    column: str = ""
    code: str = ""
    message: str = ""
    value: str = ""
    other_line: int | None = None


class GoalFilePreview(View):
    """What a file would do; with faults nothing can be imported."""

    digest: str = ""
    new: int = 0
    changed: int = 0
    same: int = 0
    lines: list[GoalLine] = Field(default=[])
    faults: list[GoalFault] = Field(default=[])


class GoalFileResult(View):
    """What an import did."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


class GoalPlansClient:
    """What the gateway asks the goals service about many goals at once."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def periods(self, who: PersonId, unit: UnitId | None = None) -> list[PeriodCount]:
        """The periods that there are goals of, the newest first."""
        answer = await self._service.get(who, "/goal-periods", unit_id=unit)
        return answer.read(Items[PeriodCount]).items

    async def preview_copy(self, who: PersonId, copy: str, plan: CopyPlan) -> CopyPreview:
        """What a copy would do."""
        body = plan.model_dump(mode="json")
        return (await self._service.post(who, f"/copies/{copy}/preview", body)).read(CopyPreview)

    async def copy(self, who: PersonId, copy: str, plan: CopyPlan) -> Copy:
        """Copy; the same again does nothing."""
        body = plan.model_dump(mode="json")
        return (await self._service.put(who, f"/copies/{copy}", body)).read(Copy)

    async def copies(self, who: PersonId) -> list[Copy]:
        """One's own copies, the newest first; for HR everybody's."""
        return (await self._service.get(who, "/copies")).read(Items[Copy]).items

    async def copy_made(self, who: PersonId, copy: str) -> Copy:
        """How far a copy has come."""
        return (await self._service.get(who, f"/copies/{copy}")).read(Copy)

    async def undo_copy(self, who: PersonId, copy: str) -> Copy:
        """Take a copy back."""
        return (await self._service.post(who, f"/copies/{copy}/undo")).read(Copy)

    async def decisions(self, who: PersonId) -> list[GoalToDecide]:
        """The goals that one has to decide about."""
        return (await self._service.get(who, "/decisions")).read(Items[GoalToDecide]).items

    async def file(
        self,
        who: PersonId,
        unit: UnitId | None = None,
        first: date | None = None,
        last: date | None = None,
    ) -> bytes:
        """The goals of everybody or of a unit, as a CSV file."""
        query = {"unit_id": unit, "period_from": first, "period_until": last}
        return (await self._service.get(who, "/goal-file", **query)).body

    async def preview_file(self, who: PersonId, content: bytes) -> GoalFilePreview:
        """What each line of a file would do."""
        answer = await self._service.post_file(who, "/goal-file/preview", content)
        return answer.read(GoalFilePreview)

    async def bring_in(self, who: PersonId, content: bytes, digest: str) -> GoalFileResult:
        """Write what the preview with this digest showed."""
        answer = await self._service.post_file(who, "/goal-file", content, digest=digest)
        return answer.read(GoalFileResult)
