"""Talks of a former system."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from talks.document import content_hash
from talks.imported import TalkRow, bring_in

from .builders import a_talk, after, names


def a_row(**facts: Any) -> TalkRow:
    return TalkRow.model_validate(
        {
            "id": "talk",
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
                    "due": "2026-09-01",
                    "status": "done",
                }
            ],
            **facts,
        }
    )


def test_a_row_becomes_a_confirmed_talk_with_version_1() -> None:
    decision = bring_in(None, a_row())

    assert names(decision) == ["TalkConfirmed"]
    talk = after(decision)
    assert (talk.state, talk.held_on) == ("confirmed", date(2025, 10, 14))
    assert talk.confirmed_at == datetime(2025, 10, 21, 14, 20, tzinfo=UTC)
    document = talk.documents[0]
    assert document.content is not None
    assert document.content.sections[0].notes == "Tisdagar 8.30."
    assert document.content.agreements[0].status == "done"
    assert document.hash == content_hash(document.content)


def test_the_same_row_again_changes_nothing() -> None:
    assert bring_in(a_talk(), a_row()) is None


@pytest.mark.parametrize(
    "wrong",
    [{"confirmed_at": "2025-10-21T14:20:00"}, {"unknown": 1}, {"title": " "}, {"id": "a b"}],
)
def test_a_wrong_row_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_row(**wrong)
