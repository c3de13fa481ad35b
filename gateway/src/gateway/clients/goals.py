"""The goals service: goals, threads, the tree, check-ins."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from gateway.clients.base import Items, ServiceClient, Versioned, View
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId


class Measure(View):
    """How a goal is measured."""

    kind: str = "yes_no"
    start: float | None = None
    target: float | None = None
    unit_sv: str | None = ""
    unit_en: str | None = ""
    what_sv: str | None = ""
    what_en: str | None = ""


class Step(View):
    """A goal on a path or in a thread."""

    id: GoalId
    level: str
    title_sv: str | None = ""
    title_en: str | None = ""
    unit_id: UnitId | None = None
    own: bool = False
    value: float | None = None
    measure: Measure | None = None
    deadline: date | None = None
    confidence: str | None = None
    progress: float | None = None


class CheckIn(View):
    """How it went at some point."""

    id: str
    at: datetime
    by: PersonId | None = None
    confidence: str
    value: float | None = None
    comment: str | None = ""


class Comment(View):
    """What somebody said about a proposal."""

    id: str
    at: datetime
    by: PersonId
    text: str


class DeadlineMove(View):
    """That the last day was another one."""

    at: datetime
    by: PersonId | None = None
    before: date
    after: date


class Assessment(View):
    """One side's evaluation."""

    outcome: str
    comment: str | None = ""


class Evaluation(View):
    """Both sides' evaluations."""

    employee: Assessment | None = None
    manager: Assessment | None = None


class Goal(View):
    """A goal."""

    id: GoalId
    level: str
    title_sv: str | None = ""
    title_en: str | None = ""
    why: str | None = ""
    why_en: str | None = None
    measure: Measure = Measure()
    value: float | None = None
    progress: float | None = None
    progress_from: str = "check_ins"
    progress_chosen: str | None = None
    rolled_up_goals: int = 0
    confidence: str | None = None
    owner_ids: list[PersonId] = Field(default=[])
    unit_id: UnitId | None = None
    parent_id: GoalId | None = None
    also_contributes_to: list[GoalId] = Field(default=[])
    period_from: date | None = None
    period_until: date | None = None
    deadline: date | None = None
    status: str = "active"
    talk_id: TalkId | None = None
    weight: int = 1
    proposed_by: PersonId | None = None
    comments: list[Comment] = Field(default=[])
    shared_with: list[PersonId] = Field(default=[])
    deadline_moves: list[DeadlineMove] = Field(default=[])
    evaluation: Evaluation | None = None
    check_ins: list[CheckIn] = Field(default=[])
    path: list[Step] = Field(default=[])
    may: list[str] = Field(default=[])


class Found(View):
    """A goal that was looked for, and the way down to it."""

    id: GoalId
    level: str
    title_sv: str | None = ""
    title_en: str | None = ""
    unit_id: UnitId | None = None
    owner_ids: list[PersonId] = Field(default=[])
    progress: float | None = None
    path: list[Step] = Field(default=[])


class Threads(View):
    """My red threads, the municipality's goal first in each."""

    threads: list[list[Step]] = Field(default=[])


class Branch(View):
    """A goal in the tree."""

    id: GoalId
    title_sv: str | None = ""
    title_en: str | None = ""
    level: str = "unit"
    unit_id: UnitId | None = None
    owner_ids: list[PersonId] = Field(default=[])
    progress: float | None = None
    progress_from: str = "children"
    rolled_up_goals: int = 0
    weight: int = 1
    confidence: str | None = None
    value: float | None = None
    measure: Measure | None = None
    period_from: date | None = None
    period_until: date | None = None
    children: int = 0


class Tree(View):
    """One level of the tree, and which goals lie on my paths."""

    items: list[Branch] = Field(default=[])
    mine: list[GoalId] = Field(default=[])


class GoalsClient:
    """What the gateway asks the goals service."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def of_owner(
        self, who: PersonId, owner: PersonId | str = "me", status: str = "active"
    ) -> list[Goal]:
        """A person's goals, if one may see them."""
        return await self._goals(who, owner=owner, status=status)

    async def of_talk(self, who: PersonId, talk: TalkId, status: str = "all") -> list[Goal]:
        """The goals that were set in a talk."""
        return await self._goals(who, talk_id=talk, status=status)

    async def of_unit(self, who: PersonId, unit: UnitId, status: str = "active") -> list[Goal]:
        """A unit's goals."""
        return await self._goals(who, unit_id=unit, status=status)

    async def _goals(self, who: PersonId, **query: object) -> list[Goal]:
        return (await self._service.get(who, "/goals", **query)).read(Items[Goal]).items

    async def goal(self, who: PersonId, goal: GoalId) -> Versioned[Goal]:
        """One goal."""
        return (await self._service.get(who, f"/goals/{goal}")).versioned(Goal)

    async def threads(self, who: PersonId) -> Threads:
        """How my goals hang on the unit's and the municipality's."""
        return (await self._service.get(who, "/threads/mine")).read(Threads)

    async def tree(self, who: PersonId, parent: GoalId | None = None) -> Tree:
        """The goals under one, or the roots."""
        return (await self._service.get(who, "/tree", parent=parent)).read(Tree)

    async def propose(self, who: PersonId, goal: GoalId, facts: dict[str, Any]) -> Versioned[Goal]:
        """Propose an individual goal, or set a unit's; the same again does nothing."""
        return (await self._service.put(who, f"/goals/{goal}", facts)).versioned(Goal)

    async def change(
        self, who: PersonId, goal: GoalId, facts: dict[str, Any], version: int
    ) -> Versioned[Goal]:
        """Change a goal."""
        path = f"/goals/{goal}"
        return (await self._service.patch(who, path, facts, version=version)).versioned(Goal)

    async def agree(
        self, who: PersonId, goal: GoalId, version: int | None = None
    ) -> Versioned[Goal]:
        """Agree to a proposed goal; with the version that was read, to no other."""
        path = f"/goals/{goal}/agree"
        return (await self._service.post(who, path, version=version)).versioned(Goal)

    async def withdraw(
        self, who: PersonId, goal: GoalId, version: int | None = None
    ) -> Versioned[Goal]:
        """Give a goal up."""
        path = f"/goals/{goal}/withdraw"
        return (await self._service.post(who, path, version=version)).versioned(Goal)

    async def check_in(
        self,
        who: PersonId,
        goal: GoalId,
        *,
        id_: str,
        confidence: str,
        value: float | None,
        comment: str,
    ) -> Versioned[Goal]:
        """Say how it goes; the same id again does nothing."""
        body = {"id": id_, "confidence": confidence, "value": value, "comment": comment}
        return (await self._service.post(who, f"/goals/{goal}/check-ins", body)).versioned(Goal)

    async def search(self, who: PersonId, text: str) -> list[Found]:
        """The active goals that hold every word, as far as I may see them."""
        return (await self._service.get(who, "/goals/search", q=text)).read(Items[Found]).items

    async def shared(self, who: PersonId) -> list[Goal]:
        """The goals that colleagues have shared with me."""
        return (await self._service.get(who, "/goals/shared")).read(Items[Goal]).items

    async def comment(self, who: PersonId, goal: GoalId, *, id_: str, text: str) -> Versioned[Goal]:
        """Say something about a proposal; the same id again does nothing."""
        body = {"id": id_, "text": text}
        return (await self._service.post(who, f"/goals/{goal}/comments", body)).versioned(Goal)

    async def share(
        self, who: PersonId, goal: GoalId, readers: list[PersonId], version: int | None = None
    ) -> Versioned[Goal]:
        """Let these colleagues read my goal, and nobody else than before them."""
        body = {"person_ids": readers}
        path = f"/goals/{goal}/readers"
        return (await self._service.put(who, path, body, version=version)).versioned(Goal)

    async def evaluate(
        self, who: PersonId, goal: GoalId, *, outcome: str, comment: str
    ) -> Versioned[Goal]:
        """Say at the end how it went: met, partly, not_met."""
        body = {"outcome": outcome, "comment": comment}
        return (await self._service.post(who, f"/goals/{goal}/evaluations", body)).versioned(Goal)
