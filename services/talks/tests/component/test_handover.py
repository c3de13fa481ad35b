"""Another line manager, from the very day, and an employee who leaves.

| when it happens | what the new manager has | what the old one has |
|---|---|---|
| planned, preparing | the talk, an empty preparation | nothing |
| shared by both, held | the talk, the notes, both preparations | nothing |
| awaiting confirmation | the document to confirm | nothing |
| confirmed | the signed document, to read | nothing |
| the unit gets a manager, or the person another unit, in either order | as above | nothing |

Each test has a unit and people of its own: what the directory says stays on its topic.
"""

from datetime import date, time
from uuid import uuid4

from chassis.clock import FixedClock, at
from chassis.testing import eventually
from talks.following import Following

from .conftest import Office, Replica
from .team import Team, a_team


async def test_when_the_manager_changes_the_old_one_loses_access_that_day(office: Office) -> None:
    team = await a_team(office)
    await office.prepare(team.talk, team.old, "Bara för mig")

    await team.unit("a", team.new, 2)
    await team.handed_over()

    assert (await team.sees(team.old), await team.sees(team.new)) == (False, True)
    mine = (await office.get(f"{team.talk}/preparations", team.new))["mine"]
    assert mine["sections"] == {}
    refused = await office.ask(
        "PUT",
        f"{team.talk}/preparations/mine/roles",
        team.old,
        {"answers": {"ro3": "Ändå"}},
        version=1,
    )
    assert (refused.status, refused.body["code"]) == (403, "talk-not-yours")


async def test_the_very_day_counts_also_before_the_job_has_run(office: Office) -> None:
    team = await a_team(office)
    # Only the copy knows yet: as when the events have come and the job has not.
    await office.mongo["directory_units"].update_one(
        {"_id": f"a-{team.name}"}, {"$set": {"manager_id": team.new}}
    )

    assert await team.sees(team.old) is False
    assert await team.sees(team.new) is True


async def test_both_orders_of_events_end_the_same(office: Office) -> None:
    first, second = await a_team(office), await a_team(office)

    await first.person(first.employee, "b", 2)
    await first.unit("a", None, 2)
    await second.unit("a", None, 2)
    await second.person(second.employee, "b", 2)

    for team in (first, second):
        await team.handed_over()
        assert (await team.sees(team.old), await team.sees(team.new)) == (False, True)


async def test_a_talk_half_way_goes_on_with_what_both_had_shared(office: Office) -> None:
    team = await a_team(office)
    await office.prepare(team.talk, team.old, "Chefens ord")
    await office.prepare(team.talk, team.employee, "Medarbetarens ord")
    for who in (team.old, team.employee):
        await office.do("POST", f"{team.talk}/share", who)
    await office.note(team.talk, team.old, "Besked samma dag.")

    await team.unit("a", team.new, 2)
    await team.handed_over()

    found = await office.get(f"{team.talk}/preparations", team.new)
    assert found["mine"]["sections"]["roles"]["answers"] == {"ro3": "Chefens ord"}
    assert found["theirs"]["sections"]["roles"]["answers"] == {"ro3": "Medarbetarens ord"}
    notes = await office.get(f"{team.talk}/notes", team.new)
    assert notes["sections"]["roles"]["text"] == "Besked samma dag."
    done = await office.finish(team.talk, team.new)
    assert done["state"] == "awaiting_confirmation"


async def test_signed_documents_and_open_agreements_follow_and_the_reading_is_logged(
    office: Office,
) -> None:
    team = await a_team(office)
    await office.note(team.talk, team.old, "Besked samma dag.")
    agreement = {"what": "Ordna en handledare", "owner_id": team.old, "due": "2026-12-01"}
    await office.do("PUT", f"{team.talk}/agreements/{uuid4()}", team.old, agreement)
    await office.finish(team.talk, team.old)
    for who in (team.old, team.employee):
        await office.confirm(team.talk, who)

    await team.unit("a", team.new, 2)
    await team.handed_over()

    document = await office.get(f"{team.talk}/documents/1", team.new)
    assert document["manager_id"] == team.old
    assert [one["person_id"] for one in document["confirmations"]] == [team.old, team.employee]
    (taken_over,) = (await office.get("/agreements", team.new))["items"]
    assert taken_over["owner_id"] == team.new
    assert (await office.get("/agreements", team.old))["items"] == []
    reads = (await office.get(f"{team.talk}/reads", team.employee))["items"]
    assert team.new in {read["reader_id"] for read in reads if read["thing"] == "document"}


async def test_when_the_employee_leaves_open_talks_are_cancelled_the_day_after(
    office: Office, replica: Replica
) -> None:
    team = await a_team(office)
    await team.person(team.employee, "a", 2, employed_until=date(2026, 10, 20))
    await eventually(lambda: _leaves(team))

    async def on(day: date) -> int:
        clock = FixedClock(at(day, time(8)))
        return await Following(replica.store, replica.service.directory, clock).end_next()

    assert await on(date(2026, 10, 20)) == 0
    assert await _is(team, "planned")
    assert [await on(date(2026, 10, 21)) for _ in range(2)] == [1, 0]
    assert await _is(team, "cancelled")


async def _leaves(team: Team) -> bool:
    query = {"_id": team.employee, "leaves": "2026-10-20", "settled": True}
    return await team.office.mongo["moves"].find_one(query) is not None


async def _is(team: Team, state: str) -> bool:
    query = {"cycle_id": team.name, "state": state}
    return await team.office.mongo["talks"].find_one(query) is not None


async def test_killed_between_the_handover_and_its_mark_it_is_done_again_without_effect(
    office: Office, replica: Replica
) -> None:
    team = await a_team(office)
    await team.unit("a", team.new, 2)
    await team.handed_over()
    mark = {"_id": f"a-{team.name}"}
    query = {"cycle_id": team.name}
    before = await office.mongo["talks"].find_one(query, {"version": 1})

    await office.mongo["moves"].update_one(mark, {"$set": {"settled": False}})
    # The service's own job may be faster: either does it.
    await Following(replica.store, replica.service.directory, office.clock).hand_over_next()

    assert (await office.mongo["moves"].find_one(mark) or {})["settled"] is True
    assert await office.mongo["talks"].find_one(query, {"version": 1}) == before
