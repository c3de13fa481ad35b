"""Events in: what is watched, and who is told of what has happened in a talk."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from chassis.clock import Clock, local_date
from chassis.consumer import Handler, Received, Subscription, effect_id
from notifier.notification import Notification
from notifier.store import NotifierStore
from notifier.watch import goal_seen, goal_watch_id, talk_seen, talk_watch_id
from redthread_contracts import topics
from redthread_contracts.event import Event
from redthread_contracts.goals import (
    GoalAgreed,
    GoalChanged,
    GoalCheckedIn,
    GoalEvaluated,
    GoalFacts,
    GoalProposed,
    GoalWithdrawn,
)
from redthread_contracts.ids import PersonId
from redthread_contracts.notifications import NotificationKind
from redthread_contracts.talks import (
    TalkAgreementsChanged,
    TalkBooked,
    TalkCancelled,
    TalkCompleted,
    TalkConfirmationGiven,
    TalkConfirmed,
    TalkFacts,
    TalkGoalsChanged,
    TalkHeld,
    TalkOpened,
    TalkPreparationShared,
    TalkPreparationStarted,
    TalkPreparationTakenBack,
    TalkReopened,
)

Told = Callable[[TalkFacts], set[PersonId]]


def subscriptions(store: NotifierStore, clock: Clock) -> tuple[Subscription, ...]:
    """What the notifier reads."""
    reactions = Reactions(store, clock)
    return (
        Subscription("notifier.goals", [topics.GOALS], reactions.goals()),
        Subscription("notifier.talks", [topics.TALKS], reactions.talks()),
    )


class Reactions:
    """One handler per event. Each can be repeated: a watch is guarded by its sequence, and a
    notification's id comes from the event."""

    def __init__(self, store: NotifierStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def goals(self) -> Mapping[type[Event], Handler]:
        """Every event of a goal says whether it still has a deadline, and which."""
        kinds: tuple[type[GoalFacts], ...] = (
            GoalProposed,
            GoalAgreed,
            GoalChanged,
            GoalCheckedIn,
            GoalEvaluated,
            GoalWithdrawn,
        )
        return dict.fromkeys(kinds, self._watch_goal)

    def talks(self) -> Mapping[type[Event], Handler]:
        """Every event of a talk says which agreements are open; a few are told to people."""
        watched: tuple[type[TalkFacts], ...] = (
            TalkPreparationStarted,
            TalkPreparationTakenBack,
            TalkHeld,
            TalkAgreementsChanged,
            TalkGoalsChanged,
            TalkConfirmationGiven,
            TalkConfirmed,
            TalkReopened,
            TalkCancelled,
        )
        return {
            **dict.fromkeys(watched, self._watch_talk),
            TalkOpened: self._telling("talk_invitation", _employee),
            TalkBooked: self._telling("talk_booked", _the_other),
            TalkPreparationShared: self._telling("talk_other_shared", _the_other),
            TalkCompleted: self._telling("talk_to_confirm", _both),
        }

    async def _watch_goal(self, event: Received[GoalFacts]) -> None:
        envelope = event.envelope
        await self._store.watches.change(
            goal_watch_id(event.data.goal_id),
            lambda watch: goal_seen(
                watch, event.data, sequence=envelope.sequence, time=envelope.time
            ),
        )

    async def _watch_talk(self, event: Received[TalkFacts]) -> None:
        envelope = event.envelope
        await self._store.watches.change(
            talk_watch_id(event.data.talk_id),
            lambda watch: talk_seen(
                watch, event.data, sequence=envelope.sequence, time=envelope.time
            ),
        )

    def _telling(
        self, kind: NotificationKind, told: Told
    ) -> Callable[[Received[Any]], Awaitable[None]]:
        async def react(event: Received[TalkFacts]) -> None:
            await asyncio.gather(
                self._watch_talk(event),
                *(
                    self._store.tell(self._about_talk(event, kind, person_id))
                    for person_id in told(event.data)
                ),
            )

        return react

    def _about_talk(
        self, event: Received[TalkFacts], kind: NotificationKind, person_id: PersonId
    ) -> Notification:
        talk = event.data
        booked = talk.booked_from
        return Notification(
            id=effect_id(event.envelope.id, f"{kind}:{person_id}"),
            person_id=person_id,
            kind=kind,
            item_type="talk",
            item_id=talk.talk_id,
            talk_id=talk.talk_id,
            day=local_date(booked) if booked else talk.last_day,
            starts_at=booked,
            created_at=self._clock.now(),
        )


def _employee(talk: TalkFacts) -> set[PersonId]:
    return {talk.employee_id}


def _both(talk: TalkFacts) -> set[PersonId]:
    return {talk.employee_id, talk.manager_id}


def _the_other(talk: TalkFacts) -> set[PersonId]:
    return _both(talk) - {talk.changed_by} if talk.changed_by else _both(talk)
