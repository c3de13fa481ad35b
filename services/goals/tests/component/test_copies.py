"""Goals are carried over into a new period, once, and taken back."""

from typing import Any
from uuid import uuid4

from chassis.testing import eventually

from .conftest import HR, Town

THIS_YEAR = {"first": "2026-01-01", "last": "2026-12-31"}
NEXT_YEAR = {"first": "2027-01-01", "last": "2027-12-31"}
PLAN = {"source": THIS_YEAR, "target": NEXT_YEAR}


async def copied(town: Town, who: str, **changes: Any) -> str:
    copy_id = str(uuid4())
    started = await town.ask("PUT", f"/copies/{copy_id}", who, {**PLAN, **changes})
    assert started.status == 200, started.body
    await eventually(lambda: _is(town, who, copy_id, "done"))
    return copy_id


async def test_a_bulk_copy_carries_goals_over_to_a_new_period_with_their_links(
    town: Town,
) -> None:
    top, unit = await town.make_thread()
    preview = await town.ask("POST", f"/copies/{uuid4()}/preview", HR, PLAN)
    assert preview.status == 200
    assert [each["source_id"] for each in preview.body["planned"]] == [top, unit]

    await copied(town, HR)

    made = await _made(town)
    assert {each["copied_from"] for each in made.values()} == {top, unit}
    of_unit = made[unit]
    assert of_unit["parent_id"] == made[top]["_id"]
    assert (of_unit["period_from"], of_unit["deadline"]) == ("2027-01-01", "2027-11-30")


async def test_the_same_copy_again_makes_nothing_twice(town: Town) -> None:
    await town.make_thread()
    copy_id = await copied(town, HR)

    again = await town.ask("PUT", f"/copies/{copy_id}", HR, PLAN)
    other = await town.ask("PUT", f"/copies/{uuid4()}", HR, PLAN)

    assert again.body["state"] == "done"
    assert (other.status, other.body["code"]) == (409, "nothing-to-copy")
    assert len(await _made(town)) == 2


async def test_a_copy_that_died_half_way_is_finished(town: Town) -> None:
    top, _ = await town.make_thread()
    copy_id = await copied(town, HR)
    made = await _made(town)
    # As if the process had died after the first goal: the other is not there, nor is the end.
    await town.mongo["goals"].delete_one(
        {"_id": {"$ne": made[top]["_id"]}, "copied_from": {"$exists": True, "$ne": None}}
    )
    await town.mongo["copies"].update_one(
        {"_id": copy_id}, {"$set": {"state": "copying"}, "$unset": {"job_lease_until": ""}}
    )

    await eventually(lambda: _is(town, HR, copy_id, "done"))

    assert (await _made(town)).keys() == made.keys()


async def test_undoing_takes_back_all_but_what_somebody_has_worked_with(town: Town) -> None:
    top, unit = await town.make_thread()
    other = await town.make(
        "mattias", level="unit", unit_id="E05-1", owner_ids=[], parent_id=top, title="Annat"
    )
    copy_id = await copied(town, HR)
    made = await _made(town)
    checked = await town.check_in("mattias", made[unit]["_id"], 3)
    assert checked.status == 200, checked.body

    undoing = await town.ask("POST", f"/copies/{copy_id}/undo", HR)
    assert undoing.status == 200
    await eventually(lambda: _is(town, HR, copy_id, "undone"))

    after = {each: (await _goal(town, made[each]["_id"]))["status"] for each in made}
    # What somebody works with stays, and so does what it hangs on.
    assert after == {unit: "active", top: "active", other: "withdrawn"}
    assert (await town.get(f"/copies/{copy_id}", HR))["kept"] == 2


async def test_a_manager_copies_what_the_manager_leads_and_nothing_else(town: Town) -> None:
    await town.make_thread()

    own = await town.ask(
        "POST", f"/copies/{uuid4()}/preview", "mattias", {**PLAN, "unit_id": "E05-1"}
    )
    others = await town.ask(
        "POST", f"/copies/{uuid4()}/preview", "mattias", {**PLAN, "unit_id": "E06"}
    )
    everything = await town.ask("PUT", f"/copies/{uuid4()}", "mattias", PLAN)

    assert (own.status, own.body["goals"]) == (200, 1)
    assert {others.status, everything.status} == {403}
    copy_id = await copied(town, "mattias", unit_id="E05-1")
    assert (await town.ask("GET", f"/copies/{copy_id}", "amina")).status == 404


async def test_a_period_that_makes_no_sense_is_refused_with_its_field(town: Town) -> None:
    answer = await town.ask(
        "POST", f"/copies/{uuid4()}/preview", HR, {"source": THIS_YEAR, "target": THIS_YEAR}
    )

    assert (answer.status, answer.faults) == (422, {"target.first": "same-period"})


async def test_the_periods_that_there_are_can_be_chosen(town: Town) -> None:
    await town.make_thread()

    found = (await town.get("/goal-periods", HR))["items"]

    assert found == [{"period": THIS_YEAR, "goals": 2}]


async def _is(town: Town, who: str, copy_id: str, state: str) -> bool:
    return bool((await town.get(f"/copies/{copy_id}", who))["state"] == state)


async def _made(town: Town) -> dict[str, dict[str, Any]]:
    found = town.mongo["goals"].find({"copied_from": {"$ne": None}})
    return {each["copied_from"]: each async for each in found}


async def _goal(town: Town, goal_id: str) -> dict[str, Any]:
    return dict(await town.get(f"/goals/{goal_id}", HR))
