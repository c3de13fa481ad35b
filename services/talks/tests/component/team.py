"""A unit of a test's own, its manager, one employee, and their talk."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from chassis.testing import eventually
from redthread_contracts.directory import UnitChanged

from .conftest import HR, Office, a_member, a_plan, talk_of


@dataclass
class Team:
    """A unit with a manager and one employee, another unit with another manager, and a talk."""

    office: Office
    name: str

    @property
    def old(self) -> str:
        return f"old-{self.name}"

    @property
    def new(self) -> str:
        return f"new-{self.name}"

    @property
    def employee(self) -> str:
        return f"clerk-{self.name}"

    @property
    def talk(self) -> str:
        return f"/talks/{talk_of(self.employee, self.name)}"

    async def unit(self, which: str, manager: str | None, sequence: int) -> None:
        unit_id = f"{which}-{self.name}"
        unit = UnitChanged.model_validate(
            {
                "unit_id": unit_id,
                "parent_id": None,
                "path": [unit_id],
                "name_sv": unit_id,
                "name_en": unit_id,
                "level": "unit",
                "manager_id": manager,
            }
        )
        await self.office.publisher.publish(unit, unit_id, sequence)

    async def person(self, who: str, which: str, sequence: int, **changes: Any) -> None:
        member = a_member(who, f"{which}-{self.name}", **changes)
        await self.office.publisher.publish(member, who, sequence)

    async def sees(self, who: str) -> bool:
        answer = await self.office.ask("GET", self.talk, who)
        assert answer.status in {200, 403}, answer.body
        return answer.status == 200

    async def listed(self, who: str) -> list[str]:
        found = await self.office.get("/talks?as=manager&state=all", who)
        return [item["id"] for item in found["items"]]

    async def handed_over(self) -> None:
        async def is_so() -> bool:
            return bool(await self.listed(self.new)) and not await self.listed(self.old)

        await eventually(is_so)


async def a_team(office: Office) -> Team:
    team = Team(office, uuid4().hex[:8])
    await team.unit("a", team.old, 1)
    await team.unit("b", team.new, 1)
    await team.person(team.old, "a", 1)
    await team.person(team.new, "b", 1)
    await team.person(team.employee, "a", 1)

    async def known() -> bool:
        ids = [team.old, team.new, team.employee]
        people = office.mongo["directory_people"]
        return await people.count_documents({"_id": {"$in": ids}}) == 3

    await eventually(known)
    await office.do("PUT", f"/cycles/{team.name}", HR, a_plan(unit_ids=[f"a-{team.name}"]))
    await eventually(lambda: _is_there(team))
    return team


async def _is_there(team: Team) -> bool:
    return await team.office.mongo["talks"].find_one({"cycle_id": team.name}) is not None
