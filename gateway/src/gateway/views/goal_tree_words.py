"""The goal tree in words: the nodes for the macro `tree`."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from gateway.clients.goals import Branch
from gateway.i18n import N_, Words
from gateway.views.display import Status
from gateway.views.goal_words import confidence, genitive, span, value_now
from gateway.views.goals_tree import GoalTree, Node
from gateway.views.people import name_of
from redthread_contracts.ids import GoalId

_MOST_OF_OTHERS = 5


def tree_nodes(tree: GoalTree, opened: list[GoalId], manager: str, words: Words) -> list[Any]:
    """The tree for the macro. `manager`: the name of the reader's line manager."""
    return [_node(node, tree, opened, manager, words) for node in tree.nodes]


def tree_link(opened: Iterable[GoalId]) -> str:
    """The address of the tree with these branches opened."""
    return f"/mal?{urlencode([('oppna', goal) for goal in opened])}"


def anchor(goal: GoalId) -> str:
    """The id of a goal's place in the tree."""
    return f"mal-{goal}"


def how_it_goes(goal: Branch, words: Words) -> Status | None:
    """Its status; none for a figure that is rolled up, on which nobody has said anything."""
    if goal.confidence is None and goal.progress:
        return None
    return confidence(goal.confidence, words)


def _node(
    node: Node, tree: GoalTree, opened: list[GoalId], manager: str, words: Words
) -> dict[str, Any]:
    goal = node.goal
    unloaded = goal.children > 0 and node.below is None
    return {
        "title": words.pick(goal, "title"),
        "href": f"/mal/{goal.id}",
        "meta": _meta(node, tree, manager, words),
        "progress": goal.progress,
        "status": how_it_goes(goal, words),
        "mine": node.mine,
        "own": node.own,
        "open": bool(node.below),
        "children": _children(node, tree, opened, manager, words),
        "load": tree_link([*opened, goal.id]) if unloaded else None,
        "anchor": anchor(goal.id),
    }


def _children(
    node: Node, tree: GoalTree, opened: list[GoalId], manager: str, words: Words
) -> list[dict[str, Any]]:
    """What is below; the employees' own goals, for their manager, only where they are few."""
    below = node.below or []
    others = [one for one in below if one.goal.level == "individual" and not one.own]
    if len(others) <= _MOST_OF_OTHERS:
        return [_node(one, tree, opened, manager, words) for one in below]
    shown = [_node(one, tree, opened, manager, words) for one in below if one not in others]
    title = words.gettext(N_("%(num)s mål hos medarbetarna"), num=words.number(len(others)))
    more = {"title": title, "href": f"/mal/{node.goal.id}#below", "progress": None}
    return [*shown, more]


def _meta(node: Node, tree: GoalTree, manager: str, words: Words) -> str:
    """'Bygglovsenheten. 71 procent nu, målet är 90.'"""
    goal = node.goal
    if node.own:
        return _own(manager, words)
    parts = [_whose(goal, tree, words), *_another_period(goal, words)]
    if goal.progress_from == "children" and goal.progress is not None:
        parts.append(words.gettext(N_("Räknas ihop av målen under")))
    elif goal.progress_from == "by_hand":
        parts.append(words.gettext(N_("Sätts för hand")))
    elif now := value_now(goal.measure, goal.value, words):
        parts.append(now)
    if goal.children and node.below is None:
        parts.append(words.ngettext("Ett mål under", "%(num)s mål under", goal.children))
    return f"{'. '.join(parts)}."


def _another_period(goal: Branch, words: Words) -> list[str]:
    """Which period, for a goal whose period has not come yet or has passed."""
    first, last = goal.period_from, goal.period_until
    if first is None or last is None or first <= words.today <= last:
        return []
    return [words.gettext(N_("Gäller %(period)s"), period=span(first, last, words))]


def _own(manager: str, words: Words) -> str:
    if not manager:
        return words.gettext(N_("Ditt mål. Syns för dig och din närmaste chef."))
    return words.gettext(N_("Ditt mål. Syns för dig och %(manager)s."), manager=manager)


def _whose(goal: Branch, tree: GoalTree, words: Words) -> str:
    if goal.level == "municipality":
        return words.gettext(N_("Kommunens mål"))
    if goal.level == "individual":
        name = name_of(tree.people, goal.owner_ids[0] if goal.owner_ids else None)
        if not name:
            return words.gettext(N_("Individuellt mål"))
        return words.gettext(N_("%(names)s mål"), names=genitive(name, words))
    unit = tree.units.get(goal.unit_id) if goal.unit_id else None
    return words.pick(unit, "name") if unit else words.gettext(N_("Enhetens mål"))
