"""The yearly report of talks: counts per unit and year, for the systematic work-environment work.

AFS 2023:1 asks an employer to follow up the work yearly and in writing; the report holds figures
and no content.
"""

from pydantic import BaseModel, ConfigDict

from gateway.clients.cycles import Year
from gateway.i18n import Words
from gateway.views.cycles import percent, unit_nodes
from gateway.visit import Visit
from redthread_contracts.ids import UnitId


class UnitReport(BaseModel):
    """A unit with all under it."""

    model_config = ConfigDict(frozen=True)

    unit_id: UnitId
    name_sv: str
    name_en: str = ""
    depth: int
    years: list[Year]
    """The same years as those of the whole, the oldest first."""

    @property
    def newest(self) -> Year:
        """The year of the report."""
        return self.years[-1]


class YearlyReport(BaseModel):
    """Year by year, the whole and each unit."""

    model_config = ConfigDict(frozen=True)

    years: list[Year]
    units: list[UnitReport]

    @property
    def newest(self) -> Year:
        """The year of the report."""
        return self.years[-1]


async def yearly_report(visit: Visit, last: int | None = None) -> YearlyReport:
    """Five years up to `last` (this year); for HR all units, for a head the own ones."""
    found = await visit.clients.cycles.years(visit.who, last=last)
    units = await visit.clients.directory.units(visit.who)
    counted = {each.unit_id: each for each in found.units if each.unit_id in units}
    rows = []
    for node, depth in unit_nodes(counted, units, visit.language):
        known = {year.year: year for year in counted[node.unit.id].years}
        rows.append(
            UnitReport(
                unit_id=node.unit.id,
                name_sv=node.unit.name_sv,
                name_en=node.unit.name_en,
                depth=depth,
                years=[known.get(each.year, Year(year=each.year)) for each in found.years],
            )
        )
    return YearlyReport(years=found.years, units=rows)


def share(year: Year, words: Words) -> str:
    """'87 %', or a dash where nobody was to have a talk."""
    return words.percent(percent(year.held, year.expected)) if year.expected else "\u2013"


def table(report: YearlyReport, words: Words) -> list[list[str]]:
    """The report as rows, the heading first: a row for each unit and year."""
    _ = words.gettext
    heading = [
        *(_("Enhet"), _("År"), _("Ska ha samtal"), _("Har haft"), _("Bekräftat av båda")),
        _("Andel i procent"),
    ]
    named = [
        (_("Totalt"), report.years),
        *((words.pick(row, "name"), row.years) for row in report.units),
    ]
    return [heading, *(_row(name, year) for name, years in named for year in years)]


def _row(name: str, year: Year) -> list[str]:
    rate = str(percent(year.held, year.expected)) if year.expected else ""
    return [name, str(year.year), str(year.expected), str(year.held), str(year.confirmed), rate]
