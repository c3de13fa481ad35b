"""What goes out over HTTP: terms, profiles, finds, requirements and gaps."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

from competence import gap
from competence.items import Certificate, Competence, Education
from competence.profile import Profile
from competence.recruitment import Text
from competence.requirement import Requirement
from competence.search import Because
from competence.term import Status
from competence.vocabulary import Entry, Vocabulary
from redthread_contracts.competence import TermKind
from redthread_contracts.ids import PersonId, TermId, UnitId

T = TypeVar("T")


class Items(BaseModel, Generic[T]):
    """A list; `next` is where it goes on, None at its end."""

    items: list[T]
    next: str | None = None


class TermView(BaseModel):
    """A term. `label_en` None: there is no English yet."""

    id: TermId
    kind: TermKind
    concept_id: str | None
    label_sv: str
    label_en: str | None
    synonyms: tuple[str, ...]
    valid_months: int | None
    status: Status
    merged_into: TermId | None


class Labelled(BaseModel):
    """What a term is called. Without a term: the owner's words in `label_sv`."""

    term_id: TermId | None
    label_sv: str
    label_en: str | None


class Named(Labelled):
    """What a term is called, and what it is."""

    kind: TermKind


class CompetenceView(Named):
    """A competence in a profile. `proposed`: HR has not looked at the term yet."""

    id: str
    level: int
    wants_to_develop: bool
    hidden: bool
    proposed: bool


class CertificateView(Named):
    """A certificate in a profile."""

    id: str
    issued: date | None
    expires: date | None
    hidden: bool
    expires_soon: bool
    expired: bool


class EducationView(BaseModel):
    """An education in a profile."""

    id: str
    what: str
    where: str | None
    year: int | None
    hidden: bool


class ProfileView(BaseModel):
    """A profile: one's own whole, a colleague's without what is hidden."""

    profile_id: str
    person_id: PersonId
    competences: list[CompetenceView]
    certificates: list[CertificateView]
    education: list[EducationView]
    version: int


class MatchView(BaseModel):
    """What of somebody's answers the question. `level` None: a certificate."""

    term_id: TermId
    label_sv: str
    label_en: str | None
    level: int | None
    asked: str
    because: Because


class AlsoView(BaseModel):
    """What else somebody is good at."""

    term_id: TermId
    label_sv: str
    label_en: str | None
    level: int | None


class FoundView(BaseModel):
    """Somebody who was found. `all`: has everything that was asked for."""

    person_id: PersonId
    title: str
    unit_id: str
    matched: list[MatchView]
    also: list[AlsoView]
    all: bool


class TermName(BaseModel):
    """A term that a part of the question was understood as, and why."""

    id: TermId
    label_sv: str
    label_en: str | None
    because: Because


class UnderstoodView(BaseModel):
    """How a part of the question was understood. `because` None: it was not."""

    asked: str
    terms: list[TermName]
    because: Because | None
    synonyms: list[str]


class UnitCount(BaseModel):
    """How many of those found work in a department."""

    unit_id: UnitId
    count: int


class LanguageCount(BaseModel):
    """How many of those found have a language."""

    term_id: TermId
    label_sv: str
    label_en: str | None
    count: int


class Facets(BaseModel):
    """Of those that a search looked at."""

    units: list[UnitCount]
    languages: list[LanguageCount]


class SearchView(BaseModel):
    """A page of what was found. `more`: there are more than `total`, and the best are shown."""

    items: list[FoundView]
    next: str | None
    understood: list[UnderstoodView]
    facets: Facets
    total: int
    more: bool


class RequiredView(Named):
    """A row of a requirement profile."""

    level: int
    count: int
    role: str | None


class RequirementView(BaseModel):
    """What a unit needs."""

    unit_id: UnitId
    required: list[RequiredView]
    version: int


class RoleView(BaseModel):
    """How many of a role there are and should be."""

    role: str | None
    have: int
    need: int
    lacking: int


class GapRow(Named):
    """A term at a level."""

    level: int
    roles: list[RoleView]
    have: int
    need: int
    lacking: int


class LossView(Labelled):
    """What is lost soon: a certificate ends, or somebody leaves."""

    kind: Literal["certificate", "leaving"]
    level: int
    person_id: PersonId
    on: date
    have_then: int
    need: int


class DevelopingView(Named):
    """Who wants to develop what is lacking."""

    person_ids: list[PersonId]


class RecruitmentView(BaseModel):
    """A draft of a recruitment text; empty when nothing is lacking."""

    text_sv: str
    text_en: str


class GapsView(BaseModel):
    """A unit's gap matrix. What people have hidden does not count."""

    unit_id: UnitId
    rows: list[GapRow]
    soon: list[LossView]
    developing: list[DevelopingView]
    recruitment: RecruitmentView


def term_view(entry: Entry) -> TermView:
    """A term."""
    return TermView(**{name: getattr(entry, name) for name in TermView.model_fields})


def profile_view(
    profile: Profile, version: int, vocabulary: Vocabulary, today: date
) -> ProfileView:
    """A profile as it is handed in: leave out first what the reader may not see."""
    return ProfileView(
        profile_id=profile.id,
        person_id=profile.person_id,
        competences=[_competence(each, vocabulary) for each in profile.competences],
        certificates=[_certificate(each, vocabulary, today) for each in profile.certificates],
        education=[_education(each) for each in profile.education],
        version=version,
    )


def requirement_view(
    unit_id: UnitId, requirement: Requirement | None, version: int, vocabulary: Vocabulary
) -> RequirementView:
    """What a unit needs; nothing yet is an empty list."""
    return RequirementView(
        unit_id=unit_id,
        required=[
            RequiredView(
                **named(each.term_id, None, vocabulary),
                level=each.level,
                count=each.count,
                role=each.role,
            )
            for each in (requirement.required if requirement else ())
        ],
        version=version,
    )


def gaps_view(
    unit_id: UnitId,
    rows: Sequence[gap.Row],
    losses: Sequence[gap.Loss],
    developing: Sequence[gap.Developing],
    text: Text,
    vocabulary: Vocabulary,
) -> GapsView:
    """A unit's gap matrix."""
    return GapsView(
        unit_id=unit_id,
        rows=[
            GapRow(
                **named(row.term_id, None, vocabulary),
                level=row.level,
                roles=[
                    RoleView(role=each.role, have=each.have, need=each.need, lacking=each.lacking)
                    for each in row.roles
                ],
                have=row.have,
                need=row.need,
                lacking=row.lacking,
            )
            for row in rows
        ],
        soon=[
            LossView(
                **{**named(each.term_id, None, vocabulary), "kind": each.kind},
                level=each.level,
                person_id=each.person_id,
                on=each.on,
                have_then=each.have_then,
                need=each.need,
            )
            for each in losses
        ],
        developing=[
            DevelopingView(
                **named(each.term_id, None, vocabulary), person_ids=list(each.person_ids)
            )
            for each in developing
        ],
        recruitment=RecruitmentView(text_sv=text.sv, text_en=text.en),
    )


def named(term_id: TermId | None, label: str | None, vocabulary: Vocabulary) -> dict[str, Any]:
    """What a term is called, or the owner's own words."""
    entry = vocabulary.entry(term_id) if term_id else None
    if entry is None:
        return {"term_id": term_id, "label_sv": label or "", "label_en": None, "kind": "skill"}
    return {
        "term_id": term_id,
        "label_sv": entry.label_sv,
        "label_en": entry.label_en,
        "kind": entry.kind,
    }


def _competence(item: Competence, vocabulary: Vocabulary) -> CompetenceView:
    entry = vocabulary.get(item.term_id) if item.term_id else None
    return CompetenceView(
        **named(item.term_id, item.label, vocabulary),
        id=item.id,
        level=item.level,
        wants_to_develop=item.wants_to_develop,
        hidden=item.hidden,
        proposed=entry is not None and entry.status == "proposed",
    )


def _certificate(item: Certificate, vocabulary: Vocabulary, today: date) -> CertificateView:
    names = named(item.term_id, item.label, vocabulary)
    if item.term_id is None:
        names["kind"] = "certificate"
    return CertificateView(
        **names,
        id=item.id,
        issued=item.issued,
        expires=item.expires,
        hidden=item.hidden,
        expires_soon=item.expires_soon(today),
        expired=not item.valid_on(today),
    )


def _education(item: Education) -> EducationView:
    return EducationView(
        id=item.id, what=item.what, where=item.where, year=item.year, hidden=item.hidden
    )
