"""Ending a talk: the goals go into the document as they read now."""

from gateway.clients.base import Versioned
from gateway.clients.goals import Goal
from gateway.clients.talk_texts import GoalSnapshot
from gateway.clients.talks import Talk
from gateway.i18n import Words
from gateway.problems import ServiceDown
from gateway.views.room import RoomView
from gateway.views.room_words import measure_in_words
from gateway.visit import Visit


async def finish(visit: Visit, found: RoomView, version: int) -> Versioned[Talk]:
    """End the talk. The document is Swedish, as the municipality's records are.

    Raises `ServiceDown` when the goals can't be read: the document would lack them.
    """
    if found.goals.value is None or found.reviewed.value is None:
        raise ServiceDown("goals")
    swedish = visit.gateway.lexicon["sv"]
    return await visit.clients.talks.finish(
        visit.who,
        found.view.talk.id,
        goals=[snapshot(goal, swedish) for goal in found.goals.value],
        reviewed=[snapshot(goal, swedish) for goal in found.reviewed.value],
        version=version,
    )


def snapshot(goal: Goal, words: Words) -> GoalSnapshot:
    """A goal as it goes into the document; the manager's word about the outcome counts."""
    evaluation = goal.evaluation
    judged = (evaluation.manager or evaluation.employee) if evaluation else None
    above = goal.path[-2] if len(goal.path) > 1 else None
    return GoalSnapshot(
        goal_id=goal.id,
        title=words.pick(goal, "title"),
        why=goal.why or "",
        measure=measure_in_words(goal.measure, words),
        deadline=goal.deadline,
        parent_title=words.pick(above, "title") if above else "",
        outcome=judged.outcome if judged else "",
    )
