"""The basis of the yearly salary review (domain.md, "Talks" 9): what both assessed, per employee.

Only what both have shared, only of one's own reports, and each reading is noted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.clock import Clock, local_date
from chassis.documents import Stored
from redthread_contracts.ids import PersonId
from talks.assessing import levels_in
from talks.criteria import CriteriaSet
from talks.preparation import preparation_id
from talks.reading import read_of
from talks.room import Room
from talks.store import TalkStore
from talks.talk import Talk
from talks.template import ROLES, Role, Template


@dataclass(frozen=True, slots=True)
class Assessed:
    """One employee's talk, and the levels that each of the two chose, by criterion.

    Empty until both have shared.
    """

    talk: Talk
    used: CriteriaSet
    levels: Mapping[Role, Mapping[str, int]]


class SalaryReview:
    """What a manager has before them at the salary review."""

    def __init__(self, store: TalkStore, room: Room, clock: Clock) -> None:
        self._store = store
        self._room = room
        self._clock = clock

    async def newest_year(self, person_id: PersonId) -> int:
        """Of which year the manager's newest yearly talk is; this year when there is none."""
        found = await self._store.newest_yearly_talk(await self._room.sits_for(person_id))
        return found.state.criteria_year if found else local_date(self._clock.now()).year

    async def of_manager(self, person_id: PersonId, year: int) -> Sequence[Assessed]:
        """The newest yearly talk of that year with each employee of this manager."""
        managers = await self._room.sits_for(person_id)
        talks = await self._store.yearly_talks(managers, year)
        newest: dict[PersonId, Stored[Talk]] = {}
        for each in talks:
            newest.setdefault(each.state.employee_id, each)
        now = self._clock.now()
        shared = [each.state for each in newest.values() if each.state.shared.both]
        await self._room.note_reads(
            read_of(talk, "manager", "preparation", now, reader_id=person_id) for talk in shared
        )
        answers = await self._answers(shared)
        return [await self._assessed(each.state, answers) for each in newest.values()]

    async def _assessed(
        self, talk: Talk, answers: Mapping[str, Mapping[str, Mapping[str, str]]]
    ) -> Assessed:
        used = await self._store.criteria.of_talk(talk)
        template = await self._store.library.of(talk)
        levels = {
            role: _levels(template, used, answers.get(preparation_id(talk, role), {}))
            for role in ROLES
        }
        return Assessed(talk, used, levels)

    async def _answers(
        self, talks: Sequence[Talk]
    ) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        ids = [preparation_id(talk, role) for talk in talks for role in ROLES]
        found = await self._store.preparations.find({"_id": {"$in": ids}}) if ids else []
        return {each.state.id: each.state.answers for each in found}


def _levels(
    template: Template, used: CriteriaSet, answers: Mapping[str, Mapping[str, str]]
) -> Mapping[str, int]:
    levels: dict[str, int] = {}
    for section in template.sections:
        levels |= levels_in(section, used.criteria, answers.get(section.id, {}))
    return levels
