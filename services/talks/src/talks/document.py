"""The document that a talk leads to: composed when the talk is finished, frozen when both have
confirmed (domain.md, "Talks" 7). Its hash says which text somebody confirmed.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict

from redthread_contracts.ids import AgreementId, GoalId, PersonId, TalkId
from redthread_contracts.talks import AgreementStatus
from talks.agreement import Agreement
from talks.criteria import Criteria
from talks.template import Role, Section, Template
from talks.texts import Comment, Id, Text, Title


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoalSnapshot(_Value):
    """A goal as it read when the talk was finished; an empty text says nothing."""

    goal_id: Annotated[GoalId, Id]
    title: Title
    why: Text = ""
    measure: Text = ""
    deadline: date | None = None
    parent_title: Comment = ""
    outcome: Literal["", "met", "partly", "not_met"] = ""


class Answer(_Value):
    """A prompt and what was answered in the preparation."""

    prompt_id: str
    prompt_sv: str
    prompt_en: str
    text: str


class SectionText(_Value):
    """All that was written about one item of the agenda."""

    section_id: str
    title_sv: str
    title_en: str
    employee: tuple[Answer, ...] = ()
    manager: tuple[Answer, ...] = ()
    notes: str = ""


class AgreedOn(_Value):
    """An agreement as it read when the talk was finished."""

    agreement_id: AgreementId
    what: str
    owner_id: PersonId
    due: date
    status: AgreementStatus


class Content(_Value):
    """Everything that is confirmed: the hash covers all of it and nothing else."""

    talk_id: TalkId
    version: int
    title: str
    employee_id: PersonId
    manager_id: PersonId
    held_on: date
    sections: tuple[SectionText, ...]
    goals: tuple[GoalSnapshot, ...] = ()
    reviewed: tuple[GoalSnapshot, ...] = ()
    agreements: tuple[AgreedOn, ...] = ()


class Confirmation(_Value):
    """That one of the two has read this text; `disagree` does not stop it."""

    role: Role
    person_id: PersonId
    at: datetime
    disagree: bool = False
    comment: str = ""


class Reopening(_Value):
    """Who opened the talk again after this version, and why."""

    by: PersonId
    at: datetime
    reason: str


class Document(_Value):
    """One version. `content` is None only where a list has left the texts out."""

    version: int
    hash: str
    made_at: datetime
    made_by: PersonId | None
    content: Content | None = None
    confirmations: tuple[Confirmation, ...] = ()
    locked_at: datetime | None = None
    reopened: Reopening | None = None

    def confirmed_by(self, role: Role) -> Confirmation | None:
        """This party's confirmation, if given."""
        return next((one for one in self.confirmations if one.role == role), None)


Answers = Mapping[str, Mapping[str, str]]
"""Texts by section and prompt."""


def compose_sections(
    template: Template,
    notes: Mapping[str, str],
    prepared: Mapping[Role, Answers] | None,
    criteria: Criteria | None = None,
) -> tuple[SectionText, ...]:
    """All sections of the template in order. `prepared` is None unless both have shared:
    a preparation that was not shared never gets into a document that both read.

    `criteria`: the salary criteria, where a section asks for an assessment by them.
    """
    shared = prepared or {}
    return tuple(
        SectionText(
            section_id=section.id,
            title_sv=section.title_sv,
            title_en=section.title_en,
            employee=_answers(section, shared.get("employee", {}), criteria),
            manager=_answers(section, shared.get("manager", {}), criteria),
            notes=notes.get(section.id, ""),
        )
        for section in template.sections
    )


def agreed_on(agreements: Sequence[Agreement]) -> tuple[AgreedOn, ...]:
    """The agreements as they read now."""
    return tuple(
        AgreedOn(
            agreement_id=one.agreement_id,
            what=one.what,
            owner_id=one.owner_id,
            due=one.due,
            status=one.status,
        )
        for one in agreements
    )


def content_hash(content: Content) -> str:
    """SHA-256 over canonical JSON (sorted keys, no spaces, UTF-8), so that anyone can check it."""
    canonical = json.dumps(
        content.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _answers(section: Section, answers: Answers, criteria: Criteria | None) -> tuple[Answer, ...]:
    given = answers.get(section.id, {})
    lines: list[Answer] = []
    for prompt in section.prompts:
        if prompt.kind == "salary_criteria" and criteria is not None:
            lines += _assessed(prompt.id, criteria, given)
        if given.get(prompt.id, "").strip():
            lines.append(
                Answer(
                    prompt_id=prompt.id,
                    prompt_sv=prompt.text_sv,
                    prompt_en=prompt.text_en,
                    text=given[prompt.id],
                )
            )
    return tuple(lines)


def _assessed(prompt_id: str, criteria: Criteria, given: Mapping[str, str]) -> Iterator[Answer]:
    """The words of the level, in the language of the document: the set is frozen, they stay."""
    for name, criterion in criteria.answers_to(prompt_id).items():
        level = criteria.level(given.get(name, ""))
        if level is not None:
            yield Answer(
                prompt_id=name,
                prompt_sv=criterion.title_sv,
                prompt_en=criterion.title_en or criterion.title_sv,
                text=f"{level.level}. {level.sv}",
            )
