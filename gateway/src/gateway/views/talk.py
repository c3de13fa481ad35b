"""One talk as one of its two parties sees it: who they are, how far they have come."""

from pydantic import BaseModel, ConfigDict

from gateway.clients.talks import Section, Side, Talk
from gateway.i18n import N_
from gateway.views.people import people_of
from gateway.visit import Visit
from redthread_contracts.ids import PersonId, TalkId

WRITABLE = frozenset({"planned", "preparing", "ready", "held"})
"""The talk can still be prepared and written in."""


class Party(BaseModel):
    """One of the two."""

    model_config = ConfigDict(frozen=True)

    id: PersonId
    name: str
    given: str
    title: str = ""


class TalkView(BaseModel):
    """A talk with the names of the two, from one side."""

    model_config = ConfigDict(frozen=True)

    talk: Talk
    version: int
    side: Side
    employee: Party
    manager: Party

    @property
    def me(self) -> Party:
        """Who is looking."""
        return self.employee if self.side == "employee" else self.manager

    @property
    def other(self) -> Party:
        """The other of the two."""
        return self.manager if self.side == "employee" else self.employee

    @property
    def parties(self) -> tuple[Party, Party]:
        """Both, the employee first."""
        return self.employee, self.manager

    @property
    def path(self) -> str:
        """The address of the talk."""
        return f"/samtal/{self.talk.id}"

    @property
    def writable(self) -> bool:
        """Whether something can still be written in it."""
        return self.talk.state in WRITABLE

    @property
    def i_shared(self) -> bool:
        """Whether I have shared my preparation."""
        return getattr(self.talk.shared, self.side) is not None

    @property
    def other_shared(self) -> bool:
        """Whether the other has."""
        side: Side = "manager" if self.side == "employee" else "employee"
        return getattr(self.talk.shared, side) is not None

    @property
    def to_prepare(self) -> list[Section]:
        """The sections that I answer before the talk, one page each."""
        return [one for one in self.talk.sections if one.prepared and one.prompts_for(self.side)]

    @property
    def agenda(self) -> list[Section]:
        """The sections that have a shared note; what is agreed on has its own part of the room."""
        return [one for one in self.talk.sections if one.prepared]

    def party(self, person: PersonId | None) -> Party | None:
        """The one of the two with this id."""
        return next((one for one in self.parties if one.id == person), None)


async def talk_view(visit: Visit, talk_id: TalkId) -> TalkView:
    """A talk for one of its two parties; the service refuses anybody else."""
    stored = await visit.clients.talks.talk(visit.who, talk_id)
    return await view_of(visit, stored.value, stored.version)


async def view_of(visit: Visit, talk: Talk, version: int) -> TalkView:
    """Names beside the ids of a talk."""
    people = await people_of(visit, [talk.employee_id, talk.manager_id])
    side: Side = "manager" if visit.who == talk.manager_id else "employee"

    def party(person: PersonId, word: str) -> Party:
        found = people.get(person)
        if found is None or not found.name:
            return Party(id=person, name=word, given=word)
        given = found.given_name or found.name
        return Party(id=person, name=found.name, given=given, title=found.title or "")

    return TalkView(
        talk=talk,
        version=version,
        side=side,
        employee=party(talk.employee_id, visit.words.gettext(N_("Medarbetaren"))),
        manager=party(talk.manager_id, visit.words.gettext(N_("Chefen"))),
    )
