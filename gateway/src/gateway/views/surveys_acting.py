"""Who can own an action: whom one leads, and oneself."""

from chassis.sorting import swedish_key
from gateway.views.people import name_of, people_of
from gateway.visit import Visit
from redthread_contracts.ids import PersonId, UnitId


async def owners(visit: Visit, unit: UnitId, chosen: PersonId) -> list[tuple[str, str]]:
    """The head of the unit, those who report to that head, oneself, and who is chosen already."""
    units = await visit.clients.directory.units(visit.who)
    head = units[unit].manager_id if unit in units else None
    people = await people_of(visit, [head, chosen, visit.who])
    found = {visit.who: visit.person.name} | {
        person: name_of(people, person) for person in people if name_of(people, person)
    }
    if head and (visit.is_hr or visit.leads):
        reports = await visit.clients.directory.reports(visit.who, head)
        found |= {one.id: one.name for one in reports if one.name and not one.protected}
    others = sorted(found.items(), key=lambda pair: swedish_key(pair[1]))
    first = [pair for pair in others if pair[0] == visit.who]
    return [(str(id_), name) for id_, name in [*first, *(o for o in others if o not in first)]]
