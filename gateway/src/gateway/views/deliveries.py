"""The log of mails for administrators: to whom and when, never the text."""

from pydantic import BaseModel, ConfigDict

from gateway.clients.base import Items
from gateway.clients.directory import DirectoryCounts
from gateway.clients.notifier import Delivery
from gateway.parts import Part, gather
from gateway.views.people import People, name_of, people_of
from gateway.visit import Visit


class DeliveryCard(BaseModel):
    """A mail with its receiver's name."""

    model_config = ConfigDict(frozen=True)

    delivery: Delivery
    person_name: str = ""


class Deliveries(BaseModel):
    """A page of the log."""

    model_config = ConfigDict(frozen=True)

    items: list[DeliveryCard] = []
    next: str | None = None


class AdminView(BaseModel):
    """An administrator's overview."""

    model_config = ConfigDict(frozen=True)

    counts: Part[DirectoryCounts]
    failed: Part[Deliveries]
    log: Part[Deliveries]


async def overview(visit: Visit, *, after: str | None = None) -> AdminView:
    """Counts, failed mails, and a page of the log."""
    counts, failed, log = await gather(
        visit.clients.directory.counts(visit.who),
        deliveries(visit, state="given_up"),
        deliveries(visit, after=after),
    )
    return AdminView(counts=counts, failed=failed, log=log)


async def deliveries(
    visit: Visit, *, state: str | None = None, after: str | None = None
) -> Deliveries:
    """A page of the log with the receivers' names."""
    found: Items[Delivery] = await visit.clients.notifier.deliveries(
        visit.who, state=state, after=after
    )
    receivers = [delivery.person_id for delivery in found.items if delivery.person_id]
    people: People = await people_of(visit, receivers)
    cards = [
        DeliveryCard(delivery=delivery, person_name=_name(people, delivery))
        for delivery in found.items
    ]
    return Deliveries(items=cards, next=found.next)


def _name(people: People, delivery: Delivery) -> str:
    return name_of(people, delivery.person_id) if delivery.person_id else ""
