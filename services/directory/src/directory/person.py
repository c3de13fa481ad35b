"""A person: what an import row makes of one, and what it must not contain.

An employee number is an attribute and may change; the id is opaque and never does.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, computed_field

from chassis.documents import Decision, State
from chassis.errors import FieldError, Invalid
from chassis.sorting import swedish_key
from directory.names import search_words
from directory.rows import Code, Row, Text, fault, repeated
from redthread_contracts.directory import Absence, Delegation, Language, PersonChanged, Role
from redthread_contracts.ids import PersonId, UnitId

_EMAIL = re.compile(r'[^@\s<>,;:"]+@[^@\s<>,;:"]+\.[^@\s<>,;:"]+')
_LONGEST_EMAIL = 254  # RFC 5321

MOST_DELEGATIONS = 10
LONGEST_DELEGATION = timedelta(days=366)


def _an_address(text: str) -> str:
    if len(text) > _LONGEST_EMAIL or not _EMAIL.fullmatch(text):
        raise ValueError("this is not an e-mail address like name@municipality.se")
    return text


EmailAddress = Annotated[str, AfterValidator(_an_address)]


class Person(State):
    """An employee, as the directory knows them."""

    employee_number: str
    given_name: str
    family_name: str
    email: str | None
    language: Language = "sv"
    title: str
    staff_group: str
    unit_id: UnitId
    roles: tuple[Role, ...] = ()
    employed_from: date
    employed_until: date | None = None
    protected: bool = False
    absences: tuple[Absence, ...] = ()
    delegations: tuple[Delegation, ...] = ()

    @computed_field  # type: ignore[prop-decorator]  # mypy's known limit with properties
    @property
    def sort_key(self) -> str:
        """The place in a Swedish list of names; stored, for an index."""
        return swedish_key(self.family_name, self.given_name, self.id)

    @computed_field  # type: ignore[prop-decorator]  # as above
    @property
    def search(self) -> tuple[str, ...]:
        """The words that find the person; stored, for an index. None for a protected one."""
        return () if self.protected else search_words(self.given_name, self.family_name)


class PersonRow(Row):
    """A row of an import: the whole person.

    `language` counts for a new person only; afterwards it is the person's own choice. Roles,
    absences and delegations that are left out stay as they are.
    """

    id: Code
    employee_number: Code
    given_name: Text
    family_name: Text
    email: EmailAddress | None = None
    language: Language = "sv"
    title: Text
    staff_group: Text
    unit_id: Code
    roles: tuple[Role, ...] | None = None
    employed_from: date
    employed_until: date | None = None
    protected: bool = False
    absences: tuple[Absence, ...] | None = None
    delegations: tuple[Delegation, ...] | None = None


def import_person(person: Person | None, row: PersonRow) -> Decision[Person] | None:
    """What the row makes of the person (None: a new one). None when nothing changes."""
    kept = {"roles", "absences", "delegations"} - row.model_dump(exclude_none=True).keys()
    imported = Person(**row.model_dump(exclude=kept))
    if person is not None:
        kept |= {"language"}
        imported = imported.model_copy(update={name: getattr(person, name) for name in kept})
    return _changed(person, imported)


def choose_language(person: Person, language: Language) -> Decision[Person] | None:
    """The person reads in another language from now on. None when it is the same."""
    return _changed(person, person.model_copy(update={"language": language}))


def delegate(person: Person, wanted: Delegation, today: date) -> Decision[Person] | None:
    """The manager lets somebody act for a period (domain.md, "Talks" 12).

    One period for each: a new one takes the place of the old. Raises `Invalid`.
    """
    if wanted in person.delegations:
        return None
    if faults := list(_wrong_with(person, wanted, today)):
        raise Invalid("delegation-invalid", "Choose another person or period.", fields=faults)
    others = tuple(
        each for each in person.delegations if each.to != wanted.to and each.until >= today
    )
    if len(others) >= MOST_DELEGATIONS:
        raise Invalid(
            "too-many-delegations", f"At most {MOST_DELEGATIONS} can stand in at the same time."
        )
    return _changed(person, person.model_copy(update={"delegations": (*others, wanted)}))


def take_back_delegation(person: Person, to: PersonId) -> Decision[Person] | None:
    """From now on `to` does not act any more. None when nobody did."""
    left = tuple(each for each in person.delegations if each.to != to)
    return _changed(person, person.model_copy(update={"delegations": left}))


def _wrong_with(person: Person, wanted: Delegation, today: date) -> Iterable[FieldError]:
    if wanted.to == person.id:
        yield FieldError("to", "delegated-to-oneself", "Choose somebody else.")
    if wanted.until < wanted.start:
        yield FieldError("until", "ends-before-it-begins", "It ends before it begins.")
    elif wanted.until < today:
        yield FieldError("until", "delegation-passed", "The period has passed. Choose a later day.")
    elif wanted.until - wanted.start > LONGEST_DELEGATION:
        yield FieldError("until", "delegation-too-long", "A substitute is for a year at most.")


def check_people(
    rows: Mapping[int, PersonRow],
    *,
    units: Collection[str],
    owners: Mapping[str, PersonId],
) -> list[FieldError]:
    """What is wrong with the rows together and with what is stored.

    `units` are the ids that exist after the import's own units, `owners` says who has an
    employee number today. A number that moves to somebody else has to be given up first, in an
    earlier import, or nobody could say who was meant.
    """
    numbers = {place: row.employee_number for place, row in rows.items()}
    faults = [
        fault("people", place, "id", "id-repeated", f"the id is also in row {first + 1}.")
        for place, first in repeated({place: row.id for place, row in rows.items()})
    ]
    faults += [
        fault(
            "people",
            place,
            "employee_number",
            "employee-number-repeated",
            f"employee number {rows[place].employee_number} is also in row {first + 1}.",
        )
        for place, first in repeated(numbers)
    ]
    for place, row in rows.items():
        faults += _check(place, row, units, owners)
    return faults


def _check(
    place: int, row: PersonRow, units: Collection[str], owners: Mapping[str, PersonId]
) -> list[FieldError]:
    faults = []
    if row.unit_id not in units:
        message = f"there is no unit {row.unit_id}. Import the unit first, or in the same request."
        faults.append(fault("people", place, "unit_id", "unknown-unit", message))
    if owners.get(row.employee_number, row.id) != row.id:
        message = (
            f"employee number {row.employee_number} belongs to somebody else. "
            "Give that person another number first."
        )
        faults.append(fault("people", place, "employee_number", "employee-number-taken", message))
    if row.employed_until is not None and row.employed_until < row.employed_from:
        message = "the employment ends before it begins."
        faults.append(fault("people", place, "employed_until", "ends-before-it-begins", message))
    for absence in row.absences or ():
        if absence.until < absence.start:
            message = "an absence ends before it begins."
            faults.append(fault("people", place, "absences", "ends-before-it-begins", message))
    for delegation in row.delegations or ():
        if delegation.until < delegation.start:
            message = "a delegation ends before it begins."
            faults.append(fault("people", place, "delegations", "ends-before-it-begins", message))
        if delegation.to == row.id:
            message = "nobody is their own substitute."
            faults.append(fault("people", place, "delegations", "delegated-to-oneself", message))
    return faults


def _changed(before: Person | None, after: Person) -> Decision[Person] | None:
    if after == before:
        return None
    facts = after.model_dump(exclude={"id", "sort_key", "search"})
    return Decision(after, [PersonChanged(person_id=PersonId(after.id), **facts)])
