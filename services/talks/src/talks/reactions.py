"""Events in: a goal that was proposed in a talk, a cycle that was extended, people who move."""

from collections.abc import Mapping

from chassis.consumer import Handler, Received
from chassis.projection import Write
from redthread_contracts.directory import PersonChanged, UnitChanged
from redthread_contracts.event import Event
from redthread_contracts.goals import GoalProposed
from redthread_contracts.talks import CycleExtended
from talks.conversation import attach_proposed
from talks.opening import Opening
from talks.store import TalkStore


def handlers(store: TalkStore, opening: Opening) -> Mapping[type[Event], Handler]:
    """One small function per event."""

    async def goal_proposed(event: Received[GoalProposed]) -> None:
        goal = event.data
        if goal.talk_id is not None:
            await store.talks.change(
                goal.talk_id,
                lambda talk: attach_proposed(talk, goal.goal_id, goal.owner_ids),
            )

    async def cycle_extended(event: Received[CycleExtended]) -> None:
        await opening.follow(event.data.cycle_id)

    def moved(event: Received[PersonChanged] | Received[UnitChanged]) -> list[Write]:
        return [store.moves.noted(event)]

    return {
        GoalProposed: goal_proposed,
        CycleExtended: cycle_extended,
        PersonChanged: moved,
        UnitChanged: moved,
    }
