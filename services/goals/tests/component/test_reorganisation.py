"""The organisation changes under the goals: no link is lost, what is to be decided is listed.

Each test has a unit and people of its own: what the directory says stays on its topic.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from chassis.testing import eventually

from .conftest import HR, Town


@dataclass
class Team:
    """A unit under E05, its manager and one employee, their goals, and the way down to those."""

    town: Town
    unit: str
    manager: str
    employee: str
    top: str = ""
    goal: str = ""
    own: str = ""

    async def unit_is(self, sequence: int, **changes: Any) -> None:
        place = {"parent_id": "E05", "path": ["E00", "E05", self.unit], "manager_id": self.manager}
        await self.town.unit(self.unit, sequence, **{**place, **changes})

    async def employee_is(self, sequence: int, **changes: Any) -> None:
        await self.town.person(self.employee, sequence, **{"unit_id": self.unit, **changes})

    async def goal_is_in(self, goal_id: str, unit_id: str) -> bool:
        who = self.employee if goal_id == self.own else HR
        return bool((await self.town.get(f"/goals/{goal_id}", who))["unit_id"] == unit_id)

    async def path_of_own(self) -> list[str]:
        goal = await self.town.get(f"/goals/{self.own}", self.employee)
        return [step["id"] for step in goal["path"]]


async def a_team(town: Town) -> Team:
    name = uuid4().hex[:8]
    team = Team(town, f"E05-{name}", f"chief-{name}", f"clerk-{name}")
    await team.unit_is(1)
    await town.person(team.manager, 1, unit_id=team.unit)
    await team.employee_is(1)

    async def known() -> bool:
        people = town.mongo["directory_people"]
        ids = [team.manager, team.employee]
        return await people.count_documents({"_id": {"$in": ids}}) == 2

    await eventually(known)
    team.top = await town.make(HR, level="municipality", owner_ids=[], parent_id=None)
    unit = {"level": "unit", "unit_id": team.unit, "owner_ids": []}
    team.goal = await town.make(team.manager, **unit, parent_id=team.top)
    team.own = await town.make(team.employee, owner_ids=[team.employee], parent_id=team.goal)
    return team


async def test_reorganisation_moves_units_without_breaking_links(town: Town) -> None:
    team = await a_team(town)

    await team.unit_is(2, parent_id="E06", path=["E00", "E06", team.unit])
    await eventually(lambda: _may_change(town, "amina", team.goal))

    assert await team.path_of_own() == [team.top, team.goal, team.own]
    assert await team.goal_is_in(team.goal, team.unit)


async def test_a_merged_units_goals_go_along_and_keep_their_links(town: Town) -> None:
    team = await a_team(town)

    await team.unit_is(2, closed=True, successor_ids=["E06"])
    await team.employee_is(2, unit_id="E06")
    await eventually(lambda: team.goal_is_in(team.goal, "E06"))
    await eventually(lambda: team.goal_is_in(team.own, "E06"))

    assert await team.path_of_own() == [team.top, team.goal, team.own]


async def test_a_split_units_goals_are_listed_for_whoever_leads_above(town: Town) -> None:
    team = await a_team(town)

    await team.unit_is(2, closed=True, successor_ids=["E06", "E05-1"])
    await eventually(lambda: _listed(town, "sara"))

    (found,) = (await town.get("/decisions", "sara"))["items"]
    assert (found["id"], found["reasons"]) == (team.goal, ["unit_split"])
    assert found["successor_ids"] == ["E06", "E05-1"]
    assert (await town.get("/decisions", "amina"))["items"] == []

    version = (await town.get(f"/goals/{team.goal}", "sara"))["version"]
    change = {"unit_id": "E05-1"}
    moved = await town.ask("PATCH", f"/goals/{team.goal}", "sara", change, version=version)
    assert moved.status == 200, moved.body
    assert (await town.get("/decisions", "sara"))["items"] == []


async def test_a_goal_that_hangs_on_an_ended_one_is_listed_for_its_owner(town: Town) -> None:
    team = await a_team(town)
    agreed = await town.ask("POST", f"/goals/{team.own}/agree", team.manager)
    ended = await town.ask("POST", f"/goals/{team.goal}/withdraw", team.manager)
    assert (agreed.status, ended.status) == (200, 200), (agreed.body, ended.body)

    (found,) = (await town.get("/decisions", team.employee))["items"]

    assert (found["id"], found["reasons"]) == (team.own, ["parent_ended"])


async def test_events_in_another_order_or_twice_change_nothing(town: Town) -> None:
    team = await a_team(town)

    await team.employee_is(3, unit_id="E06")
    await team.employee_is(2, unit_id="E05")
    await team.employee_is(3, unit_id="E06")
    await eventually(lambda: team.goal_is_in(team.own, "E06"))
    await eventually(town.settled)

    assert await team.goal_is_in(team.own, "E06")


async def _listed(town: Town, who: str) -> bool:
    return bool((await town.get("/decisions", who))["items"])


async def _may_change(town: Town, who: str, goal_id: str) -> bool:
    return "change" in (await town.get(f"/goals/{goal_id}", who))["may"]
