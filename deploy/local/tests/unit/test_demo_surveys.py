"""The demo's closed pulses: enough answers to be read, with nobody in them."""

from collections import Counter
from datetime import date
from functools import cache
from statistics import fmean
from typing import Any

import pytest

from redthread_local.demo.cast import PERMITS
from redthread_local.demo.ids import unit_id
from redthread_local.demo.municipality import generate
from redthread_local.demo.surveys import newest_survey_id, survey_rows

Row = dict[str, Any]

TODAY = date(2026, 11, 24)


@cache
def people() -> list[Row]:
    return generate(850, today=TODAY).people


@cache
def pulses() -> list[Row]:
    return survey_rows(people(), TODAY)


def test_there_are_three_the_oldest_first_and_all_are_over() -> None:
    assert [each["opens_at"] for each in pulses()] == sorted(each["opens_at"] for each in pulses())
    assert all(each["opens_at"] < each["closes_at"] < TODAY.isoformat() for each in pulses())
    assert len({each["title_sv"] for each in pulses()}) == len(pulses()) == 3
    assert pulses()[-1]["id"] == newest_survey_id()


def test_nobody_is_in_them() -> None:
    everybody = {each["id"] for each in people()}
    answers = str([unit["answers"] for each in pulses() for unit in each["units"]])

    assert set(pulses()[0]) == {
        "id",
        "title_sv",
        "title_en",
        "template_id",
        "author_id",
        "opens_at",
        "closes_at",
        "units",
    }
    assert not any(id in answers for id in everybody)


def test_no_more_answer_than_are_asked_and_no_more_are_asked_than_work_there() -> None:
    working = Counter(each["unit_id"] for each in people())

    for pulse in pulses():
        for unit in pulse["units"]:
            assert len(unit["answers"]) <= unit["asked"] <= working[unit["unit_id"]]


def test_most_units_can_be_shown_and_some_cannot() -> None:
    answered = [len(unit["answers"]) for unit in pulses()[-1]["units"]]

    enough = sum(count >= 5 for count in answered)
    assert enough > len(answered) / 2
    assert len(answered) - enough >= 10


def test_the_personas_unit_can_read_what_was_written() -> None:
    (unit,) = (each for each in pulses()[-1]["units"] if each["unit_id"] == unit_id(PERMITS))

    assert len(unit["answers"]) >= 15
    assert sum("p6" in answer for answer in unit["answers"]) >= 10


@pytest.mark.parametrize("statement", ["p1", "p2", "p3", "p4", "p5"])
def test_answers_are_on_the_scale_and_differ_between_units(statement: str) -> None:
    means = []
    for unit in pulses()[-1]["units"]:
        given = [answer[statement] for answer in unit["answers"] if statement in answer]
        assert set(given) <= {1, 2, 3, 4, 5}
        if len(given) >= 5:
            means.append(fmean(given))

    assert max(means) - min(means) > 0.8


def test_the_municipality_changes_from_pulse_to_pulse() -> None:
    def mean(pulse: Row) -> float:
        return fmean(
            answer["p1"] for unit in pulse["units"] for answer in unit["answers"] if "p1" in answer
        )

    assert mean(pulses()[0]) < mean(pulses()[-1])


def test_the_same_day_gives_the_same() -> None:
    assert pulses() == survey_rows(people(), TODAY)
