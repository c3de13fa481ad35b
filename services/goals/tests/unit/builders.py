"""Goals with sensible defaults, so that a test names only what it is about."""

from datetime import UTC, date, datetime
from typing import Any

from goals.goal import CheckIn, Goal, propose
from goals.terms import GoalDraft, Terms, terms_of
from redthread_contracts.ids import GoalId, PersonId

ELLEN = PersonId("ellen")
MATTIAS = PersonId("mattias")
TODAY = date(2026, 10, 14)
NOON = datetime(2026, 10, 14, 10, 0, tzinfo=UTC)

FIGURE = {"kind": "figure", "start": 6, "target": 2, "unit_sv": "återfrågor"}


def a_draft(**changes: Any) -> GoalDraft:
    """Ellen's own goal for 2026."""
    values = {
        "level": "individual",
        "title": "Beslutsbrev som går att förstå direkt",
        "why": "Den som får ett beslut ska veta vad som gäller.",
        "measure": FIGURE,
        "owner_ids": [ELLEN],
        "parent_id": "unit-goal",
        "period_from": "2026-01-01",
        "period_until": "2026-12-31",
        "deadline": "2026-11-30",
    }
    return GoalDraft.model_validate({**values, **changes})


def terms(**changes: Any) -> Terms:
    """What a checked draft says."""
    return terms_of(a_draft(**changes), earliest_deadline=TODAY)


def public_terms(**changes: Any) -> Terms:
    """A unit's goal."""
    return terms(**{"level": "unit", "unit_id": "E05", "parent_id": "top", **changes})


def a_goal(**changes: Any) -> Goal:
    """Ellen's active goal, proposed by herself; changes are state fields."""
    made = propose(
        None,
        terms(),
        goal_id=GoalId("own"),
        ancestors=[GoalId("top"), GoalId("unit-goal")],
        by=ELLEN,
        asked="first",
    )
    assert made is not None
    assert made.state is not None
    return made.state.model_copy(update={"status": "active", **changes})


def a_unit_goal(**changes: Any) -> Goal:
    """The unit's active goal."""
    values = {"id": "unit-goal", "level": "unit", "unit_id": "E05", "parent_id": "top"}
    return a_goal(**{**values, "ancestors": ("top",), "owner_ids": (MATTIAS,), **changes})


def a_check_in(**changes: Any) -> CheckIn:
    """On track, four left."""
    values = {"id": "c1", "at": NOON, "by": ELLEN, "confidence": "on_track", "value": 4}
    return CheckIn.model_validate({**values, **changes})
