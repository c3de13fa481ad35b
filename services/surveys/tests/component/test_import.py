"""Closed surveys of a former system: counted under the same thresholds, with nobody in them."""

from typing import Any

from .conftest import HR, Hall

SCOPES = ["surveys:import"]


def a_row(survey_id: str = "former", **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": survey_id,
        "title_sv": "Temperaturmätning maj",
        "title_en": "Pulse May",
        "template_id": "pulse",
        "author_id": HR,
        "opens_at": "2026-05-04T06:00:00Z",
        "closes_at": "2026-05-18T22:00:00Z",
        "units": [
            {"unit_id": "E05-1", "asked": 12, "answers": [{"p1": 4, "p6": "Färre möten"}] * 8},
            {"unit_id": "E05-2", "asked": 5, "answers": [{"p1": 1}] * 3},
            {"unit_id": "E06", "asked": 14, "answers": [{"p1": 2}] * 9},
        ],
    }
    return {**values, **changes}


async def imported(hall: Hall, *rows: dict[str, Any]) -> Any:
    answer = await hall.ask("POST", "/imports", body={"surveys": list(rows)}, scopes=SCOPES)
    assert answer.status == 200, answer.body
    return answer.body["surveys"]


async def test_a_former_survey_is_read_as_an_own_one(hall: Hall) -> None:
    assert await imported(hall, a_row()) == {"created": 1, "unchanged": 0}

    whole = await hall.results("former")
    assert (whole["asked"], whole["answered"]) == (31, 20)
    assert whole["questions"][0]["mean"] == round((8 * 4 + 3 * 1 + 9 * 2) / 20, 2)
    own = await hall.results("former", "amina")
    assert (own["unit_id"], own["questions"][0]["mean"]) == ("E06", 2.0)
    listed = await hall.get("/surveys?as=results", "amina")
    assert [(each["id"], each["state"]) for each in listed["items"]] == [("former", "closed")]


async def test_a_small_unit_of_it_is_hidden_with_one_that_would_give_it_away(hall: Hall) -> None:
    await imported(hall, a_row())

    rows = {row["unit_id"]: row for row in (await hall.results("former", "sara"))["heatmap"]}

    shown = {unit: row["shown"] for unit, row in rows.items()}
    assert shown == {"E05": True, "E05-1": False, "E05-2": False}


async def test_it_can_be_compared_with(hall: Hall) -> None:
    later = a_row("later", opens_at="2026-08-03T06:00:00Z", closes_at="2026-08-17T22:00:00Z")
    await imported(hall, a_row(), later)

    compared = await hall.results("later", compare="former")

    assert compared["compared"]["survey_id"] == "former"


async def test_the_same_rows_again_change_nothing_and_other_rows_are_refused(hall: Hall) -> None:
    await imported(hall, a_row())
    before = await hall.results("former")

    assert await imported(hall, a_row()) == {"created": 0, "unchanged": 1}
    other = a_row(title_sv="En annan")
    answer = await hall.ask("POST", "/imports", body={"surveys": [other]}, scopes=SCOPES)

    assert (answer.status, answer.body["code"]) == (409, "survey-exists")
    assert await hall.results("former") == before


async def test_killed_before_the_survey_was_written_the_same_rows_mend_it(hall: Hall) -> None:
    await imported(hall, a_row())
    before = await hall.results("former")
    await hall.mongo["surveys"].delete_one({"_id": "former"})

    assert await imported(hall, a_row()) == {"created": 1, "unchanged": 0}
    assert await hall.results("former") == before


async def test_wrong_rows_are_refused_with_all_the_others(hall: Hall) -> None:
    for wrong, status, code in (
        (
            {"units": [{"unit_id": "E06", "asked": 1, "answers": [{"p1": 3}] * 2}]},
            422,
            "import-wrong",
        ),
        ({"units": [{"unit_id": "E06", "asked": 9, "answers": [{"p1": 9}]}]}, 422, "import-wrong"),
        ({"units": [{"unit_id": "E99", "asked": 9}]}, 503, "unit-unknown"),
        ({"template_id": "none"}, 404, "survey-template-not-found"),
        ({"closes_at": "2026-05-01T06:00:00Z"}, 422, "import-wrong"),
        ({"person_ids": ["ellen"]}, 422, "input-wrong"),
    ):
        rows = [a_row("good"), a_row("bad", **wrong)]
        answer = await hall.ask("POST", "/imports", body={"surveys": rows}, scopes=SCOPES)

        assert (answer.status, answer.body["code"]) == (status, code)
    assert (await hall.get("/surveys", HR))["items"] == []


async def test_only_a_system_with_the_scope_imports(hall: Hall) -> None:
    answer = await hall.ask("POST", "/imports", HR, {"surveys": []})

    assert (answer.status, answer.body["code"]) == (403, "scope-missing")


async def test_nothing_of_it_is_kept_but_what_is_shown(hall: Hall) -> None:
    await imported(hall, a_row())

    assert await hall.mongo["answers"].count_documents({}) == 0
    assert await hall.mongo["participants"].count_documents({}) == 0
    stored = str([each async for each in hall.mongo["results"].find({})])
    assert "Färre möten" not in stored  # eight wrote, ten are needed
