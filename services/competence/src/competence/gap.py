"""The gap matrix: what there is against what is required, and what is lost soon.

Only what people show counts. A person counts for a row when the title is the row's role (or the
row names none), the term is listed at the level or above, or held as a valid certificate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from competence.ranking import HELD, level_of, term_of
from competence.requirement import Required
from redthread_contracts.ids import PersonId, TermId

SOON = timedelta(days=180)
"""As long as it may take to recruit somebody."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in the unit today, and what of theirs can be found."""

    person_id: PersonId
    title: str
    leaves: date | None
    tokens: tuple[str, ...]
    developing: tuple[TermId, ...] = ()
    expiring: tuple[tuple[TermId, date], ...] = ()

    def level(self, term_id: TermId) -> int | None:
        """The level of a term; `HELD` for a certificate alone, None without it."""
        levels = [level_of(each) for each in self.tokens if term_of(each) == term_id]
        return max(levels, default=None)

    def has_until(self, term_id: TermId) -> date | None:
        """The last day that a certificate is good for; None: for ever, or none."""
        return max((day for term, day in self.expiring if term == term_id), default=None)


@dataclass(frozen=True, slots=True)
class RoleGap:
    """How many of a role there are and should be. `role` None: whoever."""

    role: str | None
    have: int
    need: int

    @property
    def lacking(self) -> int:
        """How many are missing."""
        return max(0, self.need - self.have)


@dataclass(frozen=True, slots=True)
class Row:
    """A term at a level."""

    term_id: TermId
    level: int
    roles: tuple[RoleGap, ...]

    @property
    def have(self) -> int:
        """Over all roles."""
        return sum(role.have for role in self.roles)

    @property
    def need(self) -> int:
        """Over all roles."""
        return sum(role.need for role in self.roles)

    @property
    def lacking(self) -> int:
        """One role's plenty does not help another."""
        return sum(role.lacking for role in self.roles)


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost soon: `have_then` is how many are left after the day."""

    kind: Literal["certificate", "leaving"]
    term_id: TermId
    level: int
    person_id: PersonId
    on: date
    have_then: int
    need: int


@dataclass(frozen=True, slots=True)
class Developing:
    """Those who want to develop something that is lacking."""

    term_id: TermId
    person_ids: tuple[PersonId, ...]


def matrix(required: Sequence[Required], people: Sequence[Colleague]) -> list[Row]:
    """A row for each term and level, in the order in which they are required."""
    rows: dict[tuple[TermId, int], list[RoleGap]] = {}
    for each in required:
        have = sum(_counts(person, each) for person in people)
        gap = RoleGap(each.role, have, each.count)
        rows.setdefault((each.term_id, each.level), []).append(gap)
    return [Row(term_id, level, tuple(roles)) for (term_id, level), roles in rows.items()]


def losses(required: Sequence[Required], people: Sequence[Colleague], today: date) -> list[Loss]:
    """Who of those that count leaves, or has a certificate that ends, soon; the first day first."""
    needs: dict[tuple[TermId, int], list[Required]] = {}
    for each in required:
        needs.setdefault((each.term_id, each.level), []).append(each)
    found: list[Loss] = []
    for (term_id, level), rows in needs.items():
        last_days = {
            person.person_id: _last_day(person, term_id)
            for person in people
            if any(_counts(person, row) for row in rows)
        }
        for person_id, (on, kind) in last_days.items():
            if on is None or kind is None or on - today > SOON:
                continue
            left = sum(day is None or day > on for day, _ in last_days.values())
            need = sum(row.count for row in rows)
            found.append(Loss(kind, term_id, level, person_id, on, left, need))
    return sorted(found, key=lambda loss: (loss.on, loss.term_id, loss.person_id))


def developing(rows: Sequence[Row], people: Sequence[Colleague]) -> list[Developing]:
    """Who says that they want to develop something of which there is too little."""
    lacking = dict.fromkeys(row.term_id for row in rows if row.lacking)
    found = [
        Developing(
            term_id,
            tuple(sorted(each.person_id for each in people if term_id in each.developing)),
        )
        for term_id in lacking
    ]
    return [each for each in found if each.person_ids]


def _counts(person: Colleague, row: Required) -> bool:
    if row.role is not None and row.role.casefold() != person.title.casefold():
        return False
    level = person.level(row.term_id)
    return level is not None and (level == HELD or level >= row.level)


def _last_day(
    person: Colleague, term_id: TermId
) -> tuple[date | None, Literal["certificate", "leaving"] | None]:
    ends: list[tuple[date, Literal["certificate", "leaving"]]] = []
    if person.leaves is not None:
        ends.append((person.leaves, "leaving"))
    # A level that is listed beside the certificate does not end with it.
    until = person.has_until(term_id)
    if until is not None and person.level(term_id) == HELD:
        ends.append((until, "certificate"))
    return min(ends, default=(None, None))
