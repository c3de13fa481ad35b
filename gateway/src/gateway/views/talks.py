"""Talks in lists: mine as an employee, and those that I hold as a manager."""

from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chassis.clock import local_date
from chassis.sorting import swedish_key
from gateway.clients.talks import Agreement, Side, TalkSummary
from gateway.views.people import People, name_of, people_of
from gateway.visit import Visit
from redthread_contracts.ids import PersonId

Group = Literal["late", "yours", "ongoing", "done"]
_BEFORE_TALK = frozenset({"planned", "preparing", "ready"})
_SOON = timedelta(days=14)
_LATELY = timedelta(days=180)
_MOST_TALKS = 200


class TalkCard(BaseModel):
    """A talk with the other person's name, seen from one side."""

    model_config = ConfigDict(frozen=True)

    talk: TalkSummary
    side: Side
    other_id: PersonId
    other_name: str = ""
    other_title: str = ""

    @property
    def shared_by_me(self) -> bool:
        """Whether I have shared my preparation."""
        return getattr(self.talk.shared, self.side) is not None

    @property
    def shared_by_other(self) -> bool:
        """Whether the other has."""
        return getattr(self.talk.shared, _other(self.side)) is not None

    @property
    def confirmed_by_me(self) -> bool:
        """Whether I have confirmed the document."""
        return getattr(self.talk.confirmed, self.side) is not None

    @property
    def times_to_choose(self) -> bool:
        """Whether the other has proposed times, and it is mine to choose."""
        proposed = self.talk.proposed
        return proposed is not None and proposed.by != self.side

    @property
    def before_talk(self) -> bool:
        """Whether it is still to be held."""
        return self.talk.state in _BEFORE_TALK


class AgreementCard(BaseModel):
    """An agreement with its owner's name."""

    model_config = ConfigDict(frozen=True)

    agreement: Agreement
    mine: bool
    owner_name: str = ""


async def my_talks(visit: Visit, *, state: str = "open") -> list[TalkCard]:
    """My talks as an employee, the next one first."""
    found = await visit.clients.talks.talks(visit.who, "employee", state=state)
    people = await people_of(visit, [talk.manager_id for talk in found.items])
    cards = [_card(talk, "employee", people) for talk in found.items]
    return sorted(cards, key=lambda card: _when(card.talk))


async def team_talks(visit: Visit) -> list[TalkCard]:
    """The talks that I hold, by name; confirmed ones only if they are recent."""
    found = await visit.clients.talks.talks(visit.who, "manager", state="all", limit=_MOST_TALKS)
    recent = visit.words.today - _LATELY
    talks = [talk for talk in found.items if _is_current(talk, recent)]
    people = await people_of(visit, [talk.employee_id for talk in talks])
    cards = [_card(talk, "manager", people) for talk in talks]
    return sorted(cards, key=lambda card: swedish_key(card.other_name))


def group_of(card: TalkCard, today: date) -> Group:
    """Where a talk belongs in the manager's overview: overdue first, then what waits for me."""
    talk = card.talk
    if talk.state == "confirmed":
        return "done"
    if card.before_talk and talk.last_day and talk.last_day < today:
        return "late"
    if talk.state == "awaiting_confirmation":
        return "ongoing" if card.confirmed_by_me else "yours"
    if card.before_talk and (_needs_booking(card) or waits_for_preparation(card, today)):
        return "yours"
    return "ongoing"


async def my_agreements(visit: Visit) -> list[AgreementCard]:
    """What I and the other have agreed on: open ones first, then by their day."""
    found = await visit.clients.talks.agreements(visit.who)
    people = await people_of(visit, [agreement.owner_id for agreement in found])
    cards = [
        AgreementCard(
            agreement=agreement,
            mine=agreement.owner_id == visit.who,
            owner_name=name_of(people, agreement.owner_id),
        )
        for agreement in found
    ]
    return sorted(cards, key=lambda card: (card.agreement.status != "open", card.agreement.due))


def _card(talk: TalkSummary, side: Side, people: People) -> TalkCard:
    other = talk.manager_id if side == "employee" else talk.employee_id
    person = people.get(other)
    return TalkCard(
        talk=talk,
        side=side,
        other_id=other,
        other_name=name_of(people, other),
        other_title=(person.title or "") if person else "",
    )


def _needs_booking(card: TalkCard) -> bool:
    return card.talk.booking is None


def waits_for_preparation(card: TalkCard, today: date) -> bool:
    """Whether I should prepare now: the other has shared, or the talk is near."""
    if card.shared_by_me:
        return False
    starts = local_date(card.talk.booking.starts) if card.talk.booking else None
    return card.shared_by_other or (starts is not None and starts - today <= _SOON)


def _is_current(talk: TalkSummary, recent: date) -> bool:
    if talk.state == "cancelled":
        return False
    day = talk.held_on or talk.last_day
    return talk.state != "confirmed" or day is None or day >= recent


def _when(talk: TalkSummary) -> tuple[str, str]:
    starts = talk.booking.starts.isoformat() if talk.booking else "9"
    return starts, talk.last_day.isoformat() if talk.last_day else "9"


def _other(side: Side) -> Side:
    return "manager" if side == "employee" else "employee"
