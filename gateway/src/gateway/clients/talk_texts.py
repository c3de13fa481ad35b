"""What is written in a talk, as the talks service answers: preparations, notes, documents."""

from datetime import date, datetime

from pydantic import Field

from gateway.clients.base import View
from redthread_contracts.ids import AgreementId, GoalId, PersonId


class PreparedSection(View):
    """What one of the two has written in a section."""

    version: int = 0
    answers: dict[str, str] = Field(default_factory=dict)
    saved_at: datetime | None = None


class Preparation(View):
    """One side's preparation."""

    role: str = ""
    version: int = 0
    sections: dict[str, PreparedSection] = Field(default_factory=dict)
    shared_at: datetime | None = None


class Preparations(View):
    """Mine, and theirs when both have shared."""

    mine: Preparation = Preparation()
    theirs: Preparation | None = None


class NoteText(View):
    """A version of a note that was kept."""

    by: PersonId | None = None
    at: datetime | None = None
    text: str = ""


class Note(View):
    """The shared note of a section. `unresolved`: versions that nobody has decided about yet."""

    version: int = 0
    text: str = ""
    by: PersonId | None = None
    at: datetime | None = None
    discussed: bool = False
    unresolved: list[NoteText] = Field(default_factory=list)
    history: list[NoteText] = Field(default_factory=list)


class Presence(View):
    """Who is in the talk room."""

    person_id: PersonId
    at: datetime


class Notes(View):
    """The shared notes of a talk."""

    sections: dict[str, Note] = Field(default_factory=dict)
    present: list[Presence] = Field(default_factory=list)


class GoalSnapshot(View):
    """A goal as it stands in the document."""

    goal_id: GoalId
    title: str
    why: str = ""
    measure: str = ""
    deadline: date | None = None
    parent_title: str = ""
    outcome: str = ""


class DocumentAnswer(View):
    """A question and what was answered, in the document."""

    prompt_id: str
    prompt_sv: str = ""
    prompt_en: str = ""
    text: str = ""


class DocumentSection(View):
    """A section of the document."""

    section_id: str
    title_sv: str = ""
    title_en: str = ""
    employee_answers: list[DocumentAnswer] = Field(default_factory=list)
    manager_answers: list[DocumentAnswer] = Field(default_factory=list)
    notes: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is written in it."""
        return not (self.employee_answers or self.manager_answers or self.notes.strip())


class AgreedOn(View):
    """An agreement as it read when the talk was finished."""

    agreement_id: AgreementId
    what: str
    owner_id: PersonId
    due: date
    status: str = "open"


class Confirmation(View):
    """Who confirmed, and how."""

    person_id: PersonId
    at: datetime
    disagree: bool = False
    comment: str = ""


class Reopening(View):
    """Why a document was left and the talk opened again."""

    by: PersonId
    at: datetime
    reason: str = ""


class Document(View):
    """A version of the talk's document. `locked_at` None: not confirmed by both."""

    version: int
    hash: str = ""
    title: str = ""
    employee_id: PersonId
    manager_id: PersonId
    held_on: date | None = None
    made_at: datetime | None = None
    locked_at: datetime | None = None
    sections: list[DocumentSection] = Field(default_factory=list)
    goals: list[GoalSnapshot] = Field(default_factory=list)
    reviewed: list[GoalSnapshot] = Field(default_factory=list)
    agreements: list[AgreedOn] = Field(default_factory=list)
    confirmations: list[Confirmation] = Field(default_factory=list)
    reopened: Reopening | None = None


class PrivateNote(View):
    """What somebody has written for themselves alone."""

    text: str = ""
    version: int = 0
    saved_at: datetime | None = None


class Read(View):
    """Somebody has read something of mine; `document`: which version of it."""

    reader_id: PersonId
    reader: str = "manager"
    thing: str = "talk"
    document: int | None = None
    first_at: datetime
    last_at: datetime
