"""The demo's goals and past talks."""

from datetime import date, timedelta
from typing import Any

import pytest

from redthread_local.demo.cast import ELLEN, MATTIAS, TEAM
from redthread_local.demo.goals import goal_rows
from redthread_local.demo.municipality import generate
from redthread_local.demo.personas import PERSONAS
from redthread_local.demo.talks import talk_rows

Row = dict[str, Any]

TODAY = date(2026, 11, 24)
DAYS = [TODAY, date(2026, 12, 31), date(2027, 1, 2), date(2027, 3, 28), date(2028, 2, 29)]


@pytest.mark.parametrize("today", DAYS)
def test_every_goal_hangs_on_one_that_comes_before_it(today: date) -> None:
    seen: set[str] = set()

    for goal in goal_rows(today):
        above = [goal.get("parent_id"), *goal.get("also_contributes_to", [])]
        assert all(parent in seen for parent in above if parent)
        assert (goal.get("parent_id") is None) == (goal["level"] == "municipality")
        seen.add(goal["id"])

    assert len(seen) == len(goal_rows(today))


@pytest.mark.parametrize("today", DAYS)
def test_deadlines_lie_in_the_period_and_check_ins_in_the_past(today: date) -> None:
    for goal in goal_rows(today):
        assert goal["period_from"] <= goal["deadline"] <= goal["period_until"]
        for check in goal.get("check_ins", []):
            assert check["at"] < today.isoformat()


def test_every_owner_works_in_the_municipality() -> None:
    everybody = {person["id"] for person in generate(200, today=TODAY).people}

    assert all(owner in everybody for goal in goal_rows(TODAY) for owner in goal["owner_ids"])


def test_the_whole_team_and_every_persona_has_a_goal() -> None:
    owners = {
        owner
        for goal in goal_rows(TODAY)
        if goal["level"] == "individual"
        for owner in goal["owner_ids"]
    }

    assert {*TEAM, *(persona.id for persona in PERSONAS)} <= owners


def test_goals_of_the_team_come_due_in_the_coming_weeks() -> None:
    running = [goal for goal in goal_rows(TODAY) if goal.get("status") == "active"]
    soon = [
        goal
        for goal in running
        if TODAY <= date.fromisoformat(goal["deadline"]) <= TODAY + timedelta(days=7)
    ]

    assert len(soon) >= 10
    assert any(goal["check_ins"][-1]["confidence"] == "done" for goal in running)


def test_last_years_talks_are_those_of_everybody_who_was_there() -> None:
    talks = [talk for talk in talk_rows(TODAY) if talk["title"].endswith("2025")]

    # Viktor was hired that year.
    assert {talk["employee_id"] for talk in talks} == {
        employee for employee, part in TEAM.items() if part.given != "Viktor"
    }
    assert all(talk["manager_id"] == MATTIAS for talk in talks)


def test_one_person_has_ten_years_of_talks() -> None:
    talks = [talk for talk in talk_rows(TODAY) if talk["employee_id"] == ELLEN]

    assert [talk["held_on"][:4] for talk in talks] == [str(year) for year in range(2016, 2026)]


def test_the_goals_of_a_talk_are_goals_that_say_so() -> None:
    set_in = {goal["id"]: goal.get("talk_id") for goal in goal_rows(TODAY)}
    named = [(goal["goal_id"], talk["id"]) for talk in talk_rows(TODAY) for goal in talk["goals"]]

    assert len(named) > 30
    assert all(set_in[goal] == talk for goal, talk in named)


def test_open_agreements_are_due_in_the_coming_weeks() -> None:
    agreements = [agreement for talk in talk_rows(TODAY) for agreement in talk["agreements"]]
    due = [date.fromisoformat(each["due"]) for each in agreements if each["status"] == "open"]

    assert len(due) >= 5
    assert all(TODAY < day <= TODAY + timedelta(days=30) for day in due)


def test_a_talk_is_confirmed_after_it_was_held() -> None:
    assert all(talk["held_on"] <= talk["confirmed_at"][:10] for talk in talk_rows(TODAY))


def test_the_same_day_gives_the_same_goals_and_talks() -> None:
    assert goal_rows(TODAY) == goal_rows(TODAY)
    assert talk_rows(TODAY) == talk_rows(TODAY)
