"""Opens the talks of a cycle: in chunks, each talk under an id that says whose and which it is.

Run twice it opens nothing twice; killed in the middle it is run again, with the same result.
"""

from collections.abc import AsyncIterator, Collection
from datetime import date, timedelta

from chassis.clock import Clock, local_date
from chassis.directory import Directory, Person
from chassis.documents import Decision
from chassis.errors import Conflict, FieldError, Invalid
from redthread_contracts.ids import CycleId, PersonId, TalkId
from talks.cancelling import put_back, taken_out
from talks.cycle import (
    Choice,
    Cycle,
    Selection,
    choose,
    meant_for,
    new_talk,
    opened,
    select,
    starters,
)
from talks.handover import hand_over
from talks.store import TalkStore
from talks.talk import BEFORE_TALK, Talk, cycle_talk_id, move_last_day, open_talk

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
            whole.plus(chosen)
        after = max(cycle.opens, local_date(self._clock.now()))
        groups = await self._staff_groups(cycle)
        begin = self._directory.beginners(cycle.unit_ids, after, cycle.last_day)
        whole.plus(starters([person async for person in begin if meant_for(person, groups)]))
        return whole

    async def choose(self, cycle_id: CycleId, wanted: Choice) -> None:
        """Take one person in or out of a cycle: the cycle says so, then the talk follows.

        Died in between: the same again does it, and so does the next look at the cycle. Raises
        `NotFound` for the cycle, `Invalid` for somebody who can not have a talk, `Conflict` as
        `cycle.choose`, for a second open talk and for a talk that has begun.
        """
        cycle = (await self._store.cycles.require(cycle_id)).state
        if wanted.included:
            await self._check_can_join(cycle, wanted.person_id)
        else:
            await self._check_can_leave(cycle, wanted.person_id)
        changed = await self._store.cycles.change(
            cycle_id, lambda one: choose(one, wanted) if one else None
        )
        cycle = changed.state if changed else cycle
        if cycle.opens <= local_date(self._clock.now()):
            await self._open_chosen(cycle)
            await self._take_out(cycle)

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
        await self._open_chosen(cycle)
        await self._take_out(cycle)
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

    async def _open_chosen(self, cycle: Cycle) -> None:
        """Open the talks of those whom HR took in, or put back what had been cancelled."""
        day = local_date(self._clock.now())
        people = [
            person
            for person in (await self._directory.people(cycle.chosen(included=True))).values()
            if person.employed_on(day)
        ]
        managers = await self._directory.line_managers(people)
        chosen = Selection(
            managers=managers,
            people={person.id: person for person in people if person.id in managers},
        )
        await self._open_chunk(cycle, chosen)
        why = {
            cycle_talk_id(cycle.cycle_id, each.person_id): each
            for each in cycle.choices
            if each.person_id in managers
        }

        def decide(talk_id: str, talk: Talk | None) -> Decision[Talk] | None:
            each = why[TalkId(talk_id)]
            return put_back(talk, each.by, each.at)

        def follow(talk_id: str, talk: Talk | None) -> Decision[Talk] | None:
            return hand_over(talk, managers[why[TalkId(talk_id)].person_id])

        await self._store.talks.change_many(list(why), decide)
        # Its manager may have changed while it was out.
        await self._store.talks.change_many(list(why), follow)

    async def _take_out(self, cycle: Cycle) -> None:
        """Cancel the talks of those whom HR took out, unless they have begun."""
        out = cycle.chosen(included=False)
        why = {
            cycle_talk_id(cycle.cycle_id, each.person_id): each
            for each in cycle.choices
            if each.person_id in out
        }
        now = self._clock.now()

        def decide(talk_id: str, talk: Talk | None) -> Decision[Talk] | None:
            each = why[TalkId(talk_id)]
            return taken_out(talk, each.reason, each.by, now)

        await self._store.talks.change_many(list(why), decide)

    async def _check_can_join(self, cycle: Cycle, person_id: PersonId) -> None:
        day = max(cycle.opens, local_date(self._clock.now()))
        person = await self._directory.person(person_id)
        if person is None or not person.employed_on(day):
            raise _not_this_one("person-not-employed", "Choose somebody who is employed then.")
        if await self._directory.line_manager(person_id, day) is None:
            raise _not_this_one(
                "person-without-manager", "They have no line manager to have the talk with."
            )
        if await self._store.with_an_open_talk([person_id], cycle.kind, but_of=cycle.cycle_id):
            raise Conflict(
                "talk-open-already", "They have an open talk in another cycle. It counts."
            )

    async def _check_can_leave(self, cycle: Cycle, person_id: PersonId) -> None:
        stored = await self._store.talks.get(cycle_talk_id(cycle.cycle_id, person_id))
        if stored is not None and stored.state.state not in (*BEFORE_TALK, "cancelled"):
            raise Conflict("talk-already-held", "The talk has begun, so it stays in the cycle.")

    async def _selected(self, cycle: Cycle) -> AsyncIterator[Selection]:
        day = max(cycle.opens, local_date(self._clock.now()))
        chosen_out = cycle.chosen(included=False)
        groups = await self._staff_groups(cycle)
        async for members in self._members(cycle, day):
            people = [
                person
                for person in members
                if person.id not in chosen_out and meant_for(person, groups)
            ]
            ids: list[PersonId] = [person.id for person in people]
            yield select(
                people,
                await self._directory.line_managers(people),
                await self._store.with_an_open_talk(ids, cycle.kind, but_of=cycle.cycle_id),
                day=day,
                last_day=cycle.last_day,
            )

    async def _staff_groups(self, cycle: Cycle) -> Collection[str]:
        template = await self._store.library.require(cycle.template_id, cycle.template_version)
        return template.staff_groups

    async def _members(self, cycle: Cycle, day: date) -> AsyncIterator[list[Person]]:
        chunk: list[Person] = []
        async for person in self._directory.members(cycle.unit_ids, day):
            chunk.append(person)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk


def _not_this_one(code: str, message: str) -> Invalid:
    return Invalid(
        "person-invalid",
        "The person can not be taken into the cycle.",
        fields=[FieldError("person_id", code, message)],
    )
