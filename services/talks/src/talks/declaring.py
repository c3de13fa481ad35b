"""Side employment from reading to writing: who may state, read and assess it.

Everything that somebody reads of another's is noted before it is given.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from chassis.clock import Clock, local_date
from chassis.directory import Directory, Person
from chassis.documents import Decision, Stored
from chassis.errors import Forbidden, NotFound
from redthread_contracts.ids import PersonId, UnitId
from talks.reading import Read, read_of_side_employment, side_employment_thread
from talks.side_employment import (
    Assessment,
    Facts,
    SideEmployment,
    assess,
    declare,
)
from talks.side_employment_views import SideEmploymentStatusView
from talks.store import TalkStore


class Declaring:
    """Every method raises `Forbidden` for those who have nothing to do with it."""

    def __init__(self, store: TalkStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def stated(self, person_id: PersonId) -> Stored[SideEmployment] | None:
        """What a person has stated; None: nothing yet."""
        return await self._store.side_employments.get(person_id)

    async def reads_of(self, person_id: PersonId) -> Sequence[Read]:
        """Who has read it."""
        return await self._store.reads_of(side_employment_thread(person_id), "employee")

    async def declare(self, person_id: PersonId, facts: Facts, *, seen: int) -> None:
        """State it. Raises `VersionConflict` and as `side_employment.declare`."""
        person = await self._directory.person(person_id)
        if person is None:
            raise NotFound("person-not-found", "There is no such person.")
        now = self._clock.now()
        unit_id = person.unit_id
        await self._store.side_employments.change(
            person_id, lambda known: declare(known, person_id, unit_id, facts, now), expected=seen
        )

    async def read_as_manager(
        self, reader_id: PersonId, person_id: PersonId
    ) -> Stored[SideEmployment]:
        """For the line manager and the substitute. Raises `NotFound` when nothing is stated."""
        await self._require_manager(reader_id, person_id)
        now = self._clock.now()
        await self._store.note_reads([read_of_side_employment(person_id, reader_id, now)])
        return await self._store.side_employments.require(person_id)

    async def assess(
        self, by: PersonId, person_id: PersonId, assessment: Assessment, *, seen: int
    ) -> Stored[SideEmployment]:
        """Assess it. Raises `VersionConflict` and as `side_employment.assess`."""
        await self.read_as_manager(by, person_id)
        now = self._clock.now()

        def decide(known: SideEmployment | None) -> Decision[SideEmployment] | None:
            return assess(known, assessment, by, now) if known else None

        changed = await self._store.side_employments.change(person_id, decide, expected=seen)
        return changed or await self._store.side_employments.require(person_id)

    async def reports(self, manager_id: PersonId) -> Sequence[SideEmploymentStatusView]:
        """The employees of a manager, and of those for whom they stand in today."""
        today = self._today()
        seats = [manager_id, *await self._directory.delegators(manager_id, today)]
        people = {
            person.id: person
            for seat in seats
            for person in await self._directory.reports(seat, today)
            if person.id != manager_id
        }
        if not people:
            raise Forbidden("manager-only", "Only those who lead a unit have employees.")
        return await self._with_status(people.values(), today, for_manager=True)

    async def status_in(
        self, asking: PersonId, unit_id: UnitId, *, after: PersonId | None, limit: int
    ) -> tuple[Sequence[SideEmploymentStatusView], str | None]:
        """For HR: the people of a unit and under it, without protected ones; and the next page."""
        if not await self._directory.has_role(asking, "hr"):
            raise Forbidden("hr-needed", "Only HR can do this.")
        today = self._today()
        people: list[Person] = []
        async for person in self._directory.members([unit_id], today):
            if person.protected or (after is not None and person.id <= after):
                continue
            people.append(person)
            if len(people) > limit:
                break
        page = people[:limit]
        following = page[-1].id if len(people) > limit else None
        return await self._with_status(page, today, for_manager=False), following

    async def _with_status(
        self, people: Iterable[Person], today: date, *, for_manager: bool
    ) -> Sequence[SideEmploymentStatusView]:
        listed = list(people)
        ids = [person.id for person in listed]
        found = await self._store.side_employments.find({"_id": {"$in": ids}}) if ids else []
        known = {each.state.person_id: each.state for each in found}
        return [
            SideEmploymentStatusView.of(
                person.id, known.get(person.id), today, for_manager=for_manager
            )
            for person in listed
        ]

    async def _require_manager(self, reader_id: PersonId, person_id: PersonId) -> None:
        if not await self._directory.manages(reader_id, person_id, self._today()):
            raise Forbidden(
                "not-your-employee", "Only the line manager reads what an employee has stated."
            )

    def _today(self) -> date:
        return local_date(self._clock.now())
