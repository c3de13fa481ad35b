"""Who comes first among those who were found.

The order: those who have everything that was asked for; then the higher sum of levels; then the
name, as Swedes sort. A term and its level are one token, level first and the highest level first,
so that an index over tokens gives the best holders first whatever terms are asked for.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chassis.errors import Invalid
from redthread_contracts.ids import PersonId, TermId, UnitId

HIGHEST = 5
HELD = 0
"""The level of a certificate: it is there or not. It adds nothing to the sum."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who has something of what was asked for."""

    person_id: PersonId
    name_key: str
    tokens: tuple[str, ...]
    unit_id: UnitId
    title: str


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate, and the best token for each part of the question (None: nothing)."""

    candidate: Candidate
    best: tuple[str | None, ...]

    @property
    def has_all(self) -> bool:
        """Everything that was asked for."""
        return None not in self.best

    @property
    def levels(self) -> int:
        """The sum of the levels that count."""
        return sum(level_of(each) for each in self.best if each is not None)

    @property
    def place(self) -> tuple[bool, int, str, str]:
        """Sorts matches."""
        person = self.candidate
        return (not self.has_all, -self.levels, person.name_key, person.person_id)


def token(term_id: TermId, level: int) -> str:
    """A term at a level, as it is indexed."""
    return f"{HIGHEST - level}{term_id}"


def level_of(of: str) -> int:
    """The level in a token."""
    return HIGHEST - int(of[0])


def term_of(of: str) -> TermId:
    """The term in a token."""
    return TermId(of[1:])


def tokens_of(term_ids: Iterable[TermId], *, min_level: int = 1) -> list[str]:
    """The tokens of some terms from a level up. A certificate has no level and always counts."""
    levels = [*range(HIGHEST, min_level - 1, -1), HELD]
    return [token(term_id, level) for level in levels for term_id in term_ids]


def ranked(candidates: Iterable[Candidate], asked: Sequence[frozenset[str]]) -> list[Match]:
    """The candidates who have anything of what was asked for, the best first.

    `asked`: for each part of the question, the tokens that answer it.
    """
    matches = (Match(each, _best(each, asked)) for each in candidates)
    found = [match for match in matches if any(match.best)]
    return sorted(found, key=lambda match: match.place)


def after(matches: Sequence[Match], cursor: str | None) -> list[Match]:
    """What comes after a page. Raises `Invalid` "cursor-wrong"."""
    if not cursor:
        return list(matches)
    place = _read(cursor)
    return [match for match in matches if match.place > place]


def cursor_of(match: Match) -> str:
    """Where the page ends that this match is the last one of."""
    return base64.urlsafe_b64encode(json.dumps(match.place).encode()).decode()


def _best(candidate: Candidate, asked: Sequence[frozenset[str]]) -> tuple[str | None, ...]:
    # Tokens sort by level, the highest first.
    return tuple(min(wanted.intersection(candidate.tokens), default=None) for wanted in asked)


def _read(cursor: str) -> tuple[bool, int, str, str]:
    wrong = Invalid("cursor-wrong", "Go back to the first page of the search.")
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (binascii.Error, ValueError):
        raise wrong from None
    if not isinstance(place, list) or [type(each) for each in place] != [bool, int, str, str]:
        raise wrong
    return (place[0], place[1], place[2], place[3])
