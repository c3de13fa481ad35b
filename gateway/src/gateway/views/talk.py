"""One talk as one of its two parties sees it: who they are, how far they have come."""

from pydantic import BaseModel, ConfigDict

from gateway.clients.talks import Section, Side, Talk
from gateway.i18n import N_
from gateway.views.people import People, people_of
from gateway.visit import Visit
from redthread_contracts.ids import PersonId, TalkId

WRITABLE = frozenset({"planned", "preparing", "ready", "held"})
"""The talk can still be prepared and written in."""

BEFORE_TALK = frozenset({"planned", "preparing", "ready"})


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
    preparer: Party
    """Whose preparation is shared as the manager's: the manager's own, an earlier manager's or a
    substitute's."""

    me: Party
    """Who is looking: one of the two, or the manager's substitute."""

    substitutes: tuple[Party, ...] = ()
    """Who has written or confirmed in the manager's place."""

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
    def may_call_off(self) -> bool:
        """Whether I can call the whole talk off: as its manager, before it has begun."""
        return self.side == "manager" and self.talk.state in BEFORE_TALK

    @property
    def may_take_up(self) -> bool:
        """Whether I can take it up again: as its manager, when a manager called it off."""
        why = self.talk.cancelled
        return self.side == "manager" and why is not None and why.because == "called_off"

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
        """The one of the two with this id, or who has stood in for the manager."""
        known = (*self.parties, self.me, *self.substitutes)
        return next((one for one in known if one.id == person), None)


async def talk_view(visit: Visit, talk_id: TalkId) -> TalkView:
    """A talk for one of its two parties; the service refuses anybody else."""
    stored = await visit.clients.talks.talk(visit.who, talk_id)
    return await view_of(visit, stored.value, stored.version)


async def view_of(visit: Visit, talk: Talk, version: int) -> TalkView:
    """Names beside the ids of a talk."""
    ids = [talk.employee_id, talk.manager_id, talk.manager_prepared_by, visit.who]
    people = await people_of(visit, [*ids, *talk.substitutes])
    employee = _party(visit, people, talk.employee_id, N_("Medarbetaren"))
    manager = _party(visit, people, talk.manager_id, N_("Chefen"))
    side: Side = "employee" if visit.who == talk.employee_id else "manager"
    me = employee if side == "employee" else manager
    if visit.who not in (employee.id, manager.id):
        me = _party(visit, people, visit.who, N_("Ersättaren"))
    prepared_by = talk.manager_prepared_by
    return TalkView(
        talk=talk,
        version=version,
        side=side,
        employee=employee,
        manager=manager,
        me=me,
        substitutes=tuple(
            _party(visit, people, each, N_("Ersättaren")) for each in talk.substitutes
        ),
        preparer=_party(visit, people, prepared_by, N_("Tidigare chef"))
        if prepared_by
        else manager,
    )


async def as_written(visit: Visit, view: TalkView, manager_id: PersonId) -> TalkView:
    """The talk with the manager of a document in it, who may be an earlier one."""
    if manager_id == view.manager.id:
        return view
    people = await people_of(visit, [manager_id])
    manager = _party(visit, people, manager_id, N_("Tidigare chef"))
    return view.model_copy(update={"manager": manager})


def _party(visit: Visit, people: People, person: PersonId, word: str) -> Party:
    found = people.get(person)
    if found is None or not found.name:
        name = visit.words.gettext(word)
        return Party(id=person, name=name, given=name)
    given = found.given_name or found.name
    return Party(id=person, name=found.name, given=given, title=found.title or "")
