"""Cycles: opened once whatever happens, counted without content."""

from datetime import date, timedelta

import pytest

from chassis.clock import FixedClock
from chassis.testing import eventually
from redthread_contracts.ids import CycleId
from talks.opening import Opening

from .conftest import AWAY, HR, IN_E05, NOON, PROTECTED, Office, Replica, a_member, a_plan, talk_of


async def who_has_a_talk(office: Office, cycle: str = "autumn") -> set[str]:
    found = office.mongo["talks"].find({"cycle_id": cycle}, {"employee_id": 1})
    return {talk["employee_id"] async for talk in found}


async def test_a_cycle_opens_a_talk_for_everybody_in_the_subtree(office: Office) -> None:
    cycle = await office.open_cycle()

    assert await who_has_a_talk(office) == IN_E05
    assert cycle["talks_opened"] == len(IN_E05)
    managers = {
        each: (await office.mongo["talks"].find_one({"employee_id": each})) for each in IN_E05
    }
    assert {each: talk["manager_id"] for each, talk in managers.items() if talk} == {
        "sara": "boss",
        "mattias": "sara",
        "ellen": "mattias",
        "viktor": "mattias",
        PROTECTED: "mattias",
    }


LATER = {"last_day": "2026-12-18"}


async def test_started_twice_it_opens_nothing_twice(office: Office) -> None:
    await office.open_cycle()
    talks = [talk async for talk in office.mongo["talks"].find({}, {"version": 1})]

    again = await office.open_cycle()

    assert again["talks_opened"] == len(IN_E05)
    assert [talk async for talk in office.mongo["talks"].find({}, {"version": 1})] == talks


async def test_killed_in_the_middle_it_is_run_again_with_the_same_result(
    office: Office, replica: Replica
) -> None:
    await office.open_cycle()
    await office.mongo["talks"].delete_many({"employee_id": {"$in": ["ellen", "sara"]}})
    lease = NOON + timedelta(minutes=2)
    await office.mongo["cycles"].update_one(
        {"_id": "autumn"}, {"$set": {"state": "opening", "job_lease_until": lease}}
    )
    office.clock.move(timedelta(minutes=3))  # the lease of the one who died has run out

    await eventually(lambda: _is_open(office))

    assert await who_has_a_talk(office) == IN_E05
    assert await replica.store.count_opened(CycleId("autumn")) == len(IN_E05)


async def test_another_cycle_opens_none_for_those_who_have_an_open_talk(office: Office) -> None:
    await office.open_cycle()

    plan = a_plan(title="En till", unit_ids=["E00"])
    preview = await office.do("POST", "/cycles/preview", HR, plan)
    second = await office.open_cycle("second", title="En till", unit_ids=["E00"])

    assert set(preview["already_open"]) == IN_E05 - {PROTECTED}
    assert (preview["absent"], preview["protected"]) == ([AWAY], 1)
    assert preview["without_manager"] == ["boss"]
    assert preview["talks"] == second["talks_opened"] == 3
    assert preview["managers"] == 2
    assert await who_has_a_talk(office, "second") == {"hanna", "amina", "pia"}


async def test_a_cycle_waits_for_its_first_day(office: Office) -> None:
    plan = a_plan(opens="2026-10-20")
    started = await office.do("PUT", "/cycles/later", HR, plan)
    assert (started["state"], started["talks_opened"]) == ("opening", 0)

    office.clock.move(timedelta(days=6))

    await eventually(lambda: _is_open(office, "later"))
    assert await who_has_a_talk(office, "later") == IN_E05


async def test_new_employees_join_an_open_cycle(office: Office, replica: Replica) -> None:
    await office.open_cycle()
    newcomer = a_member("new", "E05-1", employed_from=date(2026, 11, 1))
    await office.publisher.publish(newcomer, "new", 1)
    await eventually(lambda: office.mongo["directory_people"].find_one({"_id": "new"}))

    later = FixedClock(NOON + timedelta(days=20))
    await Opening(replica.store, replica.service.directory, later).join_next()

    assert "new" in await who_has_a_talk(office)
    assert (await office.get("/cycles/autumn", HR))["talks_opened"] == len(IN_E05) + 1


async def test_when_a_cycle_is_extended_the_last_day_of_its_open_talks_follows(
    office: Office,
) -> None:
    path = await office.held_talk()
    await office.finish(path)
    await office.confirm(path, "ellen")
    await office.confirm(path, "mattias")
    version = await _version(office)

    moved = await office.ask("POST", "/cycles/autumn/extend", HR, LATER, version=version)
    assert (moved.status, moved.body["last_day"]) == (200, "2026-12-18")
    await eventually(lambda: _all_have(office, "2026-12-18", but="ellen"))

    # What is confirmed keeps the day that it had.
    assert await _last_day_of(office, "ellen") == "2026-11-30"
    again = await office.ask("POST", "/cycles/autumn/extend", HR, LATER, version=version + 1)
    stale = await office.ask("POST", "/cycles/autumn/extend", HR, LATER, version=version)
    assert (again.status, stale.status) == (200, 409)


async def test_an_extension_that_was_killed_half_way_goes_on(
    office: Office, replica: Replica
) -> None:
    await office.open_cycle()
    # As if the process had died when the cycle was written, and before any talk was.
    await office.mongo["cycles"].update_one({"_id": "autumn"}, {"$set": {"last_day": "2026-12-18"}})

    opening = Opening(replica.store, replica.service.directory, FixedClock(NOON))
    for _ in range(2):
        await opening.follow(CycleId("autumn"))

    assert await _all_have(office, "2026-12-18")


async def test_nobody_joins_a_closed_cycle_and_it_is_not_extended(
    office: Office, replica: Replica
) -> None:
    await office.open_cycle()
    for _ in range(2):
        closed = await office.do("POST", "/cycles/autumn/close", HR)
        assert closed["state"] == "closed"

    later = FixedClock(NOON + timedelta(days=20))
    joined = await Opening(replica.store, replica.service.directory, later).join_next()
    version = await _version(office)
    refused = await office.ask("POST", "/cycles/autumn/extend", HR, LATER, version=version)

    assert joined == 0
    assert (refused.status, refused.body["code"]) == (409, "cycle-closed")
    assert await who_has_a_talk(office) == IN_E05


async def test_a_last_day_that_makes_no_sense_is_refused_with_its_field(office: Office) -> None:
    await office.open_cycle()
    past = {"last_day": "2026-01-01"}

    answer = await office.ask(
        "POST", "/cycles/autumn/extend", HR, past, version=await _version(office)
    )

    assert (answer.status, answer.faults) == (422, {"last_day": "last-day-passed"})


async def _version(office: Office) -> int:
    return int(((await office.ask("GET", "/cycles/autumn", HR)).etag or "").strip('"'))


async def _last_day_of(office: Office, employee: str) -> str:
    talk = await office.mongo["talks"].find_one({"_id": talk_of(employee)})
    assert talk is not None
    return str(talk["last_day"])


async def _all_have(office: Office, last_day: str, *, but: str = "") -> bool:
    others = {"employee_id": {"$ne": but}, "last_day": {"$ne": last_day}}
    return await office.mongo["talks"].find_one(others) is None


async def test_another_cycle_under_the_same_id_is_a_conflict(office: Office) -> None:
    await office.open_cycle()

    other = await office.ask("PUT", "/cycles/autumn", HR, a_plan(title="Våren"))
    assert (other.status, other.body["code"]) == (409, "cycle-exists")


async def test_only_hr_starts_cycles_and_only_heads_see_them_too(office: Office) -> None:
    for method, path in (("PUT", "/cycles/x"), ("POST", "/cycles/preview")):
        refused = await office.ask(method, path, "sara", a_plan())
        assert (refused.status, refused.body["code"]) == (403, "hr-needed")
    await office.open_cycle()
    assert len((await office.get("/cycles", "sara"))["items"]) == 1
    refused = await office.ask("GET", "/cycles", "ellen")
    assert refused.body["code"] == "hr-or-head-needed"
    assert (await office.ask("GET", "/cycles/none/coverage", HR)).status == 404


async def test_coverage_counts_by_unit_with_what_lies_under_it(office: Office) -> None:
    path = await office.held_talk()
    await office.finish(path)
    await office.confirm(path, "ellen")
    await office.confirm(path, "mattias")
    booked = f"/talks/{talk_of('viktor')}"
    times = {"starts": "2026-10-20T08:00:00Z", "ends": "2026-10-20T09:00:00Z"}
    await office.do("PUT", f"{booked}/booking", "viktor", times, version=1)

    coverage = await office.get("/cycles/autumn/coverage", HR)

    totals = {name: value for name, value in coverage.items() if name != "units"}
    assert totals == {"expected": 5, "held": 1, "confirmed": 1, "booked": 1, "unbooked": 3}
    rows = {row.pop("unit_id"): row for row in coverage["units"]}
    # The protected colleague is in the totals only.
    assert rows["E05-1"] == {
        "expected": 3,
        "held": 1,
        "confirmed": 1,
        "booked": 1,
        "unbooked": 1,
    }
    assert rows["E05"] == rows["E00"]
    assert rows["E05"]["expected"] == 4


async def test_a_head_sees_the_own_subtree_only(office: Office) -> None:
    await office.open_cycle(unit_ids=["E00"])

    coverage = await office.get("/cycles/autumn/coverage", "sara")
    assert {row["unit_id"] for row in coverage["units"]} == {"E05", "E05-1"}
    assert coverage["expected"] == 5


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": " "}, ("title", "empty")),
        ({"title": "x" * 201}, ("title", "string-too-long")),
        ({"opens": "igår"}, ("opens", "date-from-datetime-parsing")),
        ({"unknown": 1}, ("unknown", "extra-forbidden")),
        ({"unit_ids": []}, ("unit_ids", "units-missing")),
        ({"unit_ids": ["E99"]}, ("unit_ids", "unit-unknown")),
        ({"last_day": "2026-10-02"}, ("last_day", "last-day-passed")),
    ],
)
async def test_a_wrong_plan_says_which_field(
    office: Office, changes: dict[str, object], fault: tuple[str, str]
) -> None:
    refused = await office.ask("PUT", "/cycles/wrong", HR, a_plan(**changes))

    assert refused.status == 422
    assert tuple(refused.faults.items()) == (fault,)


async def _is_open(office: Office, cycle: str = "autumn") -> bool:
    found = await office.mongo["cycles"].find_one({"_id": cycle, "state": "open"})
    return found is not None
