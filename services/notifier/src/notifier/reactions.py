"""Events in: what is watched, who is told of what has happened in a talk, who is asked to answer.

Invitations to a survey come by the thousand, so those are written a batch at a time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from chassis.clock import Clock, local_date
from chassis.consumer import Handler, Received, Subscription, effect_id
from chassis.directory import Directory
from chassis.projection import Write
from notifier.notification import Notification, created
from notifier.store import NotifierStore
from notifier.watch import (
    TalkGlance,
    action_seen,
    action_watch_id,
    goal_seen,
    goal_watch_id,
    profile_seen,
    profile_watch_id,
    survey_seen,
    survey_watch_id,
    talk_seen,
    talk_watch_id,
)
from redthread_contracts import topics
from redthread_contracts.competence import ProfileChanged
from redthread_contracts.event import Event
from redthread_contracts.goals import (
    GoalAgreed,
    GoalChanged,
    GoalCheckedIn,
    GoalCommented,
    GoalEvaluated,
    GoalFacts,
    GoalProposed,
    GoalWithdrawn,
)
from redthread_contracts.ids import PersonId
from redthread_contracts.notifications import NotificationKind
from redthread_contracts.surveys import (
    ActionChanged,
    ActionFacts,
    ActionRemoved,
    InvitationEnded,
    InvitationFacts,
    InvitationIssued,
    InvitationReminded,
    SurveyCancelled,
    SurveyClosed,
    SurveyFacts,
    SurveyLaunched,
    SurveyOpened,
)
from redthread_contracts.talks import (
    TalkAgreementsChanged,
    TalkBooked,
    TalkBookingCancelled,
    TalkCancelled,
    TalkCompleted,
    TalkConfirmationGiven,
    TalkConfirmed,
    TalkFacts,
    TalkGoalsChanged,
    TalkHeld,
    TalkLastDayMoved,
    TalkManagerChanged,
    TalkOpened,
    TalkPreparationShared,
    TalkPreparationStarted,
    TalkPreparationTakenBack,
    TalkReopened,
    TalkRetentionStarted,
    TalkTimesProposed,
)

Told = Callable[[TalkFacts], set[PersonId]]

_A_MOMENT = timedelta(microseconds=1)


def subscriptions(
    store: NotifierStore, directory: Directory, clock: Clock
) -> tuple[Subscription, ...]:
    """What the notifier reads."""
    reactions = Reactions(store, directory, clock)
    return (
        Subscription("notifier.goals", [topics.GOALS], reactions.goals()),
        Subscription("notifier.talks", [topics.TALKS], reactions.talks()),
        Subscription("notifier.surveys", [topics.SURVEYS], reactions.surveys()),
        Subscription("notifier.invitations", [topics.INVITATIONS], reactions.invitations()),
        Subscription("notifier.competence", [topics.COMPETENCE], reactions.competence()),
    )


class Reactions:
    """One handler per event. Each can be repeated: a watch is guarded by its sequence, and a
    notification's id comes from the event."""

    def __init__(self, store: NotifierStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    def goals(self) -> Mapping[type[Event], Handler]:
        """Every event of a goal says whether it still has a deadline, and which."""
        kinds: tuple[type[GoalFacts], ...] = (
            GoalAgreed,
            GoalChanged,
            GoalEvaluated,
            GoalWithdrawn,
        )
        return {
            **dict.fromkeys(kinds, self._watch_goal),
            GoalProposed: self._asking("goal_proposed"),
            GoalCommented: self._asking("goal_commented"),
            GoalCheckedIn: self._goal_checked_in,
        }

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
            TalkLastDayMoved,
            TalkRetentionStarted,
        )
        return {
            **dict.fromkeys(watched, self._watch_talk),
            TalkOpened: self._opened,
            TalkBooked: self._telling("talk_booked", _both),
            TalkTimesProposed: self._telling("talk_time_proposed", _the_other),
            TalkBookingCancelled: self._booking_cancelled,
            TalkCancelled: self._talk_cancelled,
            TalkManagerChanged: self._manager_changed,
            TalkPreparationShared: self._telling("talk_other_shared", _the_other),
            TalkCompleted: self._telling("talk_to_confirm", _both),
        }

    def surveys(self) -> Mapping[type[Event], Handler]:
        """A survey that is over overtakes mails; an open action has a deadline."""
        watched: tuple[type[SurveyFacts], ...] = (
            SurveyLaunched,
            SurveyOpened,
            SurveyClosed,
            SurveyCancelled,
        )
        return {
            **dict.fromkeys(watched, self._watch_survey),
            ActionChanged: self._watch_action,
            ActionRemoved: self._watch_action,
        }

    def invitations(self) -> Mapping[type[Event], Handler]:
        """Who is asked to answer, who is asked again, and whose mail need not go out any more."""
        return {
            InvitationIssued: self._inviting("survey_invitation"),
            InvitationReminded: self._inviting("survey_reminder"),
            InvitationEnded: self._end_invitation,
        }

    def competence(self) -> Mapping[type[Event], Handler]:
        """Every event of a profile says which certificates expire, and when."""
        return {ProfileChanged: self._watch_profile}

    async def _watch_goal(self, event: Received[GoalFacts]) -> None:
        envelope = event.envelope
        await self._store.watches.change(
            goal_watch_id(event.data.goal_id),
            lambda watch: goal_seen(
                watch, event.data, sequence=envelope.sequence, time=envelope.time
            ),
        )

    async def _goal_checked_in(self, event: Received[GoalCheckedIn]) -> None:
        """Who asks for support is heard at once by the managers of the goal's owners."""
        await self._watch_goal(event)
        goal = event.data
        if goal.support_asked_at is None:
            return
        today = local_date(self._clock.now())
        managers = [
            manager
            for owner in goal.owner_ids
            for manager in await self._directory.acting_managers(owner, today)
        ]
        for person_id in dict.fromkeys(managers):
            await self._store.tell(self._about_support(goal, goal.support_asked_at, person_id))

    async def _watch_talk(self, event: Received[TalkFacts]) -> None:
        envelope = event.envelope
        await self._store.watches.change(
            talk_watch_id(event.data.talk_id),
            lambda watch: talk_seen(
                watch, event.data, sequence=envelope.sequence, time=envelope.time
            ),
        )

    async def _watch_survey(self, event: Received[SurveyFacts]) -> None:
        await self._store.watches.change(
            survey_watch_id(event.data.survey_id),
            lambda watch: survey_seen(watch, event.data, sequence=event.envelope.sequence),
        )

    async def _watch_action(self, event: Received[ActionFacts]) -> None:
        envelope = event.envelope
        await self._store.watches.change(
            action_watch_id(event.data.action_id),
            lambda watch: action_seen(
                watch,
                event.data,
                removed=isinstance(event.data, ActionRemoved),
                sequence=envelope.sequence,
                time=envelope.time,
            ),
        )

    async def _watch_profile(self, event: Received[ProfileChanged]) -> None:
        envelope = event.envelope
        await self._store.watches.change(
            profile_watch_id(event.data.profile_id),
            lambda watch: profile_seen(
                watch, event.data, sequence=envelope.sequence, time=envelope.time
            ),
        )

    def _inviting(self, kind: NotificationKind) -> Callable[[Received[Any]], list[Write]]:
        def react(event: Received[InvitationFacts]) -> list[Write]:
            asked = self._about_survey(event, kind)
            return [self._store.notifications.creation(asked.id, created(asked))]

        return react

    async def _end_invitation(self, event: Received[InvitationFacts]) -> None:
        await self._store.stop_waiting(event.data.person_id, event.data.survey_id)

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

    async def _opened(self, event: Received[TalkOpened]) -> None:
        """The employee is invited; of a follow-up talk, whoever did not open it."""
        follow_up = event.data.kind == "follow_up" and event.data.changed_by is not None
        kind: NotificationKind = "follow_up_invitation" if follow_up else "talk_invitation"
        told = _the_other if follow_up else _employee
        await self._telling(kind, told)(event)

    async def _booking_cancelled(self, event: Received[TalkBookingCancelled]) -> None:
        """Both are told which time is called off."""
        told = _of_before(event, await self._before(event))
        for person_id in _both(event.data):
            await self._store.tell(self._about_talk(told, "talk_booking_cancelled", person_id))
        await self._watch_talk(event)

    async def _talk_cancelled(self, event: Received[TalkCancelled]) -> None:
        """Who did not do it is told, and both are if it stands in their calendars."""
        before = await self._before(event)
        booked = before is not None and before.booked_from is not None
        told = _of_before(event, before) if booked else event
        for person_id in _both(event.data) if booked else _the_other(event.data):
            await self._store.tell(self._about_talk(told, "talk_cancelled", person_id))
        await self._watch_talk(event)

    async def _manager_changed(self, event: Received[TalkManagerChanged]) -> None:
        """The new manager hears of it once a day; a booked time moves to their calendar."""
        talk = event.data
        before = await self._before(event)
        today = local_date(self._clock.now())
        taken_over = self._about_talk(event, "talk_taken_over", talk.manager_id).model_copy(
            update={
                "id": effect_id(f"{talk.manager_id}/{today.isoformat()}", "talk_taken_over"),
                "item_id": talk.manager_id,
                "talk_id": None,
            }
        )
        await self._store.tell(taken_over)
        if talk.booked_from is not None:
            await self._store.tell(self._about_talk(event, "talk_booked", talk.manager_id))
            left = set(before.parties) - _both(talk) if before else set()
            for person_id in left:
                told = self._about_talk(event, "talk_booking_cancelled", person_id)
                await self._store.tell(told)
        await self._watch_talk(event)

    async def _before(self, event: Received[TalkFacts]) -> TalkGlance | None:
        """The talk as it was known before the event. A repeated event finds itself."""
        watch = await self._store.watches.get(talk_watch_id(event.data.talk_id))
        return watch.state.talk if watch else None

    def _asking(self, kind: NotificationKind) -> Callable[[Received[Any]], Awaitable[None]]:
        """Who is to answer about a proposed goal."""

        async def react(event: Received[GoalFacts]) -> None:
            await self._watch_goal(event)
            for person_id in event.data.answer_by:
                asked = Notification(
                    id=effect_id(event.envelope.id, f"{kind}:{person_id}"),
                    person_id=person_id,
                    kind=kind,
                    item_type="goal",
                    item_id=event.data.goal_id,
                    created_at=self._clock.now(),
                )
                await self._store.tell(asked)

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
            ends_at=talk.booked_until,
            sequence=talk.booking_sequence,
            created_at=self._clock.now(),
        )

    def _about_support(
        self, goal: GoalFacts, asked_at: datetime, person_id: PersonId
    ) -> Notification:
        return Notification(
            # Once, however many check-ins go on asking.
            id=effect_id(f"{goal.goal_id}/{asked_at.isoformat()}", f"goal_support:{person_id}"),
            person_id=person_id,
            kind="goal_support",
            role="manager",
            item_type="goal",
            item_id=goal.goal_id,
            created_at=self._clock.now(),
        )

    def _about_survey(
        self, event: Received[InvitationFacts], kind: NotificationKind
    ) -> Notification:
        invitation = event.data
        return Notification(
            # From the event's own id, which is random: one that could be worked out from who is
            # asked would tell on the bus who has been reminded.
            id=effect_id(event.envelope.id, kind),
            person_id=invitation.person_id,
            kind=kind,
            role="invited",
            item_type="survey",
            item_id=invitation.survey_id,
            survey_id=invitation.survey_id,
            # What closes at midnight can be answered until the day before.
            day=local_date(invitation.closes_at - _A_MOMENT),
            created_at=self._clock.now(),
        )


def _of_before(event: Received[Any], before: TalkGlance | None) -> Received[Any]:
    """The event with the time that was booked until then."""
    times = before.model_dump(include={"booked_from", "booked_until"}) if before else {}
    return Received(event.envelope, event.data.model_copy(update=times))


def _employee(talk: TalkFacts) -> set[PersonId]:
    return {talk.employee_id}


def _both(talk: TalkFacts) -> set[PersonId]:
    return {talk.employee_id, talk.manager_id}


def _the_other(talk: TalkFacts) -> set[PersonId]:
    return _both(talk) - {talk.changed_by} if talk.changed_by else _both(talk)
