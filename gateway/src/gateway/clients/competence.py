"""The competence service: terms, profiles, finding colleagues, units' requirements and gaps."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from gateway.clients.base import Items, ServiceClient, Versioned, View
from redthread_contracts.ids import PersonId, TermId, UnitId

Sort = Literal["competences", "certificates", "education"]
"""The three lists of a profile, as the service names them in its addresses."""


class Named(View):
    """What a term is called. Without a term: the owner's words in `label_sv`."""

    term_id: TermId | None = None
    label_sv: str = ""
    label_en: str | None = None
    kind: str = "skill"


class Term(View):
    """A term of the taxonomy."""

    id: TermId
    kind: str = "skill"
    concept_id: str | None = None
    label_sv: str
    label_en: str | None = None
    synonyms: list[str] = Field(default=[])
    valid_months: int | None = None
    status: str = "accepted"
    merged_into: TermId | None = None


class Competence(Named):
    """A competence in a profile. `proposed`: HR has not looked at the term yet."""

    id: str
    level: int = 3
    wants_to_develop: bool = False
    hidden: bool = False
    proposed: bool = False


class Certificate(Named):
    """A certificate in a profile."""

    id: str
    issued: date | None = None
    expires: date | None = None
    hidden: bool = False
    expires_soon: bool = False
    expired: bool = False


class Education(View):
    """An education in a profile."""

    id: str
    what: str = ""
    where: str | None = None
    year: int | None = None
    hidden: bool = False


class Profile(View):
    """A profile: one's own whole, a colleague's without what is hidden."""

    person_id: PersonId
    competences: list[Competence] = Field(default=[])
    certificates: list[Certificate] = Field(default=[])
    education: list[Education] = Field(default=[])
    version: int = 0


class Naming(View):
    """A term, or one's own words."""

    term_id: TermId | None = None
    label: str | None = None


class CompetenceDraft(Naming):
    """A competence as it is sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"label": "Teckenspråk", "level": 3, "wants_to_develop": True}
        }
    )

    level: int
    wants_to_develop: bool = False
    hidden: bool = False


class CertificateDraft(Naming):
    """A certificate as it is sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "label": "Hjärt-lungräddning",
                "issued": "2026-03-02",
                "expires": "2027-03-02",
            }
        }
    )

    issued: date | None = None
    expires: date | None = None
    hidden: bool = False


class EducationDraft(View):
    """An education as it is sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"what": "Förskollärarexamen", "where": "Malmö universitet", "year": 2014}
        }
    )

    what: str
    where: str | None = None
    year: int | None = None
    hidden: bool = False


Draft = CompetenceDraft | CertificateDraft | EducationDraft


class Level(View):
    """A term that somebody has. `level` None: a certificate."""

    term_id: TermId
    label_sv: str = ""
    label_en: str | None = None
    level: int | None = None


class Match(Level):
    """What of somebody's answers the question, and why."""

    asked: str = ""
    because: str = "exact"


class Found(View):
    """Somebody who was found. `all`: has everything that was asked for."""

    person_id: PersonId
    title: str = ""
    unit_id: UnitId | None = None
    matched: list[Match] = Field(default=[])
    also: list[Level] = Field(default=[])
    all: bool = False


class TermName(View):
    """A term that a part of the question was understood as."""

    id: TermId
    label_sv: str = ""
    label_en: str | None = None
    because: str = "exact"


class Understood(View):
    """How a part of the question was understood. `because` None: it was not."""

    asked: str
    terms: list[TermName] = Field(default=[])
    because: str | None = None
    synonyms: list[str] = Field(default=[])


class UnitCount(View):
    """How many of those found work in a department."""

    unit_id: UnitId
    count: int = 0


class LanguageCount(View):
    """How many of those found have a language."""

    term_id: TermId
    label_sv: str = ""
    label_en: str | None = None
    count: int = 0


class Facets(View):
    """What the found can be narrowed by."""

    units: list[UnitCount] = Field(default=[])
    languages: list[LanguageCount] = Field(default=[])


class Finds(View):
    """A page of what was found. `more`: there are more than `total`; the best are shown."""

    items: list[Found] = Field(default=[])
    next: str | None = None
    understood: list[Understood] = Field(default=[])
    facets: Facets = Facets()
    total: int = 0
    more: bool = False


class RequiredDraft(View):
    """A row of a requirement profile as it is sent. `role`: a title; None: whoever."""

    term_id: TermId
    level: int
    count: int
    role: str | None = None


class Required(Named):
    """A row of a requirement profile."""

    level: int = 3
    count: int = 1
    role: str | None = None


class Requirement(View):
    """What a unit needs; version 0 while nobody has said."""

    unit_id: UnitId
    required: list[Required] = Field(default=[])
    version: int = 0


class RoleGap(View):
    """How many of a role there are and should be."""

    role: str | None = None
    have: int = 0
    need: int = 0
    lacking: int = 0


class GapRow(Named):
    """A term at a level."""

    level: int = 3
    roles: list[RoleGap] = Field(default=[])
    have: int = 0
    need: int = 0
    lacking: int = 0


class Loss(Named):
    """What is lost soon: `kind` certificate (it ends) or leaving (somebody does)."""

    level: int = 3
    person_id: PersonId
    on: date
    have_then: int = 0
    need: int = 0


class Developing(Named):
    """Who wants to develop what is lacking."""

    person_ids: list[PersonId] = Field(default=[])


class Recruitment(View):
    """A draft of a recruitment text; empty when nothing is lacking."""

    text_sv: str = ""
    text_en: str = ""


class Gaps(View):
    """A unit's gap matrix. What people have hidden does not count."""

    unit_id: UnitId
    rows: list[GapRow] = Field(default=[])
    soon: list[Loss] = Field(default=[])
    developing: list[Developing] = Field(default=[])
    recruitment: Recruitment = Recruitment()


class CompetenceClient:
    """What the gateway asks the competence service."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def terms(
        self, who: PersonId, typed: str, kind: str | None = None, limit: int = 10
    ) -> list[Term]:
        """The accepted terms for what is typed, the best first."""
        answer = await self._service.get(who, "/terms", q=typed, kind=kind, limit=limit)
        return answer.read(Items[Term]).items

    async def proposed(self, who: PersonId) -> list[Term]:
        """What people have proposed, for HR."""
        answer = await self._service.get(who, "/terms", status="proposed")
        return answer.read(Items[Term]).items

    async def term(self, who: PersonId, term: TermId) -> Term:
        """One term."""
        return (await self._service.get(who, f"/terms/{term}")).read(Term)

    async def accept(
        self, who: PersonId, term: TermId, *, label_sv: str, label_en: str | None
    ) -> Term:
        """Take a proposal into the taxonomy."""
        body = {"label_sv": label_sv, "label_en": label_en}
        return (await self._service.post(who, f"/terms/{term}/accept", body)).read(Term)

    async def merge(self, who: PersonId, term: TermId, into: TermId) -> Term:
        """Let a duplicate give way to another term."""
        return (await self._service.post(who, f"/terms/{term}/merge", {"into": into})).read(Term)

    async def profile(self, who: PersonId, person: PersonId | None = None) -> Versioned[Profile]:
        """One's own profile, or what colleagues see of somebody."""
        return (await self._service.get(who, f"/profiles/{person or 'me'}")).versioned(Profile)

    async def put_item(
        self, who: PersonId, sort: Sort, item: str, draft: Draft, version: int | None = None
    ) -> Versioned[Profile]:
        """Add something to one's own profile, or change it from the version seen."""
        path = f"/profiles/me/{sort}/{item}"
        return (await self._service.put(who, path, draft, version=version)).versioned(Profile)

    async def remove_item(self, who: PersonId, sort: Sort, item: str) -> Versioned[Profile]:
        """Take something out of one's own profile."""
        answer = await self._service.delete(who, f"/profiles/me/{sort}/{item}")
        return answer.versioned(Profile)

    async def search(
        self,
        who: PersonId,
        text: str,
        *,
        min_level: int = 1,
        units: Sequence[UnitId] = (),
        languages: Sequence[TermId] = (),
        exact: bool = False,
        after: str | None = None,
    ) -> Finds:
        """Who can what is asked for."""
        answer = await self._service.get(
            who,
            "/search",
            q=text,
            min_level=min_level,
            unit=list(units),
            language=list(languages),
            exact=exact,
            after=after,
        )
        return answer.read(Finds)

    async def requirement(self, who: PersonId, unit: UnitId) -> Versioned[Requirement]:
        """What a unit needs."""
        return (await self._service.get(who, f"/requirements/{unit}")).versioned(Requirement)

    async def require(
        self, who: PersonId, unit: UnitId, required: Sequence[RequiredDraft], version: int
    ) -> Versioned[Requirement]:
        """Say what a unit needs, from the version seen."""
        body = {"required": list(required)}
        answer = await self._service.put(who, f"/requirements/{unit}", body, version=version)
        return answer.versioned(Requirement)

    async def gaps(self, who: PersonId, unit: UnitId) -> Gaps:
        """What a unit has against what it needs."""
        return (await self._service.get(who, f"/gaps/{unit}")).read(Gaps)
