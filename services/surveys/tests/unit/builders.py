"""What the tests are made of, with sensible defaults."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from chassis.directory import Person, Unit
from redthread_contracts.ids import PersonId, SurveyId, UnitId
from surveys.audience import Audience
from surveys.survey import Survey, SurveyDraft, new_survey
from surveys.template import built_in

NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
HANNA, ELLEN = PersonId("hanna"), PersonId("ellen")
SURVEY = SurveyId("survey-1")


def a_draft(**changes: Any) -> SurveyDraft:
    return SurveyDraft(
        **{
            "title_sv": "Temperaturmätning",
            "title_en": "Pulse",
            "template_id": "pulse",
            "audience": Audience(kind="all"),
            "opens_at": NOON,
            "closes_at": NOON + timedelta(days=14),
            **changes,
        }
    )


def a_survey(*, asked: int = 30, draft: SurveyDraft | None = None, **changes: Any) -> Survey:
    draft = draft or a_draft()
    template = built_in()[draft.template_id] if draft.template_id else None
    survey = new_survey(SURVEY, draft, template, by=HANNA, now=NOON, asked=asked)
    return survey.model_copy(update=changes)


def a_person(id: str = "ellen", **changes: Any) -> Person:
    return Person(
        **{
            "id": PersonId(id),
            "employee_number": id,
            "given_name": id,
            "family_name": "Ek",
            "email": f"{id}@ekstad.example",
            "language": "sv",
            "title": "Handläggare",
            "staff_group": "office",
            "unit_id": UnitId("E05-1"),
            "employed_from": date(2020, 1, 1),
            **changes,
        }
    )


def units(*paths: str) -> dict[UnitId, Unit]:
    """Units by their ways: "E00/E05"."""
    found = {}
    for path in paths:
        way = tuple(map(UnitId, path.split("/")))
        found[way[-1]] = Unit(
            id=way[-1],
            parent_id=way[-2] if len(way) > 1 else None,
            path=way,
            name_sv=way[-1],
            name_en=way[-1],
            level="unit",
            manager_id=None,
        )
    return found
