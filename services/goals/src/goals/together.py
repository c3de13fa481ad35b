"""What several people have to do with a person's own goal: colleagues who may read it, and the
comments between its owners and the line manager until they are agreed.
"""

from collections.abc import Iterable

from chassis.documents import Decision
from chassis.errors import Conflict, FieldError, Invalid
from goals.goal import Comment, Goal, decided
from redthread_contracts.goals import GoalChanged, GoalCommented
from redthread_contracts.ids import PersonId

MOST_COMMENTS = 200
MOST_READERS = 50


def comment(
    goal: Goal, said: Comment, *, answer_by: Iterable[PersonId] = ()
) -> Decision[Goal] | None:
    """Say something about a proposal; the same id again changes nothing.

    `answer_by`: whose turn it is then. Raises `Conflict` for what is no proposal any more.
    """
    if any(said.id == before.id for before in goal.comments):
        return None
    if goal.status != "proposed":
        raise Conflict(
            "goal-not-proposed",
            "The goal is agreed on, so the comments are closed. Write a check-in instead.",
        )
    if len(goal.comments) >= MOST_COMMENTS:
        raise Conflict(
            "goal-comments-full",
            "There are as many comments as the goal can hold. Talk about it instead.",
            limit=MOST_COMMENTS,
        )
    update = {"comments": (*goal.comments, said), "answer_by": tuple(answer_by)}
    return decided(goal.model_copy(update=update), GoalCommented)


def share(goal: Goal, readers: Iterable[PersonId]) -> Decision[Goal] | None:
    """Let these colleagues read the goal, and nobody else than before them.

    Raises `Invalid` for a goal that everybody reads, and for too many.
    """
    if goal.level != "individual":
        message = "Everybody reads this goal already."
        raise _wrong("goal-is-public", message)
    wanted = tuple(dict.fromkeys(each for each in readers if each not in goal.owner_ids))
    if len(wanted) > MOST_READERS:
        raise _wrong("too-many", f"Choose at most {MOST_READERS}.")
    if wanted == goal.shared_with:
        return None
    return decided(goal.model_copy(update={"shared_with": wanted}), GoalChanged)


def _wrong(code: str, message: str) -> Invalid:
    return Invalid("goal-not-right", message, fields=[FieldError("person_ids", code, message)])
