"""How far talks have come: counts per unit, in a cycle and year by year. Never content."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query

from chassis.actor import Asking
from chassis.clock import local_date
from chassis.directory import Unit
from redthread_contracts.ids import CycleId, UnitId
from talks.api.access import Access
from talks.counts import Tally
from talks.cycle_views import (
    CoverageView,
    UnitCoverageView,
    UnitYearsView,
    YearsView,
    YearView,
)
from talks.store import TalkStore

MOST_YEARS = 10

Counted = Mapping[UnitId, Tally]


def router(store: TalkStore, access: Access) -> APIRouter:
    """For HR, and for heads about the own units."""
    routes = APIRouter(tags=["coverage"])

    @routes.get("/cycles/{cycle_id}/coverage", response_model=CoverageView)
    async def read_coverage(cycle_id: str, asking: Asking) -> CoverageView:
        seen = await access.units_seen(asking.require_person())
        await store.cycles.require(cycle_id)
        cycle = CycleId(cycle_id)
        everybody = await store.counts.of_cycle(cycle, units=seen)
        hidden: Counted = {}
        if protected := await access.directory.protected():
            hidden = await store.counts.of_cycle(cycle, units=seen, people=protected)
        rows = _with_units_above(everybody, hidden, await access.directory.units(), seen)
        total = _sum(everybody)
        return CoverageView(
            **_figures(total),
            booked=total.booked,
            unbooked=total.unbooked,
            units=[
                UnitCoverageView(
                    unit_id=unit_id,
                    **_figures(tally),
                    booked=tally.booked,
                    unbooked=tally.unbooked,
                )
                for unit_id, tally in rows.items()
            ],
        )

    @routes.get("/coverage/years", response_model=YearsView)
    async def read_years(
        asking: Asking,
        last: Annotated[int | None, Query(ge=2000, le=2200)] = None,
        years: Annotated[int, Query(ge=1, le=MOST_YEARS)] = 5,
    ) -> YearsView:
        """Who had a yearly talk: `years` years, up to `last` (this year)."""
        seen = await access.units_seen(asking.require_person())
        newest = last or local_date(access.clock.now()).year
        first = newest - years + 1
        everybody = await store.counts.of_years(first, newest, units=seen)
        hidden: Mapping[tuple[UnitId, int], Tally] = {}
        if protected := await access.directory.protected():
            hidden = await store.counts.of_years(first, newest, units=seen, people=protected)
        units = await access.directory.units()
        totals: list[YearView] = []
        rows: dict[UnitId, list[YearView]] = {}
        for year in range(first, newest + 1):
            counted = {unit: tally for (unit, each), tally in everybody.items() if each == year}
            unseen = {unit: tally for (unit, each), tally in hidden.items() if each == year}
            totals.append(YearView(year=year, **_figures(_sum(counted))))
            for unit, tally in _with_units_above(counted, unseen, units, seen).items():
                rows.setdefault(unit, []).append(YearView(year=year, **_figures(tally)))
        return YearsView(
            years=totals,
            units=[UnitYearsView(unit_id=unit, years=found) for unit, found in rows.items()],
        )

    return routes


def _with_units_above(
    everybody: Counted,
    hidden: Counted,
    units: Mapping[UnitId, Unit],
    seen: frozenset[UnitId] | None,
) -> Counted:
    """Each unit with all under it, without the protected, as far as somebody may see."""
    rows: dict[UnitId, Tally] = {}
    for unit_id, tally in everybody.items():
        listed = tally.plus(hidden.get(unit_id, Tally()), times=-1)
        for above in units[unit_id].path if unit_id in units else (unit_id,):
            if seen is None or above in seen:
                rows[above] = rows.get(above, Tally()).plus(listed)
    return rows


def _sum(counted: Counted) -> Tally:
    total = Tally()
    for tally in counted.values():
        total = total.plus(tally)
    return total


def _figures(tally: Tally) -> dict[str, int]:
    return {"expected": tally.expected, "held": tally.held, "confirmed": tally.confirmed}
