"""The talk room: both preparations, shared notes, last period's goals, new goals, agreements."""

import asyncio
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from gateway.clients.goals import Goal
from gateway.clients.talk_texts import Note, Notes, NoteText
from gateway.clients.talks import Section
from gateway.parts import Part, gather
from gateway.problems import ServiceProblem
from gateway.views.preparation import PreparationView, alike, holds, preparation
from gateway.views.talk import Party, TalkView, talk_view
from gateway.visit import Visit
from redthread_contracts.ids import TalkId

REVIEWED_FOR = timedelta(days=15 * 30)
"""A goal that was closed is still looked back on this long after its last day."""


class RoomView(BaseModel):
    """Everything that lies on the table."""

    model_config = ConfigDict(frozen=True)

    prepared: PreparationView
    notes: Notes
    reviewed: Part[list[Goal]]
    goals: Part[list[Goal]]

    @property
    def view(self) -> TalkView:
        """The talk and the two."""
        return self.prepared.view

    def note(self, section: Section) -> Note:
        """The shared note of a section."""
        return self.notes.sections.get(section.id, Note())

    @property
    def saved_at(self) -> datetime | None:
        """When something was last written here."""
        return max((note.at for note in self.notes.sections.values() if note.at), default=None)

    @property
    def undecided(self) -> list[Section]:
        """Sections whose note has two versions."""
        return [one for one in self.view.talk.sections if self.note(one).unresolved]


class NoteClash(BaseModel):
    """A note with two versions: what stands there now, and what is still to be decided about."""

    model_config = ConfigDict(frozen=True)

    view: TalkView
    section: Section
    note: Note

    @property
    def mine(self) -> NoteText | None:
        """The newest version of mine."""
        return self._newest(mine=True)

    @property
    def theirs(self) -> NoteText | None:
        """The newest version of the other's."""
        return self._newest(mine=False)

    @property
    def current(self) -> NoteText:
        """What stands there now."""
        return NoteText(by=self.note.by, at=self.note.at, text=self.note.text)

    @property
    def versions(self) -> list[NoteText]:
        """All versions: what stands there now first."""
        return [self.current, *self.note.unresolved]

    def _newest(self, *, mine: bool) -> NoteText | None:
        me = self.view.me.id
        found = [(one.at, one) for one in self.versions if (one.by == me) == mine and one.at]
        return max(found, key=lambda dated: dated[0])[1] if found else None


async def room(visit: Visit, talk_id: TalkId) -> RoomView:
    """The talk room. Goals are parts of their own: notes can be written without them."""
    prepared, notes, goals = await asyncio.gather(
        preparation(visit, talk_id),
        visit.clients.talks.notes(visit.who, talk_id),
        gather(visit.clients.goals.of_talk(visit.who, talk_id)),
    )
    reviewed = await reviewed_goals(visit, prepared.view)
    return RoomView(
        prepared=prepared,
        notes=notes,
        reviewed=reviewed,
        goals=_of_the_talk(goals[0], prepared.view),
    )


async def reviewed_goals(visit: Visit, view: TalkView) -> Part[list[Goal]]:
    """The employee's goals that are looked back on: those that count, or were just closed."""
    (found,) = await gather(
        visit.clients.goals.of_owner(visit.who, view.talk.employee_id, status="all")
    )
    if found.value is None:
        return Part(problem=found.problem)
    since = visit.words.today - REVIEWED_FOR
    goals = [
        goal
        for goal in found.value
        if goal.talk_id != view.talk.id
        and goal.id not in view.talk.goal_ids
        and (goal.status == "active" or (goal.status == "closed" and _since(goal, since)))
    ]
    return Part(value=sorted(goals, key=lambda goal: (str(goal.deadline), goal.id)))


async def clash(visit: Visit, talk_id: TalkId, section_id: str) -> NoteClash | None:
    """Both versions of a note; None when there is only one, or no such section."""
    view, notes = await asyncio.gather(
        talk_view(visit, talk_id), visit.clients.talks.notes(visit.who, talk_id)
    )
    section = next((one for one in view.talk.sections if one.id == section_id), None)
    note = notes.sections.get(section_id)
    if section is None or note is None or not note.unresolved:
        return None
    return NoteClash(view=view, section=section, note=note)


class NotesClash(Exception):
    """A note was written against an older version. Both are kept in the talks service."""


async def write_note(
    visit: Visit, talk_id: TalkId, section_id: str, text: str, *, discussed: bool, version: int
) -> Note:
    """Save a note. Raises `NotesClash`.

    Where the newer text holds all of what the same person had saved, they only wrote on (an answer
    was lost on the way): that is decided at once.
    """
    talks = visit.clients.talks
    try:
        return await talks.write_note(
            visit.who, talk_id, section_id, text, discussed=discussed, version=version
        )
    except ServiceProblem as problem:
        if problem.code != "version-conflict":
            raise
        current = Note.model_validate(problem.current or {})
        if not _only_wrote_on(visit, current, text):
            raise NotesClash from problem
        resolved = await talks.resolve_note(
            visit.who, talk_id, section_id, text, version=current.version
        )
        if resolved.discussed == discussed:
            return resolved
        return await talks.write_note(
            visit.who, talk_id, section_id, text, discussed=discussed, version=resolved.version
        )


def merged_text(clash: NoteClash) -> str:
    """All versions as one text: what they begin and end with alike stands once."""
    text = clash.current.text
    for other in clash.note.unresolved:
        text = merge_texts(text, other.text)
    return text


def merge_texts(one: str, other: str) -> str:
    """Two versions of a text, one after the other where they differ, without losing a word."""
    if holds(one, other):
        return one
    if holds(other, one):
        return other
    begins = _alike(one, other)
    ends = _alike(one[begins:][::-1], other[begins:][::-1])
    middle = [text[begins : len(text) - ends].strip() for text in (one, other)]
    pieces = [one[:begins].strip(), *middle, one[len(one) - ends :].strip()]
    break_ = "\n" if any("\n" in text for text in (one, other)) else " "
    return break_.join(piece for piece in pieces if piece)


def differing(text: str, other: str) -> tuple[str, str, str]:
    """A text in three pieces, the middle one being where it differs from another."""
    begins = _alike(text, other)
    ends = _alike(text[begins:][::-1], other[begins:][::-1])
    return text[:begins], text[begins : len(text) - ends], text[len(text) - ends :]


def here_now(view: TalkView, notes: Notes) -> Party | None:
    """The other, when they have the room open too."""
    return view.other if any(one.person_id == view.other.id for one in notes.present) else None


def last_words(view: TalkView, notes: Notes, since: datetime) -> tuple[Section, Note] | None:
    """What the other has written since, the newest of it."""
    found = [
        (section, note)
        for section in view.talk.sections
        if (note := notes.sections.get(section.id))
        and note.by == view.other.id
        and note.at
        and note.at > since
    ]
    return max(found, key=lambda one: one[1].at or since, default=None)


def my_outcome(goal: Goal, view: TalkView) -> str:
    """What I have said about how the goal went."""
    evaluation = goal.evaluation
    own = getattr(evaluation, view.side) if evaluation else None
    return own.outcome if own else ""


def others_outcome(goal: Goal, view: TalkView) -> str:
    """What the other has said."""
    evaluation = goal.evaluation
    other = "manager" if view.side == "employee" else "employee"
    theirs = getattr(evaluation, other) if evaluation else None
    return theirs.outcome if theirs else ""


def _of_the_talk(found: Part[list[Goal]], view: TalkView) -> Part[list[Goal]]:
    """Goals that were withdrawn or taken out of the talk are not on the table."""
    if found.value is None:
        return found
    attached = set(view.talk.goal_ids)
    goals = [
        goal
        for goal in found.value
        if goal.status != "withdrawn" and (goal.id in attached or goal.status == "proposed")
    ]
    return Part(value=goals)


def _since(goal: Goal, day: date) -> bool:
    return goal.deadline is None or goal.deadline >= day


def _only_wrote_on(visit: Visit, current: Note, text: str) -> bool:
    mine = [NoteText(by=current.by, text=current.text), *current.unresolved]
    return all(one.by == visit.who and holds(text, one.text) for one in mine)


def _alike(one: str, other: str) -> int:
    """How long a beginning two texts share, in whole words."""
    length = alike(one, other)
    if length in (len(one), len(other)):
        return length
    while length and not one[length - 1].isspace():
        length -= 1
    return length
