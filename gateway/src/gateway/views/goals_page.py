"""One goal with everything that its page shows, and the proposals that wait for somebody."""

import asyncio
from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from gateway.clients.directory import Person, Unit
from gateway.clients.goals import Assessment, Branch, Goal
from gateway.parts import Part, part, together
from gateway.views.people import people_of
from gateway.visit import Visit
from redthread_contracts.ids import GoalId, PersonId, UnitId

_EVALUATE_BEFORE = timedelta(days=14)


class GoalPage(BaseModel):
    """A goal, its version, the goals under it, and whom and what they belong to."""

    model_config = ConfigDict(frozen=True)

    goal: Goal
    version: int
    below: Part[list[Branch]]
    units: dict[UnitId, Unit] = {}
    people: dict[PersonId, Person] = {}
    as_who: Literal["employee", "manager"] = "employee"
    """As whom I evaluate."""

    @property
    def own_assessment(self) -> Assessment | None:
        """What I have said about the goal at its end."""
        return getattr(self.goal.evaluation, self.as_who, None)


class Proposals(BaseModel):
    """Proposed goals: my own that wait, and those that wait for me."""

    model_config = ConfigDict(frozen=True)

    mine: list[Goal] = []
    for_me: list[Goal] = []
    people: dict[PersonId, Person] = {}


async def goal_page(visit: Visit, goal_id: GoalId) -> GoalPage:
    """One goal. Raises the service's problem when it is not there or not to be seen."""
    found = await visit.clients.goals.goal(visit.who, goal_id)
    goal = found.value
    below, units = await asyncio.gather(
        part(_below(visit, goal)), part(visit.clients.directory.units(visit.who))
    )
    named = {*goal.owner_ids, goal.proposed_by, *goal.shared_with}
    for said in (goal.check_ins, goal.comments, goal.deadline_moves):
        named |= {one.by for one in said}
    named |= {owner for one in below.otherwise([]) for owner in _own(one)}
    known = units.otherwise({})
    wanted = {goal.unit_id, *(step.unit_id for step in goal.path)}
    wanted |= {one.unit_id for one in below.otherwise([])}
    return GoalPage(
        goal=goal,
        version=found.version,
        below=below,
        units={unit: known[unit] for unit in wanted if unit and unit in known},
        people=await people_of(visit, named),
        as_who=_as_who(visit, goal, known),
    )


async def proposals(visit: Visit) -> Proposals:
    """Proposals, for the one who made them and for the one who agrees to them.

    A manager's reports are in the units that the manager leads and, those who lead, right below.
    """
    led = visit.leads
    units = await visit.clients.directory.units(visit.who) if led else {}
    asked = [unit.id for unit in units.values() if unit.id in led or unit.parent_id in led]
    own, *others = await together(
        [
            visit.clients.goals.of_owner(visit.who, status="proposed"),
            *(visit.clients.goals.of_unit(visit.who, unit, status="proposed") for unit in asked),
        ]
    )
    found = {goal.id: goal for goals in (own, *others) for goal in goals}
    mine = [goal for goal in own if "agree" not in goal.may]
    for_me = [goal for goal in found.values() if "agree" in goal.may]
    people = await people_of(
        visit, {person for goal in for_me for person in (*goal.owner_ids, goal.proposed_by)}
    )
    return Proposals(mine=mine, for_me=for_me, people=people)


def to_evaluate(page: GoalPage, visit: Visit) -> Literal["", "soon", "now"]:
    """Whether it is time to say how it went: the goal's end is near, or past."""
    goal = page.goal
    if "evaluate" not in goal.may:
        return ""
    end = min((day for day in (goal.deadline, goal.period_until) if day), default=visit.words.today)
    left = end - visit.words.today
    if goal.status == "closed" or goal.confidence == "done" or left < timedelta():
        return "now"
    return "soon" if goal.evaluation or left <= _EVALUATE_BEFORE else ""


async def _below(visit: Visit, goal: Goal) -> list[Branch]:
    if goal.level == "individual":
        return []
    return (await visit.clients.goals.tree(visit.who, goal.id)).items


def _own(goal: Branch) -> list[PersonId]:
    return goal.owner_ids if goal.level == "individual" else []


def _as_who(visit: Visit, goal: Goal, units: dict[UnitId, Unit]) -> Literal["employee", "manager"]:
    """An owner judges as the employee, unless it is the owner's to set: then as the manager."""
    if visit.who not in goal.owner_ids:
        return "manager"
    if goal.level == "individual":
        return "employee"
    unit = units.get(goal.unit_id) if goal.unit_id else None
    leads = unit is not None and bool(visit.leads & set(unit.path))
    sets = visit.is_hr or (goal.level == "unit" and leads)
    return "manager" if sets else "employee"
