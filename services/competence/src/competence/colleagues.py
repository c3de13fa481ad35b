"""The search for colleagues: a question in, a page of people out, in the order of usefulness."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from competence.access import Access
from competence.departments import Departments
from competence.finder import MOST_CANDIDATES, MOST_WITH_SOME, Bounds, Finder
from competence.ranking import (
    HELD,
    Candidate,
    Match,
    after,
    cursor_of,
    level_of,
    ranked,
    term_of,
    tokens_of,
)
from competence.search import Understood, parts_of, understand
from competence.taxonomy import Taxonomy
from competence.views import (
    AlsoView,
    Facets,
    FoundView,
    LanguageCount,
    MatchView,
    SearchView,
    TermName,
    UnderstoodView,
    UnitCount,
)
from competence.vocabulary import Vocabulary
from redthread_contracts.ids import TermId, UnitId

_MOST_ALSO = 3
_MOST_SYNONYMS = 5
_MOST_FACETS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked for, and among whom."""

    text: str
    min_level: int = 1
    unit_ids: Sequence[UnitId] = ()
    languages: Sequence[TermId] = ()
    exact: bool = False
    after: str | None = None
    limit: int = 20


class Colleagues:
    """Answers questions. A protected person, and one who does not work here today, is not found."""

    def __init__(
        self, finder: Finder, taxonomy: Taxonomy, departments: Departments, access: Access
    ) -> None:
        self._finder = finder
        self._taxonomy = taxonomy
        self._departments = departments
        self._access = access
        self._languages: frozenset[TermId] = frozenset()
        self._spoken: frozenset[str] = frozenset()

    async def search(self, question: Question) -> SearchView:
        """A page of people. Raises `Invalid` for a wrong cursor."""
        vocabulary = await self._taxonomy.vocabulary()
        understood = [
            understand(part, vocabulary, exact=question.exact) for part in parts_of(question.text)
        ]
        asked = [
            tokens_of(part.terms, min_level=question.min_level) for part in understood if part.terms
        ]
        wanted = [frozenset(tokens) for tokens in asked]
        if len(asked) < len(understood):
            # A part that nobody could make sense of is had by nobody.
            wanted.append(frozenset())
        matches, more = await self._matches(asked, wanted, question)
        left = after(matches, question.after)
        page = left[: question.limit]
        answered = [part for part in understood if part.terms]
        return SearchView(
            items=[_found(match, answered, vocabulary) for match in page],
            next=cursor_of(page[-1]) if len(left) > len(page) else None,
            understood=[_understood(part, vocabulary) for part in understood],
            facets=await self._facets([match.candidate for match in matches], vocabulary),
            total=len(matches),
            more=more,
        )

    async def _bounds(self, question: Question) -> Bounds:
        units = question.unit_ids
        return Bounds(
            day=self._access.today(),
            unit_ids=await self._departments.under(units) if units else None,
            languages=[tokens_of([language]) for language in question.languages],
        )

    async def _matches(
        self, asked: Sequence[list[str]], wanted: Sequence[frozenset[str]], question: Question
    ) -> tuple[list[Match], bool]:
        """The best, in order, and whether there are more.

        Those who have some of what was asked for come after all those who have everything.
        """
        if not asked:
            return [], False
        bounds = await self._bounds(question)
        if len(wanted) == len(asked) > 1:
            # Side by side: most pages need both.
            everything, something = await asyncio.gather(
                self._finder.with_all(asked, bounds, MOST_CANDIDATES + 1),
                self._finder.with_any(asked, bounds, MOST_WITH_SOME + 1),
            )
            if len(everything) > MOST_CANDIDATES:
                return ranked(everything[:MOST_CANDIDATES], wanted), True
            found = {each.person_id: each for each in (*everything, *something[:MOST_WITH_SOME])}
            return ranked(found.values(), wanted), len(something) > MOST_WITH_SOME
        candidates = await self._finder.with_any(asked, bounds, MOST_CANDIDATES + 1)
        return ranked(candidates[:MOST_CANDIDATES], wanted), len(candidates) > MOST_CANDIDATES

    async def _facets(self, found: Sequence[Candidate], vocabulary: Vocabulary) -> Facets:
        units = Counter(each.unit_id for each in found)
        departments = await self._departments.of(units)
        per_department: Counter[UnitId] = Counter()
        for unit_id, count in units.items():
            if unit_id in departments:
                per_department[departments[unit_id]] += count
        spoken = self._tokens_of_languages(vocabulary)
        counts = Counter(
            term_of(each) for person in found for each in spoken.intersection(person.tokens)
        )
        languages = [
            LanguageCount(**_labels(term_id, vocabulary), count=count)
            for term_id, count in counts.most_common(_MOST_FACETS)
        ]
        return Facets(
            units=[
                UnitCount(unit_id=unit_id, count=count)
                for unit_id, count in per_department.most_common(_MOST_FACETS)
            ],
            languages=languages,
        )

    def _tokens_of_languages(self, vocabulary: Vocabulary) -> frozenset[str]:
        """Some thousand, which hardly ever change."""
        if vocabulary.languages != self._languages:
            self._languages = frozenset(vocabulary.languages)
            self._spoken = frozenset(tokens_of(self._languages))
        return self._spoken


def _found(match: Match, answered: Sequence[Understood], vocabulary: Vocabulary) -> FoundView:
    person = match.candidate
    matched = [
        MatchView(
            **_labels(term_of(best), vocabulary),
            level=_level(best),
            asked=part.asked,
            because=part.terms[term_of(best)],
        )
        for part, best in zip(answered, match.best, strict=False)
        if best is not None
    ]
    seen = {each.term_id for each in matched}
    others = (each for each in person.tokens if term_of(each) not in seen)
    also = [
        AlsoView(**_labels(term_of(each), vocabulary), level=_level(each))
        for each in islice(others, _MOST_ALSO)
    ]
    return FoundView(
        person_id=person.person_id,
        title=person.title,
        unit_id=person.unit_id,
        matched=matched,
        also=also,
        all=match.has_all,
    )


def _understood(part: Understood, vocabulary: Vocabulary) -> UnderstoodView:
    names, synonyms = [], dict[str, None]()
    for term_id, because in part.terms.items():
        names.append(TermName(id=term_id, because=because, **_names(term_id, vocabulary)))
        entry = vocabulary.get(term_id)
        if entry is not None and because in ("exact", "synonym"):
            synonyms.update(dict.fromkeys(entry.synonyms))
    return UnderstoodView(
        asked=part.asked,
        terms=names,
        because=part.because,
        synonyms=list(synonyms)[:_MOST_SYNONYMS],
    )


def _labels(term_id: TermId, vocabulary: Vocabulary) -> dict[str, Any]:
    return {"term_id": term_id, **_names(term_id, vocabulary)}


def _names(term_id: TermId, vocabulary: Vocabulary) -> dict[str, Any]:
    entry = vocabulary.get(term_id)
    return {
        "label_sv": entry.label_sv if entry else "",
        "label_en": entry.label_en if entry else None,
    }


def _level(of: str) -> int | None:
    level = level_of(of)
    return None if level == HELD else level
