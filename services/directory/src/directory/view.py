"""What others see of a person and a unit."""

from datetime import date

from pydantic import BaseModel

from chassis.directory import Person, Unit
from redthread_contracts.directory import Language, Role, UnitLevel
from redthread_contracts.ids import PersonId, UnitId


class PersonView(BaseModel):
    """A colleague. Of one with protected identity only the name, and only for the few who may."""

    id: PersonId
    name: str
    given_name: str
    family_name: str
    protected: bool = False
    email: str | None = None
    title: str | None = None
    staff_group: str | None = None
    unit_id: UnitId | None = None


class OwnView(PersonView):
    """What a person sees of themselves."""

    employee_number: str
    language: Language
    roles: list[Role]
    employed_from: date
    employed_until: date | None


class UnitView(BaseModel):
    """A unit. `headcount` counts everybody who is employed today in it and under it."""

    id: UnitId
    parent_id: UnitId | None
    path: list[UnitId]
    name_sv: str
    name_en: str
    level: UnitLevel
    manager_id: PersonId | None
    closed: bool
    successor_ids: tuple[UnitId, ...]
    headcount: int


def person_view(person: Person) -> PersonView:
    """What a colleague sees."""
    if person.protected:
        return PersonView(**_names(person), protected=True)
    return PersonView.model_validate({**person.model_dump(), "name": person.name})


def own_view(person: Person) -> OwnView:
    """What the person sees, protected or not."""
    return OwnView.model_validate(
        {**person.model_dump(), "name": person.name, "roles": sorted(person.roles)}
    )


def unit_view(unit: Unit, headcount: int) -> UnitView:
    """What everybody sees."""
    # By hand, not by dump and validate: a city lists three thousand at a time.
    return UnitView(
        id=unit.id,
        parent_id=unit.parent_id,
        path=list(unit.path),
        name_sv=unit.name_sv,
        name_en=unit.name_en,
        level=unit.level,
        manager_id=unit.manager_id,
        closed=unit.closed,
        successor_ids=unit.successor_ids,
        headcount=headcount,
    )


def _names(person: Person) -> dict[str, str]:
    return {
        "id": person.id,
        "name": person.name,
        "given_name": person.given_name,
        "family_name": person.family_name,
    }
