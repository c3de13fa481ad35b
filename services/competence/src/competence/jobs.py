"""What follows for people's profiles from events and from the calendar.

Whoever is marked gets a settled profile (protected or not, no merged terms, gone when erased) and
then what can be found of it. Killed anywhere, the mark is still there and it is done again; doing
it again changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from chassis.clock import Clock, local_date
from chassis.documents import Decision
from chassis.jobs import Job
from competence import profile as rules
from competence.finder import Finder, Standing
from competence.profile import Profile, id_of
from competence.requirement import Requirement, repoint
from competence.store import CompetenceStore
from redthread_contracts.ids import PersonId, TermId

_AT_ONCE = 500


class Settling:
    """Settles whom is marked, and whose certificates have expired."""

    def __init__(self, store: CompetenceStore, finder: Finder, clock: Clock) -> None:
        self._store = store
        self._finder = finder
        self._clock = clock

    def jobs(self) -> tuple[Job, ...]:
        """A change can be found within a second; an expiry within a minute after midnight."""
        return (
            Job("settle merged terms", every=timedelta(seconds=5), run=self.merge),
            Job("settle profiles", every=timedelta(seconds=1), run=self.run),
            Job("expire certificates", every=timedelta(minutes=1), run=self.expire),
        )

    async def run(self) -> int:
        """Settle a batch of marks; returns how many."""
        marks = await self._store.marked(_AT_ONCE)
        if not marks:
            return 0
        await self._settle([mark.person_id for mark in marks])
        await self._store.unmark(marks)
        return len(marks)

    async def merge(self) -> int:
        """Move what requires a merged term, and mark whoever has one; returns how many terms."""
        term_ids = await self._store.marked_merged(_AT_ONCE)
        if not term_ids:
            return 0
        merged = await self._merges(term_ids)

        def decide(_id: str, requirement: Requirement | None) -> Decision[Requirement] | None:
            return repoint(requirement, merged) if requirement else None

        await self._store.requirements.change_many(await self._store.requiring(term_ids), decide)
        await self._store.mark_all(await self._store.holders(term_ids))
        await self._store.unmark_merged(term_ids)
        return len(term_ids)

    async def expire(self) -> int:
        """Find no more what expired yesterday; returns for how many people."""
        outdated = await self._finder.outdated(self._today(), _AT_ONCE)
        await self._settle(outdated)
        return len(outdated)

    async def _settle(self, person_ids: Sequence[PersonId]) -> None:
        standings = await self._finder.standings(person_ids)
        profiles = await self._store.profiles_of(person_ids)
        merged = await self._merges(term_id for profile in profiles for term_id in profile.term_ids)
        changed = [
            profile.id
            for profile in profiles
            if _settled(profile, standings.get(profile.person_id), merged) is not None
        ]

        def decide(_id: str, profile: Profile | None) -> Decision[Profile] | None:
            if profile is None:
                return None
            return _settled(profile, standings.get(profile.person_id), merged)

        if changed:
            await self._store.profiles.change_many(changed, decide)
        await self._show(person_ids, standings)

    async def _show(
        self, person_ids: Sequence[PersonId], standings: Mapping[PersonId, Standing]
    ) -> None:
        """Make anew what can be found, from what is stored by now."""
        today = self._today()
        ids = [id_of(person_id) for person_id in person_ids]
        stored = await self._store.profiles.find({"_id": {"$in": ids}})
        await self._finder.keep(
            {
                each.state.person_id: (each.version, rules.shown(each.state, today))
                for each in stored
            }
        )
        await self._finder.forget([each for each in person_ids if _erased(standings.get(each))])

    async def _merges(self, term_ids: Iterable[TermId]) -> dict[TermId, TermId]:
        """Where the merged ones among the terms have gone, whatever the number of steps."""
        target: dict[TermId, TermId] = {}
        waiting = set(term_ids)
        asked: set[TermId] = set()
        while waiting := waiting - asked:
            asked |= waiting
            found = await self._store.merged(waiting)
            target |= {each.term_id: each.merged_into for each in found if each.merged_into}
            waiting = set(target.values())
        return {term_id: _end(term_id, target) for term_id in target}

    def _today(self) -> date:
        return local_date(self._clock.now())


def _settled(
    profile: Profile, standing: Standing | None, merged: Mapping[TermId, TermId]
) -> Decision[Profile] | None:
    if _erased(standing):
        return rules.erase(profile)
    protected = standing.protected if standing else profile.protected
    return rules.settle(profile, protected=protected, merged=merged)


def _erased(standing: Standing | None) -> bool:
    return standing is not None and standing.erased


def _end(term_id: TermId, target: Mapping[TermId, TermId]) -> TermId:
    seen = {term_id}
    while target.get(term_id) and target[term_id] not in seen:
        term_id = target[term_id]
        seen.add(term_id)
    return term_id
