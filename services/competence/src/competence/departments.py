"""Units in memory: which department each belongs to, and what is under one."""

from collections.abc import Iterable
from time import monotonic

from chassis.directory import Directory, Unit
from redthread_contracts.ids import UnitId

_FRESH_SECONDS = 60.0
_PAUSE_SECONDS = 1.0


class Departments:
    """Reads all units at most once a minute, or for one that is new: a few thousand of them."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._paths: dict[UnitId, tuple[UnitId, ...]] = {}
        self._departments: dict[UnitId, UnitId] = {}
        self._read = float("-inf")

    async def of(self, unit_ids: Iterable[UnitId]) -> dict[UnitId, UnitId]:
        """The department of each unit; of a unit in none, the part right under the top."""
        wanted = set(unit_ids)
        await self._refresh(wanted)
        return {each: self._departments[each] for each in wanted & self._departments.keys()}

    async def under(self, unit_ids: Iterable[UnitId]) -> list[UnitId]:
        """The units and all under them."""
        wanted = set(unit_ids)
        await self._refresh(wanted)
        return [unit_id for unit_id, path in self._paths.items() if not wanted.isdisjoint(path)]

    async def _refresh(self, wanted: set[UnitId]) -> None:
        age = monotonic() - self._read
        if age < _PAUSE_SECONDS or (age < _FRESH_SECONDS and wanted <= self._paths.keys()):
            return
        units = await self._directory.units()
        self._paths = {unit.id: unit.path for unit in units.values()}
        self._departments = {unit.id: _department(unit, units) for unit in units.values()}
        self._read = monotonic()


def _department(unit: Unit, units: dict[UnitId, Unit]) -> UnitId:
    for unit_id in unit.path:
        if unit_id in units and units[unit_id].level == "department":
            return unit_id
    return unit.path[min(1, len(unit.path) - 1)]
