"""Side employment: one rule a test."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.errors import Conflict, Invalid
from redthread_contracts.ids import PersonId, UnitId
from talks.side_employment import (
    DECLARATIONS_KEPT,
    VALID_FOR,
    Assessment,
    Facts,
    SideEmployment,
    assess,
    declare,
)

from .builders import ELLEN, MATTIAS, NOON, TODAY

NONE = Facts(has_any=False)
TAXI = Facts(has_any=True, kind="Kör taxi", extent="8 timmar i veckan", employer="Ekstads Taxi")
ALLOWED = Assessment(outcome="allowed", order="may_continue")


def stated(facts: Facts, known: SideEmployment | None = None, days: int = 0) -> SideEmployment:
    decision = declare(known, ELLEN, UnitId("E05"), facts, NOON + timedelta(days=days))
    assert decision is not None
    assert decision.state is not None
    return decision.state


def assessed(known: SideEmployment, assessment: Assessment = ALLOWED) -> SideEmployment:
    decision = assess(known, assessment, MATTIAS, NOON)
    assert decision is not None
    assert decision.state is not None
    return decision.state


def test_side_employment_is_stated_for_a_year() -> None:
    known = stated(NONE)

    assert known.newest.renew_by == TODAY + VALID_FOR
    assert known.status(TODAY + VALID_FOR) == "declared"
    assert known.status(TODAY + VALID_FOR + timedelta(days=1)) == "missing"


def test_the_event_tells_neither_what_it_is_nor_whether_there_is_any() -> None:
    events = []
    for facts in (NONE, TAXI):
        decision = declare(None, ELLEN, UnitId("E05"), facts, NOON)
        assert decision is not None
        events.append(decision.events[0].model_dump())

    assert events[0] == events[1]
    assert "axi" not in str(events)


def test_what_there_is_none_of_holds_no_facts() -> None:
    left_over = Facts(has_any=False, kind="Kör taxi", employer="Ekstads Taxi")
    assert stated(left_over).newest.facts == NONE


def test_the_same_on_the_same_day_is_one_and_a_year_later_it_is_stated_anew() -> None:
    known = stated(TAXI)

    assert declare(known, ELLEN, UnitId("E05"), TAXI, NOON + timedelta(minutes=1)) is None
    assert len(stated(TAXI, known, days=365).declarations) == 2


def test_only_so_many_are_kept() -> None:
    known = stated(NONE)
    for day in range(1, DECLARATIONS_KEPT + 3):
        known = stated(NONE, known, days=day)
    assert len(known.declarations) == DECLARATIONS_KEPT


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (Facts(has_any=True), {"kind", "extent", "employer"}),
        (Facts(has_any=True, kind=" ", extent="8 h", employer="Eget"), {"kind"}),
        (TAXI.model_copy(update={"since": date(2040, 1, 1)}), {"since"}),
    ],
)
def test_what_is_needed_to_assess_it_is_asked_for(facts: Facts, missing: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        stated(facts)
    assert {each.field for each in refused.value.fields} == missing


def test_the_manager_assesses_what_is_stated_and_the_ground_is_the_laws() -> None:
    known = stated(TAXI)
    order: dict[str, Any] = {"order": "must_end", "reasons": "Kör beslutsfattare i egna ärenden."}

    assert known.waits
    for outcome, ground in (("harms_trust", "LOA 7 §"), ("competes", "AB 8 §")):
        after = assessed(known, Assessment.model_validate({"outcome": outcome, **order}))
        assert after.newest.assessed is not None
        assert after.newest.assessed.ground == ground
        assert (after.status(TODAY), after.waits) == ("assessed", False)
    allowed = assessed(known).newest.assessed
    assert allowed is not None
    assert allowed.ground is None


def test_assessed_the_same_again_changes_nothing() -> None:
    known = assessed(stated(TAXI))
    assert assess(known, ALLOWED, PersonId("sara"), NOON + timedelta(hours=1)) is None


def test_where_there_is_none_there_is_nothing_to_assess() -> None:
    with pytest.raises(Conflict) as refused:
        assessed(stated(NONE))
    assert refused.value.code == "nothing-to-assess"


@pytest.mark.parametrize(
    ("assessment", "field"),
    [
        ({"outcome": "allowed", "order": "must_end", "reasons": "Nej."}, "order"),
        ({"outcome": "harms_trust", "order": "must_end", "reasons": " "}, "reasons"),
        ({"outcome": "competes", "order": "may_not_begin"}, "reasons"),
    ],
)
def test_an_order_against_it_needs_a_ground_and_reasons(
    assessment: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        assessed(stated(TAXI), Assessment.model_validate(assessment))
    assert [each.field for each in refused.value.fields] == [field]


def test_stated_anew_it_waits_for_the_manager_again() -> None:
    again = stated(TAXI, assessed(stated(TAXI)), days=365)
    assert again.waits
