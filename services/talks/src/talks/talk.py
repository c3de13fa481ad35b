"""A talk: one employee, one line manager, and how far they have come.

States (domain.md, "Talks" 5): planned -> preparing -> ready (both have shared) -> held ->
awaiting_confirmation -> confirmed. This file has the aggregate and what leads up to the talk;
`booking` has when it is, `conversation` what is written during it, `confirmation` what freezes
it, `cancelling` what ends it and `handover` who has it.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, ConfigDict

from chassis.clock import local_date
from chassis.documents import Decision, State
from chassis.errors import Conflict, Forbidden
from redthread_contracts.ids import CycleId, GoalId, PersonId, TalkId, TemplateId, UnitId
from redthread_contracts.talks import (
    TalkFacts,
    TalkKind,
    TalkLastDayMoved,
    TalkOpened,
    TalkPreparationShared,
    TalkPreparationStarted,
    TalkPreparationTakenBack,
    TalkState,
)
from talks.agreement import Agreement
from talks.document import Document
from talks.template import Role

UNFINISHED: tuple[TalkState, ...] = ("planned", "preparing", "ready", "held")
"""The talk can still be prepared and written in."""

OPEN: tuple[TalkState, ...] = (*UNFINISHED, "awaiting_confirmation")
"""Something is still to be done."""

ALL_STATES: tuple[TalkState, ...] = (*OPEN, "confirmed", "cancelled")

BEFORE_TALK: tuple[TalkState, ...] = ("planned", "preparing", "ready")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Booking(_Value):
    """When and where the two meet."""

    starts: datetime
    ends: datetime
    place: str = ""


class ProposedTimes(_Value):
    """Times that one of the two has proposed; the other chooses one, or proposes others."""

    by: Role
    times: tuple[Booking, ...]
    at: datetime


class Cancellation(_Value):
    """Why a talk will not be held. `reason` is for the two; HR gave it where it was taken out."""

    because: Literal["called_off", "taken_out", "employment_ended"]
    reason: str = ""
    by: PersonId | None = None
    at: datetime
    before: TalkState
    """How far the talk had come, should it be taken up again."""


class Both(_Value):
    """When each of the two did something; None: not yet."""

    employee: datetime | None = None
    manager: datetime | None = None

    def of(self, role: Role) -> datetime | None:
        """The instant for one role."""
        return self.employee if role == "employee" else self.manager

    def given(self, role: Role, at: datetime | None) -> "Both":
        """The same with another instant for one role."""
        return self.model_copy(update={role: at})

    @property
    def both(self) -> bool:
        """Whether both have."""
        return self.employee is not None and self.manager is not None


class Talk(State):
    """The aggregate. `documents` are the versions that it has led to, newest last."""

    kind: TalkKind
    title: str
    template_id: TemplateId
    template_version: int
    cycle_id: CycleId | None = None
    yearly_talk_id: TalkId | None = None
    """Of a follow-up talk: the yearly one that it follows up."""
    employee_id: PersonId
    manager_id: PersonId
    first_manager_id: PersonId | None = None
    """Who was the manager before the talk was ever handed over; None: it never was."""
    manager_prepared_by: PersonId | None = None
    """Whose preparation is shared as the manager's (one who was the manager, or a substitute);
    None: the manager's own."""
    unit_id: UnitId
    staff_group: str = ""
    """The employee's when the talk was opened: it says which salary criteria hold."""
    state: TalkState = "planned"
    opened_at: datetime
    last_day: date | None = None
    booking: Booking | None = None
    booking_sequence: int = 0
    """Raised by each change of the booking (RFC 5545, SEQUENCE)."""
    proposed: ProposedTimes | None = None
    shared: Both = Both()
    held_on: date | None = None
    went_on: tuple[date, ...] = ()
    """Further days of a talk that was interrupted."""
    goal_ids: tuple[GoalId, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    documents: tuple[Document, ...] = ()
    cancelled: Cancellation | None = None
    retention_from: date | None = None
    """From when the rules of retention count: the employee's last day. None: employed."""

    @property
    def talk_id(self) -> TalkId:
        """The id, as its own type."""
        return TalkId(self.id)

    @property
    def criteria_year(self) -> int:
        """Of which year the salary criteria are."""
        return (self.last_day or local_date(self.opened_at)).year

    @property
    def parties(self) -> tuple[PersonId, PersonId]:
        """The two who have the talk."""
        return self.employee_id, self.manager_id

    @property
    def substitutes(self) -> tuple[PersonId, ...]:
        """Who has written or confirmed a document in the manager's place."""
        signed: list[PersonId] = [
            who
            for one in self.documents
            for who in (one.made_by, *(given.person_id for given in one.confirmations))
            if who is not None
        ]
        managers = (self.first_manager_id, self.manager_prepared_by)
        return tuple(dict.fromkeys(who for who in signed if who not in (*self.parties, *managers)))

    @property
    def current(self) -> Document | None:
        """The version that is being confirmed or is confirmed; None while they still write."""
        if self.state in ("awaiting_confirmation", "confirmed") and self.documents:
            return self.documents[-1]
        return None

    @property
    def confirmed(self) -> Both:
        """Who has confirmed the current version, and when."""
        given = self.current.confirmations if self.current else ()
        at = {one.role: one.at for one in given}
        return Both(employee=at.get("employee"), manager=at.get("manager"))

    @property
    def confirmed_at(self) -> datetime | None:
        """When both had confirmed the current version."""
        return self.current.locked_at if self.current else None


def role_of(talk: Talk, person_id: PersonId) -> Role:
    """Which of the two this is. Raises `Forbidden` for anybody else (domain.md, "Law")."""
    if person_id == talk.employee_id:
        return "employee"
    if person_id == talk.manager_id:
        return "manager"
    raise Forbidden(
        "talk-not-yours", "Only the two who have this talk can open it. Check the address."
    )


def person_in(talk: Talk, role: Role) -> PersonId:
    """Who has this role."""
    return talk.employee_id if role == "employee" else talk.manager_id


def other(role: Role) -> Role:
    """The other of the two."""
    return "manager" if role == "employee" else "employee"


def event(kind: type[TalkFacts], talk: Talk, by: PersonId | None) -> TalkFacts:
    """What other services may know about the talk: ids, states and days."""
    return kind(
        talk_id=talk.talk_id,
        kind=talk.kind,
        cycle_id=talk.cycle_id,
        employee_id=talk.employee_id,
        manager_id=talk.manager_id,
        unit_id=talk.unit_id,
        state=talk.state,
        last_day=talk.last_day,
        booked_from=talk.booking.starts if talk.booking else None,
        booked_until=talk.booking.ends if talk.booking else None,
        booking_sequence=talk.booking_sequence,
        shared_by_employee_at=talk.shared.employee,
        shared_by_manager_at=talk.shared.manager,
        held_on=talk.held_on,
        confirmed_by_employee_at=talk.confirmed.employee,
        confirmed_by_manager_at=talk.confirmed.manager,
        confirmed_at=talk.confirmed_at,
        document_version=len(talk.documents),
        goal_ids=talk.goal_ids,
        agreements=tuple(one.facts() for one in talk.agreements),
        changed_by=by,
        cancelled_because=talk.cancelled.because if talk.cancelled else None,
        yearly_talk_id=talk.yearly_talk_id,
    )


def decided(talk: Talk, by: PersonId | None, *kinds: type[TalkFacts]) -> Decision[Talk]:
    """The new state, and that it came to be."""
    return Decision(talk, [event(kind, talk, by) for kind in kinds])


def done_by(decision: Decision[Talk] | None, person_id: PersonId) -> Decision[Talk] | None:
    """The same, said to be done by a substitute where it was not a party."""
    if decision is None or decision.state is None or person_id in decision.state.parties:
        return decision
    events = [one.model_copy(update={"changed_by": person_id}) for one in decision.events]
    return replace(decision, events=events)


def cycle_talk_id(cycle_id: CycleId, person_id: PersonId) -> TalkId:
    """A person's talk in a cycle always has the same id, so that none is opened twice."""
    return TalkId(str(uuid5(NAMESPACE_URL, f"redthread/cycle/{cycle_id}/talk/{person_id}")))


def open_talk(talk: Talk | None, new: Talk) -> Decision[Talk] | None:
    """Open a talk; one that is there already stays as it is."""
    return None if talk is not None else decided(new, None, TalkOpened)


def move_last_day(talk: Talk | None, last_day: date) -> Decision[Talk] | None:
    """Its cycle was extended. A talk that is over keeps the day that it had."""
    if talk is None or talk.state not in OPEN or talk.last_day == last_day:
        return None
    moved = talk.model_copy(update={"last_day": last_day})
    return decided(moved, None, TalkLastDayMoved)


def start_preparing(talk: Talk, role: Role) -> Decision[Talk] | None:
    """Somebody has begun to prepare."""
    if talk.state != "planned":
        return None
    preparing = talk.model_copy(update={"state": "preparing"})
    return decided(preparing, person_in(talk, role), TalkPreparationStarted)


def check_can_prepare(talk: Talk, role: Role) -> None:
    """Raises `Conflict` when this role's preparation can not be changed in this talk."""
    if talk.state not in UNFINISHED:
        raise Conflict(
            "preparation-closed",
            "The talk is finished. What you prepared can be read, not changed.",
        )
    if talk.shared.of(role) is not None:
        raise Conflict(
            "preparation-shared",
            "You have shared your preparation. Take it back to change it, if you still can.",
        )


def share(
    talk: Talk, role: Role, now: datetime, *, by: PersonId | None = None
) -> Decision[Talk] | None:
    """Share the preparation; the other's can be read once both have (domain.md, "Talks" 4).

    `by`: a substitute, who shares their own. Sharing again changes nothing. Raises `Conflict`
    once the talk is finished.
    """
    if talk.shared.of(role) is not None:
        return None
    check_can_prepare(talk, role)
    shared = talk.shared.given(role, now)
    state = talk.state
    if state != "held":
        state = "ready" if shared.both else "preparing"
    update: dict[str, object] = {"shared": shared, "state": state}
    if role == "manager" and by not in (None, talk.manager_id):
        update["manager_prepared_by"] = by
    changed = talk.model_copy(update=update)
    return decided(changed, person_in(talk, role), TalkPreparationShared)


def take_back(talk: Talk, role: Role) -> Decision[Talk] | None:
    """Take the preparation back; possible until the other has shared.

    Raises `Conflict` after that: the other has read it, or could have.
    """
    if talk.shared.of(role) is None:
        return None
    if talk.shared.both:
        raise Conflict(
            "both-have-shared",
            "Both have shared, so it can not be taken back. Write on together in the talk.",
        )
    if talk.state not in UNFINISHED:
        raise Conflict("preparation-closed", "The talk is finished, so nothing can be taken back.")
    update: dict[str, object] = {"shared": talk.shared.given(role, None)}
    if role == "manager":
        update["manager_prepared_by"] = None
    changed = talk.model_copy(update=update)
    return decided(changed, person_in(talk, role), TalkPreparationTakenBack)


def with_booking(talk: Talk, booking: Booking | None) -> Talk:
    """With another time, or none. Proposed times have served."""
    sequence = talk.booking_sequence + (booking != talk.booking)
    update = {"booking": booking, "booking_sequence": sequence, "proposed": None}
    return talk.model_copy(update=update)
