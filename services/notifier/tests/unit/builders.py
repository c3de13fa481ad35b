"""Deadlines, watches, notifications and events with sensible defaults."""

from datetime import UTC, date, datetime, time
from typing import Any

from chassis.clock import at
from chassis.directory import Person
from notifier.deadline import Deadline
from notifier.notification import Notification
from redthread_contracts.competence import CertificateFacts, ProfileFacts
from redthread_contracts.goals import GoalFacts
from redthread_contracts.ids import ActionId, AgreementId, CertificateId, PersonId
from redthread_contracts.surveys import ActionFacts, SurveyFacts
from redthread_contracts.talks import AgreementFacts, TalkFacts

ELLEN = PersonId("ellen")
MATTIAS = PersonId("mattias")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DAY = date(2026, 11, 30)  # a Monday


def local(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """An instant by the clocks of Stockholm."""
    return at(date(year, month, day), time(hour, minute))


def a_deadline(day: date = DAY, **changes: Any) -> Deadline:
    values: dict[str, Any] = {
        "item_type": "goal",
        "item_id": "goal-1",
        "owner_ids": (ELLEN,),
        "day": day,
        "set_at": LONG_AGO,
    }
    return Deadline(**{**values, **changes})


def a_goal(**changes: Any) -> GoalFacts:
    values: dict[str, Any] = {
        "goal_id": "goal-1",
        "level": "individual",
        "status": "active",
        "unit_id": "E05-1",
        "owner_ids": (ELLEN,),
        "period_from": date(2026, 1, 1),
        "period_until": date(2026, 12, 31),
        "deadline": DAY,
    }
    return GoalFacts(**{**values, **changes})


def an_agreement(**changes: Any) -> AgreementFacts:
    values: dict[str, Any] = {
        "agreement_id": AgreementId("agreement-1"),
        "owner_id": ELLEN,
        "due": DAY,
        "status": "open",
    }
    return AgreementFacts(**{**values, **changes})


def a_talk(**changes: Any) -> TalkFacts:
    values: dict[str, Any] = {
        "talk_id": "talk-1",
        "kind": "yearly",
        "cycle_id": None,
        "employee_id": ELLEN,
        "manager_id": MATTIAS,
        "unit_id": "E05-1",
        "state": "confirmed",
        "last_day": date(2026, 11, 20),
        "agreements": (an_agreement(),),
    }
    return TalkFacts(**{**values, **changes})


def a_survey(**changes: Any) -> SurveyFacts:
    values: dict[str, Any] = {
        "survey_id": "survey-1",
        "template_id": "pulse",
        "title_sv": "Temperaturmätning",
        "title_en": "Pulse",
        "anonymous": True,
        "state": "open",
        "opens_at": local(2026, 11, 16),
        "closes_at": at(date(2026, 12, 1), time(0)),
        "asked": 3000,
        "author_id": MATTIAS,
    }
    return SurveyFacts(**{**values, **changes})


def an_action(**changes: Any) -> ActionFacts:
    values: dict[str, Any] = {
        "action_id": ActionId("action-1"),
        "survey_id": "survey-1",
        "unit_id": "E05-1",
        "owner_id": ELLEN,
        "due": DAY,
        "status": "open",
    }
    return ActionFacts(**{**values, **changes})


def a_certificate(**changes: Any) -> CertificateFacts:
    values: dict[str, Any] = {
        "certificate_id": CertificateId("certificate-1"),
        "term_id": None,  # as a hidden one
        "expires": DAY,
    }
    return CertificateFacts(**{**values, **changes})


def a_profile(*certificates: CertificateFacts) -> ProfileFacts:
    return ProfileFacts(profile_id="profile-1", person_id=ELLEN, certificates=certificates)


def a_reminder(**changes: Any) -> Notification:
    values: dict[str, Any] = {
        "id": "3a1b2c3d-0000-5000-8000-000000000001",
        "person_id": ELLEN,
        "kind": "goal_deadline",
        "role": "owner",
        "item_type": "goal",
        "item_id": "goal-1",
        "stage": "before",
        "day": DAY,
        "created_at": local(2026, 11, 23),
    }
    return Notification(**{**values, **changes})


def a_word_about_a_talk(**changes: Any) -> Notification:
    values: dict[str, Any] = {
        "id": "3a1b2c3d-0000-5000-8000-000000000002",
        "person_id": ELLEN,
        "kind": "talk_invitation",
        "item_type": "talk",
        "item_id": "talk-1",
        "talk_id": "talk-1",
        "day": date(2026, 11, 20),
        "created_at": local(2026, 10, 14, 10),
    }
    return Notification(**{**values, **changes})


def a_word_about_a_survey(**changes: Any) -> Notification:
    values: dict[str, Any] = {
        "id": "3a1b2c3d-0000-5000-8000-000000000003",
        "person_id": ELLEN,
        "kind": "survey_invitation",
        "role": "invited",
        "item_type": "survey",
        "item_id": "survey-1",
        "survey_id": "survey-1",
        "day": DAY,
        "created_at": local(2026, 11, 16),
    }
    return Notification(**{**values, **changes})


def ellen(**changes: Any) -> Person:
    values: dict[str, Any] = {
        "id": ELLEN,
        "employee_number": "1001",
        "given_name": "Ellen",
        "family_name": "Sandgren",
        "email": "ellen.sandgren@ekstad.example",
        "language": "sv",
        "title": "handläggare",
        "staff_group": "administration",
        "unit_id": "E05-1",
        "employed_from": date(2020, 1, 1),
    }
    return Person(**{**values, **changes})
