"""What the API answers with."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from chassis.documents import Stored
from redthread_contracts.ids import (
    AgreementId,
    CycleId,
    GoalId,
    PersonId,
    TalkId,
    TemplateId,
    UnitId,
)
from redthread_contracts.talks import AgreementStatus, TalkKind, TalkState
from talks import preparation
from talks.agreement import Agreement, with_status
from talks.criteria import Criteria
from talks.document import AgreedOn, Answer, Document, GoalSnapshot, Reopening
from talks.notes import Note, Notes
from talks.preparation import Preparation, PreparedSection
from talks.private_note import PrivateNote
from talks.reading import Thing
from talks.room import Seat
from talks.talk import Booking, Both, Cancellation, ProposedTimes, Talk, person_in
from talks.template import Prompt, Role, Section, Template

T = TypeVar("T")


class View(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)


class Items(View, Generic[T]):
    """A page of a list; `next` is the cursor of the following page."""

    items: Sequence[T]
    next: str | None = None


class TemplateView(View):
    """A template in a list."""

    id: TemplateId
    version: int
    kind: TalkKind
    title_sv: str
    title_en: str
    minutes_suggested: int
    staff_groups: Sequence[str]
    section_count: int

    @classmethod
    def of(cls, template: Template) -> "TemplateView":
        """Without the sections."""
        return cls(
            **template.model_dump(exclude={"sections"}), section_count=len(template.sections)
        )


class AnsweredView(View):
    """In how many sections I have written, of those that are put to me."""

    mine: int
    of: int


class SummaryView(View):
    """A talk in a list."""

    id: TalkId
    version: int
    kind: TalkKind
    title: str
    cycle_id: CycleId | None
    template_id: TemplateId
    template_version: int
    employee_id: PersonId
    manager_id: PersonId
    manager_prepared_by: PersonId | None
    unit_id: UnitId
    state: TalkState
    opened_at: datetime
    last_day: date | None
    booking: Booking | None
    booking_sequence: int
    proposed: ProposedTimes | None
    yearly_talk_id: TalkId | None
    cancelled: Cancellation | None
    shared: Both
    answered: AnsweredView
    held_on: date | None
    went_on: Sequence[date]
    confirmed: Both
    document_version: int
    agreements_open: int


class AgreementView(View):
    """An agreement; `note` is the newest that was said about it."""

    agreement_id: AgreementId
    what: str
    owner_id: PersonId
    due: date
    status: AgreementStatus
    note: str


class MyAgreementView(AgreementView):
    """An agreement and where it was made."""

    talk_id: TalkId
    other_id: PersonId
    talk_state: TalkState


class SectionView(View):
    """A section with the prompts that are put to me."""

    id: str
    title_sv: str
    title_en: str
    intro_sv: str
    intro_en: str
    privacy_sv: str
    privacy_en: str
    guidance_sv: str
    guidance_en: str
    prepared: bool
    prompts: Sequence[Prompt]

    @classmethod
    def of(cls, section: Section, role: Role) -> "SectionView":
        """As one role sees it: its own questions, its own guidance."""
        copied = cls.model_fields.keys() & Section.model_fields.keys() - {"prompts"}
        guidance_sv, guidance_en = section.guidance_for(role)
        return cls(
            **section.model_dump(include=copied),
            guidance_sv=guidance_sv,
            guidance_en=guidance_en,
            prompts=section.prompts_for(role),
        )


class TalkView(SummaryView):
    """A talk as one of its two parties sees it."""

    role: Role
    before_sv: Sequence[str]
    before_en: Sequence[str]
    sections: Sequence[SectionView]
    agreements: Sequence[AgreementView]
    goal_ids: Sequence[GoalId]
    documents: Sequence[int]
    substitutes: Sequence[PersonId]
    criteria: Criteria | None
    """The salary criteria, where the talk asks for an assessment by them."""


class PreparationView(View):
    """One party's preparation."""

    role: Role
    version: int
    sections: Mapping[str, PreparedSection]
    shared_at: datetime | None

    @classmethod
    def of(cls, prepared: Preparation) -> "PreparationView":
        """`version` counts all saves."""
        saves = sum(section.version for section in prepared.sections.values())
        return cls(
            role=prepared.role,
            version=saves,
            sections=prepared.sections,
            shared_at=prepared.shared_at,
        )


class PreparationsView(View):
    """Mine, and theirs once both have shared."""

    mine: PreparationView
    theirs: PreparationView | None


class PresenceView(View):
    """Who is in the talk room."""

    person_id: PersonId
    at: datetime


class NotesView(View):
    """All notes, and who is here."""

    sections: Mapping[str, Note]
    present: Sequence[PresenceView]

    @classmethod
    def of(cls, notes: Notes, present: Mapping[PersonId, datetime]) -> "NotesView":
        """Every section that something is written in."""
        here = [PresenceView(person_id=person_id, at=at) for person_id, at in present.items()]
        return cls(sections=notes.sections, present=here)


class DocumentSectionView(View):
    """A section of a document: as plain text, and each answer with its prompt."""

    section_id: str
    title_sv: str
    title_en: str
    employee: str
    manager: str
    notes: str
    employee_answers: Sequence[Answer]
    manager_answers: Sequence[Answer]


class ConfirmationView(View):
    """Who confirmed, and how."""

    person_id: PersonId
    at: datetime
    disagree: bool
    comment: str


class DocumentView(View):
    """A version of the document. `locked_at` None: not confirmed by both."""

    version: int
    hash: str
    title: str
    employee_id: PersonId
    manager_id: PersonId
    held_on: date
    made_at: datetime
    locked_at: datetime | None
    sections: Sequence[DocumentSectionView]
    goals: Sequence[GoalSnapshot]
    reviewed: Sequence[GoalSnapshot]
    agreements: Sequence[AgreedOn]
    confirmations: Sequence[ConfirmationView]
    reopened: Reopening | None

    @classmethod
    def of(cls, document: Document) -> "DocumentView":
        """A document that was read with its content."""
        content = document.content
        if content is None:
            raise ValueError("a document is shown with its content")
        return cls(
            version=document.version,
            hash=document.hash,
            title=content.title,
            employee_id=content.employee_id,
            manager_id=content.manager_id,
            held_on=content.held_on,
            made_at=document.made_at,
            locked_at=document.locked_at,
            sections=[
                DocumentSectionView(
                    section_id=section.section_id,
                    title_sv=section.title_sv,
                    title_en=section.title_en,
                    employee=_text(section.employee),
                    manager=_text(section.manager),
                    notes=section.notes,
                    employee_answers=section.employee,
                    manager_answers=section.manager,
                )
                for section in content.sections
            ],
            goals=content.goals,
            reviewed=content.reviewed,
            agreements=content.agreements,
            confirmations=[
                ConfirmationView(**one.model_dump(exclude={"role"}))
                for one in document.confirmations
            ],
            reopened=document.reopened,
        )


class OtherTalkView(View):
    """Another talk of the two, without content."""

    id: TalkId
    kind: TalkKind
    title: str
    state: TalkState
    opened_at: datetime
    held_on: date | None
    yearly_talk_id: TalkId | None
    document_version: int


class AtHandView(View):
    """The other talks, newest first, and what is still to be done of what was agreed in them."""

    talks: Sequence[OtherTalkView]
    agreements: Sequence[MyAgreementView]

    @classmethod
    def of(cls, others: Sequence[Stored[Talk]], seat: Seat) -> "AtHandView":
        """For the one who sits there."""
        party = person_in(seat.talk, seat.role)
        copied = OtherTalkView.model_fields.keys() & Talk.model_fields.keys()
        return cls(
            talks=[
                OtherTalkView(
                    **each.state.model_dump(include=set(copied)),
                    document_version=len(each.state.documents),
                )
                for each in others
            ],
            agreements=[one for each in others for one in my_agreements(each.state, party, "open")],
        )


class PrivateNoteView(View):
    """My own note about a talk; its version is in the ETag."""

    text: str
    version: int
    saved_at: datetime | None

    @classmethod
    def of(cls, note: PrivateNote) -> "PrivateNoteView":
        """The note."""
        return cls(text=note.text, version=note.saves, saved_at=note.saved_at)


class ReadView(View):
    """Somebody has read something of mine. `document`: which version of it."""

    reader_id: PersonId
    reader: Role
    thing: Thing
    document: int | None
    first_at: datetime
    last_at: datetime


def summary(
    stored: Stored[Talk], role: Role, template: Template, prepared: Preparation | None
) -> SummaryView:
    """A talk in a list of this role's talks."""
    return SummaryView(**_summary(stored.state, stored.version, role, template, prepared))


def talk_view(
    seat: Seat, prepared: Preparation | None, criteria: Criteria | None = None
) -> TalkView:
    """A talk, for one of its two parties."""
    talk = seat.talk
    return TalkView(
        **_summary(talk, seat.version, seat.role, seat.template, prepared),
        role=seat.role,
        before_sv=seat.template.before_sv,
        before_en=seat.template.before_en,
        sections=[SectionView.of(section, seat.role) for section in seat.template.sections],
        agreements=[AgreementView(**_agreement(one)) for one in talk.agreements],
        goal_ids=talk.goal_ids,
        documents=[document.version for document in talk.documents],
        substitutes=talk.substitutes,
        criteria=criteria,
    )


def my_agreements(
    talk: Talk, person_id: PersonId, status: AgreementStatus | None
) -> list[MyAgreementView]:
    """What this person and the other have agreed on, whoever does it; None: of any status."""
    other_id = next(one for one in talk.parties if one != person_id)
    return [
        MyAgreementView(
            **_agreement(one), talk_id=talk.talk_id, other_id=other_id, talk_state=talk.state
        )
        for one in with_status(talk.agreements, status)
    ]


def _summary(
    talk: Talk, version: int, role: Role, template: Template, prepared: Preparation | None
) -> dict[str, object]:
    written, wanted = preparation.answered(prepared, template, role)
    copied = SummaryView.model_fields.keys() & Talk.model_fields.keys()
    return {
        **{name: getattr(talk, name) for name in copied},
        "version": version,
        "confirmed": talk.confirmed,
        "answered": AnsweredView(mine=written, of=wanted),
        "document_version": len(talk.documents),
        "agreements_open": sum(one.status == "open" for one in talk.agreements),
    }


def _agreement(agreement: Agreement) -> dict[str, object]:
    note = agreement.follow_ups[-1].note if agreement.follow_ups else ""
    return {**agreement.model_dump(exclude={"follow_ups"}), "note": note}


def _text(answers: Sequence[Answer]) -> str:
    return "\n\n".join(answer.text for answer in answers)
