"""How a question is understood.

A question has parts, between commas. Each is looked for among labels and synonyms, then among the
beginnings of words, and only when nothing begins like it, among words that are spelt nearly so
(edit distance with swaps, rapidfuzz's OSA: one letter from four letters on, two from eight).

A term that is only proposed is found by its whole name and no other way: what somebody has
written must not come up for who has not written the same.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from chassis.sorting import swedish_key
from competence.term import folded
from competence.vocabulary import Entry, Vocabulary
from redthread_contracts.competence import TermKind
from redthread_contracts.ids import TermId

Because = Literal["exact", "synonym", "prefix", "spelling"]

MOST_PARTS = 6
MOST_TERMS = 25
"""For one part of a question: an index is asked for each, at each level."""

SHORTEST_PREFIX = 2
_MOST_PHRASES = 2_000
_MOST_SPELLINGS = 5
_MOST_OFFERED = 200
_COMMA = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Understood:
    """One part of a question: which terms answer it, and why each."""

    asked: str
    terms: dict[TermId, Because] = field(default_factory=dict)

    @property
    def because(self) -> Because | None:
        """The best reason among them; None when nothing was found."""
        return min(self.terms.values(), key=_ORDER.__getitem__, default=None)


_ORDER: dict[Because, int] = {"exact": 0, "synonym": 1, "prefix": 2, "spelling": 3}


def parts_of(question: str) -> list[str]:
    """What is asked for, each thing once."""
    parts: dict[str, str] = {}
    for part in _COMMA.split(question):
        if name := folded(part):
            parts.setdefault(name, " ".join(part.split()))
    return list(parts.values())[:MOST_PARTS]


def understand(asked: str, vocabulary: Vocabulary, *, exact: bool = False) -> Understood:
    """The terms that answer a part of a question, the best first. `exact`: by label only."""
    phrase = folded(asked)
    terms = _whole(phrase, vocabulary)
    if exact:
        return Understood(asked, {id: by for id, by in terms.items() if by == "exact"})
    if len(phrase) >= SHORTEST_PREFIX:
        found = _begun(phrase, vocabulary, by_words=not terms)
        if not found and not terms:
            found = _nearly(phrase, vocabulary)
        for term_id, because in found.items():
            terms.setdefault(term_id, because)
    return Understood(asked, dict(list(terms.items())[:MOST_TERMS]))


def suggest(
    typed: str, vocabulary: Vocabulary, *, kind: TermKind | None, limit: int
) -> list[Entry]:
    """The accepted terms to offer for what somebody has typed so far, the best first."""
    phrase = folded(typed)
    if not phrase:
        return []
    terms = _whole(phrase, vocabulary)
    found = _begun(phrase, vocabulary, by_words=True)
    for term_id, because in (found or ({} if terms else _nearly(phrase, vocabulary))).items():
        terms.setdefault(term_id, because)
    entries = (vocabulary.get(term_id) for term_id in terms)
    offered = [
        entry
        for entry in entries
        if entry is not None and entry.status == "accepted" and kind in (None, entry.kind)
    ]
    return offered[:limit]


def _whole(phrase: str, vocabulary: Vocabulary) -> dict[TermId, Because]:
    reasons: dict[str, Because] = {"label": "exact", "synonym": "synonym"}
    return {term_id: reasons[by] for term_id, by in vocabulary.called(phrase)}


def _begun(phrase: str, vocabulary: Vocabulary, *, by_words: bool) -> dict[TermId, Because]:
    """Names that begin with the phrase, then those with words that begin with its words."""
    names = vocabulary.beginning(phrase, _MOST_PHRASES)
    found = dict.fromkeys(_accepted(names, phrase, vocabulary))
    if by_words and len(found) < MOST_TERMS and len(phrase) >= SHORTEST_PREFIX:
        of_words = set.intersection(*map(vocabulary.with_word, phrase.split()))
        found.update(dict.fromkeys(_accepted(of_words, phrase, vocabulary)))
    return {term_id: _reason(term_id, phrase, vocabulary) for term_id in found}


def _nearly(phrase: str, vocabulary: Vocabulary) -> dict[TermId, Because]:
    """Names whose words begin with the words of the phrase, or are spelt nearly like them."""
    sets = [_spelt(word, vocabulary) for word in phrase.split()]
    if not all(sets):
        return {}
    found = set.intersection(*sets)
    return dict.fromkeys(_accepted(found, phrase, vocabulary), "spelling")


def _spelt(word: str, vocabulary: Vocabulary) -> set[TermId]:
    if vocabulary.has_word(word):
        return vocabulary.with_word(word)
    most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    if most == 0:
        return set()
    near = process.extract(
        word, vocabulary.words, scorer=OSA.distance, score_cutoff=most, limit=_MOST_SPELLINGS
    )
    nearest = min((distance for _, distance, _ in near), default=0)
    return {
        term_id
        for name, distance, _ in near
        if distance == nearest
        for term_id in vocabulary.with_word(name)
    }


def _accepted(term_ids: Iterable[TermId], phrase: str, vocabulary: Vocabulary) -> Sequence[TermId]:
    """Those that people may choose, the likeliest first: begins like the phrase, then short."""
    entries = (vocabulary.get(term_id) for term_id in term_ids)
    offered = (entry for entry in entries if entry is not None and entry.status == "accepted")

    def likely(entry: Entry) -> tuple[bool, int, str]:
        begins = folded(entry.label_sv).startswith(phrase)
        return (not begins, len(entry.label_sv), swedish_key(entry.label_sv))

    return [entry.id for entry in nsmallest(_MOST_OFFERED, offered, key=likely)]


def _reason(term_id: TermId, phrase: str, vocabulary: Vocabulary) -> Because:
    entry = vocabulary.get(term_id)
    labels = [entry.label_sv, entry.label_en or ""] if entry else []
    words = phrase.split()
    for label in labels:
        there = folded(label).split()
        if all(any(each.startswith(word) for each in there) for word in words):
            return "prefix"
    return "synonym"
