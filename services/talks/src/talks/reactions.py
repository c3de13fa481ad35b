"""Events in: a goal that was proposed in a talk is put into that talk."""

from collections.abc import Mapping

from chassis.consumer import Handler, Received
from redthread_contracts.event import Event
from redthread_contracts.goals import GoalProposed
from talks.conversation import attach_proposed
from talks.store import TalkStore


def handlers(store: TalkStore) -> Mapping[type[Event], Handler]:
    """One small function per event."""

    async def goal_proposed(event: Received[GoalProposed]) -> None:
        goal = event.data
        if goal.talk_id is not None:
            await store.talks.change(
                goal.talk_id,
                lambda talk: attach_proposed(talk, goal.goal_id, goal.owner_ids),
            )

    return {GoalProposed: goal_proposed}
