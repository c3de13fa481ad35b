"""The yearly salary review: what a manager has before them, as a page and as a file."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from gateway.spreadsheet import spreadsheet
from gateway.views.salary import salary_basis, table
from gateway.visit import Visitor

router = APIRouter(include_in_schema=False)

Year = Annotated[int | None, Query(ge=2000, le=2200)]


@router.get("/loneoversyn")
async def review(visit: Visitor, ar: Year = None) -> HTMLResponse:
    """Per employee, the evaluated goals and the criteria."""
    basis = await salary_basis(visit, ar)
    return await visit.page("salary/review.html", nav="talks", basis=basis)


@router.get("/loneoversyn.csv")
async def file(visit: Visitor, ar: Year = None) -> Response:
    """Exactly the same for a spreadsheet."""
    basis = await salary_basis(visit, ar)
    return spreadsheet(table(basis, visit.words), f"loneoversyn-{basis.year}.csv")
