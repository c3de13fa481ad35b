"""Preparations: what each of the two writes before the talk, seen by its author only until both
have shared (domain.md, "Talks" 4).

The talk is the truth about what is shared. `shared_at` here locks the preparation a moment
before the talk says so; a lock that the talk knows nothing of is left from a share that died
halfway, and the next share or save mends it.
"""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from chassis.documents import State
from chassis.errors import Conflict, FieldError, Invalid, NotFound, VersionConflict
from redthread_contracts.ids import PersonId, TalkId
from talks.criteria import Criteria
from talks.document import Answers
from talks.talk import Talk, other
from talks.template import Role, Section, Template


class PreparedSection(BaseModel):
    """The answers to one section. `version` counts its saves."""

    model_config = ConfigDict(frozen=True)

    version: int
    answers: dict[str, str]
    saved_at: datetime

    @property
    def answered(self) -> bool:
        """Whether anything is written."""
        return any(text.strip() for text in self.answers.values())


class Preparation(State):
    """One party's preparation. Nobody else hears of it: it has no events."""

    talk_id: TalkId
    role: Role
    sections: Mapping[str, PreparedSection] = Field(default_factory=dict)
    shared_at: datetime | None = None

    @property
    def answers(self) -> Answers:
        """All texts by section and prompt."""
        return {name: section.answers for name, section in self.sections.items()}


def preparation_id(talk: Talk, role: Role, person_id: PersonId | None = None) -> str:
    """Where this role's preparation of the talk lies: what was shared, or one's own.

    A manager who takes a talk over has a place of their own, and so has a substitute
    (`person_id`): what the manager has not shared is shown to nobody.
    """
    place = f"{talk.talk_id}:{role}"
    if role == "employee":
        return place
    shared_by = talk.manager_prepared_by if talk.shared.manager else None
    author = shared_by or (None if talk.shared.manager else person_id) or talk.manager_id
    return place if author == (talk.first_manager_id or talk.manager_id) else f"{place}:{author}"


def empty(talk: Talk, role: Role, person_id: PersonId | None = None) -> Preparation:
    """A preparation that nothing is written in."""
    return Preparation(id=preparation_id(talk, role, person_id), talk_id=talk.talk_id, role=role)


def save(
    preparation: Preparation,
    section: Section,
    answers: Mapping[str, str],
    *,
    seen: int,
    now: datetime,
    left_lock: datetime | None = None,
    criteria: Criteria | None = None,
) -> Preparation | None:
    """Save a section. The caller has asked the talk whether the preparation may be changed.

    `criteria`: the salary criteria, where the section asks for an assessment by them.
    `left_lock` is a lock that was there before the talk said that nothing is shared; any other
    one is a share under way.

    `seen` is the version of the section that the author saw, 0 for none. The same answers again
    change nothing, whatever was seen. Raises `VersionConflict` with both, `Invalid` for a prompt
    that is not put to this role and for an answer that is none of its choices, `NotFound` for a
    section that is not prepared.
    """
    _check_prompts(section, preparation.role, answers, criteria)
    if preparation.shared_at not in (None, left_lock):
        raise Conflict(
            "preparation-shared", "You are sharing your preparation just now. Look at it again."
        )
    known = preparation.sections.get(section.id)
    version = known.version if known else 0
    unlocked = preparation.model_copy(update={"shared_at": None})
    if known is not None and known.answers == answers:
        return unlocked if preparation.shared_at else None
    if seen != version:
        raise VersionConflict(
            current_version=version,
            current=known.model_dump(mode="json") if known else None,
            yours={"answers": dict(answers)},
        )
    saved = PreparedSection(version=version + 1, answers=dict(answers), saved_at=now)
    return unlocked.model_copy(update={"sections": {**preparation.sections, section.id: saved}})


def lock(preparation: Preparation, now: datetime) -> Preparation | None:
    """The first half of sharing; the talk says the second."""
    if preparation.shared_at is not None:
        return None
    return preparation.model_copy(update={"shared_at": now})


def unlock(preparation: Preparation) -> Preparation | None:
    """The second half of taking back; the talk has said the first."""
    if preparation.shared_at is None:
        return None
    return preparation.model_copy(update={"shared_at": None})


def may_read(talk: Talk, reader: Role, written_by: Role) -> bool:
    """One's own always; the other's only when the talk says that both have shared."""
    return reader == written_by or (written_by == other(reader) and talk.shared.both)


def answered(preparation: Preparation | None, template: Template, role: Role) -> tuple[int, int]:
    """In how many sections something is written, and how many there are to answer."""
    wanted = template.to_prepare(role)
    sections = preparation.sections if preparation else {}
    written = [one for one in wanted if one.id in sections and sections[one.id].answered]
    return len(written), len(wanted)


def _check_prompts(
    section: Section, role: Role, answers: Mapping[str, str], criteria: Criteria | None
) -> None:
    prompts = section.prompts_for(role)
    if not section.prepared or not prompts:
        raise NotFound("section-not-prepared", "This part of the talk has nothing to prepare.")
    choices: dict[str, frozenset[str] | None] = {}
    for prompt in prompts:
        choices[prompt.id] = prompt.choices
        if prompt.kind == "salary_criteria" and criteria is not None:
            choices |= dict.fromkeys(criteria.answers_to(prompt.id), criteria.values)
    if foreign := sorted(set(answers) - set(choices)):
        raise Invalid(
            "prompt-unknown",
            "Some answers belong to no question that is put to you here.",
            fields=[
                FieldError(f"answers.{name}", "prompt-unknown", "There is no such question here.")
                for name in foreign
            ],
        )
    wrong = [
        FieldError(f"answers.{name}", "choice-unknown", "Choose one of the answers.")
        for name, text in answers.items()
        if text and (allowed := choices[name]) is not None and text not in allowed
    ]
    if wrong:
        raise Invalid("choice-unknown", "Some answers are none of the choices.", fields=wrong)
