"""Preparing a talk: my answers section by section, and what was written last year."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from gateway.clients.salary import Criteria
from gateway.clients.talk_texts import Document, DocumentSection, Preparation, PreparedSection
from gateway.clients.talks import Prompt, Section, Side, Talk, TalkSummary, Template
from gateway.parts import gather
from gateway.problems import ServiceProblem
from gateway.views.talk import TalkView, talk_view
from gateway.visit import Visit
from redthread_contracts.ids import TalkId


class Answer(BaseModel):
    """A question and what was answered; `prompt` is None for one that is not shown any more."""

    model_config = ConfigDict(frozen=True)

    prompt: Prompt | None
    text: str


class PreparationView(BaseModel):
    """My preparation, and theirs when both have shared."""

    model_config = ConfigDict(frozen=True)

    view: TalkView
    mine: Preparation
    theirs: Preparation | None
    template: Template | None = None
    """With both sides' questions, where both can be read."""

    def section(self, section: Section) -> PreparedSection:
        """What I have written in a section."""
        return self.mine.sections.get(section.id, PreparedSection())

    def answered(self, section: Section) -> bool:
        """Whether I have written anything there."""
        return any(text.strip() for text in self.section(section).answers.values())

    def answers(self, section: Section, side: Side) -> list[Answer]:
        """What one of the two has written in a section, in the order of the questions."""
        preparation = self.mine if side == self.view.side else self.theirs
        known = self.template.sections if self.template else [section]
        asked = next((one for one in known if one.id == section.id), section)
        return answers_of(asked, preparation, self.view.talk.criteria)

    @property
    def first_open(self) -> int:
        """The number of the first section that I have not written in; 1 when all are."""
        sections = self.view.to_prepare
        return next((n for n, one in enumerate(sections, 1) if not self.answered(one)), 1)

    @property
    def unanswered(self) -> int:
        """How many sections I have not written in."""
        return sum(not self.answered(section) for section in self.view.to_prepare)


class Excerpt(BaseModel):
    """What a document that both had confirmed says about a section."""

    model_config = ConfigDict(frozen=True)

    section: DocumentSection
    talk: TalkSummary
    document: Document

    @property
    def at(self) -> datetime | None:
        """When it was confirmed."""
        return self.document.locked_at or self.document.made_at


class Clash(Exception):
    """My text was written in two places at once. Carries both."""

    def __init__(self, current: PreparedSection, answers: dict[str, str]) -> None:
        self.current = current
        self.answers = answers
        super().__init__("the section was saved somewhere else meanwhile")


async def preparation(visit: Visit, talk_id: TalkId) -> PreparationView:
    """The preparations of a talk that I may see."""
    view, found = await asyncio.gather(
        talk_view(visit, talk_id), visit.clients.talks.preparations(visit.who, talk_id)
    )
    template = await questions(visit, view) if found.theirs else None
    return PreparationView(view=view, mine=found.mine, theirs=found.theirs, template=template)


async def questions(visit: Visit, view: TalkView) -> Template | None:
    """The talk's template, with both sides' questions; None when it can't be had."""
    talk = view.talk
    (found,) = await gather(
        visit.clients.talks.template(visit.who, talk.template_id, talk.template_version)
    )
    return found.value


def answers_of(
    section: Section, preparation: Preparation | None, criteria: Criteria | None = None
) -> list[Answer]:
    """The answers to a section, those of known questions first and in their order."""
    written = preparation.sections.get(section.id) if preparation else None
    texts = {name: text for name, text in (written.answers if written else {}).items() if text}
    known: list[Answer] = []
    for prompt in section.prompts:
        if prompt.kind == "salary_criteria" and criteria:
            known += _assessed(prompt, criteria, texts)
        if prompt.id in texts:
            known.append(Answer(prompt=prompt, text=texts.pop(prompt.id)))
    return [*known, *(Answer(prompt=None, text=text) for text in texts.values())]


def _assessed(prompt: Prompt, criteria: Criteria, texts: dict[str, str]) -> Iterator[Answer]:
    """The levels in words, each under its criterion; taken out of `texts`."""
    for criterion in criteria.criteria:
        level = criteria.level(texts.pop(f"{prompt.id}.{criterion.id}", None))
        if level is not None:
            asked = Prompt(
                id=criterion.id,
                text_sv=criterion.title_sv,
                text_en=criterion.title_en or criterion.title_sv,
            )
            yield Answer(prompt=asked, text=f"{level.level}. {level.sv}")


async def save_section(
    visit: Visit, talk_id: TalkId, section_id: str, answers: dict[str, str], version: int
) -> PreparedSection:
    """Save my answers. Raises `Clash` when they were changed elsewhere in another direction.

    Where the newer text holds all of the saved one, its author only wrote on (an answer of the
    server was lost, or "next" was pressed while the text was on its way): it is saved.
    """
    save = visit.clients.talks.prepare
    try:
        return await save(visit.who, talk_id, section_id, answers, version)
    except ServiceProblem as problem:
        if problem.code != "version-conflict":
            raise
        current = PreparedSection.model_validate(problem.current or {})
        if not wrote_on(current.answers, answers):
            raise Clash(current, answers) from problem
        return await save(visit.who, talk_id, section_id, answers, current.version)


def wrote_on(before: dict[str, str], after: dict[str, str]) -> bool:
    """Whether each text is the one before with something more written into it."""
    return all(holds(after.get(name, ""), text) for name, text in before.items())


def holds(longer: str, shorter: str) -> bool:
    """Whether a text is another one with something more at one place."""
    if len(longer) < len(shorter):
        return False
    return longer.endswith(shorter[alike(longer, shorter) :])


def alike(one: str, other: str) -> int:
    """How long a beginning two texts share."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


async def last_time(visit: Visit, view: TalkView, section_id: str) -> Excerpt | None:
    """What the two wrote about a section the last time; None when there is nothing to read."""
    (found,) = await gather(earlier_document(visit, view))
    if found.value is None:
        return None
    talk, document = found.value
    section = next((one for one in document.sections if one.section_id == section_id), None)
    if section is None or not section.notes.strip():
        return None
    return Excerpt(section=section, talk=talk, document=document)


async def earlier_document(visit: Visit, view: TalkView) -> tuple[TalkSummary, Document] | None:
    """The newest confirmed document of the same employee, if I may read it."""
    earlier = await earlier_talks(visit, view.talk, view.side)
    if not earlier:
        return None
    talk = earlier[0]
    document = await visit.clients.talks.document(visit.who, talk.id, talk.document_version)
    return talk, document


async def earlier_talks(visit: Visit, talk: Talk, side: Side) -> list[TalkSummary]:
    """The confirmed talks of the same employee that I took part in, the newest first."""
    found = await visit.clients.talks.talks(visit.who, side, state="all", limit=100)
    return [
        one
        for one in found.items
        if one.employee_id == talk.employee_id
        and one.id != talk.id
        and one.state == "confirmed"
        and one.document_version
    ]
