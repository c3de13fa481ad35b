"""Proposed times, an interrupted talk, and a talk that is called off."""

from chassis.testing import eventually

from .conftest import Office
from .team import a_team


def a_time(day: str) -> dict[str, str]:
    return {"starts": f"{day}T09:00:00+02:00", "ends": f"{day}T10:00:00+02:00", "place": "Eken"}


async def test_one_proposes_times_and_the_other_books_one_or_proposes_others(
    office: Office,
) -> None:
    path = await office.open_talk()
    times = {"times": [a_time("2026-10-20"), a_time("2026-10-21")]}

    proposed = await office.do("PUT", f"{path}/proposed-times", "ellen", times, version=1)
    counter = await office.do(
        "PUT",
        f"{path}/proposed-times",
        "mattias",
        {"times": [a_time("2026-10-22")]},
        version=proposed["version"],
    )
    late = await office.ask("PUT", f"{path}/proposed-times", "ellen", times, version=1)
    booked = await office.do(
        "PUT", f"{path}/booking", "ellen", a_time("2026-10-22"), version=counter["version"]
    )

    assert (proposed["proposed"]["by"], len(proposed["proposed"]["times"])) == ("employee", 2)
    assert (counter["proposed"]["by"], len(counter["proposed"]["times"])) == ("manager", 1)
    assert (late.status, late.body["code"]) == (409, "version-conflict")
    assert (booked["booking"]["place"], booked["proposed"]) == ("Eken", None)


async def test_a_talk_that_is_interrupted_goes_on_another_day(office: Office) -> None:
    path = await office.held_talk()
    talk = await office.get(path, "ellen")
    booked = await office.do(
        "PUT", f"{path}/booking", "mattias", a_time("2026-10-20"), version=talk["version"]
    )
    assert booked["state"] == "held"

    office.clock.set(office.clock.now().replace(day=20))
    await office.note(path, "ellen", "Besked samma dag. Vi fortsatte.", version=1)

    talk = await office.get(path, "ellen")
    assert (talk["held_on"], talk["went_on"]) == ("2026-10-14", ["2026-10-20"])


async def test_the_manager_calls_a_talk_off_with_a_reason_and_takes_it_up_again(
    office: Office,
) -> None:
    team = await a_team(office)
    reason = {"reason": "Tjänsten upphör i november."}

    refused = await office.ask("POST", f"{team.talk}/call-off", team.employee, reason)
    empty = await office.ask("POST", f"{team.talk}/call-off", team.old, {"reason": "  "})
    off = await office.do("POST", f"{team.talk}/call-off", team.old, reason)
    again = await office.do("POST", f"{team.talk}/call-off", team.old, reason)
    seen = await office.get(team.talk, team.employee)
    back = await office.do("POST", f"{team.talk}/take-up", team.old)

    assert (refused.status, refused.body["code"]) == (403, "manager-needed")
    assert empty.status == 422
    assert (off["state"], again["version"]) == ("cancelled", off["version"])
    assert seen["cancelled"]["reason"] == "Tjänsten upphör i november."
    assert (back["state"], back["cancelled"]) == ("planned", None)


async def test_a_talk_that_was_called_off_is_closed_to_an_old_manager_too(office: Office) -> None:
    team = await a_team(office)
    await office.do("POST", f"{team.talk}/call-off", team.old, {"reason": "Hinner inte."})

    await team.unit("a", team.new, 2)

    async def known() -> bool:
        unit = await office.mongo["directory_units"].find_one({"_id": f"a-{team.name}"})
        return unit is not None and unit["manager_id"] == team.new

    await eventually(known)
    refused = await office.ask("POST", f"{team.talk}/take-up", team.old)
    back = await office.do("POST", f"{team.talk}/take-up", team.new)

    assert (refused.status, refused.body["code"]) == (403, "talk-not-yours")
    assert (back["state"], back["manager_id"]) == ("planned", team.new)
