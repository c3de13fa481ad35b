"""Builders with sensible defaults."""

from datetime import UTC, date, datetime
from typing import Any

from chassis.directory import Person, Unit
from chassis.documents import Decision
from redthread_contracts.ids import AgreementId, CycleId, PersonId, TalkId, TemplateId, UnitId
from talks.agreement import Agreement
from talks.conversation import hold
from talks.cycle import Cycle
from talks.talk import Talk
from talks.template import STANDARD

ELLEN, MATTIAS, HR = PersonId("ellen"), PersonId("mattias"), PersonId("yasmin")
NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)
TODAY = date(2026, 10, 14)


def a_talk(**facts: Any) -> Talk:
    return Talk(
        **{
            "id": TalkId("talk"),
            "kind": "yearly",
            "title": "Mål- och utvecklingssamtal 2026",
            "template_id": STANDARD,
            "template_version": 1,
            "cycle_id": CycleId("autumn"),
            "employee_id": ELLEN,
            "manager_id": MATTIAS,
            "unit_id": UnitId("E05-1"),
            "opened_at": NOON,
            "last_day": date(2026, 11, 30),
            **facts,
        }
    )


def a_held_talk(**facts: Any) -> Talk:
    return after(hold(a_talk(**facts), "manager", NOON))


def an_agreement(**facts: Any) -> Agreement:
    return Agreement(
        **{
            "agreement_id": AgreementId("course"),
            "what": "Gå kursen Klarspråk i beslut",
            "owner_id": ELLEN,
            "due": date(2026, 10, 30),
            **facts,
        }
    )


def a_cycle(**facts: Any) -> Cycle:
    return Cycle(
        **{
            "id": CycleId("autumn"),
            "title": "Hösten 2026",
            "template_id": TemplateId("standard"),
            "template_version": 1,
            "kind": "yearly",
            "unit_ids": (UnitId("E05"),),
            "opens": TODAY,
            "last_day": date(2026, 11, 30),
            "started_by": HR,
            "started_at": NOON,
            **facts,
        }
    )


def a_person(id: str = "ellen", **facts: Any) -> Person:
    return Person(
        **{
            "id": PersonId(id),
            "employee_number": f"n-{id}",
            "given_name": id.title(),
            "family_name": "Åberg",
            "email": None,
            "language": "sv",
            "title": "Handläggare",
            "staff_group": "office",
            "unit_id": UnitId("E05-1"),
            "employed_from": date(2020, 1, 1),
            **facts,
        }
    )


def a_unit(id: str = "E05", **facts: Any) -> Unit:
    return Unit(
        **{
            "id": UnitId(id),
            "parent_id": None,
            "path": (UnitId(id),),
            "name_sv": id,
            "name_en": id,
            "level": "unit",
            "manager_id": MATTIAS,
            **facts,
        }
    )


def after(decision: Decision[Talk] | None) -> Talk:
    assert decision is not None
    assert decision.state is not None
    return decision.state


def names(decision: Decision[Any] | None) -> list[str]:
    assert decision is not None
    return [type(event).__name__ for event in decision.events]
