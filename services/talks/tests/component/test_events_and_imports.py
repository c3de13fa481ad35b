"""What comes in from elsewhere: proposed goals, and talks of a former system."""

import random
from datetime import date
from typing import Any

from chassis.testing import eventually
from redthread_contracts.goals import GoalProposed
from redthread_contracts.ids import GoalId, PersonId, TalkId

from .conftest import Office, talk_of


def proposed(goal_id: str, talk_id: str | None) -> GoalProposed:
    return GoalProposed(
        goal_id=GoalId(goal_id),
        level="individual",
        status="proposed",
        unit_id=None,
        owner_ids=(PersonId("ellen"),),
        period_from=date(2026, 1, 1),
        period_until=date(2027, 12, 31),
        deadline=date(2027, 11, 30),
        talk_id=TalkId(talk_id) if talk_id else None,
    )


async def test_goals_proposed_in_a_talk_are_put_into_it_once_however_often_they_come(
    office: Office,
) -> None:
    path = await office.open_talk()
    events = [proposed(f"goal-{number}", talk_of("ellen")) for number in range(5)]
    events += [proposed("elsewhere", None), proposed("unknown", "no-such-talk")]
    deliveries = events * 3
    random.Random(7).shuffle(deliveries)

    for event in deliveries:
        await office.publisher.publish(event, event.goal_id, 1, id=event.goal_id)

    async def all_there() -> bool:
        talk = await office.get(path, "ellen")
        return len(talk["goal_ids"]) == 5 and talk["version"] == 6

    await eventually(all_there)
    last = proposed("last", talk_of("ellen"))
    await office.publisher.publish(last, "last", 1)
    await eventually(lambda: _has(office, path, "last"))
    talk = await office.get(path, "ellen")
    assert sorted(talk["goal_ids"]) == [*(f"goal-{number}" for number in range(5)), "last"]


async def test_talks_of_a_former_system_come_in_once(office: Office) -> None:
    rows = {"talks": [a_row(f"old-{number}") for number in range(3)]}
    scopes = ("talks:import",)

    first = await office.ask("POST", "/imports", None, rows, scopes=scopes)
    again = await office.ask("POST", "/imports", None, rows, scopes=scopes)

    assert first.body == {"talks": {"created": 3, "changed": 0, "unchanged": 0}}
    assert again.body == {"talks": {"created": 0, "changed": 0, "unchanged": 3}}
    talk = await office.get("/talks/old-1", "ellen")
    assert (talk["state"], talk["document_version"], talk["agreements_open"]) == ("confirmed", 1, 1)
    document = await office.get("/talks/old-1/documents/1", "mattias")
    assert document["sections"][0]["notes"] == "Tisdagar 8.30."
    assert document["goals"][0]["outcome"] == "partly"


async def test_only_a_system_with_the_scope_imports(office: Office) -> None:
    refused = await office.ask("POST", "/imports", "hanna", {"talks": []})
    assert (refused.status, refused.body["code"]) == (403, "scope-missing")

    many = {"talks": [a_row(f"old-{number}") for number in range(501)]}
    refused = await office.ask("POST", "/imports", None, many, scopes=("talks:import",))
    assert refused.status == 422


async def _has(office: Office, path: str, goal_id: str) -> bool:
    return goal_id in (await office.get(path, "ellen"))["goal_ids"]


def a_row(talk_id: str) -> dict[str, Any]:
    return {
        "id": talk_id,
        "employee_id": "ellen",
        "manager_id": "mattias",
        "unit_id": "E05-1",
        "title": "Mål- och utvecklingssamtal 2025",
        "held_on": "2025-10-14",
        "confirmed_at": "2025-10-21T14:20:00Z",
        "sections": [
            {
                "section_id": "roles",
                "title_sv": "Roller",
                "title_en": "Roles",
                "notes": "Tisdagar 8.30.",
            }
        ],
        "goals": [{"goal_id": "g1", "title": "Färre kompletteringar", "outcome": "partly"}],
        "agreements": [
            {
                "agreement_id": "a1",
                "what": "Byta granskare",
                "owner_id": "ellen",
                "due": "2026-11-01",
                "status": "open",
            }
        ],
    }
