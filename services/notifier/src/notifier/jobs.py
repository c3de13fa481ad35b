"""What happens by the clock: stages that are due become notifications, notifications mails.

Killed anywhere, the same is done again with the same result: a reminder's id says who is told of
which stage of which deadline, and a mail's Message-ID comes from it.
"""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from chassis.clock import Clock, local_date
from chassis.directory import Directory
from chassis.errors import VersionConflict
from chassis.jobs import Job
from notifier import delivery, notification
from notifier.deadline import Deadline, reminder_id
from notifier.delivery import Later, Never
from notifier.mail import BadAddress, Letterhead, compose
from notifier.notification import Notification, Role
from notifier.sender import Connection, Deferred, MailServer, Refused, Unreachable
from notifier.store import NotifierStore
from notifier.watch import turns, watch_id_of
from redthread_contracts.ids import PersonId, UnitId
from redthread_contracts.notifications import NotificationKind, Stage

log = structlog.get_logger()

_EVERY = timedelta(seconds=1)
"""How often to look; while there is nothing to do, a look is one query over an empty index."""

_MOST_IN_A_ROW = 500
"""Mails over one connection, before the job is counted and looks up."""


def jobs(
    store: NotifierStore,
    directory: Directory,
    clock: Clock,
    server: MailServer,
    letterhead: Letterhead,
) -> tuple[Job, ...]:
    """The two jobs of the notifier."""
    post = Post(store, directory, clock, server, letterhead)
    return (
        Job("sweep", _EVERY, partial(sweep, store, directory, clock)),
        Job("send", _EVERY, post.send_waiting),
    )


async def sweep(store: NotifierStore, directory: Directory, clock: Clock) -> int:
    """Remind of what is due in one watch; how many of those there were."""
    now = clock.now()
    due = await store.claim_due_watch(now)
    if due is None:
        return 0
    for deadline, turn in turns(due.state, now):
        for told in await _reminders(deadline, turn.stage, directory, now):
            await store.tell(told)
        log.info("stage", item=deadline.item_id, stage=turn.stage, skipped=turn.skipped)
    try:
        await store.advance(due, now)
    except VersionConflict:
        log.info("events were faster, looking again", watch=due.state.id)
    await store.release_watch(due)
    return 1


class Post:
    """Sends the mails that are waiting."""

    def __init__(
        self,
        store: NotifierStore,
        directory: Directory,
        clock: Clock,
        server: MailServer,
        letterhead: Letterhead,
    ) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._server = server
        self._letterhead = letterhead

    async def send_waiting(self) -> int:
        """Send until nothing is left, or the mail server is away: then 0, and the job pauses."""
        first = await self._store.claim_mail(self._clock.now())
        if first is None:
            return 0
        others = [None] * (self._server.connections - 1)
        async with asyncio.TaskGroup() as group:
            work = [group.create_task(self._send_from(start)) for start in (first, *others)]
        done = [task.result() for task in work]
        return 0 if None in done else sum(filter(None, done))

    async def _send_from(self, waiting: Notification | None) -> int | None:
        """Send over one connection; how many mails, None when the server is away."""
        done = 0
        async with self._server.connection() as connection:
            while done < _MOST_IN_A_ROW:
                waiting = waiting or await self._store.claim_mail(self._clock.now())
                if waiting is None:
                    break
                try:
                    await _to_the_end(self._handle(waiting, connection))
                except Unreachable as error:
                    log.warning("mail server away", error=str(error))
                    return None
                waiting, done = None, done + 1
        return done

    async def _handle(self, waiting: Notification, connection: Connection) -> None:
        now = self._clock.now()
        person, watch = await asyncio.gather(
            self._directory.person(waiting.person_id),
            self._store.watches.get(watch_id_of(waiting)),
        )
        match delivery.decide(waiting, person, watch.state if watch else None, now):
            case Never(reason):
                await self._store.finish(waiting, notification.keep_in_bell(reason))
            case Later(rescheduled):
                await self._again(rescheduled)
            case delivery.Send(receiver):
                try:
                    await connection.send(compose(waiting, receiver, self._letterhead, now))
                except Unreachable as error:
                    await self._again(notification.failed(waiting, str(error), now))
                    raise
                except Deferred as error:
                    await self._again(notification.failed(waiting, str(error), now))
                except Refused as error:
                    await self._give_up(waiting, str(error))
                except BadAddress:
                    await self._give_up(waiting, "address-not-valid")
                else:
                    # Killed right here, the mail goes out once more, with the same Message-ID.
                    await self._store.finish(waiting, notification.sent(now))
                    log.info("mail sent", notification=waiting.id, kind=waiting.kind)

    async def _again(self, rescheduled: Notification) -> None:
        if notification.is_exhausted(rescheduled):
            await self._give_up(rescheduled, rescheduled.error or "unknown")
        else:
            await self._store.reschedule(rescheduled)

    async def _give_up(self, known: Notification, error: str) -> None:
        log.warning("mail given up", notification=known.id, error=error)
        await self._store.finish(known, notification.give_up(error))


async def _reminders(
    deadline: Deadline, stage: Stage, directory: Directory, now: datetime
) -> list[Notification]:
    """What each receiver is told: the owners, and one more for each.

    That is when it is overdue for long; of a certificate, from the beginning, for without it a
    person may not do their work.
    """
    told: dict[PersonId, Role] = dict.fromkeys(deadline.owner_ids, "owner")
    if stage == "overdue" or deadline.item_type == "certificate":
        if deadline.other_id is not None:
            told.setdefault(deadline.other_id, "other_party")
        else:
            for owner_id in deadline.owner_ids:
                manager_id = await directory.line_manager(owner_id, local_date(now))
                if manager_id is not None:
                    told.setdefault(manager_id, "manager")
    unit_id = await _unit_of(deadline, directory)
    return [
        _reminder(deadline, stage, person_id, role, unit_id, now)
        for person_id, role in told.items()
    ]


async def _unit_of(deadline: Deadline, directory: Directory) -> UnitId | None:
    """Whose competence the manager looks into because of a certificate."""
    if deadline.item_type != "certificate":
        return None
    owner = await directory.person(deadline.owner_ids[0])
    return owner.unit_id if owner else None


_KINDS: dict[str, NotificationKind] = {
    "goal": "goal_deadline",
    "agreement": "agreement_deadline",
    "action": "action_deadline",
    "certificate": "certificate_expiry",
}


def _reminder(
    deadline: Deadline,
    stage: Stage,
    person_id: PersonId,
    role: Role,
    unit_id: UnitId | None,
    now: datetime,
) -> Notification:
    return Notification(
        id=reminder_id(person_id, deadline, stage),
        person_id=person_id,
        kind=_KINDS[deadline.item_type],
        role=role,
        item_type=deadline.item_type,
        item_id=deadline.item_id,
        talk_id=deadline.talk_id,
        survey_id=deadline.survey_id,
        profile_id=deadline.profile_id,
        unit_id=unit_id,
        stage=stage,
        day=deadline.day,
        created_at=now,
    )


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Finish what is begun also when the service is being stopped.

    Between the server's answer and our note of it lies the only moment for a mail sent twice;
    an ordinary stop must not fall into it.
    """
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
