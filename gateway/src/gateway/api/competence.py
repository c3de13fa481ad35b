"""`/api/v1/competence`: what the competence pages show and do, as JSON.

An item's id is the caller's to make: the same again does nothing. A requirement profile says which
version it saw (If-Match); a conflict answers 409 with `current`.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.http import IfMatch, OptionalIfMatch
from gateway.clients.base import Versioned
from gateway.clients.competence import (
    CertificateDraft,
    CompetenceDraft,
    EducationDraft,
    Profile,
    RequiredDraft,
    Requirement,
    Sort,
    Term,
)
from gateway.views.competence import ColleagueProfile, colleague_profile
from gateway.views.competence_search import Colleagues, Question, colleagues
from gateway.views.competence_units import UnitCompetence, unit_competence
from gateway.visit import ApiVisitor
from redthread_contracts.ids import PersonId, TermId, UnitId

router = APIRouter(prefix="/competence", tags=["competence"])

Item = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$")]
Which = Annotated[UnitId, Path(max_length=64)]
WhichTerm = Annotated[TermId, Path(max_length=64)]
Who = Annotated[PersonId, Path(max_length=64)]
Several = Annotated[list[str], Query(max_length=20)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Acceptance(_Input):
    """What a proposal is to be called."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"label_sv": "Lågaffektivt bemötande", "label_en": "Low arousal approach"}
        }
    )

    label_sv: str
    label_en: str | None = None


class Merge(_Input):
    """The term that a duplicate gives way to."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"into": "3b8f5a0e-54f4-5b55-a5f6-6ad2c1d1a001"}}
    )

    into: TermId


class RequirementInput(_Input):
    """What a unit needs."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"required": [{"term_id": "6Suw_3c1_47a", "level": 3, "count": 2}]}
        }
    )

    required: list[RequiredDraft] = Field(max_length=100)


@router.get("/search", response_model=Colleagues)
async def search(
    visit: ApiVisitor,
    q: Annotated[str, Query(max_length=200)] = "",
    min_level: Annotated[int, Query(ge=1, le=5)] = 1,
    unit: Several = [],  # noqa: B006 - FastAPI copies it
    language: Several = [],  # noqa: B006
    exact: bool = False,
    after: Annotated[str | None, Query(max_length=1_000)] = None,
) -> Colleagues:
    """Who can what is asked for (`q`, parts between commas), the most useful first."""
    question = Question(
        text=q,
        min_level=min_level,
        units=tuple(map(UnitId, unit)),
        languages=tuple(map(TermId, language)),
        exact=exact,
        after=after,
    )
    return await colleagues(visit, question)


@router.get("/terms", response_model=list[Term])
async def terms(
    visit: ApiVisitor,
    q: Annotated[str, Query(max_length=100)] = "",
    kind: Annotated[str | None, Query(max_length=30)] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[Term]:
    """The terms of the taxonomy for what is typed, the best first."""
    return await visit.clients.competence.terms(visit.who, q, kind, limit)


@router.get("/proposed-terms", response_model=list[Term])
async def proposed(visit: ApiVisitor) -> list[Term]:
    """What people have proposed (HR)."""
    return await visit.clients.competence.proposed(visit.who)


@router.post("/terms/{term_id}/accept", response_model=Term)
async def accept(visit: ApiVisitor, term_id: WhichTerm, names: Acceptance) -> Term:
    """Take a proposal into the taxonomy (HR)."""
    return await visit.clients.competence.accept(
        visit.who, term_id, label_sv=names.label_sv, label_en=names.label_en
    )


@router.post("/terms/{term_id}/merge", response_model=Term)
async def merge(visit: ApiVisitor, term_id: WhichTerm, other: Merge) -> Term:
    """Merge a duplicate into another term (HR)."""
    return await visit.clients.competence.merge(visit.who, term_id, other.into)


@router.get("/profiles/me", response_model=Profile)
async def mine(visit: ApiVisitor, response: Response) -> Profile:
    """One's own profile, whole."""
    return _tagged(response, await visit.clients.competence.profile(visit.who))


@router.get("/profiles/{person_id}", response_model=ColleagueProfile)
async def colleague(visit: ApiVisitor, person_id: Who) -> ColleagueProfile:
    """What colleagues see of somebody."""
    return await colleague_profile(visit, person_id)


@router.put("/profiles/me/competences/{item_id}", response_model=Profile)
async def put_competence(
    visit: ApiVisitor,
    item_id: Item,
    draft: CompetenceDraft,
    response: Response,
    seen: OptionalIfMatch,
) -> Profile:
    """List a competence, by `term_id` or in one's own words (`label`)."""
    saved = await visit.clients.competence.put_item(visit.who, "competences", item_id, draft, seen)
    return _tagged(response, saved)


@router.put("/profiles/me/certificates/{item_id}", response_model=Profile)
async def put_certificate(
    visit: ApiVisitor,
    item_id: Item,
    draft: CertificateDraft,
    response: Response,
    seen: OptionalIfMatch,
) -> Profile:
    """List a certificate, or renew it."""
    saved = await visit.clients.competence.put_item(visit.who, "certificates", item_id, draft, seen)
    return _tagged(response, saved)


@router.put("/profiles/me/education/{item_id}", response_model=Profile)
async def put_education(
    visit: ApiVisitor,
    item_id: Item,
    draft: EducationDraft,
    response: Response,
    seen: OptionalIfMatch,
) -> Profile:
    """List an education."""
    saved = await visit.clients.competence.put_item(visit.who, "education", item_id, draft, seen)
    return _tagged(response, saved)


@router.delete("/profiles/me/{sort}/{item_id}", response_model=Profile)
async def remove(visit: ApiVisitor, sort: Sort, item_id: Item, response: Response) -> Profile:
    """Take an item away."""
    return _tagged(response, await visit.clients.competence.remove_item(visit.who, sort, item_id))


@router.get("/units/{unit_id}/requirement", response_model=Requirement)
async def requirement(visit: ApiVisitor, unit_id: Which, response: Response) -> Requirement:
    """What a unit needs."""
    found = await visit.clients.competence.requirement(visit.who, unit_id)
    response.headers["ETag"] = f'"{found.version}"'
    return found.value


@router.put("/units/{unit_id}/requirement", response_model=Requirement)
async def require(
    visit: ApiVisitor, unit_id: Which, wanted: RequirementInput, seen: IfMatch, response: Response
) -> Requirement:
    """Say what a unit needs (If-Match)."""
    saved = await visit.clients.competence.require(visit.who, unit_id, wanted.required, seen)
    response.headers["ETag"] = f'"{saved.version}"'
    return saved.value


@router.get("/units/{unit_id}/gaps", response_model=UnitCompetence)
async def gaps(visit: ApiVisitor, unit_id: Which) -> UnitCompetence:
    """What a unit has against what it needs, what is lost soon, and a recruitment text."""
    return await unit_competence(visit, unit_id)


def _tagged(response: Response, saved: Versioned[Profile]) -> Profile:
    response.headers["ETag"] = f'"{saved.version}"'
    return saved.value
