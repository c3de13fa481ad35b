"""Who may do what, over HTTP."""

from typing import Any
from uuid import uuid4

import pytest

from .conftest import ASKED, HR, LAND, PERMITS, SCHOOL, STAFF, Hall, a_draft

OWN = {"kind": "units", "unit_ids": ["E05-1"]}


async def a_closed_survey(hall: Hall, **changes: Any) -> str:
    survey_id = await hall.launch(**changes)
    await hall.answered_by(survey_id, [*PERMITS[:6], *LAND, *SCHOOL[:6], *STAFF])
    await hall.close(survey_id)
    return survey_id


async def test_a_manager_asks_the_own_units_and_no_others(hall: Hall) -> None:
    survey_id = await hall.launch("mattias", audience=OWN)
    assert (await hall.get(f"/surveys/{survey_id}", "mattias"))["asked"] == len(PERMITS)

    for audience in (
        {"kind": "all"},
        {"kind": "units", "unit_ids": ["E05"]},
        {"kind": "list", "person_ids": ["sara", *PERMITS[:5]]},
        {"kind": "employed_less_than", "months": 1},
    ):
        refused = await hall.ask(
            "PUT", f"/surveys/{uuid4()}", "mattias", a_draft(audience=audience)
        )
        assert (refused.status, refused.body["code"]) == (403, "audience-not-yours"), audience
        seen = await hall.ask("POST", "/surveys/preview", "mattias", {"audience": audience})
        assert seen.status == 403


async def test_a_preview_does_not_tell_a_manager_of_protected_identities(hall: Hall) -> None:
    preview = await hall.ask("POST", "/surveys/preview", "mattias", {"audience": OWN})

    assert preview.body["left_out"]["protected"] is None
    assert preview.body["asked"] == len(PERMITS)


async def test_whether_somebody_elsewhere_is_away_can_not_be_asked(hall: Hall) -> None:
    audience = {"kind": "list", "person_ids": ["away"]}

    refused = await hall.ask("POST", "/surveys/preview", "amina", {"audience": audience})

    assert refused.status == 403


async def test_who_leads_nothing_launches_nothing(hall: Hall) -> None:
    for path, body in (
        (f"/surveys/{uuid4()}", a_draft(audience=OWN)),
        ("/surveys/preview", {"audience": OWN}),
    ):
        refused = await hall.ask("PUT" if "-" in path else "POST", path, "permit-1", body)
        assert (refused.status, refused.body["code"]) == (403, "surveys-by-hr-and-managers")


async def test_only_hr_and_the_author_close_and_cancel(hall: Hall) -> None:
    survey_id = await hall.launch("sara", audience={"kind": "units", "unit_ids": ["E05"]})

    for who in ("mattias", "boss", "permit-1"):
        for deed in ("close", "cancel"):
            refused = await hall.ask("POST", f"/surveys/{survey_id}/{deed}", who)
            assert (refused.status, refused.body["code"]) == (403, "survey-not-yours")
    await hall.close(survey_id, "sara")


async def test_results_are_for_hr_and_for_those_who_lead_the_unit(hall: Hall) -> None:
    survey_id = await a_closed_survey(hall)
    path = f"/surveys/{survey_id}/results"

    assert (await hall.get(f"{path}?unit=E05-1", "mattias"))["hidden"] is False
    assert (await hall.get(f"{path}?unit=E05-1", "sara"))["unit_id"] == "E05-1"
    assert (await hall.get(path, "boss"))["unit_id"] == "E00"
    for who, unit in (
        ("mattias", "E05"),
        ("mattias", "E06"),
        ("amina", "E05-1"),
        ("permit-1", "E05-1"),
    ):
        refused = await hall.ask("GET", f"{path}?unit={unit}", who)
        assert (refused.status, refused.body["code"]) == (403, "results-not-yours")
    assert (await hall.ask("GET", path, "permit-1")).status == 403


async def test_everybody_who_may_read_a_unit_reads_the_same(hall: Hall) -> None:
    survey_id = await a_closed_survey(hall)

    read = [await hall.results(survey_id, who, unit="E05-1") for who in (HR, "sara", "mattias")]

    assert all({**each, "survey": None} == {**read[0], "survey": None} for each in read)


async def test_lists_hold_what_one_has_launched_and_what_one_may_read(hall: Hall) -> None:
    everywhere = await a_closed_survey(hall)
    school = await hall.launch("amina", audience={"kind": "units", "unit_ids": ["E06"]})

    assert {each["id"] for each in (await hall.get("/surveys", HR))["items"]} == {
        everywhere,
        school,
    }
    assert [each["id"] for each in (await hall.get("/surveys", "amina"))["items"]] == [school]
    assert (await hall.get("/surveys", "mattias"))["items"] == []
    (shown,) = (await hall.get("/surveys?as=results", "mattias"))["items"]
    assert (shown["id"], shown["may"], shown["answered"]) == (everywhere, ["results"], None)
    assert (await hall.get("/surveys?as=results", "permit-1"))["items"] == []
    page = await hall.get("/surveys?limit=1", HR)
    following = await hall.get(f"/surveys?limit=1&after={page['next']}", HR)
    assert {page["items"][0]["id"], following["items"][0]["id"]} == {everywhere, school}
    assert following["next"] is None


async def test_a_survey_is_read_by_who_launched_it_and_who_reads_its_results(hall: Hall) -> None:
    people = {"kind": "list", "person_ids": ASKED}
    survey_id = await hall.launch(audience=people)
    assert (await hall.ask("GET", f"/surveys/{survey_id}", "mattias")).status == 403

    await hall.answered_by(survey_id, PERMITS[:6])
    await hall.close(survey_id)

    assert (await hall.get(f"/surveys/{survey_id}", HR))["audience"]["person_ids"] == ASKED
    # Who is on the list is not for everybody who reads the results.
    assert (await hall.get(f"/surveys/{survey_id}", "mattias"))["audience"] is None
    assert (await hall.ask("GET", f"/surveys/{survey_id}", "permit-1")).status == 403


async def test_actions_are_decided_by_who_leads_the_unit_and_followed_up_by_the_owner(
    hall: Hall,
) -> None:
    survey_id = await a_closed_survey(hall)
    path = f"/surveys/{survey_id}/actions/{uuid4()}"
    action = {"unit_id": "E05-1", "what": "Möten", "owner_id": "permit-1", "due": "2026-12-01"}

    for who in ("permit-1", "amina"):
        assert (await hall.ask("PUT", path, who, action)).status == 403
    made = await hall.ask("PUT", path, "sara", action)
    assert made.status == 200
    assert (await hall.get("/actions", "permit-1"))["items"][0]["may"] == ["follow_up"]
    for who, status in (("permit-2", 403), ("permit-1", 200), ("mattias", 200)):
        followed = await hall.ask("POST", f"{path}/follow-up", who, {"status": "done"})
        assert followed.status == status, who
    listed = f"/surveys/{survey_id}/actions"
    assert len((await hall.get(f"{listed}?unit=E05", "sara"))["items"]) == 1
    assert (await hall.get(listed, "amina"))["items"] == []
    assert (await hall.ask("GET", f"{listed}?unit=E05-1", "amina")).status == 403
    assert (await hall.ask("DELETE", path, "permit-1")).status == 403
    assert (await hall.ask("DELETE", path, "mattias")).status == 204
    assert (await hall.ask("DELETE", path, "mattias")).status == 204
    assert (await hall.get("/actions", "permit-1"))["items"] == []


async def test_a_stale_change_of_an_action_shows_both_versions(hall: Hall) -> None:
    survey_id = await a_closed_survey(hall)
    path = f"/surveys/{survey_id}/actions/{uuid4()}"
    action = {"unit_id": "E05-1", "what": "Möten", "owner_id": "mattias", "due": "2026-12-01"}
    made = await hall.ask("PUT", path, "mattias", action)
    changed = {**action, "what": "Kortare möten"}

    unsaid = await hall.ask("PUT", path, "mattias", changed)
    first = await hall.ask("PUT", path, "mattias", changed, version=1)
    stale = await hall.ask("PUT", path, "mattias", {**action, "what": "Inga möten"}, version=1)

    assert made.etag == '"1"'
    assert (unsaid.status, unsaid.body["code"]) == (428, "if-match-missing")
    assert (first.status, first.etag) == (200, '"2"')
    assert (stale.status, stale.body["code"]) == (409, "version-conflict")
    assert stale.body["current"]["what"] == "Kortare möten"
    assert stale.body["yours"]["what"] == "Inga möten"
    late = await hall.ask("POST", f"{path}/follow-up", "mattias", {"status": "done"}, version=1)
    assert late.status == 409


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"owner_id": "nobody"}, 422, "action-not-right"),
        ({"owner_id": "hidden"}, 422, "action-not-right"),
        ({"due": "2026-10-01"}, 422, "action-not-right"),
        ({"unit_id": "E99"}, 404, "unit-not-asked"),
    ],
)
async def test_an_action_has_a_unit_that_was_asked_an_owner_and_a_day(
    hall: Hall, changes: dict[str, str], status: int, code: str
) -> None:
    survey_id = await a_closed_survey(hall)
    action = {"unit_id": "E05-1", "what": "Möten", "owner_id": "mattias", "due": "2026-12-01"}

    refused = await hall.ask(
        "PUT", f"/surveys/{survey_id}/actions/{uuid4()}", HR, {**action, **changes}
    )

    assert (refused.status, refused.body["code"]) == (status, code)


async def test_systems_and_strangers_get_nothing(hall: Hall) -> None:
    for method, path in (
        ("GET", "/templates"),
        ("GET", "/surveys"),
        ("GET", "/invitations"),
        ("GET", "/actions"),
    ):
        answer = await hall.ask(method, path, None, scopes=["goals:import"])
        assert (answer.status, answer.body["code"]) == (403, "person-needed"), path
    async with hall.session.get(f"{hall.url}/surveys") as anonymous:
        assert anonymous.status == 401
