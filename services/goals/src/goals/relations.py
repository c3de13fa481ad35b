"""What somebody is to goals today, from the local copy of people and units alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from chassis.clock import Clock, local_date
from chassis.directory import Directory
from goals.access import Relation, may_read
from redthread_contracts.goals import GoalLevel
from redthread_contracts.ids import PersonId, UnitId


class Belonging(Protocol):
    """Whose a goal is."""

    @property
    def level(self) -> GoalLevel:
        """The municipality's, a unit's or a person's."""

    @property
    def owner_ids(self) -> tuple[PersonId, ...]:
        """Who owns it."""

    @property
    def unit_id(self) -> UnitId | None:
        """The unit that it belongs to."""

    @property
    def shared_with(self) -> tuple[PersonId, ...]:
        """Whom an owner lets read it."""


class Relations:
    """Answers for whoever asks."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock

    def of(self, actor: PersonId) -> "Asker":
        """Somebody who asks, for the time of one request."""
        return Asker(self._directory, local_date(self._clock.now()), actor)


@dataclass(frozen=True, slots=True)
class Asker:
    """One person on one day. What was looked up is kept: a list asks the same again and again."""

    directory: Directory
    day: date
    id: PersonId
    _managed: dict[PersonId, bool] = field(default_factory=dict)
    _led: dict[UnitId, bool] = field(default_factory=dict)
    _hr: list[bool] = field(default_factory=list)

    async def to(self, goal: Belonging) -> Relation:
        """What the person is to a goal."""
        owner = self.id in goal.owner_ids
        if goal.level == "individual":
            return Relation(
                owner=owner,
                line_manager=await self._manages_any(goal.owner_ids),
                reader=self.id in goal.shared_with,
            )
        leads_unit = goal.unit_id is not None and await self.leads(goal.unit_id)
        return Relation(owner=owner, leads_unit=leads_unit, hr=await self.is_hr())

    async def may_read(self, goal: Belonging) -> bool:
        """Whether the person may see a goal."""
        return goal.level != "individual" or may_read(goal.level, await self.to(goal))

    async def manages(self, person_id: PersonId) -> bool:
        """Whether the person is the other's line manager, or stands in for who is."""
        if person_id not in self._managed:
            found = await self.directory.manages(self.id, person_id, self.day)
            self._managed[person_id] = found
        return self._managed[person_id]

    async def is_colleague(self, person_id: PersonId) -> bool:
        """Whether both have the same line manager."""
        mine = await self.directory.line_manager(self.id, self.day)
        return mine is not None and mine == await self.directory.line_manager(person_id, self.day)

    async def to_answer(self, owner_ids: Sequence[PersonId]) -> list[PersonId]:
        """Whose turn it is when this person has proposed or said something: the line manager's
        (and who acts for them) after an owner, else the owners'."""
        if self.id not in owner_ids:
            return list(owner_ids)
        managers = await self.directory.acting_managers(owner_ids[0], self.day)
        return [each for each in managers if each != self.id]

    async def leads(self, unit_id: UnitId) -> bool:
        """Whether the person leads the unit or one above it, or stands in for who does."""
        if unit_id not in self._led:
            self._led[unit_id] = await self._leads(unit_id)
        return self._led[unit_id]

    async def is_hr(self) -> bool:
        """Whether the person belongs to HR."""
        if not self._hr:
            self._hr.append(await self.directory.has_role(self.id, "hr"))
        return self._hr[0]

    async def circle(self) -> set[PersonId]:
        """Whose own goals the person sees in lists: the person's and those of direct reports."""
        if not await self.directory.leads(self.id):
            return {self.id}
        reports = await self.directory.reports(self.id, self.day)
        return {self.id, *(person.id for person in reports)}

    async def _manages_any(self, owners: Iterable[PersonId]) -> bool:
        for owner in owners:
            if await self.manages(owner):
                return True
        return False

    async def _leads(self, unit_id: UnitId) -> bool:
        unit = await self.directory.unit(unit_id)
        if unit is None:
            return False
        above = await self.directory.units(unit.path)
        managers = {each.manager_id for each in above.values() if each.manager_id is not None}
        if self.id in managers:
            return True
        people = await self.directory.people(managers)
        return any(person.lets_act(self.id, self.day) for person in people.values())
