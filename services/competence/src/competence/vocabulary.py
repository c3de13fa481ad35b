"""The taxonomy in memory: what terms are called, by phrase and by word.

A term is found by its labels (sv and en), its synonyms and former labels, and by every name of
the terms that were merged into it. Names are compared folded: å as a, ö as o, é as e.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, TypeVar

from competence.term import Status, Term, folded
from redthread_contracts.competence import TermKind
from redthread_contracts.ids import TermId

By = Literal["label", "synonym"]
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of a term."""

    id: TermId
    kind: TermKind
    concept_id: str | None
    label_sv: str
    label_en: str | None
    synonyms: tuple[str, ...]
    former_labels: tuple[str, ...]
    valid_months: int | None
    status: Status
    merged_into: TermId | None

    @classmethod
    def of(cls, term: Term) -> "Entry":
        """The entry of a term."""
        return cls(
            id=term.term_id,
            kind=term.kind,
            concept_id=term.concept_id,
            label_sv=term.label_sv,
            label_en=term.label_en,
            synonyms=term.synonyms,
            former_labels=term.former_labels,
            valid_months=term.valid_months,
            status=term.status,
            merged_into=term.merged_into,
        )

    def names(self) -> Iterator[tuple[str, By]]:
        """Everything it is called, folded, and whether that is a label of it."""
        for label in (self.label_sv, self.label_en):
            if label:
                yield folded(label), "label"
        for name in (*self.synonyms, *self.former_labels):
            yield folded(name), "synonym"


class Vocabulary:
    """All terms; `learn` takes in a new or changed one."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[TermId, Entry] = {}
        self._languages: set[TermId] = set()
        self._phrases: dict[str, tuple[tuple[TermId, By], ...]] = {}
        self._words: dict[str, tuple[TermId, ...]] = {}
        self._sorted_phrases: list[str] = []
        self._sorted_words: list[str] = []
        for entry in entries:
            self._add(entry)
        # Sorted once: keeping a list in order while it grows by thousands would take seconds.
        self._sorted_phrases = sorted(self._phrases)
        self._sorted_words = sorted(self._words)

    def learn(self, entry: Entry) -> None:
        """Take in a term that is new or has changed."""
        before = self._entries.get(entry.id)
        if before == entry:
            return
        if before is not None:
            self._forget(before)
        for phrase, word_list in self._add(entry):
            _insert(self._sorted_phrases, phrase)
            for word in word_list:
                _insert(self._sorted_words, word)

    def get(self, term_id: TermId) -> Entry | None:
        """A term by its id, merged or not."""
        return self._entries.get(term_id)

    @property
    def languages(self) -> AbstractSet[TermId]:
        """The terms that are languages."""
        return self._languages

    def resolve(self, term_id: TermId) -> TermId:
        """The term that it is by now: where merges lead to."""
        seen = {term_id}
        entry = self._entries.get(term_id)
        while entry is not None and entry.merged_into is not None:
            if entry.merged_into in seen:
                break
            seen.add(entry.merged_into)
            term_id = entry.merged_into
            entry = self._entries.get(term_id)
        return term_id

    def entry(self, term_id: TermId) -> Entry | None:
        """The term that it is by now."""
        return self._entries.get(self.resolve(term_id))

    def called(self, phrase: str) -> list[tuple[TermId, By]]:
        """The terms that have exactly this folded name; by label before by synonym."""
        found = self._phrases.get(phrase, ())
        return sorted(self._resolved(found), key=lambda each: each[1])

    def accepted(self, label: str) -> TermId | None:
        """The accepted term with this label."""
        for term_id, by in self.called(folded(label)):
            if by == "label" and self._entries[term_id].status == "accepted":
                return term_id
        return None

    def beginning(self, phrase: str, most: int) -> list[TermId]:
        """The terms of which a name begins with this folded phrase: at most so many names."""
        return self._over(self._sorted_phrases, phrase, most, self._by_phrase)

    def with_word(self, prefix: str) -> set[TermId]:
        """The terms with a word that begins like this."""
        every = len(self._sorted_words)
        return set(self._over(self._sorted_words, prefix, every, self._words.__getitem__))

    def has_word(self, prefix: str) -> bool:
        """Whether any word begins like this."""
        at = bisect_left(self._sorted_words, prefix)
        return at < len(self._sorted_words) and self._sorted_words[at].startswith(prefix)

    @property
    def words(self) -> list[str]:
        """All words, sorted."""
        return self._sorted_words

    def __len__(self) -> int:
        return len(self._entries)

    def _by_phrase(self, phrase: str) -> Iterable[TermId]:
        return (term_id for term_id, _ in self._phrases[phrase])

    def _over(
        self, names: list[str], prefix: str, most: int, terms: Callable[[str], Iterable[TermId]]
    ) -> list[TermId]:
        found: dict[TermId, None] = {}
        start = bisect_left(names, prefix)
        for place in range(start, min(start + most, len(names))):
            if not names[place].startswith(prefix):
                break
            found.update(dict.fromkeys(map(self.resolve, terms(names[place]))))
        return list(found)

    def _resolved(self, found: Iterable[tuple[TermId, By]]) -> list[tuple[TermId, By]]:
        resolved: dict[TermId, By] = {}
        for term_id, by in found:
            now = self.resolve(term_id)
            # A merged term's label is a synonym of the one that took it in.
            how: By = by if now == term_id else "synonym"
            if resolved.get(now) != "label":
                resolved[now] = how
        return list(resolved.items())

    def _add(self, entry: Entry) -> list[tuple[str, list[str]]]:
        self._entries[entry.id] = entry
        if entry.kind == "language":
            self._languages.add(entry.id)
        added = []
        for phrase, by in entry.names():
            if not phrase:
                continue
            self._phrases[phrase] = (*self._phrases.get(phrase, ()), (entry.id, by))
            words = phrase.split() if entry.status != "proposed" else []
            for word in words:
                if entry.id not in self._words.get(word, ()):
                    self._words[word] = (*self._words.get(word, ()), entry.id)
            added.append((phrase, words))
        return added

    def _forget(self, entry: Entry) -> None:
        self._languages.discard(entry.id)
        for phrase, _ in entry.names():
            left = tuple(each for each in self._phrases.get(phrase, ()) if each[0] != entry.id)
            _keep(self._phrases, self._sorted_phrases, phrase, left)
            for word in phrase.split():
                others = tuple(each for each in self._words.get(word, ()) if each != entry.id)
                _keep(self._words, self._sorted_words, word, others)


def _insert(names: list[str], name: str) -> None:
    at = bisect_left(names, name)
    if at == len(names) or names[at] != name:
        insort(names, name)


def _keep(
    terms: dict[str, tuple[V, ...]], names: list[str], name: str, left: tuple[V, ...]
) -> None:
    """Keep a name with the terms that are left, or drop it with the last one."""
    if left:
        terms[name] = left
    elif terms.pop(name, None) is not None:
        del names[bisect_left(names, name)]
