from datetime import UTC, datetime
from typing import Any

from chassis.clock import FixedClock
from gateway.clients.directory import Unit
from gateway.clients.goals import Branch
from gateway.i18n import Lexicon
from gateway.views.goal_tree_words import how_it_goes, tree_link, tree_nodes
from gateway.views.goals_tree import GoalTree, Node
from redthread_contracts.ids import GoalId, UnitId

WORDS = Lexicon(FixedClock(datetime(2026, 10, 14, 10, tzinfo=UTC)))["sv"]
UNITS = {UnitId("u"): Unit(id=UnitId("u"), name_sv="Bygglovsenheten")}


def a_node(
    id: str = "g", *, own: bool = False, below: list[Node] | None = None, **facts: Any
) -> Node:
    goal = Branch.model_validate({"id": id, "title_sv": id, "unit_id": "u", **facts})
    return Node(goal=goal, own=own, mine=own, below=below)


def the_node(node: Node, opened: list[GoalId] | None = None) -> dict[str, Any]:
    tree = GoalTree(nodes=[node], units=UNITS)
    found: dict[str, Any] = tree_nodes(tree, opened or [], "Mattias Öberg", WORDS)[0]
    return found


def test_a_branch_that_is_not_loaded_has_an_address_that_keeps_the_others_open() -> None:
    node = the_node(a_node("b", children=2), [GoalId("a")])

    assert node["load"] == "/mal?oppna=a&oppna=b"
    assert "2 mål under" in node["meta"]


def test_a_branch_that_is_loaded_or_empty_needs_no_address() -> None:
    assert the_node(a_node(children=1, below=[a_node("c")]))["load"] is None
    assert the_node(a_node())["load"] is None


def test_ids_cannot_break_out_of_the_address() -> None:
    assert tree_link([GoalId('a"&x=<b>')]) == "/mal?oppna=a%22%26x%3D%3Cb%3E"


def test_my_own_goal_says_who_sees_it() -> None:
    node = a_node(own=True, level="individual")

    assert the_node(node)["meta"] == "Ditt mål. Syns för dig och Mattias Öberg."


def test_the_source_of_the_progress_is_said() -> None:
    rolled_up = a_node(level="municipality", progress=64, progress_from="children")
    by_hand = a_node(progress=25, progress_from="by_hand")

    assert the_node(rolled_up)["meta"] == "Kommunens mål. Räknas ihop av målen under."
    assert the_node(by_hand)["meta"] == "Bygglovsenheten. Sätts för hand."


def test_a_rolled_up_figure_gets_no_status_that_nobody_has_said() -> None:
    assert how_it_goes(a_node(progress=64).goal, WORDS) is None
    assert how_it_goes(a_node(progress=0).goal, WORDS) == ("wait", "Inte påbörjat")
    assert how_it_goes(a_node(progress=64, confidence="behind").goal, WORDS) == (
        "late",
        "Efter plan",
    )


def test_a_manager_of_many_sees_the_own_goals_and_a_way_to_the_employees() -> None:
    others = [a_node(f"o{n}", level="individual", owner_ids=[f"p{n}"]) for n in range(46)]
    mine = a_node("mine", own=True, level="individual")

    below = the_node(a_node("unit", children=47, below=[*others, mine]))["children"]

    assert [node["title"] for node in below] == ["mine", "46 mål hos medarbetarna"]
    assert below[1]["href"] == "/mal/unit#below"
