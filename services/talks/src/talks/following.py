"""Talks follow their people: to another line manager, and out when somebody leaves.

The directory's events leave marks; a job looks who is line manager by now and hands over. A mark
is done with only when the own copy of the directory is as new as the mark, so it does not matter
which of the two consumers is faster. Done twice, or in another order, the end is the same.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from functools import partial

from chassis.clock import Clock, local_date
from chassis.directory import Directory, Person
from chassis.documents import Decision
from chassis.jobs import Job
from redthread_contracts.ids import PersonId, UnitId
from talks.cancelling import employment_ended
from talks.handover import hand_over
from talks.moves import Move
from talks.store import TalkStore
from talks.talk import Talk

_AT_ONCE = 100
_CHUNK = 500


class Following:
    """Lets talks follow."""

    def __init__(self, store: TalkStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    def jobs(self) -> list[Job]:
        """What is done soon after an event, and what is done when a day has come."""
        return [
            Job("hand talks over", every=timedelta(seconds=2), run=self.hand_over_next),
            Job("end talks of who left", every=timedelta(minutes=1), run=self.end_next),
        ]

    async def hand_over_next(self) -> int:
        """Look after some marks. Returns how many are done with."""
        done: list[Move] = []
        for move in await self._store.moves.unsettled(_AT_ONCE):
            if await self._is_known(move):
                async for people in self._people(move):
                    await self._hand_over(people)
                done.append(move)
        if done:
            await self._store.moves.settle(done)
        return len(done)

    async def end_next(self) -> int:
        """End the talks of those whose last day has passed. Returns how many people."""
        left = await self._store.moves.left_by(self._today(), _CHUNK)
        if not left:
            return 0
        last_days = {PersonId(each.id): each.leaves for each in left}
        talks = await self._store.talks_to_end(last_days)
        now = self._clock.now()

        def decide(talk_id: str, talk: Talk | None) -> Decision[Talk] | None:
            return employment_ended(talk, talks[talk_id], now)

        await self._store.talks.change_many(list(talks), decide)
        await self._store.moves.forget_leaving(left)
        return len(left)

    async def _is_known(self, move: Move) -> bool:
        """Whether the copy has heard of it."""
        if move.kind == "person":
            person = await self._directory.person(PersonId(move.id))
            return person is None or person.sequence >= move.sequence
        unit = await self._directory.unit(UnitId(move.id))
        return unit is None or unit.sequence >= move.sequence

    async def _people(self, move: Move) -> AsyncIterator[list[Person]]:
        today = self._today()
        if move.kind == "person":
            person = await self._directory.person(PersonId(move.id))
            if person is not None and person.employed_on(today):
                yield [person]
            return
        chunk: list[Person] = []
        async for person in self._directory.members([UnitId(move.id)], today):
            chunk.append(person)
            if len(chunk) == _CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    async def _hand_over(self, people: Sequence[Person]) -> None:
        managers = await self._directory.line_managers(people)
        behind = await self._store.with_another_manager(managers)
        wanted = {talk_id: managers[employee] for talk_id, employee in behind.items()}

        def decide(talk_id: str, talk: Talk | None) -> Decision[Talk] | None:
            return hand_over(talk, wanted[talk_id])

        if wanted:
            await self._store.talks.change_many(list(wanted), decide)

    def _today(self) -> date:
        return local_date(self._clock.now())


async def taken_over(
    store: TalkStore, directory: Directory, talk: Talk, person_id: PersonId, today: date
) -> bool:
    """Hand a talk over at once when anybody but the employee opens it and the day has come.

    Returns whether it was: the old manager loses access that day, not when the job has run.
    """
    if person_id == talk.employee_id:
        return False
    manager_id = await directory.line_manager(talk.employee_id, today)
    if manager_id is None or manager_id == talk.manager_id:
        return False
    await store.talks.change(talk.id, partial(hand_over, manager_id=manager_id))
    return True
