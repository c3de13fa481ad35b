"""One person is taken into a cycle, or out of it, with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.documents import Decision
from chassis.testing import eventually
from redthread_contracts.ids import PersonId
from talks.cycle import Choice, Cycle, choose
from talks.opening import Opening

from .conftest import HR, NOON, Office, Replica, a_member, a_plan, talk_of

OUT = {"included": False, "reason": "Slutar i december."}
IN = {"included": True, "reason": "Lånas ut till oss hela hösten."}
CHOICES = "/cycles/autumn/choices"


async def state_of(office: Office, employee: str) -> str | None:
    talk = await office.mongo["talks"].find_one({"_id": talk_of(employee)})
    return talk["state"] if talk else None


async def test_one_person_is_taken_out_with_a_reason_and_put_back(office: Office) -> None:
    await office.open_cycle()

    out = await office.do("PUT", f"{CHOICES}/ellen", HR, OUT)
    assert await state_of(office, "ellen") == "cancelled"
    counted = await office.get("/cycles/autumn/coverage", HR)
    await office.do("PUT", f"{CHOICES}/ellen", HR, {"included": True, "reason": "Stannar."})

    assert [(each["person_id"], each["reason"]) for each in out["items"]] == [
        ("ellen", "Slutar i december.")
    ]
    assert counted["expected"] == 4
    assert await state_of(office, "ellen") == "planned"
    talk = await office.get(f"/talks/{talk_of('ellen')}", "ellen")
    assert talk["cancelled"] is None


async def test_one_person_from_outside_the_units_is_taken_in(office: Office) -> None:
    await office.open_cycle()

    await office.do("PUT", f"{CHOICES}/pia", HR, IN)
    await office.do("PUT", f"{CHOICES}/pia", HR, IN)

    talk = await office.mongo["talks"].find_one({"_id": talk_of("pia")})
    assert talk is not None
    assert (talk["state"], talk["manager_id"], talk["version"]) == ("planned", "amina", 1)
    assert len((await office.get(CHOICES, HR))["items"]) == 1


async def test_who_was_taken_out_before_the_first_day_gets_no_talk(office: Office) -> None:
    later = a_plan(opens="2026-10-20")
    await office.do("PUT", "/cycles/autumn", HR, later)
    await office.do("PUT", f"{CHOICES}/ellen", HR, OUT)
    await office.do("PUT", f"{CHOICES}/pia", HR, IN)
    assert await state_of(office, "pia") is None

    office.clock.move(timedelta(days=6))

    async def is_open() -> bool:
        cycle = await office.get("/cycles/autumn", HR)
        return bool(cycle["state"] == "open")

    await eventually(is_open)
    assert await state_of(office, "ellen") is None
    assert await state_of(office, "pia") == "planned"


async def test_killed_between_the_cycle_and_the_talk_the_next_look_goes_on(
    office: Office, replica: Replica
) -> None:
    await office.open_cycle()
    for who, included in (("ellen", False), ("pia", True)):
        wanted = Choice(
            person_id=PersonId(who), included=included, reason="x", by=PersonId(HR), at=NOON
        )

        def decide(one: Cycle | None, wanted: Choice = wanted) -> Decision[Cycle] | None:
            return choose(one, wanted) if one else None

        await replica.store.cycles.change("autumn", decide)
    assert await state_of(office, "ellen") == "planned"

    opening = Opening(replica.store, replica.service.directory, office.clock)
    await office.mongo["cycles"].update_one({"_id": "autumn"}, {"$unset": {"job_lease_until": 1}})
    await opening.join_next()

    assert await state_of(office, "ellen") == "cancelled"
    assert await state_of(office, "pia") == "planned"


async def test_what_the_manager_called_off_after_hrs_choice_stays_off(
    office: Office, replica: Replica
) -> None:
    await office.open_cycle()
    await office.do("PUT", f"{CHOICES}/pia", HR, IN)
    office.clock.move(timedelta(minutes=1))
    path = f"/talks/{talk_of('pia')}"
    await office.do("POST", f"{path}/call-off", "amina", {"reason": "Sjukskriven."})

    await office.mongo["cycles"].update_one({"_id": "autumn"}, {"$unset": {"job_lease_until": 1}})
    opening = Opening(replica.store, replica.service.directory, office.clock)
    await opening.join_next()

    assert await state_of(office, "pia") == "cancelled"


@pytest.mark.parametrize(
    ("who", "body", "status", "code"),
    [
        ("nobody", IN, 422, "person-invalid"),
        ("boss", IN, 422, "person-invalid"),
        ("ellen", {"included": False, "reason": " "}, 422, "validation"),
        ("ellen", {"included": False}, 422, "validation"),
    ],
    ids=["unknown", "without a manager", "an empty reason", "no reason"],
)
async def test_a_choice_that_can_not_be_made_is_refused_with_a_sentence(
    office: Office, who: str, body: dict[str, Any], status: int, code: str
) -> None:
    await office.open_cycle()

    refused = await office.ask("PUT", f"{CHOICES}/{who}", HR, body)

    assert refused.status == status
    assert code == "validation" or refused.body["code"] == code


async def test_a_talk_that_has_begun_is_not_taken_out(office: Office) -> None:
    path = await office.held_talk()

    refused = await office.ask("PUT", f"{CHOICES}/ellen", HR, OUT)

    assert (refused.status, refused.body["code"]) == (409, "talk-already-held")
    assert (await office.get(path, "ellen"))["state"] == "held"


async def test_only_hr_chooses_and_reads_the_reasons(office: Office) -> None:
    await office.open_cycle()

    for method, path, body in (("PUT", f"{CHOICES}/ellen", OUT), ("GET", CHOICES, None)):
        refused = await office.ask(method, path, "sara", body)
        assert (refused.status, refused.body["code"]) == (403, "hr-needed")


async def test_the_preview_says_who_begins_during_the_cycle(office: Office) -> None:
    starter = a_member("newcomer", "E05-1", employed_from=date(2026, 11, 2))
    await office.publisher.publish(starter, "newcomer", 1)

    async def known() -> bool:
        return await office.mongo["directory_people"].find_one({"_id": "newcomer"}) is not None

    await eventually(known)
    preview = await office.do("POST", "/cycles/preview", HR, a_plan())

    assert preview["newly_employed"] == ["newcomer"]
