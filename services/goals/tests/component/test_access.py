"""Who sees and does what, over HTTP."""

from typing import Any

import pytest

from .conftest import HR, Town, a_goal


async def test_an_own_goal_is_seen_by_owner_and_line_manager_only(town: Town) -> None:
    _, unit = await town.make_thread()
    own = await town.make("ellen", parent_id=unit)

    answers = {
        who: await town.ask("GET", f"/goals/{own}", who)
        for who in ("ellen", "mattias", "viktor", "sara", "pia", HR)
    }

    assert {who for who, answer in answers.items() if answer.status == 200} == {"ellen", "mattias"}
    assert {answer.body.get("code") for who, answer in answers.items() if answer.status == 403} == {
        "goal-not-yours"
    }
    for path in ("/goals?unit_id=E05-1&status=all", "/goals?talk_id=none"):
        seen = await town.get(path, "viktor")
        assert own not in [goal["id"] for goal in seen["items"]]
    theirs = await town.ask("GET", "/goals?owner=ellen&status=all", "viktor")
    assert (theirs.status, theirs.body["code"]) == (403, "goal-not-yours")
    mine = await town.get("/goals?owner=ellen&status=proposed", "mattias")
    assert [goal["id"] for goal in mine["items"]] == [own]


async def test_the_tree_shows_of_own_goals_only_what_its_reader_may_see(town: Town) -> None:
    top, unit = await town.make_thread()
    goals = {
        owner: await town.make("mattias", owner_ids=[owner], parent_id=unit)
        for owner in ("ellen", "viktor")
    }
    for goal in goals.values():
        await town.ask("POST", f"/goals/{goal}/agree", "mattias")

    async def under(parent: str, who: str) -> tuple[set[str], list[int]]:
        items = (await town.get(f"/tree?parent={parent}", who))["items"]
        return {item["id"] for item in items}, [item["children"] for item in items]

    assert await under(unit, "ellen") == ({goals["ellen"]}, [0])
    assert await under(unit, "mattias") == (set(goals.values()), [0, 0])
    assert await under(unit, "pia") == (set(), [])
    assert await under(top, "ellen") == ({unit}, [1])
    assert await under(top, "pia") == ({unit}, [0])
    roots = await town.get("/tree", "ellen")
    assert [(item["id"], item["children"]) for item in roots["items"]] == [(top, 1)]
    assert set(roots["mine"]) == {top, unit, goals["ellen"]}


@pytest.mark.parametrize(
    ("who", "goal", "status", "code"),
    [
        ("viktor", {}, 403, "goal-not-yours"),
        ("sara", {}, 403, "goal-not-yours"),
        (HR, {}, 403, "goal-not-yours"),
        ("ellen", {"owner_ids": ["ellen", "pia"]}, 403, "goal-owner-not-yours"),
        ("mattias", {}, 200, None),
        ("mattias", {"owner_ids": ["ellen", "viktor"]}, 200, None),
        ("ellen", {"level": "unit", "unit_id": "E05-1"}, 403, "unit-goals-by-managers"),
        ("amina", {"level": "unit", "unit_id": "E05-1"}, 403, "unit-goals-by-managers"),
        ("sara", {"level": "unit", "unit_id": "E05-1"}, 200, None),
        (HR, {"level": "unit", "unit_id": "E05-1"}, 200, None),
        ("sara", {"level": "municipality"}, 403, "municipality-goals-by-hr"),
    ],
)
async def test_who_sets_which_goal(
    town: Town, who: str, goal: dict[str, Any], status: int, code: str | None
) -> None:
    top, _ = await town.make_thread()

    answer = await town.ask("PUT", "/goals/new", who, a_goal(parent_id=top, **goal))

    assert (answer.status, answer.body.get("code")) == (status, code)


async def test_the_owner_does_not_agree_alone(town: Town) -> None:
    _, unit = await town.make_thread()
    own = await town.make("ellen", parent_id=unit)

    alone = await town.ask("POST", f"/goals/{own}/agree", "ellen")

    assert (alone.status, alone.body["code"]) == (403, "goal-needs-the-other")
    offered = await town.make("mattias", parent_id=unit)
    assert "agree" in (await town.get(f"/goals/{offered}", "ellen"))["may"]
    assert (await town.ask("POST", f"/goals/{offered}/agree", "ellen")).status == 200


async def test_only_a_system_with_the_scope_imports(town: Town) -> None:
    answer = await town.ask("POST", "/imports", HR, {"goals": []})

    assert (answer.status, answer.body["code"]) == (403, "scope-missing")


async def test_a_system_reads_no_goals(town: Town) -> None:
    answer = await town.ask("GET", "/tree", None, scopes=("goals:import",))

    assert (answer.status, answer.body["code"]) == (403, "person-needed")
