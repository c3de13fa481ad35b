"""Salary criteria and the basis of the salary review, against the running service."""

from typing import Any

from .conftest import HR, Office
from .team import a_team

OWN: dict[str, Any] = {
    "title_sv": "Våra",
    "title_en": "Ours",
    "levels": [
        {"level": 1, "sv": "Når inte", "en": "Below"},
        {"level": 2, "sv": "Når", "en": "Ok"},
    ],
    "criteria": [{"id": "result", "title_sv": "Resultat", "title_en": "Result"}],
}
OFFICE = "/criteria-sets/2026?staff_group=office"


async def assess(office: Office, path: str, who: str, level: str, *, seen: int = 0) -> Any:
    body = {"answers": {"cr1.result": level, "cr1": f"Exempel av {who}"}}
    place = f"{path}/preparations/mine/criteria"
    return await office.do("PUT", place, who, body, version=seen)


async def test_a_set_per_year_and_group_is_frozen_when_it_is_used(office: Office) -> None:
    path = await office.open_talk()
    await office.do("PUT", OFFICE, HR, OWN, version=0)

    talk = await office.get(path, "ellen")
    assert talk["criteria"]["title_sv"] == "Våra"
    await assess(office, path, "ellen", "2")

    changed = {**OWN, "title_sv": "Andra"}
    frozen = await office.get(OFFICE, "ellen")
    stored = await office.mongo["criteria_sets"].find_one({"_id": "2026:office"}) or {}
    refused = await office.ask("PUT", OFFICE, HR, changed, version=stored.get("version"))
    assert frozen["frozen_at"] is not None
    assert (refused.status, refused.body["code"]) == (409, "criteria-frozen")


async def test_what_holds_for_everybody_is_frozen_as_the_groups_own(office: Office) -> None:
    path = await office.open_talk()
    await office.do("PUT", "/criteria-sets/2026", HR, OWN, version=0)
    await assess(office, path, "ellen", "1")

    late = {**OWN, "title_sv": "Ny grupp"}
    refused = await office.ask("PUT", OFFICE, HR, late, version=0)
    everybody = await office.ask(
        "PUT", "/criteria-sets/2026", HR, {**OWN, "title_sv": "Alla"}, version=1
    )

    assert refused.status in {409, 412}
    assert everybody.status == 200
    assert (await office.get(path, "ellen"))["criteria"]["title_sv"] == "Våra"


async def test_only_hr_writes_criteria_and_all_can_read_them(office: Office) -> None:
    refused = await office.ask("PUT", OFFICE, "mattias", OWN, version=0)
    read = await office.get(OFFICE, "ellen")

    assert (refused.status, refused.body["code"]) == (403, "hr-needed")
    assert [each["id"] for each in read["criteria"]["criteria"]][:2] == ["result", "quality"]


async def test_the_manager_gets_per_employee_what_both_assessed_once_both_have_shared(
    office: Office,
) -> None:
    team = await a_team(office)
    await assess(office, team.talk, team.employee, "3")
    await assess(office, team.talk, team.old, "4")

    before = await office.get("/salary-review?year=2026", team.old)
    for who in (team.employee, team.old):
        await office.do("POST", f"{team.talk}/share", who)
    after = await office.get("/salary-review", team.old)

    (hidden,), (seen,) = before["employees"], after["employees"]
    assert (hidden["employee"], hidden["manager"]) == ({}, {})
    assert (seen["employee_id"], seen["employee"], seen["manager"]) == (
        team.employee,
        {"result": 3},
        {"result": 4},
    )
    assert (after["year"], [each["id"] for each in after["sets"]]) == (2026, ["2026:office"])
    reads = (await office.get(f"{team.talk}/reads", team.employee))["items"]
    assert ("preparation", team.old) in {(one["thing"], one["reader_id"]) for one in reads}


async def test_no_manager_sees_another_managers_employees(office: Office) -> None:
    team = await a_team(office)

    others = await office.get("/salary-review?year=2026", team.new)
    refused = await office.ask("GET", "/salary-review?year=2026", team.employee)

    assert others["employees"] == []
    assert (refused.status, refused.body["code"]) == (403, "manager-only")


async def test_an_answer_that_is_none_of_the_choices_is_refused(office: Office) -> None:
    path = await office.open_talk()
    for section, answers in (
        ("criteria", {"cr1.result": "9"}),
        ("side_employment", {"be1": "Kanske"}),
    ):
        refused = await office.ask(
            "PUT", f"{path}/preparations/mine/{section}", "ellen", {"answers": answers}, version=0
        )
        assert (refused.status, refused.body["code"]) == (422, "choice-unknown"), section
