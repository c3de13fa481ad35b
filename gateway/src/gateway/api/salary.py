"""`/api/v1`: salary criteria, the basis of the salary review, side employment."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from chassis.http import IfMatch
from gateway.clients.base import Items, Versioned
from gateway.clients.salary import Criteria, CriteriaSet
from gateway.clients.side_employment import (
    Assessment,
    Facts,
    SideEmployment,
    SideEmploymentStatus,
)
from gateway.spreadsheet import spreadsheet
from gateway.views.salary import SalaryBasis, salary_basis, table
from gateway.visit import ApiVisitor
from redthread_contracts.ids import PersonId, UnitId

router = APIRouter()

Year = Annotated[int, Path(ge=2000, le=2200)]
YearAsked = Annotated[int | None, Query(ge=2000, le=2200)]
StaffGroup = Annotated[str, Query(max_length=100)]
PersonInPath = Annotated[PersonId, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


@router.get("/criteria-sets/{year}", response_model=CriteriaSet, tags=["salary"])
async def read_criteria(
    visit: ApiVisitor, year: Year, response: Response, staff_group: StaffGroup = ""
) -> CriteriaSet:
    """What holds for a year and a staff group; the ETag "0": nobody wrote it."""
    found = await visit.clients.salary.criteria(visit.who, year, staff_group)
    response.headers["ETag"] = f'"{found.version}"'
    return found.value


@router.put("/criteria-sets/{year}", response_model=CriteriaSet, tags=["salary"])
async def write_criteria(
    visit: ApiVisitor,
    year: Year,
    criteria: Criteria,
    seen: IfMatch,
    response: Response,
    staff_group: StaffGroup = "",
) -> CriteriaSet:
    """Write a set; for HR. One that somebody was assessed by is frozen."""
    done = await visit.clients.salary.write(visit.who, year, staff_group, criteria, seen)
    response.headers["ETag"] = f'"{done.version}"'
    return done.value


@router.get("/salary-review", response_model=SalaryBasis, tags=["salary"])
async def review(visit: ApiVisitor, year: YearAsked = None) -> SalaryBasis:
    """Per employee of mine, the evaluated goals and what both assessed; of the newest talks."""
    return await salary_basis(visit, year)


@router.get(
    "/salary-review.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}}},
    tags=["salary"],
)
async def review_file(visit: ApiVisitor, year: YearAsked = None) -> Response:
    """Exactly the same for a spreadsheet."""
    basis = await salary_basis(visit, year)
    return spreadsheet(table(basis, visit.words), f"loneoversyn-{basis.year}.csv")


@router.get("/side-employment/me", response_model=SideEmployment, tags=["side employment"])
async def read_mine(visit: ApiVisitor, response: Response) -> SideEmployment:
    """What I have stated, and who has read it; the ETag "0": nothing."""
    return _tagged(response, await visit.clients.side_employment.mine(visit.who))


@router.put("/side-employment/me", response_model=SideEmployment, tags=["side employment"])
async def declare(
    visit: ApiVisitor, facts: Facts, seen: IfMatch, response: Response
) -> SideEmployment:
    """State it anew, for a year."""
    return _tagged(response, await visit.clients.side_employment.declare(visit.who, facts, seen))


@router.get(
    "/side-employment/reports",
    response_model=list[SideEmploymentStatus],
    tags=["side employment"],
)
async def reports(visit: ApiVisitor) -> list[SideEmploymentStatus]:
    """My employees and how far each has come."""
    return await visit.clients.side_employment.reports(visit.who)


@router.get(
    "/side-employment/status",
    response_model=Items[SideEmploymentStatus],
    tags=["side employment"],
)
async def status(
    visit: ApiVisitor, unit: UnitId, after: str | None = None
) -> Items[SideEmploymentStatus]:
    """Who in a unit and under it has stated something; for HR, never what."""
    return await visit.clients.side_employment.status(visit.who, unit, after=after)


@router.get(
    "/side-employment/people/{person_id}", response_model=SideEmployment, tags=["side employment"]
)
async def read_of(visit: ApiVisitor, person_id: PersonInPath, response: Response) -> SideEmployment:
    """What an employee of mine has stated; the reading is noted."""
    return _tagged(response, await visit.clients.side_employment.of(visit.who, person_id))


@router.put(
    "/side-employment/people/{person_id}/assessment",
    response_model=SideEmployment,
    tags=["side employment"],
)
async def assess(
    visit: ApiVisitor,
    person_id: PersonInPath,
    assessment: Assessment,
    seen: IfMatch,
    response: Response,
) -> SideEmployment:
    """Assess it, and decide."""
    done = await visit.clients.side_employment.assess(visit.who, person_id, assessment, seen)
    return _tagged(response, done)


def _tagged(response: Response, found: Versioned[SideEmployment]) -> SideEmployment:
    response.headers["ETag"] = f'"{found.version}"'
    return found.value
