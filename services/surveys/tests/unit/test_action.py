"""A follow-up action: one rule a test."""

from datetime import date
from typing import Any

import pytest

from chassis.errors import Conflict, Invalid, PreconditionRequired
from redthread_contracts.ids import ActionId, SurveyId, UnitId
from redthread_contracts.surveys import ActionChanged, ActionRemoved
from surveys.access import Asker, may_with
from surveys.action import Action, ActionDraft, FollowUp, follow_up, put, remove

from .builders import ELLEN, HANNA, SURVEY

TODAY = date(2026, 11, 2)


def a_draft(**changes: Any) -> ActionDraft:
    values = {"unit_id": "E05", "what": "Kortare möten", "owner_id": ELLEN, "due": TODAY}
    return ActionDraft(**{**values, **changes})


def an_action(**changes: Any) -> Action:
    values = a_draft().model_dump()
    return Action(**{"id": "a", "survey_id": SURVEY, **values, **changes})


def putting(action: Action | None, draft: ActionDraft, *, seen: int | None = None) -> Any:
    return put(action, draft, action_id=ActionId("a"), survey_id=SURVEY, today=TODAY, seen=seen)


def test_a_new_action_tells_who_and_when_but_not_what() -> None:
    (event,) = putting(None, a_draft()).events

    assert isinstance(event, ActionChanged)
    assert (event.owner_id, event.due, event.status) == (ELLEN, TODAY, "open")
    assert "möten" not in event.model_dump_json()


def test_the_same_again_changes_nothing() -> None:
    assert putting(an_action(), a_draft()) is None


def test_a_change_says_which_version_it_saw() -> None:
    with pytest.raises(PreconditionRequired):
        putting(an_action(), a_draft(what="Annat"))

    assert putting(an_action(), a_draft(what="Annat"), seen=1).state.what == "Annat"


def test_an_id_is_used_once() -> None:
    with pytest.raises(Conflict):
        putting(an_action(survey_id=SurveyId("other")), a_draft())
    with pytest.raises(Conflict):
        putting(an_action(unit_id=UnitId("E06")), a_draft())


def test_a_day_that_has_passed_is_refused_unless_it_was_there() -> None:
    passed = date(2026, 11, 1)

    with pytest.raises(Invalid) as refused:
        putting(None, a_draft(due=passed))

    assert [error.code for error in refused.value.fields] == ["due-passed"]
    late = putting(an_action(due=passed), a_draft(due=passed, what="Annat"), seen=1)
    assert late.state.what == "Annat"


def test_following_up_changes_the_status_once() -> None:
    decision = follow_up(an_action(), FollowUp(status="done", note="Klart"))

    assert decision is not None
    assert decision.state is not None
    assert decision.state.status == "done"
    assert follow_up(decision.state, FollowUp(status="done", note="Klart")) is None


def test_taking_it_away_tells_so_once() -> None:
    decision = remove(an_action())

    assert decision is not None
    assert decision.state is None
    assert isinstance(decision.events[0], ActionRemoved)
    assert remove(None) is None


def test_the_owner_follows_up_and_who_leads_the_unit_decides() -> None:
    everything = ["change", "follow_up", "remove"]

    assert may_with(an_action(), Asker(id=ELLEN)) == ["follow_up"]
    assert may_with(an_action(), Asker(id=HANNA, hr=True)) == everything
    assert may_with(an_action(), Asker(id=HANNA, units=frozenset({UnitId("E05")}))) == everything
    assert may_with(an_action(), Asker(id=HANNA)) == []
