"""Import rows: whatever a file may hold becomes checked rows, or faults that name each bad one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar
from uuid import uuid5

from pydantic import BaseModel, Field, ValidationError

from chassis.errors import FieldError, Invalid
from competence.fields import Draft, Id, Label, Level, OptionalId, OptionalLabel, OptionalLine
from competence.items import (
    MOST_ITEMS,
    Certificate,
    CertificateDraft,
    Competence,
    CompetenceDraft,
    Education,
    EducationDraft,
)
from competence.profile import Profile
from competence.profile import id_of as profile_id_of
from competence.requirement import MOST_REQUIRED, Count, Required, Requirement
from competence.term import MOST_SYNONYMS, NAMESPACE, Term, id_of
from redthread_contracts.competence import TermKind
from redthread_contracts.ids import PersonId, TermId, UnitId

MOST_ROWS = 2_000
"""Of all tables together: small enough to be answered within a second or two."""

_MOST_FAULTS = 100
_LONGEST_VALIDITY_MONTHS = 600

R = TypeVar("R", bound=BaseModel)


class TermRow(Draft):
    """A term of another taxonomy. `id` is the key that other rows name it by."""

    id: Id
    kind: TermKind
    label_sv: Label
    label_en: OptionalLabel = None
    concept_id: OptionalId = None
    synonyms: list[Label] = Field(default=[], max_length=MOST_SYNONYMS)
    former_labels: list[Label] = Field(default=[], max_length=MOST_SYNONYMS)
    valid_months: int | None = Field(default=None, ge=1, le=_LONGEST_VALIDITY_MONTHS)


class CompetenceRow(CompetenceDraft):
    """A competence. `term` is the key of a term."""

    id: OptionalId = None
    term: OptionalId = None

    @classmethod
    def _names(cls) -> tuple[str, ...]:
        return ("term", "term_id", "label")


class CertificateRow(CertificateDraft):
    """A certificate. `term` is the key of a term."""

    id: OptionalId = None
    term: OptionalId = None

    @classmethod
    def _names(cls) -> tuple[str, ...]:
        return ("term", "term_id", "label")


class EducationRow(EducationDraft):
    """An education."""

    id: OptionalId = None


class ProfileRow(Draft):
    """What a person can and holds."""

    person_id: Id
    competences: list[CompetenceRow] = Field(default=[], max_length=MOST_ITEMS)
    certificates: list[CertificateRow] = Field(default=[], max_length=MOST_ITEMS)
    education: list[EducationRow] = Field(default=[], max_length=MOST_ITEMS)


class RequiredRow(Draft):
    """What is needed. `term` is the key of a term, `term_id` its id."""

    term: OptionalId = None
    term_id: OptionalId = None
    level: Level
    count: Count
    role: OptionalLine = None


class RequirementRow(Draft):
    """What a unit needs."""

    unit_id: Id
    required: list[RequiredRow] = Field(max_length=MOST_REQUIRED)


@dataclass
class Faults:
    """What is wrong, row by row. Rows are counted from 0 in `field` and from 1 in the text."""

    found: list[FieldError] = field(default_factory=list)

    def add(self, table: str, place: int, where: str, code: str, message: str) -> None:
        """Note a fault of a row."""
        said = f"Row {place + 1} of {table}: {message}"
        self.found.append(FieldError(f"{table}.{place}.{where}", code, said))

    def refuse(self) -> None:
        """Refuse everything when anything is wrong. Raises `Invalid`."""
        if self.found:
            raise Invalid(
                "import-not-right",
                "Nothing was imported. Correct the rows and send them again.",
                fields=self.found[:_MOST_FAULTS],
                faults=len(self.found),
            )


def read_rows(
    table: str, raw: Sequence[Any], model: type[R], key: str, faults: Faults
) -> dict[int, R]:
    """The good rows of a table by their place in it. `key` must not stand in two rows."""
    rows: dict[int, R] = {}
    first: dict[str, int] = {}
    for place, values in enumerate(raw):
        try:
            row = model.model_validate(values)
        except ValidationError as error:
            for where, code, message in _said(error):
                faults.add(table, place, where, code, message)
            continue
        value = str(getattr(row, key))
        if value in first:
            message = f"It is in row {first[value] + 1} already. Give each a row of its own."
            faults.add(table, place, key, "row-twice", message)
        first.setdefault(value, place)
        rows[place] = row
    return rows


def term_of(row: TermRow) -> Term:
    """The term that a row tells of."""
    return Term(
        id=id_of(row.id),
        kind=row.kind,
        concept_id=row.concept_id,
        label_sv=row.label_sv,
        label_en=row.label_en,
        synonyms=tuple(dict.fromkeys(row.synonyms)),
        former_labels=tuple(dict.fromkeys(row.former_labels)),
        valid_months=row.valid_months,
    )


def key_of(item: CompetenceRow | CertificateRow | RequiredRow) -> TermId | None:
    """The id of the term that a row names; None for words."""
    if item.term is not None:
        return id_of(item.term)
    return TermId(item.term_id) if item.term_id is not None else None


def named_terms(
    profiles: Mapping[int, ProfileRow], requirements: Mapping[int, RequirementRow]
) -> set[TermId]:
    """All terms that rows name by key or id."""
    items: list[CompetenceRow | CertificateRow | RequiredRow] = []
    for profile in profiles.values():
        items += [*profile.competences, *profile.certificates]
    for requirement in requirements.values():
        items += requirement.required
    return {term_id for term_id in map(key_of, items) if term_id is not None}


def profile_of(
    place: int, row: ProfileRow, named: Mapping[TermId, TermId], faults: Faults
) -> Profile:
    """The profile that a row tells of.

    `named`: what each term is by now, for those that there are; words are left to `imports`.
    """
    person_id = PersonId(row.person_id)
    competences = [
        Competence(
            id=item.id or _item_id(person_id, "competence", key_of(item) or item.label),
            term_id=_term(place, f"competences.{number}", item, named, faults),
            label=None if key_of(item) else item.label,
            level=item.level,
            wants_to_develop=item.wants_to_develop,
            hidden=item.hidden,
        )
        for number, item in enumerate(row.competences)
    ]
    certificates = [
        Certificate(
            id=item.id or _item_id(person_id, "certificate", key_of(item) or item.label),
            term_id=_term(place, f"certificates.{number}", item, named, faults),
            label=None if key_of(item) else item.label,
            issued=item.issued,
            expires=item.expires,
            hidden=item.hidden,
        )
        for number, item in enumerate(row.certificates)
    ]
    education = [
        Education(
            id=item.id or _item_id(person_id, "education", item.what),
            what=item.what,
            where=item.where,
            year=item.year,
            hidden=item.hidden,
        )
        for item in row.education
    ]
    for table, items in (
        ("competences", competences),
        ("certificates", certificates),
        ("education", education),
    ):
        _check_once(place, table, [each.id for each in items], faults)
    return Profile(
        id=profile_id_of(person_id),
        person_id=person_id,
        competences=tuple(competences),
        certificates=tuple(certificates),
        education=tuple(education),
        brought_in=sha256(row.model_dump_json().encode()).hexdigest(),
    )


def requirement_of(
    place: int, row: RequirementRow, named: Mapping[TermId, TermId], faults: Faults
) -> Requirement:
    """The requirement profile that a row tells of."""
    required = []
    for number, item in enumerate(row.required):
        term_id = key_of(item)
        there = named.get(term_id) if term_id else None
        if there is None:
            where = f"required.{number}.term"
            faults.add("requirements", place, where, "term-unknown", _UNKNOWN)
        else:
            required.append(
                Required(term_id=there, level=item.level, count=item.count, role=item.role)
            )
    unit_id = UnitId(row.unit_id)
    return Requirement(id=unit_id, unit_id=unit_id, required=tuple(dict.fromkeys(required)))


_UNKNOWN = "there is no such term. Send the terms first."


def _term(
    place: int,
    where: str,
    item: CompetenceRow | CertificateRow,
    named: Mapping[TermId, TermId],
    faults: Faults,
) -> TermId | None:
    term_id = key_of(item)
    if term_id is None:
        return None
    if term_id not in named:
        faults.add("profiles", place, f"{where}.term", "term-unknown", _UNKNOWN)
    return named.get(term_id)


def _item_id(person_id: PersonId, sort: str, what: str | None) -> str:
    return str(uuid5(NAMESPACE, f"{sort}:{person_id}:{what}"))


def _check_once(place: int, table: str, ids: Sequence[str], faults: Faults) -> None:
    for number, item_id in enumerate(ids):
        if item_id in ids[:number]:
            message = "it is listed twice. Take one away, or give each an id."
            faults.add("profiles", place, f"{table}.{number}.id", "item-twice", message)


def _said(error: ValidationError) -> Iterator[tuple[str, str, str]]:
    for detail in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in detail["loc"]) or "row"
        yield where, detail["type"].replace("_", "-"), f"{where}: {detail['msg']}"
