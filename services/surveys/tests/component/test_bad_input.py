"""What can't be launched or answered is refused with a reason, and changes nothing."""

from typing import Any
from uuid import uuid4

import pytest

from .conftest import HR, Hall, a_draft


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closes_at": "2026-10-14T09:00:00Z"}, "survey-not-right"),
        ({"audience": {"kind": "list", "person_ids": ["sara"]}}, "survey-not-right"),
        ({"audience": {"kind": "units", "unit_ids": ["E99"]}}, "survey-not-right"),
        ({"audience": {"kind": "units", "unit_ids": []}}, "input-wrong"),
        ({"audience": {"kind": "everybody"}}, "input-wrong"),
        ({"anonymous": False}, "input-wrong"),
        ({"title_sv": " "}, "input-wrong"),
        ({"title_sv": "x" * 201}, "input-wrong"),
        ({"opens_at": "2026-10-14T10:00:00"}, "input-wrong"),
        ({"remind_days_before": [0]}, "input-wrong"),
        ({"extra_questions": [{"id": "q", "kind": "single"}]}, "input-wrong"),
        ({"unknown": 1}, "input-wrong"),
    ],
)
async def test_what_can_not_be_launched_is_refused(
    hall: Hall, changes: dict[str, Any], code: str
) -> None:
    survey_id = uuid4()

    refused = await hall.ask("PUT", f"/surveys/{survey_id}", HR, a_draft(**changes))

    assert (refused.status, refused.body["code"]) == (422, code)
    assert (await hall.ask("GET", f"/surveys/{survey_id}", HR)).status == 404


async def test_an_unknown_template_is_not_found(hall: Hall) -> None:
    refused = await hall.ask("PUT", f"/surveys/{uuid4()}", HR, a_draft(template_id="gdq"))

    assert (refused.status, refused.body["code"]) == (404, "survey-template-not-found")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"answers": {"p1": 9}}, "answer-not-right"),
        ({"answers": {"p1": 4.5}}, "input-wrong"),
        ({"answers": {"p1": True}}, "input-wrong"),
        ({"answers": {"zz": 1}}, "answer-not-right"),
        ({"answers": {"p6": "x" * 2001}}, "answer-not-right"),
        ({"answers": {}}, "answer-empty"),
        ({"answers": {f"q{n}": 1 for n in range(61)}}, "input-wrong"),
        ({"answers": {"p1": 4}, "name": "Sara"}, "input-wrong"),
        ({}, "input-wrong"),
    ],
)
async def test_what_is_no_answer_is_refused_and_can_be_put_right(
    hall: Hall, body: dict[str, Any], code: str
) -> None:
    survey_id = await hall.launch()

    refused = await hall.ask("PUT", f"/surveys/{survey_id}/answer", "sara", body)

    assert (refused.status, refused.body["code"]) == (422, code)
    assert "xxx" not in str(refused.body)
    assert await hall.mongo["answers"].count_documents({}) == 0
    assert (await hall.answer(survey_id, "sara")).status == 204


async def test_there_is_no_answer_to_a_survey_that_is_not_there(hall: Hall) -> None:
    assert (await hall.answer("nothing", "sara")).status == 404
    assert (await hall.ask("GET", "/surveys/nothing/form", "sara")).status == 404
    assert (await hall.ask("GET", "/surveys/nothing/results", HR)).status == 404


async def test_a_cursor_that_is_none_is_refused(hall: Hall) -> None:
    refused = await hall.ask("GET", "/surveys?after=zzz", HR)

    assert (refused.status, refused.body["code"]) == (422, "cursor-wrong")


async def test_an_own_question_is_asked_and_counted(hall: Hall) -> None:
    own = {
        "id": "place",
        "kind": "single",
        "text_sv": "Var arbetar du helst?",
        "text_en": "Where do you prefer to work?",
        "options": [
            {"id": "home", "text_sv": "Hemma", "text_en": "At home"},
            {"id": "office", "text_sv": "På kontoret", "text_en": "At the office"},
        ],
    }
    survey_id = await hall.launch(template_id=None, extra_questions=[own])
    for number in range(6):
        where = "home" if number else "office"
        assert (await hall.answer(survey_id, f"school-{number}", place=where)).status == 204
    await hall.close(survey_id)

    (shown,) = (await hall.results(survey_id))["questions"]

    assert [share["count"] for share in shown["distribution"]] == [5, 1]
