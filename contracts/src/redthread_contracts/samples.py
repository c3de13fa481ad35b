"""Golden samples: one event of each type, as a producer makes it.

Every producer's and every consumer's tests take them, so that both sides mean the same.
"""

from datetime import UTC, date, datetime

from redthread_contracts import competence, directory, goals, notifications, surveys, talks
from redthread_contracts.envelope import Envelope
from redthread_contracts.event import Event
from redthread_contracts.ids import (
    ActionId,
    AgreementId,
    CertificateId,
    CycleId,
    GoalId,
    NotificationId,
    PersonId,
    SurveyId,
    TalkId,
    TemplateId,
    TermId,
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
_TEMPLATE_FACTS = talks.TemplateFacts(
    template_id=TemplateId("preschool"),
    version=2,
    kind="yearly",
    staff_groups=("pedagog",),
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
_CRITERIA_SET_FACTS = talks.CriteriaSetFacts(
    criteria_set_id="2027:pedagogik", year=2027, staff_group="pedagogik", frozen=False
)
_SIDE_EMPLOYMENT_FACTS = talks.SideEmploymentFacts(
    person_id=ELLEN,
    unit_id=UNIT,
    status="declared",
    declared_on=date(2026, 10, 22),
    renew_by=date(2027, 10, 22),
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
_SURVEY = SurveyId("7d6c5b4a-3928-4716-8504-f3e2d1c0b9a8")
_SURVEY_FACTS = surveys.SurveyFacts(
    survey_id=_SURVEY,
    template_id="pulse",
    title_sv="Temperaturmätning oktober",
    title_en="Pulse survey October",
    anonymous=True,
    state="open",
    opens_at=_AT,
    closes_at=datetime(2026, 11, 5, 22, 59, 59, tzinfo=UTC),
    asked=28,
    author_id=MATTIAS,
)
_INVITATION_FACTS = surveys.InvitationFacts(
    invitation_id="4b3a2918-0716-5f4e-8d3c-2b1a09f8e7d6",
    survey_id=_SURVEY,
    person_id=ELLEN,
    closes_at=datetime(2026, 11, 5, 22, 59, 59, tzinfo=UTC),
)
_ACTION_FACTS = surveys.ActionFacts(
    action_id=ActionId("2c1b0a99-8877-4665-8443-322110ffeedd"),
    survey_id=_SURVEY,
    unit_id=UNIT,
    owner_id=MATTIAS,
    due=date(2026, 12, 11),
    status="open",
)
_TERM = TermId("1c5f2b7e-6a3d-5c4b-8f0e-9d8c7b6a5f4e")
_PROFILE_FACTS = competence.ProfileFacts(
    profile_id="8f7e6d5c-4b3a-5291-8807-f6e5d4c3b2a1",
    person_id=ELLEN,
    competences=(competence.CompetenceFacts(term_id=_TERM, level=3, wants_to_develop=True),),
    certificates=(
        competence.CertificateFacts(
            certificate_id=CertificateId("e1d2c3b4-a596-4788-8796-a5b4c3d2e1f0"),
            term_id=None,
            expires=date(2026, 12, 4),
        ),
    ),
)
_TERM_FACTS = competence.TermFacts(
    term_id=_TERM,
    kind="skill",
    concept_id="uLvp_9xJ_3Rn",
    label_sv="Strandskydd",
    label_en="Shoreline protection",
)
_REQUIREMENT_FACTS = competence.RequirementFacts(
    requirement_id=UNIT,
    unit_id=UNIT,
    required=(competence.RequiredFacts(term_id=_TERM, level=3, count=4),),
)
_WITHHELD = notifications.NotificationWithheld(
    notification_id=NotificationId("9a8b7c6d-5e4f-5031-8213-0f1e2d3c4b5a")
)
_FACTS: tuple[Event, ...] = (
    _PERSON,
    _UNIT,
    _CYCLE_FACTS,
    _TEMPLATE_FACTS,
    _TALK_FACTS,
    _CRITERIA_SET_FACTS,
    _SIDE_EMPLOYMENT_FACTS,
    _GOAL_FACTS,
    _SURVEY_FACTS,
    _INVITATION_FACTS,
    _ACTION_FACTS,
    _PROFILE_FACTS,
    _TERM_FACTS,
    _REQUIREMENT_FACTS,
    _NOTIFICATION_FACTS,
)


def sample(event: type[Event]) -> Event:
    """The sample of an event type."""
    if event is notifications.NotificationWithheld:
        return _WITHHELD
    for facts in _FACTS:
        base = next(each for each in type(facts).__mro__ if each.__name__.endswith("Facts"))
        if issubclass(event, base):
            return event.model_validate(facts.model_dump())
    return event()


def sample_envelope(event: type[Event], *, sequence: int = 1) -> Envelope:
    """The envelope that goes with `sample`."""
    data = sample(event).model_dump()
    ids = (f"{event.type.split('.')[2].replace('-', '_')}_id", "person_id")
    subject = next((str(data[name]) for name in ids if name in data), str(ELLEN))
    return Envelope(
        source=f"/{event.topic.name}",
        type=event.type,
        subject=subject,
        sequence=sequence,
        id="d2c1b0a9-8f7e-4d6c-8b5a-493827160504",
        time=_AT,
    )
