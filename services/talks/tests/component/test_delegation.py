"""A substitute holds the talks for a period (domain.md, "Talks" 12).

The office's day is 14 October 2026.
"""

from datetime import date
from uuid import uuid4

import pytest

from chassis.testing import eventually
from redthread_contracts.directory import Delegation
from redthread_contracts.ids import PersonId

from .conftest import Office
from .team import Team, a_team

TODAY = date(2026, 10, 14)
BEFORE, AFTER = date(2026, 10, 13), date(2026, 10, 15)


async def delegated(team: Team, start: date, until: date, *, sequence: int = 2) -> None:
    """The manager lets the manager of the other unit act."""
    delegation = Delegation(to=PersonId(team.new), start=start, until=until)
    await team.person(team.old, "a", sequence, delegations=(delegation,))
    query = {"_id": team.old, "sequence": sequence}

    async def known() -> bool:
        return await team.office.mongo["directory_people"].find_one(query) is not None

    await eventually(known)


@pytest.mark.parametrize(
    ("start", "until", "may"),
    [
        (BEFORE, AFTER, True),
        (TODAY, AFTER, True),
        (BEFORE, TODAY, True),
        (AFTER, AFTER, False),
        (BEFORE, BEFORE, False),
    ],
    ids=["between", "first day", "last day", "day before", "day after"],
)
async def test_a_substitute_has_the_managers_seat_from_the_first_day_to_the_last(
    office: Office, start: date, until: date, may: bool
) -> None:
    team = await a_team(office)
    await delegated(team, start, until)

    assert await team.sees(team.new) is may
    assert bool(await team.listed(team.new)) is may
    assert await team.sees(team.old) is True


async def test_a_substitute_holds_the_whole_talk_under_their_own_name(office: Office) -> None:
    team = await a_team(office)
    await delegated(team, BEFORE, AFTER)

    await office.prepare(team.talk, team.new, "Ersättarens ord")
    await office.prepare(team.talk, team.employee, "Medarbetarens ord")
    for who in (team.new, team.employee):
        await office.do("POST", f"{team.talk}/share", who)
    note = await office.note(team.talk, team.new, "Besked samma dag.")
    await office.finish(team.talk, team.new)
    for who in (team.new, team.employee):
        talk = await office.confirm(team.talk, who)

    assert note["by"] == team.new
    assert (talk["state"], talk["manager_id"]) == ("confirmed", team.old)
    assert talk["manager_prepared_by"] == team.new
    document = await office.get(f"{team.talk}/documents/1", team.employee)
    assert document["confirmations"][0]["person_id"] == team.new
    stored = await office.mongo["talks"].find_one({"cycle_id": team.name})
    assert stored is not None
    assert stored["documents"][0]["made_by"] == team.new
    reads = (await office.get(f"{team.talk}/reads", team.employee))["items"]
    assert {read["reader_id"] for read in reads} == {team.new}


async def test_what_a_manager_has_not_shared_is_not_shown_to_the_substitute(
    office: Office,
) -> None:
    team = await a_team(office)
    await office.prepare(team.talk, team.old, "Bara för mig")
    await delegated(team, BEFORE, AFTER)

    mine = (await office.get(f"{team.talk}/preparations", team.new))["mine"]
    assert mine["sections"] == {}
    await office.prepare(team.talk, team.new, "Ersättarens ord")
    kept = (await office.get(f"{team.talk}/preparations", team.old))["mine"]
    assert kept["sections"]["roles"]["answers"] == {"ro3": "Bara för mig"}


async def test_who_stood_in_yesterday_can_neither_read_nor_write(office: Office) -> None:
    team = await a_team(office)
    await delegated(team, BEFORE, AFTER)
    await office.note(team.talk, team.new, "Besked samma dag.")

    await delegated(team, BEFORE, BEFORE, sequence=3)

    agreement = {"what": "Ordna", "owner_id": team.employee, "due": "2026-12-01"}
    for method, path, body in (
        ("GET", "/notes", None),
        ("PUT", "/notes/roles", {"text": "Ändå"}),
        ("PUT", f"/agreements/{uuid4()}", agreement),
        ("POST", "/share", None),
    ):
        refused = await office.ask(method, f"{team.talk}{path}", team.new, body, version=1)
        assert (refused.status, refused.body["code"]) == (403, "talk-not-yours"), path


async def test_the_one_who_stands_in_for_the_old_manager_is_out_when_the_manager_changes(
    office: Office,
) -> None:
    team = await a_team(office)
    substitute = f"clerk2-{team.name}"
    await team.person(substitute, "a", 1)
    delegation = Delegation(to=PersonId(substitute), start=BEFORE, until=AFTER)
    await team.person(team.old, "a", 2, delegations=(delegation,))
    await eventually(lambda: team.sees(substitute))

    await team.unit("a", team.new, 2)
    await team.handed_over()

    assert await team.sees(substitute) is False
