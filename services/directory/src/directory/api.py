"""HTTP in: who people are and where they work, and the import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.actor import Asking
from chassis.clock import Clock, local_date
from chassis.directory import Person, Unit
from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from chassis.http import etag
from chassis.sorting import swedish_key
from directory.access import LOGIN_SCOPE, Viewer, require_importer, viewer
from directory.person import PersonRow
from directory.rows import LARGEST_CHUNK, read_rows
from directory.store import DirectoryStore
from directory.unit import UnitRow, headcounts
from directory.view import OwnView, PersonView, UnitView, own_view, person_view, unit_view
from redthread_contracts.directory import Language
from redthread_contracts.ids import PersonId, UnitId

_MOST_IDS = 500


class People(BaseModel):
    """Some people; `next` is where the next page starts."""

    items: list[PersonView]
    next: PersonId | None = None


class Units(BaseModel):
    """All units: their number is small enough for one answer."""

    items: list[UnitView]
    next: Literal[None] = None


class Me(BaseModel):
    """Who is asking, what they lead, and their line manager."""

    person: OwnView
    units_led: list[UnitView]
    manager: PersonView | None


class LogsIn(BaseModel):
    """Who logs in. A protected person logs in like everybody else."""

    id: PersonId
    name: str
    employed: bool


class ChosenLanguage(BaseModel):
    """The language somebody chooses."""

    model_config = ConfigDict(extra="forbid")

    language: Language


class Import(BaseModel):
    """Rows of an import. Each is checked by itself, so that every faulty one can be named."""

    model_config = ConfigDict(extra="forbid")

    units: list[Any] = Field(default=[], max_length=LARGEST_CHUNK)
    people: list[Any] = Field(default=[], max_length=LARGEST_CHUNK)


class RowCounts(BaseModel):
    """What became of the rows (and of units that moved along)."""

    created: int
    changed: int
    unchanged: int


class Imported(BaseModel):
    """What an import did."""

    units: RowCounts
    people: RowCounts


class Totals(BaseModel):
    """How much there is."""

    people: int
    employed: int
    units: int


def router(store: DirectoryStore, clock: Clock) -> APIRouter:
    """The routes."""

    def today() -> date:
        return local_date(clock.now())

    async def current_viewer(actor: Asking) -> Viewer:
        return await viewer(store.directory, actor, today())

    api = APIRouter()
    viewing = Depends(current_viewer)
    _add_oneself(api, store, viewing)
    _add_login(api, store, today)  # before the people: by-login is nobody's id
    _add_people(api, store, viewing)
    _add_units(api, store, viewing)
    _add_import(api, store, today)
    return api


def _add_oneself(api: APIRouter, store: DirectoryStore, viewing: Any) -> None:
    directory = store.directory

    @api.get("/me", response_model=Me)
    async def me(asking: Viewer = viewing) -> Me:
        person = _require_person(asking)
        led = await directory.leads(person.id)
        under = await directory.subtree(unit.id for unit in led)
        counts = await store.people_per_unit(asking.day, under)
        manager_id = await directory.line_manager(person.id, asking.day)
        manager = await directory.person(manager_id) if manager_id else None
        return Me(
            person=own_view(person),
            units_led=_unit_views(under, counts, only=led),
            # One's own manager has a name, also when protected.
            manager=person_view(manager) if manager else None,
        )

    @api.put("/me/language", response_model=OwnView)
    async def choose_language(
        choice: ChosenLanguage, response: Response, asking: Viewer = viewing
    ) -> OwnView:
        person = _require_person(asking)
        stored = await store.choose_language(person.id, choice.language)
        etag(response, stored.version)
        return own_view(person.model_copy(update={"language": choice.language}))


def _add_login(api: APIRouter, store: DirectoryStore, today: Callable[[], date]) -> None:
    @api.get("/people/by-login", response_model=LogsIn)
    async def by_login(
        actor: Asking,
        employee_number: Annotated[str | None, Query(min_length=1, max_length=100)] = None,
        email: Annotated[str | None, Query(min_length=3, max_length=254)] = None,
    ) -> LogsIn:
        actor.require_scope(LOGIN_SCOPE)
        if (employee_number is None) == (email is None):
            raise Invalid("choose-people", "Say whom: either employee_number or email.")
        found = await store.who_logs_in(employee_number=employee_number, email=email)
        if not found:
            raise NotFound("person-not-found", "Nobody has this employee number or address.")
        if len(found) > 1:
            raise Conflict(
                "email-shared",
                "Several people have this e-mail address. Give each an own, or log in by "
                "employee number.",
            )
        person = found[0]
        name = f"{person.given_name} {person.family_name}".strip()
        return LogsIn(id=person.id, name=name, employed=person.employed_on(today()))


def _add_people(api: APIRouter, store: DirectoryStore, viewing: Any) -> None:
    directory = store.directory

    @api.get("/people", response_model=People)
    async def people(
        asking: Viewer = viewing,
        ids: str | None = None,
        unit: UnitId | None = None,
        q: Annotated[str | None, Query(min_length=2, max_length=100)] = None,
        subtree: bool = False,
        after: PersonId | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> People:
        if sum(each is not None for each in (ids, unit, q)) != 1:
            raise Invalid("choose-people", "Say whom: one of ids, unit or q.")
        if ids is not None:
            return People(items=await asking.colleagues(await _by_ids(store, ids)))
        if q is not None:
            found = await store.search(q, asking.day, limit=limit)
            return People(items=await asking.colleagues(found))
        units = await store.units_to_list(UnitId(unit or ""), subtree=subtree)
        page = await store.page(units, asking.day, after=after, limit=limit)
        return People(items=await asking.colleagues(page.people), next=page.next)

    @api.get("/people/{person_id}", response_model=PersonView)
    async def person(person_id: PersonId, asking: Viewer = viewing) -> PersonView:
        return await asking.colleague(person_id)

    @api.get("/people/{person_id}/reports", response_model=People)
    async def reports(person_id: PersonId, asking: Viewer = viewing) -> People:
        await asking.require_overview_of(person_id)
        team = await directory.reports(person_id, asking.day)
        return People(items=await asking.colleagues(sorted(team, key=_by_name)))


def _add_units(api: APIRouter, store: DirectoryStore, viewing: Any) -> None:
    directory = store.directory

    @api.get("/units", response_model=Units)
    async def units(asking: Viewer = viewing) -> Units:
        known = await directory.units()
        counts = await store.people_per_unit(asking.day, known)
        return Units(items=_unit_views(known, counts))

    @api.get("/units/{unit_id}", response_model=UnitView)
    async def unit(unit_id: UnitId, asking: Viewer = viewing) -> UnitView:
        under = await directory.subtree([unit_id])
        if unit_id not in under:
            raise NotFound("unit-not-found", "There is no such unit. Check the address.")
        counts = await store.people_per_unit(asking.day, under)
        return _unit_views(under, counts, only=[under[unit_id]])[0]

    @api.get("/counts", response_model=Totals)
    async def counts(asking: Viewer = viewing) -> Totals:
        asking.require_role()
        return Totals(**await store.counts(asking.day))


def _add_import(api: APIRouter, store: DirectoryStore, today: Callable[[], date]) -> None:
    @api.post("/imports", response_model=Imported)
    async def import_rows(rows: Import, actor: Asking) -> Imported:
        await require_importer(store.directory, actor, today())
        if len(rows.units) + len(rows.people) > LARGEST_CHUNK:
            raise Invalid("too-many-rows", f"Send at most {LARGEST_CHUNK} rows at a time.")
        unit_rows, unit_faults = read_rows("units", rows.units, UnitRow)
        people_rows, people_faults = read_rows("people", rows.people, PersonRow)
        of_units, of_people = await store.import_rows(
            unit_rows, people_rows, [*unit_faults, *people_faults]
        )
        return Imported(units=RowCounts(**asdict(of_units)), people=RowCounts(**asdict(of_people)))


def _require_person(asking: Viewer) -> Person:
    if asking.person is None:
        raise Forbidden("person-needed", "Only a person can do this, not a system.")
    return asking.person


async def _by_ids(store: DirectoryStore, ids: str) -> list[Person]:
    wanted = [PersonId(each) for each in ids.split(",") if each]
    if len(wanted) > _MOST_IDS:
        raise Invalid("too-many-ids", f"Ask for at most {_MOST_IDS} people at a time.")
    return sorted((await store.directory.people(wanted)).values(), key=_by_name)


def _unit_views(
    units: Mapping[UnitId, Unit],
    people_per_unit: Mapping[UnitId, int],
    *,
    only: Sequence[Unit] | None = None,
) -> list[UnitView]:
    totals = headcounts({id: unit.path for id, unit in units.items()}, people_per_unit)
    shown = units.values() if only is None else only
    views = [unit_view(unit, totals[unit.id]) for unit in shown]
    return sorted(views, key=lambda view: (len(view.path), swedish_key(view.name_sv, view.id)))


def _by_name(person: Person) -> str:
    return swedish_key(person.family_name, person.given_name, person.id)
