"""The yearly report of talks: a page to read and print, and the same for a spreadsheet."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from chassis.errors import Forbidden
from gateway.spreadsheet import spreadsheet
from gateway.views import coverage
from gateway.visit import Visit, Visitor

router = APIRouter(include_in_schema=False)

Year = Annotated[int | None, Query(ge=2000, le=2200)]


@router.get("/arsrapport")
async def report(visit: Visitor, ar: Year = None) -> HTMLResponse:
    """Per unit and year, how many have had a talk."""
    _require(visit)
    found = await coverage.yearly_report(visit, ar)
    return await visit.page(
        "hr/yearly_report.html",
        nav="hr" if visit.is_hr else "talks",
        report=found,
        share=lambda year: coverage.share(year, visit.words),
        this_year=visit.words.today.year,
    )


@router.get("/arsrapport.csv")
async def file(visit: Visitor, ar: Year = None) -> Response:
    """The same as a file."""
    _require(visit)
    found = await coverage.yearly_report(visit, ar)
    return spreadsheet(coverage.table(found, visit.words), "samtal-per-ar.csv")


def _require(visit: Visit) -> None:
    """Only a courtesy: the talks service decides who may see the counts."""
    if not (visit.is_hr or visit.leads):
        raise Forbidden("role-missing", "Only HR and those who lead a unit see the report.")
