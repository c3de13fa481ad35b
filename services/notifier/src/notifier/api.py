"""HTTP in: a person's bell, and the delivery log of administrators."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, model_validator

from chassis.actor import Actor, Asking
from chassis.clock import Clock
from chassis.directory import Directory
from chassis.errors import Forbidden
from notifier.bell import REACHES_BACK, Bell, is_read
from notifier.notification import MailState, Notification, names_receiver
from notifier.store import NotifierStore
from redthread_contracts.ids import PersonId, SurveyId, TalkId, UnitId
from redthread_contracts.notifications import ItemType, NotificationKind, Stage


class BellItem(BaseModel):
    """One line of the bell, without a title: who shows it knows what the reader may see."""

    id: str
    kind: NotificationKind
    item_type: ItemType
    item_id: str
    talk_id: TalkId | None
    survey_id: SurveyId | None
    unit_id: UnitId | None
    stage: Stage | None
    role: str
    date: date | None
    starts_at: datetime | None
    at: datetime
    read: bool


class BellView(BaseModel):
    """The newest notifications of a person, and how many are unread."""

    unread: int
    items: list[BellItem]


class Read(BaseModel):
    """What has been read: these, or all."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[str], Query(max_length=REACHES_BACK)] | None = None
    all: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.ids is None) == (self.all is None):
            raise ValueError("give either ids or all")
        return self


class Delivery(BaseModel):
    """What was sent, or not, to whom and when.

    Of a reminder of a survey, only that there is one and how it goes: not the person, nor what
    could tell who it is, such as a day on which somebody came back or an address that is wrong.
    """

    id: str
    kind: NotificationKind
    stage: Stage | None
    person_id: PersonId | None
    at: datetime
    state: MailState
    send_at: datetime | None
    sent_at: datetime | None
    attempts: int
    error: str | None


class Deliveries(BaseModel):
    """A page of the delivery log."""

    items: list[Delivery]
    next: str | None


_SHOWN_AS_THEY_ARE = set(BellItem.model_fields) - {"date", "at", "read"}


def router(store: NotifierStore, directory: Directory, clock: Clock) -> APIRouter:
    """The notifier's routes."""
    routes = APIRouter()

    @routes.get("/bell", response_model=BellView)
    async def get_bell(
        actor: Asking, limit: Annotated[int, Query(ge=1, le=REACHES_BACK)] = 50
    ) -> BellView:
        return _bell_view(*await store.shown(actor.require_person()), limit)

    @routes.post("/bell/read", response_model=BellView)
    async def mark_read(
        actor: Asking, read: Read, limit: Annotated[int, Query(ge=1, le=REACHES_BACK)] = 50
    ) -> BellView:
        person_id = actor.require_person()
        await store.mark_read(person_id, read.ids)
        return _bell_view(*await store.shown(person_id), limit)

    @routes.get("/deliveries", response_model=Deliveries)
    async def get_deliveries(
        actor: Asking,
        after: str | None = None,
        state: MailState | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Deliveries:
        await _require_admin(actor, directory)
        found = await store.log(state, after, limit + 1)
        items = [_delivery(each) for each in found[:limit]]
        return Deliveries(items=items, next=items[-1].id if len(found) > limit else None)

    @routes.post("/deliveries/{notification_id}/retry", response_model=Delivery)
    async def retry_delivery(actor: Asking, notification_id: str) -> Delivery:
        await _require_admin(actor, directory)
        return _delivery(await store.retry(notification_id, clock.now()))

    return routes


async def _require_admin(actor: Actor, directory: Directory) -> None:
    if not await directory.has_role(actor.require_person(), "admin"):
        raise Forbidden("admin-needed", "Only an administrator can see and send mails again.")


def _bell_view(bell: Bell | None, shown: list[Notification], limit: int) -> BellView:
    items = [_bell_item(each, bell) for each in shown]
    return BellView(unread=sum(not item.read for item in items), items=items[:limit])


def _bell_item(known: Notification, bell: Bell | None) -> BellItem:
    facts = known.model_dump(include=_SHOWN_AS_THEY_ARE)
    return BellItem(**facts, date=known.day, at=known.created_at, read=is_read(bell, known))


def _delivery(known: Notification) -> Delivery:
    facts = known.model_dump(include=set(Delivery.model_fields) - {"at"})
    if not names_receiver(known):
        facts |= {"person_id": None, "send_at": None, "sent_at": None, "attempts": 0, "error": None}
    return Delivery(**facts, at=known.created_at)
