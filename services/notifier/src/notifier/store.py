"""MongoDB: watches, notifications and bells.

At scale: `watches` are sharded by `_id`, `notifications` by `person_id`, `bells` by `_id`.
"""

from collections.abc import Collection as AnyOf
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pymongo import ASCENDING, DESCENDING, IndexModel

from chassis.documents import LEAST_RECENT, Aggregates, Drafts, Stored
from chassis.errors import Invalid
from chassis.jobs import claim, release
from chassis.mongo import Collection, Document
from chassis.service import Service
from notifier import bell as bells
from notifier.bell import Bell
from notifier.notification import (
    Decide,
    MailState,
    Notification,
    create,
    keep_in_bell,
    retry,
)
from notifier.watch import Watch, advanced
from redthread_contracts.ids import PersonId, SurveyId

LEASE = timedelta(seconds=30)
"""Longer than the mail server may take; a dead replica's work is taken over after it."""


class NotifierStore:
    """Everything that the notifier keeps."""

    def __init__(self, service: Service) -> None:
        self.watches: Drafts[Watch] = service.drafts("watches", Watch)
        self.notifications: Aggregates[Notification] = service.aggregates(
            "notifications", Notification
        )
        self.bells: Drafts[Bell] = service.drafts("bells", Bell)

    @property
    def indexes(self) -> tuple[tuple[Collection, Sequence[IndexModel]], ...]:
        """What every query below runs over.

        What has nothing to come is in no index, so that an idle look costs nothing.
        """
        has_stage = {"next_at": {"$gt": LEAST_RECENT}}
        has_mail = {"send_at": {"$gt": LEAST_RECENT}}
        newest = [("created_at", DESCENDING), ("_id", DESCENDING)]
        return (
            (
                self.watches.collection,
                [
                    IndexModel(
                        [("next_at", ASCENDING)], name="due", partialFilterExpression=has_stage
                    )
                ],
            ),
            (
                self.notifications.collection,
                [
                    IndexModel(
                        [("send_at", ASCENDING)], name="to_send", partialFilterExpression=has_mail
                    ),
                    IndexModel([("person_id", ASCENDING), *newest], name="bell"),
                    IndexModel(newest, name="log"),
                    IndexModel([("state", ASCENDING), *newest], name="log_by_state"),
                ],
            ),
        )

    # Watches

    async def claim_due_watch(self, now: datetime) -> Stored[Watch] | None:
        """The watch that has been due longest, for as long as the lease."""
        id = await _claim(self.watches.collection, "next_at", now)
        return await self.watches.get(id) if id else None

    async def advance(self, due: Stored[Watch], now: datetime) -> None:
        """Its turns have been carried out. Raises `VersionConflict` when events were faster."""
        await self.watches.change(
            due.state.id, lambda watch: watch and advanced(watch, now), expected=due.version
        )

    async def release_watch(self, due: Stored[Watch]) -> None:
        """Somebody else may take it."""
        await release(self.watches.collection, due.state.id)

    # Notifications

    async def tell(self, wanted: Notification) -> None:
        """Create a notification, unless it is there already."""
        await self.notifications.change(wanted.id, create(wanted))

    async def stop_waiting(self, person_id: PersonId, survey_id: SurveyId) -> None:
        """No mail about this survey goes out to the person any more."""
        query = {"person_id": person_id, "item_type": "survey", "item_id": survey_id}
        for waiting in await self.notifications.find({**query, "state": "waiting"}):
            await self.notifications.change(waiting.state.id, keep_in_bell("overtaken"))

    async def claim_mail(self, now: datetime) -> Notification | None:
        """The mail that has waited longest, for as long as the lease."""
        id = await _claim(self.notifications.collection, "send_at", now)
        stored = await self.notifications.get(id) if id else None
        return stored.state if stored else None

    async def finish(self, known: Notification, decide: Decide) -> None:
        """Carry out what became of a mail for good. The lease no longer matters."""
        await self.notifications.change(known.id, decide)

    async def retry(self, notification_id: str, now: datetime) -> Notification:
        """Send again what was given up. Raises `NotFound`, or `Conflict` for anything else."""
        await self.notifications.require(notification_id)
        stored = await self.notifications.change(notification_id, retry(now))
        await release(self.notifications.collection, notification_id)
        assert stored is not None  # noqa: S101 - a notification is never deleted
        return stored.state

    async def reschedule(self, known: Notification) -> None:
        """Write when it is tried again, and give it back.

        No event and no version: when we try is nobody else's business. Only the holder of the
        lease does this, and only while the mail waits.
        """
        change = known.model_dump(include={"send_at", "attempts", "error"})
        await self.notifications.collection.update_one(
            {"_id": known.id, "state": "waiting"},
            {"$set": change, "$unset": {"job_lease_until": ""}},
        )

    async def log(
        self, state: MailState | None, after: str | None, limit: int
    ) -> list[Notification]:
        """What was sent to whom and when, newest first; `after` is the last one seen."""
        query: Document = {} if state is None else {"state": state}
        if after is not None:
            last = await self.notifications.get(after)
            if last is None:
                raise Invalid("cursor-wrong", "The list has no such place. Begin from the start.")
            created_at = last.state.created_at
            query["$or"] = [
                {"created_at": {"$lt": created_at}},
                {"created_at": created_at, "_id": {"$lt": after}},
            ]
        return await self._newest(query, limit)

    # Bells

    async def shown(self, person_id: PersonId) -> tuple[Bell | None, list[Notification]]:
        """A person's bell and what it shows, newest first."""
        bell = await self.bells.get(person_id)
        notifications = await self._newest({"person_id": person_id}, bells.REACHES_BACK)
        return (bell.state if bell else None), notifications

    async def mark_read(self, person_id: PersonId, ids: AnyOf[str] | None) -> None:
        """The person has read these; None: all that the bell shows."""
        _, shown = await self.shown(person_id)
        await self.bells.change(
            person_id, lambda bell: bells.mark_read(bell, person_id, ids, shown)
        )

    async def _newest(self, query: Document, limit: int) -> list[Notification]:
        found = await self.notifications.find(
            query, sort=[("created_at", DESCENDING), ("_id", DESCENDING)], limit=limit
        )
        return [stored.state for stored in found]


async def _claim(collection: Collection, due: str, now: datetime) -> str | None:
    """Take the document whose field `due` passed first, and say which."""
    document = await claim(
        collection,
        {due: {"$gt": LEAST_RECENT, "$lte": now}},
        # By the machine's clock: the demo's may jump over a lease while a mail is under way.
        now=datetime.now(UTC),
        lease=LEASE,
        sort=[(due, ASCENDING)],
    )
    return document["_id"] if document else None
