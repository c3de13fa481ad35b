"""Talks that were confirmed in a former system: brought in once, as document version 1."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chassis.clock import Instant
from chassis.documents import Decision
from redthread_contracts.ids import AgreementId, PersonId, TalkId, UnitId
from redthread_contracts.talks import AgreementStatus, TalkConfirmed
from talks.agreement import MOST_AGREEMENTS, Agreement
from talks.conversation import MOST_GOALS
from talks.document import (
    Confirmation,
    Content,
    Document,
    GoalSnapshot,
    SectionText,
    agreed_on,
    content_hash,
)
from talks.talk import Talk, decided, person_in
from talks.template import ROLES, STANDARD
from talks.texts import Agreed, Id, Text, Title


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SectionRow(_Row):
    """What was written about one item."""

    section_id: Annotated[str, Id]
    title_sv: Title
    title_en: Title
    notes: Text = ""


class AgreementRow(_Row):
    """What was agreed; the day may have passed."""

    agreement_id: Annotated[AgreementId, Id]
    what: Agreed
    owner_id: Annotated[PersonId, Id]
    due: date
    status: AgreementStatus = "open"


class TalkRow(_Row):
    """A confirmed talk of the former system."""

    id: Annotated[TalkId, Id]
    employee_id: Annotated[PersonId, Id]
    manager_id: Annotated[PersonId, Id]
    unit_id: Annotated[UnitId, Id]
    title: Title
    held_on: date
    confirmed_at: Instant
    sections: Annotated[Sequence[SectionRow], Field(max_length=50)] = ()
    goals: Annotated[Sequence[GoalSnapshot], Field(max_length=MOST_GOALS)] = ()
    agreements: Annotated[Sequence[AgreementRow], Field(max_length=MOST_AGREEMENTS)] = ()


def bring_in(talk: Talk | None, row: TalkRow) -> Decision[Talk] | None:
    """A confirmed talk out of a row; one that is there already stays as it is."""
    return decided(_talk(row), None, TalkConfirmed) if talk is None else None


def _talk(row: TalkRow) -> Talk:
    agreements = tuple(Agreement(**agreement.model_dump()) for agreement in row.agreements)
    talk = Talk(
        id=row.id,
        kind="yearly",
        title=row.title,
        template_id=STANDARD,
        template_version=1,
        employee_id=row.employee_id,
        manager_id=row.manager_id,
        unit_id=row.unit_id,
        state="confirmed",
        opened_at=row.confirmed_at,
        held_on=row.held_on,
        goal_ids=tuple(goal.goal_id for goal in row.goals),
        agreements=agreements,
    )
    return talk.model_copy(update={"documents": (_document(talk, row),)})


def _document(talk: Talk, row: TalkRow) -> Document:
    content = Content(
        talk_id=row.id,
        version=1,
        title=row.title,
        employee_id=row.employee_id,
        manager_id=row.manager_id,
        held_on=row.held_on,
        sections=tuple(SectionText(**section.model_dump()) for section in row.sections),
        goals=tuple(row.goals),
        agreements=agreed_on(talk.agreements),
    )
    return Document(
        version=1,
        hash=content_hash(content),
        made_at=row.confirmed_at,
        made_by=None,
        content=content,
        confirmations=tuple(
            Confirmation(role=role, person_id=person_in(talk, role), at=row.confirmed_at)
            for role in ROLES
        ),
        locked_at=row.confirmed_at,
    )
