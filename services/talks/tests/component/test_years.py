"""Who had a talk, year by year: counts per unit, never content."""

from typing import Any

from .conftest import HR, PROTECTED, Office, talk_of


async def a_year(office: Office, talk_id: str, **facts: Any) -> None:
    """Another talk of the same employee, as it lies in the database."""
    talk = await office.mongo["talks"].find_one({"_id": talk_of("ellen")})
    assert talk is not None
    await office.mongo["talks"].insert_one({**talk, "_id": talk_id, "outbox": [], **facts})


async def figures(office: Office, who: str = HR, last: int = 2026) -> dict[int, tuple[int, int]]:
    found = await office.get(f"/coverage/years?last={last}&years=3", who)
    return {each["year"]: (each["expected"], each["held"]) for each in found["years"]}


async def test_hr_sees_year_by_year_who_had_a_talk_of_those_who_were_to_have_one(
    office: Office,
) -> None:
    await office.held_talk()
    await a_year(office, "y25", held_on="2025-11-03", last_day="2025-12-01", state="confirmed")

    assert await figures(office) == {2024: (0, 0), 2025: (1, 1), 2026: (5, 1)}


async def test_two_talks_of_one_employee_in_a_year_count_once(office: Office) -> None:
    await office.held_talk()
    await a_year(office, "again", held_on="2026-03-03", last_day=None, cycle_id=None)

    assert (await figures(office))[2026] == (5, 1)


async def test_a_talk_held_in_the_year_after_is_missing_in_its_own(office: Office) -> None:
    await office.open_talk()
    await a_year(office, "late", held_on="2025-01-12", last_day="2024-12-01", state="confirmed")

    assert await figures(office) == {2024: (1, 0), 2025: (1, 1), 2026: (5, 0)}


async def test_a_talk_held_before_its_last_day_is_not_missing_in_the_year_after(
    office: Office,
) -> None:
    await office.open_talk()
    await a_year(office, "early", held_on="2024-12-12", last_day="2025-02-01", state="confirmed")

    assert await figures(office) == {2024: (1, 1), 2025: (0, 0), 2026: (5, 0)}


async def test_what_the_manager_called_off_is_missing_and_what_hr_took_out_is_not(
    office: Office,
) -> None:
    await office.open_talk()
    await office.do(
        "POST", f"/talks/{talk_of('ellen')}/call-off", "mattias", {"reason": "Hinner inte."}
    )
    await office.do(
        "PUT", "/cycles/autumn/choices/viktor", HR, {"included": False, "reason": "Slutar."}
    )

    assert (await figures(office))[2026] == (4, 0)
    assert (await office.get("/cycles/autumn/coverage", HR))["expected"] == 4


async def test_units_hold_those_under_them_and_no_protected_people(office: Office) -> None:
    await office.open_talk(PROTECTED)

    found = await office.get("/coverage/years?last=2026&years=1", HR)

    rows = {each["unit_id"]: each["years"][0]["expected"] for each in found["units"]}
    assert rows == {"E00": 4, "E05": 4, "E05-1": 3}
    assert found["years"][0]["expected"] == 5


async def test_a_head_sees_the_own_units_only_and_others_nothing(office: Office) -> None:
    await office.open_talk()

    found = await office.get("/coverage/years?years=1", "mattias")
    refused = await office.ask("GET", "/coverage/years", "ellen")

    assert {each["unit_id"] for each in found["units"]} == {"E05-1"}
    assert refused.status == 403
