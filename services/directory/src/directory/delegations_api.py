"""HTTP in: whom a manager lets act for a period. One's own alone."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict

from chassis.actor import Asking
from chassis.clock import Clock, local_date
from chassis.errors import Forbidden
from directory.access import Viewer, viewer
from directory.store import DirectoryStore
from directory.view import PersonView
from redthread_contracts.directory import Delegation
from redthread_contracts.ids import PersonId

SubstituteId = Annotated[PersonId, Path(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


class Period(BaseModel):
    """From which day to which, both included."""

    model_config = ConfigDict(extra="forbid")

    start: date
    until: date


class DelegationView(BaseModel):
    """Who acts, and when. `to` None: a person who is no longer shown."""

    to_id: PersonId
    to: PersonView | None
    start: date
    until: date


class Delegations(BaseModel):
    """One's own, the earliest first; what has passed is left out."""

    items: Sequence[DelegationView]
    next: Literal[None] = None


def router(store: DirectoryStore, clock: Clock) -> APIRouter:
    """For those who lead a unit."""
    routes = APIRouter(prefix="/me/delegations", tags=["oneself"])

    async def leader(actor: Asking) -> Viewer:
        asking = await viewer(store.directory, actor, local_date(clock.now()))
        if asking.person is None or not await store.directory.leads(asking.person.id):
            raise Forbidden("leads-nobody", "Only those who lead a unit have substitutes.")
        return asking

    leading: Any = Depends(leader)

    async def shown(asking: Viewer, delegations: Sequence[Delegation]) -> Delegations:
        running = [each for each in delegations if each.until >= asking.day]
        people = await store.directory.people([each.to for each in running])
        views = {each.id: each for each in await asking.colleagues(people.values())}
        return Delegations(
            items=[
                DelegationView(
                    to_id=each.to, to=views.get(each.to), start=each.start, until=each.until
                )
                for each in sorted(running, key=lambda each: (each.start, each.to))
            ]
        )

    @routes.get("", response_model=Delegations)
    async def list_delegations(asking: Viewer = leading) -> Delegations:
        return await shown(asking, (await store.people.require(_id(asking))).state.delegations)

    @routes.put("/{to}", response_model=Delegations)
    async def delegate(to: SubstituteId, period: Period, asking: Viewer = leading) -> Delegations:
        """Let a colleague act; a new period takes the place of this colleague's old one."""
        await asking.colleague(to)
        wanted = Delegation(to=to, start=period.start, until=period.until)
        changed = await store.delegate(_id(asking), wanted, asking.day)
        return await shown(asking, changed.state.delegations)

    @routes.delete("/{to}", response_model=Delegations)
    async def take_back(to: SubstituteId, asking: Viewer = leading) -> Delegations:
        """From now on this colleague does not act any more."""
        changed = await store.take_back_delegation(_id(asking), to)
        return await shown(asking, changed.state.delegations)

    return routes


def _id(asking: Viewer) -> PersonId:
    if asking.person is None:
        raise ValueError("a leader is a person")
    return asking.person.id
