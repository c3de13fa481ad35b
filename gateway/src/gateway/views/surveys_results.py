"""The results of a survey: what may be shown, with the names of units and what is done about it."""

import asyncio

from pydantic import BaseModel, ConfigDict

from chassis.sorting import swedish_key
from gateway.clients.directory import Unit
from gateway.clients.surveys import Results, Survey, SurveyAction, SurveySummary, UnitCells
from gateway.i18n import Language
from gateway.parts import Part, gather
from gateway.views.people import name_of, people_of
from gateway.visit import Visit
from redthread_contracts.ids import SurveyId, UnitId


class HeatRow(BaseModel):
    """A unit's row: every one that is not shown looks the same."""

    model_config = ConfigDict(frozen=True)

    cells: UnitCells
    name_sv: str
    name_en: str = ""
    depth: int = 0


class ActionCard(BaseModel):
    """What is done about it, with the names of its owner and unit."""

    model_config = ConfigDict(frozen=True)

    action: SurveyAction
    owner: str = ""
    unit_sv: str = ""
    unit_en: str = ""


class ResultsView(BaseModel):
    """The results of one unit, the heatmap of it and the units under it, and the actions.

    `above`: the units on the way down to it that the reader may read, too.
    """

    model_config = ConfigDict(frozen=True)

    results: Results
    survey: Survey
    unit: Unit | None = None
    above: list[Unit] = []
    rows: list[HeatRow] = []
    actions: Part[list[ActionCard]]
    earlier: Part[list[SurveySummary]] = Part(value=[])
    may_act: bool = False


async def results(
    visit: Visit,
    survey_id: SurveyId,
    unit_id: UnitId | None = None,
    compare: SurveyId | None = None,
) -> ResultsView:
    """What is shown of a unit; without one, of the largest that the reader may read."""
    found, survey = await asyncio.gather(
        visit.clients.surveys.results(visit.who, survey_id, unit_id, compare),
        visit.clients.surveys.survey(visit.who, survey_id),
    )
    units, actions, earlier = await gather(
        visit.clients.directory.units(visit.who),
        action_cards(visit, survey_id, found.unit_id),
        _earlier(visit, survey),
    )
    known = units.otherwise({})
    return ResultsView(
        results=found,
        survey=survey,
        unit=known.get(found.unit_id) if found.unit_id else None,
        above=[
            known[step] for step in found.path[:-1] if step in known and _reads(visit, known[step])
        ],
        rows=heat_rows(found.heatmap, known, visit.language),
        actions=actions,
        earlier=earlier,
        may_act=survey.state == "closed" and found.unit_id is not None,
    )


async def _earlier(visit: Visit, survey: Survey) -> list[SurveySummary]:
    """Surveys with the same questions that closed before this one, the newest first."""
    if survey.template_id is None:
        return []
    found = await visit.clients.surveys.surveys(visit.who, "results")
    return [
        one
        for one in found.items
        if one.template_id == survey.template_id
        and one.state == "closed"
        and one.closes_at < survey.closes_at
    ]


def _reads(visit: Visit, unit: Unit) -> bool:
    """Whether to offer this unit's results; the surveys service decides who reads."""
    return visit.is_hr or any(step in visit.leads for step in unit.path)


async def action_cards(
    visit: Visit, survey_id: SurveyId, unit_id: UnitId | None = None
) -> list[ActionCard]:
    """The actions of a survey, the open ones first, then by day."""
    found = await visit.clients.surveys.actions(visit.who, survey_id, unit_id)
    units, people = await gather(
        visit.clients.directory.units(visit.who),
        people_of(visit, [action.owner_id for action in found]),
    )
    known = units.otherwise({})
    ordered = sorted(found, key=lambda action: (action.status != "open", action.due, action.id))
    return [
        ActionCard(
            action=action,
            owner=name_of(people.otherwise({}), action.owner_id),
            unit_sv=known[action.unit_id].name_sv if action.unit_id in known else "",
            unit_en=known[action.unit_id].name_en if action.unit_id in known else "",
        )
        for action in ordered
    ]


def heat_rows(
    heatmap: list[UnitCells], units: dict[UnitId, Unit], language: Language
) -> list[HeatRow]:
    """The rows as the organisation is built, each level by name. The whole survey comes first."""

    def name(unit: Unit) -> str:
        return unit.name_en if language == "en" and unit.name_en else unit.name_sv

    whole = [HeatRow(cells=cells, name_sv="") for cells in heatmap if cells.unit_id is None]
    there = [
        (units[cells.unit_id], cells)
        for cells in heatmap
        if cells.unit_id and cells.unit_id in units
    ]
    in_map = {unit.id for unit, _cells in there}
    there.sort(
        key=lambda row: [swedish_key(name(units[step])) for step in row[0].path if step in units]
    )
    return [
        *whole,
        *(
            HeatRow(
                cells=cells,
                name_sv=unit.name_sv,
                name_en=unit.name_en,
                depth=sum(1 for step in unit.path[:-1] if step in in_map),
            )
            for unit, cells in there
        ),
    ]
