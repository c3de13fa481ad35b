"""The notifier service: the bell, and the log of deliveries."""

import datetime as dt
from typing import Any

from pydantic import Field

from gateway.clients.base import Items, ServiceClient, View
from redthread_contracts.ids import NotificationId, PersonId, SurveyId, TalkId, UnitId


class Ring(View):
    """One notification of the bell; its title is joined when it is shown."""

    id: NotificationId
    kind: str
    item_type: str = ""
    item_id: str = ""
    talk_id: TalkId | None = None
    survey_id: SurveyId | None = None
    unit_id: UnitId | None = None
    role: str = ""
    stage: str | None = None
    date: dt.date | None = None
    at: dt.datetime
    read: bool = False


class Bell(View):
    """What the bell shows."""

    unread: int = 0
    items: list[Ring] = Field(default=[])


class Delivery(View):
    """A mail in the log: to whom and when, never the text.

    A reminder of a survey has no receiver here: nobody learns who has not answered.
    """

    id: NotificationId
    kind: str
    person_id: PersonId | None = None
    at: dt.datetime | None = None
    state: str = ""
    attempts: int = 0
    error: str | None = None


class NotifierClient:
    """What the gateway asks the notifier."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def bell(self, who: PersonId, limit: int = 5) -> Bell:
        """The newest notifications and how many are unread."""
        return (await self._service.get(who, "/bell", limit=limit)).read(Bell)

    async def mark_read(self, who: PersonId, ids: list[NotificationId] | None = None) -> None:
        """Mark some as read, or all."""
        body: dict[str, Any] = {"all": True} if ids is None else {"ids": ids}
        await self._service.post(who, "/bell/read", body)

    async def deliveries(
        self, who: PersonId, *, state: str | None = None, after: str | None = None
    ) -> Items[Delivery]:
        """The log of mails (administrators)."""
        answer = await self._service.get(who, "/deliveries", state=state, after=after)
        return answer.read(Items[Delivery])

    async def retry(self, who: PersonId, delivery: NotificationId) -> None:
        """Send a mail that failed once more."""
        await self._service.post(who, f"/deliveries/{delivery}/retry")
