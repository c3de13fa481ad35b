"""The goal tree: the topmost goals, the branches on one's own path, and those that were opened."""

import asyncio
from collections.abc import Collection

from pydantic import BaseModel, ConfigDict

from gateway.clients.directory import Person, Unit
from gateway.clients.goals import Branch, Tree
from gateway.parts import part, together
from gateway.views.people import people_of
from gateway.visit import Visit
from redthread_contracts.ids import GoalId, PersonId, UnitId

MOST_OPENED = 50


class Node(BaseModel):
    """A goal in the tree. `below`: the goals right under it; None when they are not loaded."""

    model_config = ConfigDict(frozen=True)

    goal: Branch
    mine: bool = False
    """On the way to one of my own goals."""
    own: bool = False
    """One of my own goals."""
    below: list["Node"] | None = None


class GoalTree(BaseModel):
    """Nodes, and the units and people that they belong to."""

    model_config = ConfigDict(frozen=True)

    nodes: list[Node] = []
    units: dict[UnitId, Unit] = {}
    people: dict[PersonId, Person] = {}


async def goal_tree(visit: Visit, opened: Collection[GoalId] = ()) -> GoalTree:
    """The whole tree, with the branches on my path and the opened ones loaded."""
    roots = await visit.clients.goals.tree(visit.who)
    return await _grown(visit, roots, opened)


async def branches(visit: Visit, goal: GoalId, opened: Collection[GoalId] = ()) -> GoalTree:
    """The goals right under one."""
    return await _grown(visit, await visit.clients.goals.tree(visit.who, goal), opened)


async def _grown(visit: Visit, level: Tree, opened: Collection[GoalId]) -> GoalTree:
    open_ids = {*level.mine, *list(opened)[:MOST_OPENED]}
    nodes, units = await asyncio.gather(
        _nodes(visit, level, open_ids), part(visit.clients.directory.units(visit.who))
    )
    found = list(_goals(nodes))
    wanted = {goal.unit_id for goal in found if goal.unit_id}
    known = units.otherwise({})
    return GoalTree(
        nodes=nodes,
        units={unit: known[unit] for unit in wanted if unit in known},
        people=await people_of(
            visit,
            (owner for goal in found if goal.level == "individual" for owner in goal.owner_ids),
        ),
    )


async def _nodes(visit: Visit, level: Tree, open_ids: set[GoalId]) -> list[Node]:
    """The branches of one level, all loaded at the same time."""
    return await together(_node(visit, goal, level, open_ids) for goal in level.items)


async def _node(visit: Visit, goal: Branch, level: Tree, open_ids: set[GoalId]) -> Node:
    below = None
    if goal.children and goal.id in open_ids:
        below = await _nodes(visit, await visit.clients.goals.tree(visit.who, goal.id), open_ids)
    own = goal.level == "individual" and visit.who in goal.owner_ids
    return Node(goal=goal, mine=goal.id in level.mine, own=own, below=below)


def _goals(nodes: list[Node]) -> list[Branch]:
    return [goal for node in nodes for goal in (node.goal, *_goals(node.below or []))]
