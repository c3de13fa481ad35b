"""Topic `directory`: people and units, each event the full state, a tombstone when erased."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from redthread_contracts.event import Event
from redthread_contracts.ids import PersonId, UnitId
from redthread_contracts.topics import DIRECTORY, Topic

Language = Literal["sv", "en"]
Role = Literal["admin", "hr"]
UnitLevel = Literal["municipality", "department", "division", "unit"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Absence(_Value):
    """Away from `start` to `until`, both included; no reason is ever given."""

    start: date
    until: date


class Delegation(_Value):
    """This manager lets `to` act as manager from `start` to `until`, both included."""

    to: PersonId
    start: date
    until: date


class PersonFacts(Event):
    """An employee. `protected`: shown in no list, search, event but this one, or mail."""

    topic: ClassVar[Topic] = DIRECTORY

    person_id: PersonId
    employee_number: str
    given_name: str
    family_name: str
    email: str | None
    language: Language = "sv"
    title: str
    staff_group: str
    unit_id: UnitId
    roles: tuple[Role, ...] = ()
    employed_from: date
    employed_until: date | None = None
    protected: bool = False
    absences: tuple[Absence, ...] = ()
    delegations: tuple[Delegation, ...] = ()


class PersonChanged(PersonFacts):
    """A person is new or has changed."""

    type: ClassVar[str] = "se.redthread.person.changed.v1"


class PersonErased(Event):
    """A person is erased; nothing about them is kept."""

    type: ClassVar[str] = "se.redthread.person.erased.v1"
    topic: ClassVar[Topic] = DIRECTORY
    tombstone: ClassVar[bool] = True


class UnitFacts(Event):
    """A unit. `path` holds the ids from the municipality down to the unit itself."""

    topic: ClassVar[Topic] = DIRECTORY

    unit_id: UnitId
    parent_id: UnitId | None
    path: tuple[UnitId, ...]
    name_sv: str
    name_en: str
    level: UnitLevel
    manager_id: PersonId | None
    closed: bool = False
    successor_ids: tuple[UnitId, ...] = ()
    """Of a closed unit: one when it was merged, several when it was split."""


class UnitChanged(UnitFacts):
    """A unit is new or has changed (also: something above it moved)."""

    type: ClassVar[str] = "se.redthread.unit.changed.v1"


class UnitErased(Event):
    """A unit is erased."""

    type: ClassVar[str] = "se.redthread.unit.erased.v1"
    topic: ClassVar[Topic] = DIRECTORY
    tombstone: ClassVar[bool] = True
