"""A goal that is set in a talk: what it can hang on, and how it becomes a proposed goal."""

import asyncio
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from gateway.clients.goals import Branch, Goal
from gateway.parts import Part, part
from gateway.views.goal_words import titled
from gateway.views.talk import TalkView
from gateway.visit import Visit
from redthread_contracts.ids import GoalId, UnitId


class Above(BaseModel):
    """A group of goals to hang a goal on: a unit's, or the municipality's."""

    model_config = ConfigDict(frozen=True)

    name: str
    goals: list[tuple[GoalId, str]] = []


@dataclass(frozen=True)
class NewGoal:
    """A goal as it was written in the form. `period_from` is the day the form was made."""

    title: str
    why: str
    parent_id: GoalId
    kind: str
    start: Decimal | None
    target: Decimal | None
    unit: str
    period_from: date
    deadline: date

    def facts(self, view: TalkView) -> dict[str, Any]:
        """As the goals service takes it. The period ends with the goal's last day."""
        return {
            "level": "individual",
            "owner_ids": [view.talk.employee_id],
            "talk_id": view.talk.id,
            "period_from": self.period_from.isoformat(),
            "period_until": self.deadline.isoformat(),
            **self.terms(),
        }

    def changes(self, goal: Goal) -> dict[str, Any]:
        """As the goals service takes it for a goal that is there."""
        until = max(self.deadline, goal.period_until or self.deadline)
        return {**self.terms(), "period_until": until.isoformat()}

    def terms(self) -> dict[str, Any]:
        """What it says."""
        figures = self.kind != "yes_no"
        return {
            "title": self.title,
            "why": self.why,
            "parent_id": self.parent_id,
            "measure": {
                "kind": self.kind,
                "start": _number(self.start) if figures else None,
                "target": _number(self.target) if figures else None,
                "unit_sv": (self.unit or None) if self.kind == "figure" else None,
            },
            "deadline": self.deadline.isoformat(),
        }


async def goals_above(visit: Visit, view: TalkView) -> Part[list[Above]]:
    """The goals of the employee's unit and those above it, the nearest first."""
    return await part(_goals_above(visit, view))


async def _goals_above(visit: Visit, view: TalkView) -> list[Above]:
    words = visit.words
    units = await visit.clients.directory.units(visit.who)
    unit = units.get(view.talk.unit_id) if view.talk.unit_id else None
    path: list[UnitId] = list(reversed(unit.path)) if unit else []
    tree, of_units = await asyncio.gather(
        visit.clients.goals.tree(visit.who),
        asyncio.gather(*(visit.clients.goals.of_unit(visit.who, one) for one in path)),
    )
    groups = [
        Above(
            name=words.pick(units[one], "name"),
            goals=[(goal.id, titled(goal, words)) for goal in goals if goal.level == "unit"],
        )
        for one, goals in zip(path, of_units, strict=True)
        if one in units
    ]
    top: list[Branch] = [goal for goal in tree.items if goal.level == "municipality"]
    municipality = Above(
        name=words.gettext("Kommunens mål"),
        goals=[(goal.id, titled(goal, words)) for goal in top],
    )
    return [group for group in [*groups, municipality] if group.goals]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
