"""What people and programs get wrong: each gets a sentence, and nothing is lost."""

from typing import Any

import pytest

from .conftest import HR, Town, a_goal


async def test_everything_wrong_with_a_form_is_told_at_once(town: Town) -> None:
    _, unit = await town.make_thread()
    wrong = a_goal(
        parent_id=unit,
        title=" ",
        measure={"kind": "figure", "start": 1, "target": "två"},
        deadline="2026-09-30",
    )

    answer = await town.ask("PUT", "/goals/new", "ellen", wrong)

    assert (answer.status, answer.body["code"]) == (422, "goal-not-right")
    assert answer.faults == {
        "title": "title-missing",
        "measure.target": "not-a-number",
        "deadline": "goal-deadline-passed",
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/goals/new", {**a_goal(), "weight": 3}, 422),
        ("PUT", "/goals/new", {**a_goal(), "title": ["x"]}, 422),
        ("PUT", "/goals/new", [], 422),
        ("PUT", "/goals/new", a_goal(title="x" * 201), 422),
        ("PUT", "/goals/new", a_goal(title="half \ud83d"), 422),
        ("PUT", "/goals/new", a_goal(parent_id="nowhere"), 422),
        ("PUT", "/goals/new", a_goal(parent_id="$where"), 422),
        ("PUT", "/goals/new", a_goal(measure={"kind": "figure", "start": float("nan")}), 422),
        ("PUT", "/goals/not%20an%20id", a_goal(), 422),
        ("PUT", "/goals/" + "x" * 65, a_goal(), 422),
        ("PATCH", "/goals/OWN", {"title": "x"}, 428),
        ("POST", "/goals/OWN/check-ins", {"id": "c", "confidence": "fine"}, 422),
        ("POST", "/goals/OWN/check-ins", {"id": "c", "confidence": "done", "value": "x"}, 422),
        ("POST", "/goals/OWN/check-ins", {"id": "", "confidence": "done"}, 422),
        (
            "POST",
            "/goals/OWN/check-ins",
            {"id": "c", "confidence": "done", "comment": "x" * 4001},
            422,
        ),
        ("POST", "/goals/OWN/evaluations", {"outcome": "good"}, 422),
        ("POST", "/goals/OWN/evaluations", {"outcome": "met", "comment": "\x00"}, 422),
        ("GET", "/goals/nowhere", None, 404),
        ("POST", "/goals/nowhere/agree", None, 404),
        ("GET", "/goals", None, 422),
        ("GET", "/goals?owner=me&unit_id=E05", None, 422),
        ("GET", "/goals?owner=me&status=lost", None, 422),
        ("GET", "/tree?parent=nowhere", None, 404),
        ("GET", "/tree?parent=OWN", None, 404),
    ],
)
async def test_bad_input_gets_a_problem_that_says_what(
    town: Town, method: str, path: str, body: Any, status: int
) -> None:
    _, unit = await town.make_thread()
    own = await town.make("ellen", parent_id=unit)
    await town.ask("POST", f"/goals/{own}/agree", "mattias")

    answer = await town.ask(method, path.replace("OWN", own), "ellen", body)

    assert answer.status == status, answer.body
    assert answer.body["code"]
    assert answer.body["detail"]


async def test_a_change_of_an_old_version_shows_both(town: Town) -> None:
    _, unit = await town.make_thread()
    own = await town.make("ellen", parent_id=unit)
    first = await town.ask("PATCH", f"/goals/{own}", "mattias", {"title": "Chefens"}, version=1)
    assert first.etag == '"2"'

    late = await town.ask("PATCH", f"/goals/{own}", "ellen", {"title": "Ellens"}, version=1)

    assert (late.status, late.body["code"]) == (409, "version-conflict")
    assert late.body["current"]["title_sv"] == "Chefens"
    assert late.body["yours"] == {"title": "Ellens"}


async def test_a_goal_whose_deadline_has_passed_can_be_changed_but_not_moved_to_the_past(
    town: Town,
) -> None:
    _, unit = await town.make_thread()
    own = await town.make("ellen", parent_id=unit, deadline="2026-10-14")
    town.clock.move(town.clock.now() - town.clock.now().replace(month=9))

    titled = await town.ask("PATCH", f"/goals/{own}", "ellen", {"title": "Nytt"}, version=1)
    past = await town.ask("PATCH", f"/goals/{own}", "ellen", {"deadline": "2026-10-15"}, version=2)
    moved = await town.ask("PATCH", f"/goals/{own}", "ellen", {"deadline": "2026-12-18"}, version=2)

    assert titled.status == 200
    assert past.faults == {"deadline": "goal-deadline-passed"}
    assert (moved.status, moved.body["deadline"]) == (200, "2026-12-18")


async def test_a_circle_is_refused(town: Town) -> None:
    _, unit = await town.make_thread()
    below = await town.make("mattias", level="unit", unit_id="E05-1", parent_id=unit)

    answer = await town.ask("PATCH", f"/goals/{unit}", "mattias", {"parent_id": below}, version=1)

    assert answer.faults == {"parent_id": "goal-cycle"}


async def test_progress_by_hand_is_said_to_be_by_hand(town: Town) -> None:
    _, unit = await town.make_thread()

    by_hand = {"progress_from": "by_hand", "progress": 35}
    answer = await town.ask("PATCH", f"/goals/{unit}", "mattias", by_hand, version=1)

    assert (answer.body["progress"], answer.body["progress_from"]) == (35, "by_hand")


async def test_a_bad_row_stops_an_import_and_is_named(town: Town) -> None:
    rows = [
        {"id": "top", **a_goal(level="municipality", owner_ids=[])},
        {"id": "own", **a_goal(parent_id="nowhere")},
        {"id": "own", **a_goal(parent_id="top", title="")},
    ]

    scopes = ("goals:import",)
    answer = await town.ask("POST", "/imports", None, {"goals": rows}, scopes=scopes)
    placed = await town.ask("POST", "/imports", None, {"goals": rows[:2]}, scopes=scopes)

    assert answer.faults == {"goals.2.title": "title-missing", "goals.2.id": "id-twice"}
    assert placed.faults == {"goals.1.parent_id": "goal-parent-unknown"}
    assert (await town.ask("GET", "/goals/top", HR)).status == 404
