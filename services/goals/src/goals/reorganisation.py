"""When the organisation changes: goals follow their unit and their owner, and what nobody can
decide but a person is listed for that person (domain.md, "Goals" 8).

A moved unit keeps its goals: who leads it follows from where it is now. A merged unit's goals go
to the unit that took it in. Links between goals stay as they are, always.
"""

from collections.abc import Collection, Mapping
from typing import Literal

from chassis.documents import Decision
from goals.goal import Goal, decided
from goals.tree import Knot, links
from redthread_contracts.directory import UnitChanged
from redthread_contracts.goals import GoalChanged
from redthread_contracts.ids import PersonId, UnitId

Reason = Literal["unit_closed", "unit_split", "parent_ended", "owners_gone"]


def heir(unit: UnitChanged) -> UnitId | None:
    """The one unit that took a closed one's place; None when there is none, or several."""
    if not unit.closed or len(unit.successor_ids) != 1:
        return None
    return unit.successor_ids[0]


def follow(goal: Goal | None, belongings: Mapping[str, UnitId]) -> Decision[Goal] | None:
    """A unit's goal goes to the unit that took its unit in, a person's own to the unit where its
    first owner works. What is closed stays where it was.

    `belongings`: by closed unit and by person, where their goals belong.
    """
    if goal is None or goal.status not in ("proposed", "active"):
        return None
    whose = {"unit": goal.unit_id, "individual": next(iter(goal.owner_ids), None)}.get(goal.level)
    unit_id = belongings.get(whose or "", goal.unit_id)
    if unit_id == goal.unit_id:
        return None
    return decided(goal.model_copy(update={"unit_id": unit_id}), GoalChanged)


def to_decide(
    goal: Knot,
    *,
    above: Mapping[str, Knot],
    closed: Mapping[UnitId, Collection[UnitId]],
    working: Collection[PersonId],
) -> list[Reason]:
    """What somebody has to decide about a goal that counts, or is proposed.

    `above`: what it hangs on; `closed`: closed units and what took their place; `working`: those
    of its owners who work here.
    """
    reasons: list[Reason] = []
    if goal.unit_id is not None and goal.unit_id in closed and goal.level == "unit":
        reasons.append("unit_split" if closed[goal.unit_id] else "unit_closed")
    if any(above[link].status in ("closed", "withdrawn") for link in links(goal) if link in above):
        reasons.append("parent_ended")
    if goal.owner_ids and not set(goal.owner_ids) & set(working):
        reasons.append("owners_gone")
    return reasons
