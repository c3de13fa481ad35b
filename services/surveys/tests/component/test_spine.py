"""From launch to action, over HTTP, with a real database and bus."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.testing import eventually

from .conftest import (
    ASKED,
    AWAY,
    HR,
    LAND,
    LAST,
    NEW,
    NOON,
    PERMITS,
    PROTECTED,
    SCHOOL,
    STAFF,
    Hall,
    a_draft,
)


async def test_a_survey_from_launch_to_action(hall: Hall) -> None:
    survey_id = await hall.launch()
    mine = await hall.get("/invitations", "permit-1")
    assert [each["survey_id"] for each in mine["items"]] == [survey_id]
    assert mine["items"][0]["answered"] is False
    form = await hall.get(f"/surveys/{survey_id}/form", "permit-1")
    assert form["shown"]["unit_names"] == {"sv": "Enheten E05-1", "en": "Unit E05-1"}
    assert form["shown"]["unit_asked"] == len(PERMITS)
    assert [question["id"] for question in form["questions"]] == [f"p{n}" for n in range(1, 7)]

    await hall.answered_by(survey_id, PERMITS[:6], p1=4, p2=2, p6="Färre möten")
    await hall.answered_by(survey_id, [*LAND, *SCHOOL[:5], *STAFF[:5]], p1=2)
    assert (await hall.get("/invitations", PERMITS[0]))["items"][0]["answered"] is True
    await hall.close(survey_id)

    whole = await hall.results(survey_id)
    assert whole["unit_id"] == "E00"
    assert (whole["asked"], whole["answered"]) == (len(ASKED), 21)
    assert whole["response_rate_percent"] == round(100 * 21 / len(ASKED))
    first, second, *_, text = whole["questions"]
    assert first["mean"] == round((6 * 4 + 15 * 2) / 21, 2)
    assert [share["count"] for share in first["distribution"]] == [0, 15, 0, 6, 0]
    assert second["answered"] == 6
    assert text["texts"] is None
    own = await hall.results(survey_id, "mattias")
    assert (own["unit_id"], own["answered"], own["questions"][0]["mean"]) == ("E05-1", 6, 4.0)
    action = {"unit_id": "E05-1", "what": "Kortare möten", "owner_id": "mattias"}
    path = f"/surveys/{survey_id}/actions/{uuid4()}"
    made = await hall.ask("PUT", path, "mattias", {**action, "due": "2026-12-01"})
    assert made.status == 200, made.body
    done = await hall.ask("POST", f"{path}/follow-up", "mattias", {"status": "done", "note": "!"})
    assert (done.body["status"], done.body["note"]) == ("done", "!")
    assert (await hall.get("/actions", "mattias"))["items"] == [done.body]


async def test_hidden_units_are_all_alike_and_tell_nothing(hall: Hall) -> None:
    survey_id = await hall.launch()
    # Four of the staff: E06 is hidden with them, or the whole without E05 and E06 would tell.
    await hall.answered_by(survey_id, [*PERMITS[:8], *LAND[:4], *SCHOOL[:6], *STAFF[:4]])
    await hall.close(survey_id)

    rows = {row["unit_id"]: row for row in (await hall.results(survey_id))["heatmap"]}
    under = {row["unit_id"]: row for row in (await hall.results(survey_id, "sara"))["heatmap"]}
    assert rows["E05"]["answered"] == 12
    nothing: dict[str, Any] = {"shown": False, "answered": None, "values": {}}
    assert rows["E06"] == {"unit_id": "E06", **nothing}
    # Four of E05-2: too small, and E05-1 hidden to protect it.
    assert under["E05-2"] == {"unit_id": "E05-2", **nothing}
    assert under["E05-1"] == {"unit_id": "E05-1", **nothing}
    for who, unit in (("amina", "E06"), ("mattias", "E05-1"), ("lena", "E05-2")):
        hidden = await hall.results(survey_id, who)
        assert (hidden["unit_id"], hidden["hidden"]) == (unit, True)
        told = ("answered", "response_rate_percent", "questions", "dimensions", "index")
        assert [hidden[name] for name in told] == [None, None, [], [], None]


async def test_who_is_asked_is_fixed_at_launch(hall: Hall) -> None:
    survey_id = await hall.launch()

    participants = hall.mongo["participants"].find({"survey_id": survey_id})
    assert sorted([each["person_id"] async for each in participants]) == sorted(ASKED)
    for left_out in (PROTECTED, AWAY):
        assert (await hall.get("/invitations", left_out))["items"] == []
        refused = await hall.answer(survey_id, left_out)
        assert (refused.status, refused.body["code"]) == (403, "survey-not-for-you")


async def test_the_author_sees_before_launch_who_is_asked_and_which_units_will_be_hidden(
    hall: Hall,
) -> None:
    preview = await hall.ask("POST", "/surveys/preview", HR, {"audience": {"kind": "all"}})

    assert preview.body["asked"] == len(ASKED)
    assert preview.body["left_out"] == {"protected": 1, "absent": 1, "without_email": 1}
    units = {each["unit_id"]: (each["asked"], each["hidden"]) for each in preview.body["units"]}
    # One directly in E05: the smallest unit beside it is hidden to protect that one.
    assert units["E05-2"] == (len(LAND), True)
    assert units["E05"] == (len(LAND) + len(PERMITS) + 1, False)
    assert units["E05-1"] == (len(PERMITS), False)


@pytest.mark.parametrize(
    ("audience", "asked"),
    [
        ({"kind": "units", "unit_ids": ["E05"]}, {"sara", *LAND, *PERMITS}),
        ({"kind": "employed_less_than", "months": 1}, {NEW}),
        ({"kind": "employed_less_than", "months": 1, "unit_ids": ["E05"]}, set()),
        ({"kind": "list", "person_ids": ["sara", "amina", "unknown"]}, {"sara", "amina"}),
        ({"kind": "all", "employed_up_to": "2026-09-30"}, set(ASKED) - {NEW}),
    ],
)
async def test_an_audience_is_what_it_says(
    hall: Hall, audience: dict[str, Any], asked: set[str]
) -> None:
    preview = await hall.ask("POST", "/surveys/preview", HR, {"audience": audience})

    assert preview.status == 200, preview.body
    assert preview.body["asked"] == len(asked)


async def test_launching_the_same_again_asks_nobody_twice_and_another_content_is_refused(
    hall: Hall,
) -> None:
    survey_id = await hall.launch()
    again = await hall.ask("PUT", f"/surveys/{survey_id}", HR, a_draft())
    await eventually(hall.quiet)
    other = await hall.ask("PUT", f"/surveys/{survey_id}", HR, a_draft(title_sv="Annat"))

    assert again.status == 200
    assert await hall.mongo["participants"].count_documents({}) == len(ASKED)
    assert await hall.mongo["invitations"].count_documents({}) == len(ASKED)
    assert (other.status, other.body["code"]) == (409, "survey-exists")


async def test_it_opens_reminds_those_who_are_missing_and_closes_by_the_clock(hall: Hall) -> None:
    opens = NOON + timedelta(days=1)
    survey_id = await hall.launch(opens_at=opens.isoformat())
    assert (await hall.get(f"/surveys/{survey_id}", HR))["state"] == "launched"
    assert (await hall.answer(survey_id, "sara")).body["code"] == "survey-not-open"
    assert await hall.mongo["invitations"].count_documents({}) == 0

    hall.clock.set(opens)
    await eventually(lambda: _count(hall, len(ASKED)))
    await hall.answered_by(survey_id, PERMITS[:6])
    hall.clock.set(LAST - timedelta(days=3))
    await eventually(lambda: _count(hall, len(ASKED) - 6, reminded=[3]))
    hall.clock.set(LAST)
    await eventually(lambda: _count(hall, len(ASKED), state="ended"))

    assert (await hall.answer(survey_id, "sara")).body["code"] == "survey-not-open"
    assert (await hall.get(f"/surveys/{survey_id}", HR))["answered"] == 6
    assert await _count(hall, 0, reminded=[3, 1])


async def _count(hall: Hall, wanted: int, **query: Any) -> bool:
    return await hall.mongo["invitations"].count_documents(query) == wanted


async def test_after_a_standstill_nobody_is_reminded_twice_at_once(hall: Hall) -> None:
    await hall.launch()
    await eventually(hall.quiet)

    hall.clock.set(LAST - timedelta(hours=10))
    await eventually(hall.quiet)

    assert await _count(hall, len(ASKED), reminded=[1])


async def test_cancelling_deletes_what_was_answered(hall: Hall) -> None:
    survey_id = await hall.launch()
    await eventually(hall.quiet)
    await hall.answered_by(survey_id, PERMITS[:6])

    cancelled = await hall.ask("POST", f"/surveys/{survey_id}/cancel", HR)
    await eventually(hall.quiet)

    assert cancelled.body["state"] == "cancelled"
    assert await hall.mongo["answers"].count_documents({}) == 0
    assert await _count(hall, len(ASKED), state="ended")
    assert (await hall.answer(survey_id, "sara")).body["code"] == "survey-not-open"
    assert (await hall.get("/invitations", "sara"))["items"] == []
    results = await hall.ask("GET", f"/surveys/{survey_id}/results", HR)
    assert (results.status, results.body["code"]) == (409, "survey-without-results")


async def test_while_it_is_open_only_a_total_from_five_up_is_told(hall: Hall) -> None:
    survey_id = await hall.launch()
    await hall.answered_by(survey_id, PERMITS[:4])
    assert (await hall.results(survey_id))["answered"] is None

    await hall.answered_by(survey_id, SCHOOL[:1])

    live = await hall.results(survey_id)
    assert (live["answered"], live["questions"], live["heatmap"]) == (5, [], [])
    await hall.answered_by(survey_id, SCHOOL[1:2])
    assert (await hall.results(survey_id))["answered"] == 5, "one more would tell who"
    assert (await hall.ask("GET", f"/surveys/{survey_id}/results", "mattias")).status == 403


async def test_a_unit_is_compared_with_itself_in_another_survey(hall: Hall) -> None:
    before, now = await hall.launch(), await hall.launch()
    for survey_id, value in ((before, 2), (now, 4)):
        await hall.answered_by(survey_id, [*PERMITS[:6], *LAND], p1=value)
        await hall.close(survey_id)

    results = await hall.results(now, "mattias", compare=before)

    assert results["questions"][0]["mean"] == 4.0
    assert results["compared"]["questions"][0]["mean"] == 2.0


async def test_a_result_never_changes(hall: Hall) -> None:
    survey_id = await hall.launch()
    await hall.answered_by(survey_id, PERMITS[:6], p1=3)
    await hall.close(survey_id)
    shown = await hall.results(survey_id)

    await hall.close(survey_id)

    assert await hall.results(survey_id) == shown
    assert (await hall.answer(survey_id, SCHOOL[0])).status == 409
