"""How far a cycle has come: counts per unit, never content."""

from collections.abc import Mapping

from fastapi import APIRouter

from chassis.actor import Asking
from chassis.directory import Unit
from redthread_contracts.ids import CycleId, UnitId
from talks.api.access import Access
from talks.store import TalkStore, Tally
from talks.views import CoverageView, UnitCoverageView


def router(store: TalkStore, access: Access) -> APIRouter:
    """For HR, and for heads about the own units."""
    routes = APIRouter(prefix="/cycles", tags=["cycles"])

    @routes.get("/{cycle_id}/coverage", response_model=CoverageView)
    async def read_coverage(cycle_id: str, asking: Asking) -> CoverageView:
        seen = await access.units_seen(asking.require_person())
        await store.cycles.require(cycle_id)
        everybody = await store.tallies(CycleId(cycle_id), units=seen)
        protected = await access.directory.protected()
        hidden = (
            await store.tallies(CycleId(cycle_id), units=seen, people=protected)
            if protected
            else {}
        )
        units = await access.directory.units()
        return _coverage(everybody, hidden, units, seen)

    return routes


def _coverage(
    everybody: Mapping[UnitId, Tally],
    hidden: Mapping[UnitId, Tally],
    units: Mapping[UnitId, Unit],
    seen: frozenset[UnitId] | None,
) -> CoverageView:
    total = Tally()
    rows: dict[UnitId, Tally] = {}
    for unit_id, tally in everybody.items():
        total = total.plus(tally)
        listed = tally.plus(hidden.get(unit_id, Tally()), times=-1)
        for above in units[unit_id].path if unit_id in units else (unit_id,):
            if seen is None or above in seen:
                rows[above] = rows.get(above, Tally()).plus(listed)
    return CoverageView(
        expected=total.expected,
        held=total.held,
        confirmed=total.confirmed,
        booked=total.booked,
        unbooked=total.unbooked,
        units=[
            UnitCoverageView(
                unit_id=unit_id,
                expected=tally.expected,
                held=tally.held,
                confirmed=tally.confirmed,
                booked=tally.booked,
                unbooked=tally.unbooked,
            )
            for unit_id, tally in rows.items()
        ],
    )
