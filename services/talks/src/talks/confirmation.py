"""How a talk becomes a document that both have confirmed (domain.md, "Talks" 7).

finish -> awaiting_confirmation, with a draft and its hash; both confirm that hash -> confirmed,
the version is frozen; reopen -> held again, and the next finish makes the next version.
"""

from collections.abc import Sequence
from datetime import datetime

from chassis.documents import Decision
from chassis.errors import Conflict, NotFound
from redthread_contracts.ids import PersonId
from redthread_contracts.talks import (
    TalkCompleted,
    TalkConfirmationGiven,
    TalkConfirmed,
    TalkReopened,
)
from talks.conversation import check_can_write
from talks.document import (
    Confirmation,
    Content,
    Document,
    GoalSnapshot,
    Reopening,
    SectionText,
    agreed_on,
    content_hash,
)
from talks.talk import Talk, decided, person_in
from talks.template import Role

MOST_VERSIONS = 20
"""Far beyond what two people need; keeps the aggregate well under MongoDB's 16 MB."""


def check_can_finish(talk: Talk) -> None:
    """Raises `Conflict` for a talk that has not been held, or whose text is set."""
    check_can_write(talk)
    if talk.state != "held":
        raise Conflict(
            "talk-not-held", "Nothing is written yet. Write a note or an agreement, then finish."
        )
    if len(talk.documents) >= MOST_VERSIONS:
        raise Conflict(
            "too-many-versions",
            f"The talk has {MOST_VERSIONS} versions. Write what is new in a follow-up talk.",
        )


def finish(
    talk: Talk,
    role: Role,
    *,
    sections: Sequence[SectionText],
    goals: Sequence[GoalSnapshot],
    reviewed: Sequence[GoalSnapshot],
    now: datetime,
    by: PersonId | None = None,
) -> Decision[Talk] | None:
    """Set the text and wait for both to confirm it.

    The goals in the text are from now on the goals of the talk: what counts is what both read.
    A talk that is finished already stays as it is. `by`, here and below: a substitute, who acts
    under their own name. Raises `Conflict` as `check_can_finish`.
    """
    if talk.state == "awaiting_confirmation":
        return None
    check_can_finish(talk)
    if talk.held_on is None:
        raise ValueError("a held talk has the day on which it was held")
    by = by or person_in(talk, role)
    content = Content(
        talk_id=talk.talk_id,
        version=len(talk.documents) + 1,
        title=talk.title,
        employee_id=talk.employee_id,
        manager_id=talk.manager_id,
        held_on=talk.held_on,
        sections=tuple(sections),
        goals=tuple(goals),
        reviewed=tuple(reviewed),
        agreements=agreed_on(talk.agreements),
    )
    draft = Document(
        version=content.version,
        hash=content_hash(content),
        made_at=now,
        made_by=by,
        content=content,
    )
    finished = talk.model_copy(
        update={
            "state": "awaiting_confirmation",
            "documents": (*talk.documents, draft),
            "goal_ids": tuple(dict.fromkeys(goal.goal_id for goal in goals)),
        }
    )
    return decided(finished, by, TalkCompleted)


def confirm(
    talk: Talk,
    role: Role,
    *,
    hash: str,  # noqa: A002 - what the document calls it
    disagree: bool,
    comment: str,
    now: datetime,
    by: PersonId | None = None,
) -> Decision[Talk] | None:
    """One of the two confirms the text that has this hash; with both it is frozen.

    Confirming the same text twice changes nothing. Raises `Conflict` when nothing waits for
    confirmation, or when the text is not the one that was read.
    """
    document = talk.current
    if document is None:
        raise Conflict(
            "nothing-to-confirm", "The talk is not finished, so there is nothing to confirm yet."
        )
    if document.hash != hash:
        raise Conflict("text-changed", "The text has changed. Read it again before you confirm.")
    if document.confirmed_by(role) is not None:
        return None
    by = by or person_in(talk, role)
    given = Confirmation(role=role, person_id=by, at=now, disagree=disagree, comment=comment)
    confirmations = (*document.confirmations, given)
    by_both = len(confirmations) == 2
    locked = document.model_copy(
        update={"confirmations": confirmations, "locked_at": now if by_both else None}
    )
    changed = talk.model_copy(
        update={
            "documents": (*talk.documents[:-1], locked),
            "state": "confirmed" if by_both else talk.state,
        }
    )
    return decided(changed, by, TalkConfirmed if by_both else TalkConfirmationGiven)


def reopen(
    talk: Talk, role: Role, reason: str, now: datetime, *, by: PersonId | None = None
) -> Decision[Talk] | None:
    """Open the talk for changes again; who and why is kept with the version that was left.

    An open talk stays as it is. Raises `Conflict` for a cancelled one.
    """
    if talk.state == "held":
        return None
    document = talk.current
    if document is None:
        raise Conflict("talk-not-finished", "The talk is not finished, so it is open already.")
    by = by or person_in(talk, role)
    left = document.model_copy(update={"reopened": Reopening(by=by, at=now, reason=reason)})
    reopened = talk.model_copy(update={"state": "held", "documents": (*talk.documents[:-1], left)})
    return decided(reopened, by, TalkReopened)


def version(talk: Talk, number: int) -> Document:
    """A version of the document. Raises `NotFound`."""
    for document in talk.documents:
        if document.version == number:
            return document
    raise NotFound("document-not-found", "The talk has no such version of its document.")
