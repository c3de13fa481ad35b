"""Opens the talks of a cycle: in chunks, each talk under an id that says whose and which it is.

Run twice it opens nothing twice; killed in the middle it is run again, with the same result.
"""

from collections.abc import AsyncIterator
from datetime import date, timedelta

from chassis.clock import Clock, local_date
from chassis.directory import Directory, Person
from chassis.documents import Decision
from redthread_contracts.ids import CycleId, PersonId, TalkId
from talks.cycle import Cycle, Selection, new_talk, opened, select
from talks.store import TalkStore
from talks.talk import Talk, cycle_talk_id, move_last_day, open_talk

CHUNK = 500
LEASE = timedelta(minutes=2)
JOIN_EVERY = timedelta(hours=1)
"""How often an open cycle is looked over for new employees and for new managers."""


class Opening:
    """Who gets a talk, and opens them."""

    def __init__(self, store: TalkStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def preview(self, cycle: Cycle) -> Selection:
        """What starting the cycle would do."""
        whole = Selection()
        async for chosen in self._selected(cycle):
            whole.managers |= chosen.managers
            whole.already_open += chosen.already_open
            whole.without_manager += chosen.without_manager
            whole.absent += chosen.absent
            whole.protected += chosen.protected
        return whole

    async def open_next(self) -> int:
        """Open the talks of one cycle whose first day has come. Returns how many cycles: 0 or 1."""
        now = self._clock.now()
        cycle_id = await self._store.claim_to_open(now, local_date(now), LEASE)
        if cycle_id is None:
            return 0
        await self._open_talks(cycle_id)
        return 1

    async def join_next(self) -> int:
        """Let those join an open cycle who are new in its units. Returns how many cycles."""
        now = self._clock.now()
        cycle_id = await self._store.claim_to_join(now, local_date(now), JOIN_EVERY)
        if cycle_id is None:
            return 0
        await self._open_talks(cycle_id)
        return 1

    async def follow(self, cycle_id: CycleId) -> None:
        """Give the cycle's open talks the cycle's last day.

        As it is by now, not as an event says: a later one may have been read before.
        """
        stored = await self._store.cycles.get(cycle_id)
        if stored is None:
            return
        last_day = stored.state.last_day
        while behind := await self._store.with_another_last_day(cycle_id, last_day, CHUNK):
            await self._store.talks.change_many(
                behind, lambda _id, talk: move_last_day(talk, last_day)
            )

    async def _open_talks(self, cycle_id: CycleId) -> None:
        cycle = (await self._store.cycles.require(cycle_id)).state
        async for chosen in self._selected(cycle):
            await self._open_chunk(cycle, chosen)
            if cycle.state == "opening":
                await self._store.keep_claim(cycle_id, self._clock.now(), LEASE)
        talks = await self._store.count_opened(cycle_id)
        await self._store.cycles.change(cycle_id, lambda one: opened(one, talks))
        # The last day may have been moved meanwhile.
        await self.follow(cycle_id)

    async def _open_chunk(self, cycle: Cycle, chosen: Selection) -> None:
        wanted = {cycle_talk_id(cycle.cycle_id, person): person for person in chosen.managers}
        # Those that are there are left out here, so that none of their texts is loaded.
        known = await self._store.known(wanted.keys())
        now = self._clock.now()

        def decide(talk_id: str, talk: Talk | None) -> Decision[Talk] | None:
            person_id = wanted[TalkId(talk_id)]
            person, manager_id = chosen.people[person_id], chosen.managers[person_id]
            return open_talk(talk, new_talk(cycle, person, manager_id, now))

        await self._store.talks.change_many([one for one in wanted if one not in known], decide)

    async def _selected(self, cycle: Cycle) -> AsyncIterator[Selection]:
        day = max(cycle.opens, local_date(self._clock.now()))
        async for people in self._members(cycle, day):
            ids: list[PersonId] = [person.id for person in people]
            yield select(
                people,
                await self._directory.line_managers(people),
                await self._store.with_an_open_talk(ids, cycle.kind, but_of=cycle.cycle_id),
                day=day,
                last_day=cycle.last_day,
            )

    async def _members(self, cycle: Cycle, day: date) -> AsyncIterator[list[Person]]:
        chunk: list[Person] = []
        async for person in self._directory.members(cycle.unit_ids, day):
            chunk.append(person)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk
