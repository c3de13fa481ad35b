"""Events in: confirmed talks, the goals' own events, and the organisation's."""

import structlog

from chassis.consumer import Handler, Received, Subscription
from chassis.projection import Write
from goals.goal import agree_in_talk
from goals.store import GoalStore
from redthread_contracts.directory import PersonChanged, UnitChanged
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
from redthread_contracts.talks import TalkConfirmed
from redthread_contracts.topics import DIRECTORY, GOALS, TALKS

log = structlog.get_logger()


class Reactions:
    """One small function per event."""

    def __init__(self, store: GoalStore) -> None:
        self._store = store

    def subscriptions(self) -> tuple[Subscription, ...]:
        """What the service listens to."""
        own: tuple[type[GoalFacts], ...] = (
            GoalProposed,
            GoalAgreed,
            GoalChanged,
            GoalCheckedIn,
            GoalEvaluated,
            GoalWithdrawn,
        )
        to_settle: dict[type[Event], Handler] = dict.fromkeys(own, self.goal_happened)
        return (
            Subscription("goals.talks", [TALKS], {TalkConfirmed: self.talk_confirmed}),
            Subscription(
                "goals.tree",
                [GOALS, DIRECTORY],
                {**to_settle, PersonChanged: self.belongs, UnitChanged: self.belongs},
            ),
        )

    async def talk_confirmed(self, event: Received[TalkConfirmed]) -> None:
        """The goals that were proposed in the talk count from now on."""
        talk = event.data
        for goal_id in talk.goal_ids:
            stored = await self._store.goals.change(
                goal_id, lambda goal: agree_in_talk(goal, employee_id=talk.employee_id)
            )
            if stored is None:
                log.warning("unknown goal in a talk", goal_id=goal_id, talk_id=talk.talk_id)
            elif talk.employee_id not in stored.state.owner_ids:
                log.warning("somebody else's goal", goal_id=goal_id, talk_id=talk.talk_id)

    def goal_happened(self, event: Received[GoalFacts]) -> list[Write]:
        """What depends on the goal is to be settled: `jobs.Settling` does it.

        A mark, not the work itself: thousands of events (an import, a September) come down to
        one roll-up per parent, and the mark is durable before the event is done with.
        """
        return [self._store.mark(event.data.goal_id)]

    def belongs(self, event: Received[PersonChanged] | Received[UnitChanged]) -> list[Write]:
        """The goals of a person and of a closed unit are to follow: `jobs.Settling` does it."""
        return [self._store.belongs(event)]
