"""Talk cycles for HR and heads of units: counts, never content."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import timedelta

from pydantic import BaseModel, ConfigDict

from chassis.sorting import swedish_key
from gateway.clients.cycles import Coverage, Cycle, CyclePlan, CyclePreview
from gateway.clients.directory import Unit
from gateway.clients.talks import Template
from gateway.i18n import Language
from gateway.parts import Part, gather
from gateway.views.people import name_of, people_of
from gateway.visit import Visit
from redthread_contracts.ids import CycleId, PersonId, UnitId

_MOST_NAMES = 50
_LATELY = timedelta(days=14)


class UnitNode(BaseModel):
    """A unit with the units below it, in the order of their names."""

    model_config = ConfigDict(frozen=True)

    unit: Unit
    below: list["UnitNode"] = []

    @property
    def count_below(self) -> int:
        """How many units there are below it."""
        return sum(1 + node.count_below for node in self.below)


class UnitRow(BaseModel):
    """How far a unit has come."""

    model_config = ConfigDict(frozen=True)

    unit_id: UnitId
    name_sv: str
    name_en: str = ""
    depth: int = 0
    has_below: bool = False
    manager_name: str = ""
    expected: int
    held: int
    booked: int
    unbooked: int
    percent_held: int


class CycleView(BaseModel):
    """A cycle and how far it has come."""

    model_config = ConfigDict(frozen=True)

    cycle: Cycle
    version: int
    coverage: Part[Coverage]
    rows: Part[list[UnitRow]]


class CycleSummary(BaseModel):
    """What would happen, with names and units beside the ids."""

    model_config = ConfigDict(frozen=True)

    preview: CyclePreview
    template: Template
    units: list[Unit]
    without_manager: list[str] = []
    already_open: list[str] = []
    newly_employed: list[str] = []
    absent: list[str] = []


class CycleCard(BaseModel):
    """A cycle in a list."""

    model_config = ConfigDict(frozen=True)

    cycle: Cycle
    coverage: Coverage


async def cycles(visit: Visit) -> list[Cycle]:
    """All cycles, the newest first."""
    found = await visit.clients.cycles.cycles(visit.who)
    return sorted(found, key=lambda cycle: (cycle.opens, cycle.last_day), reverse=True)


async def running_cycles(visit: Visit) -> list[CycleCard]:
    """The cycles that are open now or ended lately, with their counts."""
    today = visit.words.today
    running = [
        cycle
        for cycle in await cycles(visit)
        if cycle.opens <= today <= cycle.last_day + _LATELY and cycle.state != "closed"
    ]
    counts = await asyncio.gather(
        *(visit.clients.cycles.coverage(visit.who, cycle.id) for cycle in running[:3])
    )
    return [
        CycleCard(cycle=cycle, coverage=coverage)
        for cycle, coverage in zip(running[:3], counts, strict=True)
    ]


async def cycle(visit: Visit, cycle_id: CycleId) -> CycleView:
    """One cycle with its counts per unit, ordered as the organisation."""
    found = await visit.clients.cycles.cycle(visit.who, cycle_id)
    coverage, units = await gather(
        visit.clients.cycles.coverage(visit.who, cycle_id),
        visit.clients.directory.units(visit.who),
    )
    rows: Part[list[UnitRow]] = Part(problem=coverage.problem or units.problem)
    if coverage.value is not None and units.value is not None:
        rows = Part(value=await unit_rows(visit, coverage.value, units.value))
    return CycleView(cycle=found.value, version=found.version, coverage=coverage, rows=rows)


async def unit_rows(visit: Visit, coverage: Coverage, units: dict[UnitId, Unit]) -> list[UnitRow]:
    """Counts per unit under the unit above it. Services count each unit with all below it."""
    counted = {row.unit_id: row for row in coverage.units if row.unit_id in units}
    managers = await people_of(visit, [units[unit].manager_id for unit in counted])
    rows: list[UnitRow] = []
    for node, depth in unit_nodes(counted, units, visit.language):
        row = counted[node.unit.id]
        rows.append(
            UnitRow(
                unit_id=node.unit.id,
                name_sv=node.unit.name_sv,
                name_en=node.unit.name_en,
                depth=depth,
                has_below=bool(node.below),
                manager_name=name_of(managers, node.unit.manager_id),
                percent_held=percent(row.held, row.expected),
                **row.model_dump(include={"expected", "held", "booked", "unbooked"}),
            )
        )
    return rows


def unit_nodes(
    chosen: Iterable[UnitId], units: dict[UnitId, Unit], language: Language
) -> Iterator[tuple[UnitNode, int]]:
    """The chosen units in the order of the organisation, each with how deep it lies."""

    def walk(nodes: Iterable[UnitNode], depth: int) -> Iterator[tuple[UnitNode, int]]:
        for node in nodes:
            yield node, depth
            yield from walk(node.below, depth + 1)

    return walk(_tree(chosen, units, language), 0)


async def unit_tree(visit: Visit) -> list[UnitNode]:
    """All open units as a tree, the municipality at the top."""
    units = await visit.clients.directory.units(visit.who)
    return _tree([unit for unit, found in units.items() if not found.closed], units, visit.language)


async def summary(visit: Visit, plan: CyclePlan) -> CycleSummary:
    """What starting the cycle would do."""
    preview, template, units = await asyncio.gather(
        visit.clients.cycles.preview_cycle(visit.who, plan),
        visit.clients.talks.template(visit.who, plan.template_id, plan.template_version),
        visit.clients.directory.units(visit.who),
    )
    left_out = (
        *(preview.without_manager, preview.already_open, preview.newly_employed, preview.absent),
    )
    people = await people_of(visit, [person for ids in left_out for person in ids[:_MOST_NAMES]])

    def names(ids: list[PersonId]) -> list[str]:
        found = [name_of(people, person) for person in ids[:_MOST_NAMES]]
        return sorted(filter(None, found), key=swedish_key)

    return CycleSummary(
        preview=preview,
        template=template,
        units=[units[unit] for unit in _topmost(plan.unit_ids, units)],
        without_manager=names(preview.without_manager),
        already_open=names(preview.already_open),
        newly_employed=names(preview.newly_employed),
        absent=names(preview.absent),
    )


def percent(part: int, whole: int) -> int:
    """A share in whole percent; 100 only when all of it is there."""
    if whole <= 0:
        return 0
    return 100 if part >= whole else min(99, round(100 * part / whole))


def _topmost(chosen: list[UnitId], units: dict[UnitId, Unit]) -> list[UnitId]:
    """The chosen units without those that lie below another chosen one."""
    wanted = set(chosen)
    return [
        unit for unit in chosen if unit in units and not wanted.intersection(units[unit].path[:-1])
    ]


def _tree(
    chosen: Iterable[UnitId], units: dict[UnitId, Unit], language: Language
) -> list[UnitNode]:
    """The chosen units under the nearest chosen unit above, by name."""
    wanted = set(chosen)
    below: dict[UnitId | None, list[Unit]] = {}
    for unit in wanted:
        above = next((step for step in reversed(units[unit].path[:-1]) if step in wanted), None)
        below.setdefault(above, []).append(units[unit])

    def nodes(parent: UnitId | None) -> list[UnitNode]:
        found = sorted(below.get(parent, []), key=lambda unit: swedish_key(_name(unit, language)))
        return [UnitNode(unit=unit, below=nodes(unit.id)) for unit in found]

    return nodes(None)


def _name(unit: Unit, language: Language) -> str:
    return unit.name_en if language == "en" and unit.name_en else unit.name_sv
