"""The taxonomy in memory, one per process, and kept up to date.

Every change of a term raises a number in the database (`reactions`); whoever asks here compares
it, at most once a second, and reads the terms that changed since. A process's own changes are
known to it at once.
"""

import asyncio
from datetime import timedelta
from time import monotonic

from chassis.jobs import Job
from competence.store import CompetenceStore, Generation
from competence.term import Term
from competence.vocabulary import Entry, Vocabulary

_FRESH_SECONDS = 1.0


class Taxonomy:
    """Hands out the vocabulary."""

    def __init__(self, store: CompetenceStore) -> None:
        self._store = store
        self._vocabulary: Vocabulary | None = None
        self._number = 0
        self._checked = 0.0
        self._lock = asyncio.Lock()

    async def vocabulary(self) -> Vocabulary:
        """All terms, at most about a second old."""
        if self._vocabulary is not None and monotonic() - self._checked < _FRESH_SECONDS:
            return self._vocabulary
        async with self._lock:
            return await self._refreshed()

    def job(self) -> Job:
        """Reads it at the start: the first who asks would wait for seconds."""
        return Job("read the taxonomy", every=timedelta(seconds=10), run=self._read)

    def learn(self, term: Term) -> None:
        """This process has changed a term."""
        if self._vocabulary is not None:
            self._vocabulary.learn(Entry.of(term))

    async def _read(self) -> int:
        await self.vocabulary()
        return 0

    async def _refreshed(self) -> Vocabulary:
        if self._vocabulary is None or monotonic() - self._checked >= _FRESH_SECONDS:
            # Before the terms are read: what changes meanwhile is read again next time.
            generation = await self._store.generation()
            self._vocabulary = await self._up_to(generation)
            self._number = generation.number
            self._checked = monotonic()
        return self._vocabulary

    async def _up_to(self, generation: Generation) -> Vocabulary:
        missed = generation.number - self._number
        vocabulary = self._vocabulary
        if vocabulary is not None and missed == 0:
            return vocabulary
        if vocabulary is None or not 0 < missed <= len(generation.changed):
            return Vocabulary(map(Entry.of, await self._store.all_terms()))
        for term in await self._store.terms_of(generation.changed[-missed:]):
            vocabulary.learn(Entry.of(term))
        return vocabulary
