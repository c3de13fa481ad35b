"""Golden samples: one event of each type, as a producer makes it.

Every producer's and every consumer's tests take them, so that both sides mean the same.
"""

from datetime import UTC, date, datetime

from redthread_contracts import directory, goals, notifications, talks
from redthread_contracts.envelope import Envelope
from redthread_contracts.event import Event
from redthread_contracts.ids import (
    AgreementId,
    CycleId,
    GoalId,
    NotificationId,
    PersonId,
    TalkId,
    TemplateId,
    UnitId,
)

ELLEN = PersonId("0b9f7c1e-5a51-5b0e-9b52-6a8b4f0d1c11")
MATTIAS = PersonId("6c1d2a3e-8f7b-5d4c-a1b2-c3d4e5f60718")
UNIT = UnitId("E05-2A")
_TALK = TalkId("c6b1f9b4-7b0c-5b9e-8f57-0f0c3c1f8a21")
_CYCLE = CycleId("9a6e3f2b-1c4d-4e5f-8a7b-6c5d4e3f2a1b")
_GOAL = GoalId("3f2a1b9a-6e3f-4b1c-9d4e-5f8a7b6c5d4e")
_AT = datetime(2026, 10, 22, 8, 0, tzinfo=UTC)

_PERSON = directory.PersonChanged(
    person_id=ELLEN,
    employee_number="104711",
    given_name="Ellen",
    family_name="Sandgren",
    email="ellen.sandgren@ekstad.example",
    title="Bygglovshandläggare",
    staff_group="teknik",
    unit_id=UNIT,
    employed_from=date(2021, 3, 1),
    absences=(directory.Absence(start=date(2026, 12, 21), until=date(2027, 1, 6)),),
)
_UNIT = directory.UnitChanged(
    unit_id=UNIT,
    parent_id=UnitId("E05"),
    path=(UnitId("E00"), UnitId("E05"), UNIT),
    name_sv="Bygglovsenheten",
    name_en="Building permit unit",
    level="unit",
    manager_id=MATTIAS,
)
_CYCLE_FACTS = talks.CycleFacts(
    cycle_id=_CYCLE,
    template_id=TemplateId("standard"),
    template_version=1,
    unit_ids=(UNIT,),
    opens=date(2026, 9, 1),
    last_day=date(2026, 11, 30),
    state="opening",
    talks_opened=0,
)
_TALK_FACTS = talks.TalkFacts(
    talk_id=_TALK,
    kind="yearly",
    cycle_id=_CYCLE,
    employee_id=ELLEN,
    manager_id=MATTIAS,
    unit_id=UNIT,
    state="confirmed",
    last_day=date(2026, 11, 30),
    booked_from=_AT,
    booked_until=datetime(2026, 10, 22, 9, 30, tzinfo=UTC),
    shared_by_employee_at=datetime(2026, 10, 14, 13, 2, tzinfo=UTC),
    shared_by_manager_at=datetime(2026, 10, 15, 6, 15, tzinfo=UTC),
    held_on=date(2026, 10, 22),
    confirmed_by_employee_at=datetime(2026, 10, 22, 9, 40, tzinfo=UTC),
    confirmed_by_manager_at=datetime(2026, 10, 22, 9, 41, tzinfo=UTC),
    confirmed_at=datetime(2026, 10, 22, 9, 41, tzinfo=UTC),
    document_version=1,
    goal_ids=(_GOAL,),
    agreements=(
        talks.AgreementFacts(
            agreement_id=AgreementId("5e4d3c2b-1a09-4f8e-9d7c-6b5a49382716"),
            owner_id=ELLEN,
            due=date(2026, 10, 30),
            status="open",
        ),
    ),
    changed_by=MATTIAS,
)
_GOAL_FACTS = goals.GoalFacts(
    goal_id=_GOAL,
    level="individual",
    status="active",
    unit_id=UNIT,
    owner_ids=(ELLEN,),
    parent_id=GoalId("8a7b6c5d-4e3f-4a1b-9a6e-3f2b1c4d4e5f"),
    period_from=date(2026, 1, 1),
    period_until=date(2026, 12, 31),
    deadline=date(2026, 11, 30),
    talk_id=_TALK,
)
_NOTIFICATION_FACTS = notifications.NotificationFacts(
    notification_id=NotificationId("1b2c3d4e-5f60-5718-8293-a4b5c6d7e8f9"),
    person_id=ELLEN,
    kind="goal_deadline",
    item_type="goal",
    item_id=_GOAL,
    stage="before",
    day=date(2026, 11, 30),
    state="sent",
    sent_at=datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
)
_FACTS: tuple[Event, ...] = (
    _PERSON,
    _UNIT,
    _CYCLE_FACTS,
    _TALK_FACTS,
    _GOAL_FACTS,
    _NOTIFICATION_FACTS,
)


def sample(event: type[Event]) -> Event:
    """The sample of an event type."""
    for facts in _FACTS:
        base = next(each for each in type(facts).__mro__ if each.__name__.endswith("Facts"))
        if issubclass(event, base):
            return event.model_validate(facts.model_dump())
    return event()


def sample_envelope(event: type[Event], *, sequence: int = 1) -> Envelope:
    """The envelope that goes with `sample`."""
    data = sample(event).model_dump()
    ids = (f"{event.type.split('.')[2]}_id", "person_id")
    subject = next((str(data[name]) for name in ids if name in data), str(ELLEN))
    return Envelope(
        source=f"/{event.topic.name}",
        type=event.type,
        subject=subject,
        sequence=sequence,
        id="d2c1b0a9-8f7e-4d6c-8b5a-493827160504",
        time=_AT,
    )
