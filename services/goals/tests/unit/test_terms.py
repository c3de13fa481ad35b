"""What a goal may say."""

from datetime import date

import pytest

from chassis.errors import FieldError, Invalid
from goals.terms import terms_of

from .builders import TODAY, a_draft, terms


def faults(**changes: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        terms_of(a_draft(**changes), earliest_deadline=TODAY)
    assert caught.value.code == "goal-not-right"
    assert all(isinstance(each, FieldError) and each.message for each in caught.value.fields)
    return {each.field: each.code for each in caught.value.fields}


def measure(**changes: object) -> dict[str, object]:
    return {"kind": "figure", "start": 6, "target": 2, **changes}


def test_a_right_draft_becomes_terms() -> None:
    said = terms(title="  Åäö 🎯  ", measure=measure(start="2,5", target="10"))

    assert said.title_sv == "Åäö 🎯"
    assert (said.measure.start, said.measure.target) == (2.5, 10)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = faults(title="", measure=measure(target="två"), deadline="2026-09-30")

    assert found == {
        "title": "title-missing",
        "measure.target": "not-a-number",
        "deadline": "goal-deadline-passed",
    }


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("   ", "title-missing"),
        ("x" * 201, "too-long"),
        ("one\ntwo", "control-characters"),
        ("bell\x07", "control-characters"),
        ("half\ud83d", "control-characters"),
    ],
)
def test_a_title_is_one_line_of_1_to_200_characters(title: str, code: str) -> None:
    assert faults(title=title) == {"title": code}


def test_a_title_of_200_characters_is_right() -> None:
    assert terms(title="å" * 200).title_sv == "å" * 200


def test_a_why_may_have_lines_and_at_most_4000_characters() -> None:
    assert terms(why="one\r\ntwo").why == "one\ntwo"
    assert faults(why="x" * 4001) == {"why": "too-long"}
    assert faults(why="x\x00") == {"why": "control-characters"}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (measure(kind="colour"), {"measure.kind": "not-a-choice"}),
        (measure(start=""), {"measure.start": "number-missing"}),
        (measure(target=None), {"measure.target": "number-missing"}),
        (measure(target=6), {"measure.target": "target-is-start"}),
        (measure(target=1e12), {"measure.target": "number-too-large"}),
        (measure(target="inf"), {"measure.target": "not-a-number"}),
        (measure(target=float("nan")), {"measure.target": "not-a-number"}),
        (measure(kind="yes_no"), {"measure.start": "yes-no-has-no-figures"}),
        (measure(kind="percent", target=101), {"measure.target": "percent-out-of-range"}),
        (measure(kind="percent", start=-1), {"measure.start": "percent-out-of-range"}),
        (measure(kind="percent", start=100, target=None), {"measure.target": "target-is-start"}),
        (measure(unit_sv="x" * 101), {"measure.unit_sv": "too-long"}),
    ],
)
def test_a_measure_has_to_make_sense(said: dict[str, object], found: dict[str, str]) -> None:
    assert faults(measure=said) == found


def test_a_percentage_goes_from_0_to_100_unless_said_otherwise() -> None:
    said = terms(measure={"kind": "percent"}).measure

    assert (said.start, said.target) == (0, 100)


@pytest.mark.parametrize("day", ["2026-11-31", "20261130", "2026-W48-1", "tomorrow", "2026-11-3"])
def test_a_day_is_written_as_year_month_day(day: str) -> None:
    assert faults(deadline=day) == {"deadline": "not-a-date"}


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        ("", "date-missing"),
        ("2026-10-13", "goal-deadline-passed"),
        ("2027-01-01", "goal-deadline-outside-period"),
        ("1999-12-31", "date-out-of-range"),
    ],
)
def test_a_deadline_lies_in_the_period_and_not_before_today(deadline: str, code: str) -> None:
    assert faults(deadline=deadline) == {"deadline": code}


def test_today_is_a_possible_deadline() -> None:
    assert terms(deadline=TODAY.isoformat()).deadline == TODAY


def test_an_old_deadline_is_right_where_it_was_set_before() -> None:
    said = terms_of(a_draft(deadline="2026-01-31"), earliest_deadline=None)

    assert said.deadline == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-12-31", "2026-01-01", "period-ends-before-it-begins"),
        ("2026-01-01", "2031-01-01", "period-too-long"),
        ("2024-02-29", "2029-03-01", "period-too-long"),
    ],
)
def test_a_period_goes_forward_and_is_at_most_five_years(first: str, last: str, code: str) -> None:
    assert faults(period_from=first, period_until=last)["period_until"] == code


def test_five_whole_years_are_a_period() -> None:
    terms(period_from="2026-01-01", period_until="2030-12-31")
    terms(period_from="2024-02-29", period_until="2029-02-28")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"level": "planet"}, {"level": "not-a-choice"}),
        ({"owner_ids": []}, {"owner_ids": "owner-missing"}),
        ({"owner_ids": [f"p{n}" for n in range(21)]}, {"owner_ids": "too-many"}),
        ({"owner_ids": ["{$ne: 1}"]}, {"owner_ids": "bad-id"}),
        ({"parent_id": None}, {"parent_id": "goal-parent-missing"}),
        ({"level": "unit"}, {"unit_id": "unit-missing"}),
        (
            {"level": "municipality", "unit_id": "E01", "parent_id": None},
            {"unit_id": "unit-not-allowed"},
        ),
        ({"progress_from": "by_hand"}, {"progress_from": "progress-from-check-ins-only"}),
    ],
)
def test_a_goal_belongs_to_somebody_and_hangs_on_something(
    said: dict[str, object], found: dict[str, str]
) -> None:
    assert {field: code for field, code in faults(**said).items() if field in found} == found


def test_progress_by_hand_is_a_percentage() -> None:
    unit = {"level": "unit", "unit_id": "E05", "progress_from": "by_hand"}

    assert terms(**unit, progress="42,5").by_hand == 42.5
    assert faults(**unit) == {"progress": "number-missing"}
    assert faults(**unit, progress=101) == {"progress": "percent-out-of-range"}


def test_an_owner_is_named_once() -> None:
    assert terms(owner_ids=["a", "b", "a"]).owner_ids == ("a", "b")
