"""Side employment, against the running service."""

from typing import Any

from .conftest import HR, PROTECTED, Office
from .team import Team, a_team

TAXI = {"has_any": True, "kind": "Kör taxi", "extent": "8 timmar", "employer": "Ekstads Taxi"}
NONE = {"has_any": False}
END = {"outcome": "harms_trust", "order": "must_end", "reasons": "Kör i egna ärenden."}


async def declare(office: Office, who: str, facts: Any, *, seen: int = 0) -> Any:
    return await office.do("PUT", "/side-employment/me", who, facts, version=seen)


async def status(team: Team, who: str) -> dict[str, Any]:
    found = await team.office.get("/side-employment/reports", who)
    return next(each for each in found["items"] if each["person_id"] == team.employee)


async def test_it_is_declared_by_the_employee_and_assessed_by_the_manager(office: Office) -> None:
    team = await a_team(office)
    before = await status(team, team.old)
    await declare(office, team.employee, TAXI)
    waiting = await status(team, team.old)

    read = await office.get(f"/side-employment/people/{team.employee}", team.old)
    await office.do(
        "PUT", f"/side-employment/people/{team.employee}/assessment", team.old, END, version=1
    )

    mine = await office.get("/side-employment/me", team.employee)
    assert (before["status"], waiting["status"], waiting["waits"]) == ("missing", "declared", True)
    assert read["declarations"][0]["facts"]["employer"] == "Ekstads Taxi"
    decided = mine["declarations"][0]["assessed"]
    assert (decided["order"], decided["ground"], decided["by"]) == ("must_end", "LOA 7 §", team.old)
    assert [each["reader_id"] for each in mine["reads"]] == [team.old]
    assert (await status(team, team.old))["status"] == "assessed"


async def test_hr_sees_the_status_and_not_what_it_is(office: Office) -> None:
    team = await a_team(office)
    await declare(office, team.employee, TAXI)

    listed = await office.get(f"/side-employment/status?unit_id=a-{team.name}", HR)
    refused = await office.ask("GET", f"/side-employment/people/{team.employee}", HR)

    row = next(each for each in listed["items"] if each["person_id"] == team.employee)
    assert (row["status"], row["waits"]) == ("declared", None)
    assert "axi" not in str(listed)
    assert (refused.status, refused.body["code"]) == (403, "not-your-employee")


async def test_nobody_but_the_line_manager_reads_or_assesses_it(office: Office) -> None:
    team = await a_team(office)
    await declare(office, team.employee, TAXI)

    place = f"/side-employment/people/{team.employee}"
    for who in (team.new, team.employee):
        read = await office.ask("GET", place, who)
        written = await office.ask("PUT", f"{place}/assessment", who, END, version=1)
        assert {read.status, written.status} == {403}


async def test_the_day_the_manager_changes_the_new_one_reads_it(office: Office) -> None:
    team = await a_team(office)
    await declare(office, team.employee, TAXI)
    await team.unit("a", team.new, 2)
    await team.handed_over()

    place = f"/side-employment/people/{team.employee}"
    assert (await office.ask("GET", place, team.old)).status == 403
    assert (await office.ask("GET", place, team.new)).status == 200


async def test_a_stale_page_overwrites_nothing(office: Office) -> None:
    team = await a_team(office)
    await declare(office, team.employee, NONE)

    late = await office.ask("PUT", "/side-employment/me", team.employee, TAXI, version=0)
    wrong = await office.ask(
        "PUT", "/side-employment/me", team.employee, {"has_any": True}, version=1
    )

    assert (late.status, late.body["code"]) == (409, "version-conflict")
    assert (wrong.status, len(wrong.body["errors"])) == (422, 3)
    mine = await office.get("/side-employment/me", team.employee)
    assert [each["facts"]["has_any"] for each in mine["declarations"]] == [False]


async def test_people_with_protected_identity_are_in_no_list_of_hrs(office: Office) -> None:
    listed = await office.get("/side-employment/status?unit_id=E05-1&limit=500", HR)

    ids = {each["person_id"] for each in listed["items"]}
    assert "ellen" in ids
    assert PROTECTED not in ids


async def test_hrs_list_comes_page_by_page(office: Office) -> None:
    first = await office.get("/side-employment/status?unit_id=E05&limit=2", HR)
    second = await office.get(
        f"/side-employment/status?unit_id=E05&limit=2&after={first['next']}", HR
    )

    assert len(first["items"]) == 2
    ids = [each["person_id"] for each in (*first["items"], *second["items"])]
    assert ids == sorted(set(ids))
