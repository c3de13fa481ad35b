"""Talk cycles (domain.md, "Talks" 3): HR opens talks in bulk for units, a template and a period."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chassis.clock import local_date
from chassis.directory import Person, Unit
from chassis.documents import Decision, State
from chassis.errors import Conflict, FieldError, Invalid
from redthread_contracts.ids import CycleId, PersonId, TemplateId, UnitId
from redthread_contracts.talks import (
    CycleChoiceMade,
    CycleClosed,
    CycleExtended,
    CycleFacts,
    CycleOpened,
    CycleStarted,
    TalkKind,
)
from talks.talk import Talk, cycle_talk_id

LONGEST_CYCLE = timedelta(days=366)
FURTHEST_START = timedelta(days=366)
MOST_CHOICES = 1_000


class Choice(BaseModel):
    """That HR took one person in or out, whatever the units say. The newest of a person counts."""

    model_config = ConfigDict(frozen=True)

    person_id: PersonId
    included: bool
    reason: str
    by: PersonId
    at: datetime


class Cycle(State):
    """The aggregate. `talks_opened` is right once the state is `open`."""

    title: str
    template_id: TemplateId
    template_version: int
    kind: TalkKind
    unit_ids: tuple[UnitId, ...]
    opens: date
    last_day: date
    state: Literal["opening", "open", "closed"] = "opening"
    talks_opened: int = 0
    started_by: PersonId
    started_at: datetime
    choices: tuple[Choice, ...] = ()

    @property
    def cycle_id(self) -> CycleId:
        """The id, as its own type."""
        return CycleId(self.id)

    def chosen(self, *, included: bool) -> frozenset[PersonId]:
        """Those whom HR took in, or out."""
        newest = {each.person_id: each.included for each in self.choices}
        return frozenset(person for person, is_in in newest.items() if is_in == included)


@dataclass(slots=True)
class Selection:
    """Who gets a talk, and who does not and why.

    `protected`: people whose identity is protected get their talk, but are never listed.
    """

    managers: dict[PersonId, PersonId] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)
    already_open: list[PersonId] = field(default_factory=list)
    without_manager: list[PersonId] = field(default_factory=list)
    absent: list[PersonId] = field(default_factory=list)
    newly_employed: list[PersonId] = field(default_factory=list)
    protected: int = 0

    def plus(self, more: "Selection") -> None:
        """Count others in; their people are not kept."""
        self.managers |= more.managers
        self.already_open += more.already_open
        self.without_manager += more.without_manager
        self.absent += more.absent
        self.newly_employed += more.newly_employed
        self.protected += more.protected


def start(cycle: Cycle | None, new: Cycle, units: Mapping[UnitId, Unit]) -> Decision[Cycle] | None:
    """Start a cycle; its talks are opened on its first day. The same again changes nothing.

    Raises `Conflict` when another cycle has the id, `Invalid` for unknown units and
    unreasonable days.
    """
    if cycle is not None:
        if _content(cycle) == _content(new):
            return None
        raise Conflict("cycle-exists", "Another cycle has this id. Start again with a new form.")
    check(new, units)
    return Decision(new, [_event(CycleStarted, new)])


def check(cycle: Cycle, units: Mapping[UnitId, Unit]) -> None:
    """Raises `Invalid` when the cycle can not be started as it is."""
    if wrong := list(_wrong_with(cycle, units)):
        raise Invalid("cycle-invalid", "The cycle can not be started as it is.", fields=wrong)


def opened(cycle: Cycle | None, talks: int) -> Decision[Cycle] | None:
    """All talks are open; also later, when new employees have joined."""
    if cycle is None or cycle.state == "closed":
        return None
    if cycle.state == "open" and cycle.talks_opened == talks:
        return None
    now_open = cycle.model_copy(update={"state": "open", "talks_opened": talks})
    return Decision(now_open, [_event(CycleOpened, now_open)])


def extend(cycle: Cycle, last_day: date, today: date) -> Decision[Cycle] | None:
    """Move the last day, later or earlier; the talks' own follows. The same day changes nothing.

    Raises `Conflict` for a closed cycle, `Invalid` for a day that has passed or is too far away.
    """
    if cycle.last_day == last_day and cycle.state != "closed":
        return None
    _check_not_closed(cycle)
    wrong = list(_wrong_days(cycle.opens, last_day, today))
    if wrong:
        raise Invalid("cycle-invalid", "Choose another last day.", fields=wrong)
    extended = cycle.model_copy(update={"last_day": last_day})
    return Decision(extended, [_event(CycleExtended, extended)])


def close(cycle: Cycle) -> Decision[Cycle] | None:
    """Nobody joins any more. Raises `Conflict` while its talks are being opened."""
    if cycle.state == "closed":
        return None
    if cycle.state == "opening":
        raise Conflict(
            "cycle-opening", "The talks are not all open yet. Wait until they are, then close it."
        )
    closed = cycle.model_copy(update={"state": "closed"})
    return Decision(closed, [_event(CycleClosed, closed)])


def choose(cycle: Cycle, wanted: Choice) -> Decision[Cycle] | None:
    """Take one person in or out, with the reason; sent twice it is done once.

    Raises `Conflict` for a closed cycle, and when there are too many exceptions to be any.
    """
    newest = {each.person_id: each for each in cycle.choices}.get(wanted.person_id)
    if newest is not None and newest.model_copy(update={"at": wanted.at}) == wanted:
        return None
    _check_not_closed(cycle)
    if len(cycle.choices) >= MOST_CHOICES:
        raise Conflict(
            "too-many-choices",
            f"A cycle has at most {MOST_CHOICES} exceptions. Start another one for these units.",
            most=MOST_CHOICES,
        )
    chosen = cycle.model_copy(update={"choices": (*cycle.choices, wanted)})
    return Decision(chosen, [_event(CycleChoiceMade, chosen)])


def meant_for(person: Person, staff_groups: Collection[str]) -> bool:
    """Whether a template for these staff groups (none: for everybody) is meant for a person."""
    return not staff_groups or person.staff_group in staff_groups


def starters(people: Iterable[Person]) -> Selection:
    """Those who begin during the cycle: each gets the talk when the first day has come."""
    chosen = Selection()
    for person in people:
        chosen.protected += person.protected
        _list(chosen.newly_employed, person)
    return chosen


def select(
    people: Sequence[Person],
    managers: Mapping[PersonId, PersonId],
    already_open: Collection[PersonId],
    *,
    day: date,
    last_day: date,
) -> Selection:
    """Who of these gets a talk: not away throughout, without another open talk of the kind, and
    with a line manager.
    """
    chosen = Selection()
    for person in people:
        chosen.protected += person.protected
        if person.id in already_open:
            _list(chosen.already_open, person)
        elif _away_throughout(person, day, last_day):
            _list(chosen.absent, person)
        elif person.id not in managers:
            _list(chosen.without_manager, person)
        else:
            chosen.managers[person.id] = managers[person.id]
            chosen.people[person.id] = person
    return chosen


def new_talk(cycle: Cycle, person: Person, manager_id: PersonId, now: datetime) -> Talk:
    """A person's talk in the cycle."""
    return Talk(
        id=cycle_talk_id(cycle.cycle_id, person.id),
        kind=cycle.kind,
        title=cycle.title,
        template_id=cycle.template_id,
        template_version=cycle.template_version,
        cycle_id=cycle.cycle_id,
        employee_id=person.id,
        manager_id=manager_id,
        unit_id=person.unit_id,
        staff_group=person.staff_group,
        opened_at=now,
        last_day=cycle.last_day,
    )


def _list(names: list[PersonId], person: Person) -> None:
    if not person.protected:
        names.append(person.id)


def _away_throughout(person: Person, day: date, last_day: date) -> bool:
    return any(each.start <= day and last_day <= each.until for each in person.absences)


def _wrong_with(cycle: Cycle, units: Mapping[UnitId, Unit]) -> list[FieldError]:
    wrong = []
    today = local_date(cycle.started_at)
    unknown = [one for one in cycle.unit_ids if one not in units or units[one].closed]
    if not cycle.unit_ids:
        wrong.append(FieldError("unit_ids", "units-missing", "Choose at least one unit."))
    elif unknown:
        wrong.append(
            FieldError(
                "unit_ids", "unit-unknown", f"There is no such unit: {', '.join(unknown[:5])}."
            )
        )
    wrong += _wrong_days(cycle.opens, cycle.last_day, today)
    if cycle.opens > today + FURTHEST_START:
        wrong.append(FieldError("opens", "opens-too-far", "Choose a first day within a year."))
    return wrong


def _wrong_days(opens: date, last_day: date, today: date) -> Iterator[FieldError]:
    if last_day < today:
        yield FieldError(
            "last_day", "last-day-passed", "The last day has passed. Choose a later one."
        )
    elif last_day < opens:
        yield FieldError("last_day", "last-day-before-first", "The last day is before the first.")
    elif last_day - opens > LONGEST_CYCLE:
        yield FieldError("last_day", "cycle-too-long", "A cycle is at most a year long.")


def _check_not_closed(cycle: Cycle) -> None:
    if cycle.state == "closed":
        raise Conflict("cycle-closed", "The cycle is closed. Start a new one.")


def _content(cycle: Cycle) -> Mapping[str, object]:
    return cycle.model_dump(
        include={"title", "template_id", "template_version", "unit_ids", "opens", "last_day"}
    )


def _event(kind: type[CycleFacts], cycle: Cycle) -> CycleFacts:
    return kind(
        cycle_id=cycle.cycle_id,
        template_id=cycle.template_id,
        template_version=cycle.template_version,
        unit_ids=cycle.unit_ids,
        opens=cycle.opens,
        last_day=cycle.last_day,
        state=cycle.state,
        talks_opened=cycle.talks_opened,
    )
