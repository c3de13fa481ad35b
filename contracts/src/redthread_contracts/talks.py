"""Topic `talks`: talk cycles and talks. Ids, states and days; never what was written."""

from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from redthread_contracts.event import Event
from redthread_contracts.ids import (
    AgreementId,
    CycleId,
    GoalId,
    PersonId,
    TalkId,
    TemplateId,
    UnitId,
)
from redthread_contracts.topics import TALKS, Topic

TalkKind = Literal["yearly", "follow_up"]
TalkState = Literal[
    "planned", "preparing", "ready", "held", "awaiting_confirmation", "confirmed", "cancelled"
]
AgreementStatus = Literal["open", "done", "dropped"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CycleFacts(Event):
    """A talk cycle: which units, which template, and until when."""

    topic: ClassVar[Topic] = TALKS

    cycle_id: CycleId
    template_id: TemplateId
    template_version: int
    unit_ids: tuple[UnitId, ...]
    opens: date
    last_day: date
    state: Literal["opening", "open", "closed"]
    talks_opened: int


class CycleStarted(CycleFacts):
    """HR started a cycle; its talks are being opened."""

    type: ClassVar[str] = "se.redthread.cycle.started.v1"


class CycleOpened(CycleFacts):
    """All talks of the cycle are open."""

    type: ClassVar[str] = "se.redthread.cycle.opened.v1"


class CycleExtended(CycleFacts):
    """The last day was moved; that of its open talks follows."""

    type: ClassVar[str] = "se.redthread.cycle.extended.v1"


class CycleChoiceMade(CycleFacts):
    """HR took one person in or out; the person's own talk is opened or cancelled."""

    type: ClassVar[str] = "se.redthread.cycle.choice-made.v1"


class CycleClosed(CycleFacts):
    """Nobody joins any more; talks that are open can still be held."""

    type: ClassVar[str] = "se.redthread.cycle.closed.v1"


class TemplateFacts(Event):
    """A version of a talk template; `staff_groups` empty: for everybody."""

    topic: ClassVar[Topic] = TALKS

    template_id: TemplateId
    version: int
    kind: TalkKind
    staff_groups: tuple[str, ...] = ()


class TemplatePublished(TemplateFacts):
    """HR published a version of a talk template. It never changes."""

    type: ClassVar[str] = "se.redthread.template.published.v1"


class AgreementFacts(_Value):
    """What two people agreed on, without its text."""

    agreement_id: AgreementId
    owner_id: PersonId
    due: date
    status: AgreementStatus


class TalkFacts(Event):
    """A talk's public state. Days are local to Europe/Stockholm, instants in UTC."""

    topic: ClassVar[Topic] = TALKS

    talk_id: TalkId
    kind: TalkKind
    cycle_id: CycleId | None
    employee_id: PersonId
    manager_id: PersonId
    unit_id: UnitId
    state: TalkState
    last_day: date | None
    booked_from: datetime | None = None
    booked_until: datetime | None = None
    shared_by_employee_at: datetime | None = None
    shared_by_manager_at: datetime | None = None
    held_on: date | None = None
    confirmed_by_employee_at: datetime | None = None
    confirmed_by_manager_at: datetime | None = None
    confirmed_at: datetime | None = None
    document_version: int = 0
    goal_ids: tuple[GoalId, ...] = ()
    agreements: tuple[AgreementFacts, ...] = ()
    booking_sequence: int = 0
    """Raised each time that the booking changes: SEQUENCE of the calendar entry (RFC 5545)."""
    changed_by: PersonId | None = None
    """Who made the change; None when the system did."""
    cancelled_because: str | None = None
    """An open list: called_off, taken_out (of its cycle), employment_ended."""
    yearly_talk_id: TalkId | None = None
    """Of a follow-up talk: the yearly one that it follows up."""


class TalkOpened(TalkFacts):
    """A talk is to be held; both can prepare."""

    type: ClassVar[str] = "se.redthread.talk.opened.v1"


class TalkBooked(TalkFacts):
    """A time is booked, or moved."""

    type: ClassVar[str] = "se.redthread.talk.booked.v1"


class TalkTimesProposed(TalkFacts):
    """One of the two has proposed times; the other is to choose one, or to propose others."""

    type: ClassVar[str] = "se.redthread.talk.times-proposed.v1"


class TalkBookingCancelled(TalkFacts):
    """The booked time is called off; the talk is still to be held."""

    type: ClassVar[str] = "se.redthread.talk.booking-cancelled.v1"


class TalkLastDayMoved(TalkFacts):
    """Its cycle was extended."""

    type: ClassVar[str] = "se.redthread.talk.last-day-moved.v1"


class TalkManagerChanged(TalkFacts):
    """The employee has another line manager, who takes the talk over."""

    type: ClassVar[str] = "se.redthread.talk.manager-changed.v1"


class TalkPreparationStarted(TalkFacts):
    """Somebody has begun to prepare."""

    type: ClassVar[str] = "se.redthread.talk.preparation-started.v1"


class TalkPreparationShared(TalkFacts):
    """One of the two has shared the preparation; when both have, the state is `ready`."""

    type: ClassVar[str] = "se.redthread.talk.preparation-shared.v1"


class TalkPreparationTakenBack(TalkFacts):
    """One has taken the preparation back, before the other had shared."""

    type: ClassVar[str] = "se.redthread.talk.preparation-taken-back.v1"


class TalkHeld(TalkFacts):
    """The talk has begun: its first note or agreement is there."""

    type: ClassVar[str] = "se.redthread.talk.held.v1"


class TalkAgreementsChanged(TalkFacts):
    """An agreement was added, changed, taken away or followed up."""

    type: ClassVar[str] = "se.redthread.talk.agreements-changed.v1"


class TalkGoalsChanged(TalkFacts):
    """A proposed goal was put into the talk, or taken out."""

    type: ClassVar[str] = "se.redthread.talk.goals-changed.v1"


class TalkCompleted(TalkFacts):
    """The text is set and waits for both to confirm it."""

    type: ClassVar[str] = "se.redthread.talk.completed.v1"


class TalkConfirmationGiven(TalkFacts):
    """One of the two has confirmed; the other has not yet."""

    type: ClassVar[str] = "se.redthread.talk.confirmation-given.v1"


class TalkConfirmed(TalkFacts):
    """Both have confirmed: a version is frozen, its goals and agreements count."""

    type: ClassVar[str] = "se.redthread.talk.confirmed.v1"


class TalkReopened(TalkFacts):
    """The talk is open for changes again; earlier versions stay."""

    type: ClassVar[str] = "se.redthread.talk.reopened.v1"


class TalkCancelled(TalkFacts):
    """The talk will not be held."""

    type: ClassVar[str] = "se.redthread.talk.cancelled.v1"


class TalkRetentionStarted(TalkFacts):
    """The employee has left: from then the municipality's rules of retention count."""

    type: ClassVar[str] = "se.redthread.talk.retention-started.v1"


class CriteriaSetFacts(Event):
    """The salary criteria of a year and a staff group ("": everybody else)."""

    topic: ClassVar[Topic] = TALKS

    criteria_set_id: str
    year: int
    staff_group: str
    frozen: bool
    """A talk has begun to use it, so that it never changes again."""


class CriteriaSetChanged(CriteriaSetFacts):
    """The criteria were written, or have come into use."""

    type: ClassVar[str] = "se.redthread.criteria-set.changed.v1"


class SideEmploymentFacts(Event):
    """That somebody has declared, never what: not even whether there is a side employment."""

    topic: ClassVar[Topic] = TALKS

    person_id: PersonId
    unit_id: UnitId
    status: Literal["declared", "assessed"]
    declared_on: date
    renew_by: date


class SideEmploymentDeclared(SideEmploymentFacts):
    """The employee has declared; the line manager is to assess it, if there is anything."""

    type: ClassVar[str] = "se.redthread.side-employment.declared.v1"


class SideEmploymentAssessed(SideEmploymentFacts):
    """The line manager has assessed and decided."""

    type: ClassVar[str] = "se.redthread.side-employment.assessed.v1"
