"""The directory service: people and units."""

import asyncio
import time
from collections.abc import Iterable
from datetime import date

from pydantic import ConfigDict, Field

from gateway.clients.base import Items, ServiceClient, View
from redthread_contracts.ids import PersonId, UnitId


class Person(View):
    """A person as colleagues may see them; a protected one has only a name."""

    id: PersonId
    given_name: str = ""
    family_name: str = ""
    email: str | None = None
    title: str | None = None
    unit_id: UnitId | None = None
    protected: bool = False
    language: str = "sv"
    roles: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}".strip()


class Unit(View):
    """A unit. `headcount` counts everybody below it, too."""

    id: UnitId
    parent_id: UnitId | None = None
    path: list[UnitId] = Field(default=[])
    name_sv: str
    name_en: str = ""
    level: str = "unit"
    manager_id: PersonId | None = None
    headcount: int = 0
    closed: bool = False


class Me(View):
    """Who I am, which units I lead, and who my line manager is."""

    person: Person
    units_led: list[Unit] = Field(default=[])
    manager: Person | None = None


class Delegation(View):
    """Whom a manager lets act, from which day to which. `to` None: a person one may not see."""

    to_id: PersonId
    to: Person | None = None
    start: date
    until: date


class Period(View):
    """From which day to which, both included."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"start": "2026-12-01", "until": "2026-12-18"}},
    )

    start: date
    until: date


class LogsIn(View):
    """Whom a login means."""

    id: PersonId
    name: str
    employed: bool


class DirectoryCounts(View):
    """How many people and units there are."""

    people: int = 0
    employed: int = 0
    units: int = 0


_UNITS_SECONDS = 30.0
_MOST_IDS = 200


class DirectoryClient:
    """What the gateway asks the directory."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service
        self._units: dict[UnitId, Unit] = {}
        self._units_until = 0.0

    async def me(self, who: PersonId) -> Me:
        """Who is asking."""
        return (await self._service.get(who, "/me")).read(Me)

    async def by_login(self, *, claim: str, value: str) -> LogsIn:
        """Whom the provider means with a claim: an e-mail address or an employee number."""
        query = {"email" if claim == "email" else "employee_number": value}
        answer = await self._service.get_as_gateway("directory:login", "/people/by-login", **query)
        return answer.read(LogsIn)

    async def person(self, who: PersonId, person: PersonId) -> Person:
        """One person."""
        return (await self._service.get(who, f"/people/{person}")).read(Person)

    async def people(self, who: PersonId, ids: Iterable[PersonId | None]) -> dict[PersonId, Person]:
        """People by their ids; whom one may not see is missing."""
        wanted = sorted({person for person in ids if person})
        pages = await asyncio.gather(
            *(
                self._service.get(who, "/people", ids=",".join(wanted[start : start + _MOST_IDS]))
                for start in range(0, len(wanted), _MOST_IDS)
            )
        )
        found = [person for page in pages for person in page.read(Items[Person]).items]
        return {person.id: person for person in found}

    async def search(self, who: PersonId, name: str, limit: int = 20) -> list[Person]:
        """People by name."""
        return (
            (await self._service.get(who, "/people", q=name, limit=limit)).read(Items[Person]).items
        )

    async def reports(self, who: PersonId, manager: PersonId) -> list[Person]:
        """The direct reports of a manager."""
        answer = await self._service.get(who, f"/people/{manager}/reports")
        return answer.read(Items[Person]).items

    async def units(self, who: PersonId) -> dict[UnitId, Unit]:
        """All units. They are public and seldom change, so an answer is kept for a while."""
        if time.monotonic() >= self._units_until:
            answer = await self._service.get(who, "/units")
            self._units = {unit.id: unit for unit in answer.read(Items[Unit]).items}
            self._units_until = time.monotonic() + _UNITS_SECONDS
        return self._units

    async def set_language(self, who: PersonId, language: str) -> None:
        """Choose the language of one's mails and pages."""
        await self._service.put(who, "/me/language", {"language": language})

    async def delegations(self, who: PersonId) -> list[Delegation]:
        """Whom one lets act as manager (for those who lead a unit)."""
        return (await self._service.get(who, "/me/delegations")).read(Items[Delegation]).items

    async def delegate(self, who: PersonId, to: PersonId, period: Period) -> list[Delegation]:
        """Let a colleague act for a period."""
        answer = await self._service.put(who, f"/me/delegations/{to}", period)
        return answer.read(Items[Delegation]).items

    async def take_back_delegation(self, who: PersonId, to: PersonId) -> list[Delegation]:
        """From now on this colleague does not act any more."""
        answer = await self._service.delete(who, f"/me/delegations/{to}")
        return answer.read(Items[Delegation]).items

    async def counts(self, who: PersonId) -> DirectoryCounts:
        """How many people and units there are (HR and administrators)."""
        return (await self._service.get(who, "/counts")).read(DirectoryCounts)
