"""What happens to the talk while the two are having it: it is held, they agree, they set goals."""

from datetime import date, datetime

from chassis.clock import local_date
from chassis.documents import Decision
from chassis.errors import Conflict
from redthread_contracts.ids import AgreementId, GoalId, PersonId
from redthread_contracts.talks import (
    AgreementStatus,
    TalkAgreementsChanged,
    TalkFacts,
    TalkGoalsChanged,
    TalkHeld,
)
from talks import agreement as agreements
from talks.agreement import Agreement, FollowUp
from talks.talk import UNFINISHED, Talk, decided, person_in
from talks.template import Role

MOST_GOALS = 30


def check_can_write(talk: Talk) -> None:
    """Raises `Conflict` when the text of the talk is set."""
    if talk.state == "cancelled":
        raise Conflict("talk-cancelled", "The talk is cancelled, so nothing can be written in it.")
    if talk.state not in UNFINISHED:
        raise Conflict(
            "talk-finished", "The talk is finished. Open it again, with a reason, to change it."
        )


def hold(talk: Talk, role: Role, now: datetime) -> Decision[Talk] | None:
    """The first note says that the talk is being held, and so does one on a further booked day.

    Others change nothing.
    """
    check_can_write(talk)
    if talk.state == "held":
        return _go_on(talk, role, local_date(now))
    return decided(_held(talk, local_date(now)), person_in(talk, role), TalkHeld)


def put_agreement(
    talk: Talk, role: Role, wanted: Agreement, now: datetime
) -> Decision[Talk] | None:
    """Add or change an agreement. The same again changes nothing.

    Raises `Conflict` once the talk is finished, `Invalid` as `agreement.put`.
    """
    check_can_write(talk)
    changed = agreements.put(talk.agreements, wanted, parties=talk.parties, today=local_date(now))
    return _with_agreements(talk, role, changed, now)


def remove_agreement(
    talk: Talk, role: Role, agreement_id: AgreementId, now: datetime
) -> Decision[Talk] | None:
    """Take an agreement away; one that is not there is away already."""
    check_can_write(talk)
    return _with_agreements(talk, role, agreements.remove(talk.agreements, agreement_id), now)


def follow_up(
    talk: Talk,
    role: Role,
    agreement_id: AgreementId,
    status: AgreementStatus,
    note: str,
    now: datetime,
    *,
    by: PersonId | None = None,
) -> Decision[Talk] | None:
    """Say how it went (domain.md, "Talks" 8); `by`: a substitute.

    Possible through the year: the frozen document keeps what was agreed, the talk how it goes.
    """
    if talk.state == "cancelled":
        check_can_write(talk)
    said = FollowUp(status=status, note=note, by=by or person_in(talk, role), at=now)
    changed = agreements.follow_up(talk.agreements, agreement_id, said)
    if changed == talk.agreements:
        return None
    followed = talk.model_copy(update={"agreements": changed})
    return decided(followed, person_in(talk, role), TalkAgreementsChanged)


def attach_goal(talk: Talk, by: PersonId | None, goal_id: GoalId) -> Decision[Talk] | None:
    """Put a proposed goal into the talk. It takes effect when the talk is confirmed."""
    if goal_id in talk.goal_ids:
        return None
    check_can_write(talk)
    if len(talk.goal_ids) >= MOST_GOALS:
        raise Conflict(
            "too-many-goals", f"A talk holds at most {MOST_GOALS} goals.", most=MOST_GOALS
        )
    attached = talk.model_copy(update={"goal_ids": (*talk.goal_ids, goal_id)})
    return decided(attached, by, TalkGoalsChanged)


def attach_proposed(
    talk: Talk | None, goal_id: GoalId, owner_ids: tuple[PersonId, ...]
) -> Decision[Talk] | None:
    """What the goals service says was proposed in the talk.

    Passed over when it comes too late, when the talk is full or unknown, or when the goal is
    neither party's: what the two have confirmed is what they read.
    """
    if talk is None or talk.state not in UNFINISHED or len(talk.goal_ids) >= MOST_GOALS:
        return None
    if not set(owner_ids) & set(talk.parties):
        return None
    return attach_goal(talk, None, goal_id)


def detach_goal(talk: Talk, role: Role, goal_id: GoalId) -> Decision[Talk] | None:
    """Take a goal out of the talk; one that is not there is out already."""
    if goal_id not in talk.goal_ids:
        return None
    check_can_write(talk)
    left = tuple(one for one in talk.goal_ids if one != goal_id)
    detached = talk.model_copy(update={"goal_ids": left})
    return decided(detached, person_in(talk, role), TalkGoalsChanged)


def _with_agreements(
    talk: Talk, role: Role, changed: agreements.Agreements, now: datetime
) -> Decision[Talk] | None:
    if changed == talk.agreements:
        return None
    kinds: list[type[TalkFacts]] = [TalkAgreementsChanged]
    if talk.state != "held":
        talk = _held(talk, local_date(now))
        kinds = [TalkHeld, TalkAgreementsChanged]
    agreed = talk.model_copy(update={"agreements": changed})
    return decided(agreed, person_in(talk, role), *kinds)


def _go_on(talk: Talk, role: Role, day: date) -> Decision[Talk] | None:
    last = max((*talk.went_on, talk.held_on or day))
    if talk.booking is None or not last < local_date(talk.booking.starts) <= day:
        return None
    on_again = talk.model_copy(update={"went_on": (*talk.went_on, day)})
    return decided(on_again, person_in(talk, role), TalkHeld)


def _held(talk: Talk, day: date) -> Talk:
    # Opened again it is held once more, on the day when it was first held.
    return talk.model_copy(update={"state": "held", "held_on": talk.held_on or day})
