"""Taxonomies, profiles and requirements of another system or of the demo.

All rows are right, or nothing is written. Terms are written first, then what names them; killed
in between, the same rows again write the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.documents import Counts, Decision
from competence import profile as profiles
from competence import requirement as requirements
from competence import term as terms
from competence.finder import Finder
from competence.profile import Profile
from competence.requirement import Requirement
from competence.rows import (
    Faults,
    ProfileRow,
    RequirementRow,
    TermRow,
    named_terms,
    profile_of,
    read_rows,
    requirement_of,
    term_of,
)
from competence.store import CompetenceStore
from competence.taxonomy import Taxonomy
from competence.term import Term
from redthread_contracts.ids import TermId


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    terms: Counts
    profiles: Counts
    requirements: Counts


class Imports:
    """Takes in rows. People and units are not looked up: the copy may still be on its way."""

    def __init__(self, store: CompetenceStore, finder: Finder, taxonomy: Taxonomy) -> None:
        self._store = store
        self._finder = finder
        self._taxonomy = taxonomy

    async def bring_in(
        self, term_rows: Sequence[Any], profile_rows: Sequence[Any], requirement_rows: Sequence[Any]
    ) -> Imported:
        """Check and write. Raises `Invalid` "import-not-right" that names row and field."""
        faults = Faults()
        new = [
            term_of(row) for row in read_rows("terms", term_rows, TermRow, "id", faults).values()
        ]
        people = read_rows("profiles", profile_rows, ProfileRow, "person_id", faults)
        units = read_rows("requirements", requirement_rows, RequirementRow, "unit_id", faults)
        named = await self._named(named_terms(people, units), new)
        wanted = [profile_of(place, row, named, faults) for place, row in people.items()]
        needed = [requirement_of(place, row, named, faults) for place, row in units.items()]
        faults.refuse()
        return Imported(
            await self._write_terms(new),
            await self._write_profiles(wanted),
            await self._write_requirements(needed),
        )

    async def _named(self, term_ids: set[TermId], new: Sequence[Term]) -> dict[TermId, TermId]:
        """What each of the terms is by now, for those that there are."""
        there = {term.term_id: term for term in new}
        # What is stored counts: a term that the rows bring may be merged since.
        there |= {term.term_id: term for term in await self._store.terms_of(term_ids)}
        return {
            term_id: there[term_id].merged_into or term_id
            for term_id in term_ids
            if term_id in there
        }

    async def _write_terms(self, rows: Sequence[Term]) -> Counts:
        by_id = {term.id: term for term in rows}

        def decide(term_id: str, term: Term | None) -> Decision[Term] | None:
            decision = terms.bring_in(term, by_id[term_id])
            if decision is not None and decision.state is not None:
                by_id[term_id] = decision.state
            return decision

        counts = await self._store.terms.change_many(list(by_id), decide)
        if counts.created or counts.changed:
            for term in by_id.values():
                self._taxonomy.learn(term)
        return counts

    async def _write_profiles(self, rows: Sequence[Profile]) -> Counts:
        if not rows:
            return Counts()
        words = await self._words(rows)
        by_id = {profile.id: _worded(profile, words) for profile in rows}
        standings = await self._finder.standings(profile.person_id for profile in rows)

        def decide(profile_id: str, profile: Profile | None) -> Decision[Profile] | None:
            row = by_id[profile_id]
            standing = standings.get(row.person_id)
            if standing is not None and standing.erased:
                return None
            if profile is None:
                protected = standing is not None and standing.protected
                profile = profiles.empty(row.person_id, protected=protected)
            return profiles.bring_in(profile, row)

        return await self._store.profiles.change_many(list(by_id), decide)

    async def _words(self, rows: Sequence[Profile]) -> Mapping[str, TermId]:
        """The terms of what stands there in words: accepted ones, or proposals made for them."""
        vocabulary = await self._taxonomy.vocabulary()
        words: dict[str, TermId] = {}
        proposals: dict[TermId, str] = {}
        for profile in rows:
            for item in profile.competences:
                if item.label is None or item.label in words:
                    continue
                found = vocabulary.accepted(item.label)
                if found is not None:
                    words[item.label] = found
                elif not item.hidden:
                    proposals[terms.id_of_free(item.label)] = item.label

        def decide(term_id: str, term: Term | None) -> Decision[Term] | None:
            return terms.propose(term, proposals[TermId(term_id)])

        if proposals:
            await self._store.terms.change_many(list(proposals), decide)
            for term in await self._store.terms_of(proposals):
                self._taxonomy.learn(term)
        return {**words, **{label: term_id for term_id, label in proposals.items()}}

    async def _write_requirements(self, rows: Sequence[Requirement]) -> Counts:
        by_id = {requirement.id: requirement for requirement in rows}

        def decide(unit_id: str, before: Requirement | None) -> Decision[Requirement] | None:
            row = by_id[unit_id]
            return requirements.put(before, row.unit_id, row.required)

        return await self._store.requirements.change_many(list(by_id), decide)


def _worded(profile: Profile, words: Mapping[str, TermId]) -> Profile:
    """Words that are a term's become the term; a hidden one's stay words."""

    def term_of_item(label: str | None) -> TermId | None:
        return words.get(label) if label else None

    competences = tuple(
        item.model_copy(update={"term_id": term_of_item(item.label), "label": None})
        if item.label and not (item.hidden and term_of_item(item.label) is None)
        else item
        for item in profile.competences
    )
    return profile.model_copy(update={"competences": competences})
