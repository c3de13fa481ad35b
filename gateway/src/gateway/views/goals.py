"""Goals on the start page: my red threads and the unit's goals."""

from pydantic import BaseModel, ConfigDict

from gateway.clients.directory import Unit
from gateway.clients.goals import Goal, Step
from gateway.visit import Visit
from redthread_contracts.ids import UnitId


class Thread(BaseModel):
    """Goals above, from the municipality down, and my own goals that hang on the last of them."""

    model_config = ConfigDict(frozen=True)

    above: list[Step] = []
    own: list[Step] = []


class Threads(BaseModel):
    """My red threads, and the units that their goals belong to."""

    model_config = ConfigDict(frozen=True)

    threads: list[Thread] = []
    units: dict[UnitId, Unit] = {}


async def my_threads(visit: Visit) -> Threads:
    """How my goals hang together with the unit's and the municipality's."""
    found = await visit.clients.goals.threads(visit.who)
    threads = merge(found.threads)
    wanted = {step.unit_id for thread in threads for step in thread.above if step.unit_id}
    units = await visit.clients.directory.units(visit.who) if wanted else {}
    return Threads(threads=threads, units={unit: units[unit] for unit in wanted if unit in units})


async def unit_goals(visit: Visit, unit: UnitId) -> list[Goal]:
    """The active goals of a unit; not those of its people, which a manager sees, too."""
    found = await visit.clients.goals.of_unit(visit.who, unit)
    return [goal for goal in found if goal.level != "individual"]


def merge(threads: list[list[Step]]) -> list[Thread]:
    """Threads with the same goals above become one with several own goals, in the order given."""
    merged: dict[tuple[str, ...], Thread] = {}
    for steps in threads:
        above = [step for step in steps if not step.own]
        own = [step for step in steps if step.own]
        key = tuple(step.id for step in above)
        before = merged.get(key, Thread(above=above))
        merged[key] = Thread(above=before.above, own=[*before.own, *own])
    return list(merged.values())
