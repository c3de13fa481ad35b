"""A goal from proposal to evaluation, through HTTP, MongoDB and Kafka."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from chassis.testing import eventually
from redthread_contracts.ids import GoalId, PersonId, TalkId, UnitId
from redthread_contracts.talks import TalkConfirmed

from .conftest import HR, Town, a_goal


def confirmed(*goal_ids: str, employee: str = "ellen") -> TalkConfirmed:
    return TalkConfirmed(
        talk_id=TalkId("talk"),
        kind="yearly",
        cycle_id=None,
        employee_id=PersonId(employee),
        manager_id=PersonId("mattias"),
        unit_id=UnitId("E05-1"),
        state="confirmed",
        last_day=None,
        goal_ids=tuple(map(GoalId, goal_ids)),
    )


async def test_a_goal_lives_from_proposal_to_evaluation(town: Town) -> None:
    top, unit = await town.make_thread()
    own = await town.make("ellen", parent_id=unit)

    agreed = await town.ask("POST", f"/goals/{own}/agree", "mattias")
    assert (agreed.status, agreed.body["status"]) == (200, "active")

    checked = await town.check_in("ellen", own, 4, comment="På väg")
    assert checked.body["progress"] == 40
    assert checked.body["check_ins"][0]["comment"] == "På väg"

    threads = (await town.get("/threads/mine", "ellen"))["threads"]
    assert [[step["id"] for step in thread] for thread in threads] == [[top, unit, own]]
    assert [step["own"] for step in threads[0]] == [False, False, True]

    judged = {"outcome": "met", "comment": "Bra"}
    first = await town.ask("POST", f"/goals/{own}/evaluations", "ellen", judged)
    assert first.body["status"] == "active"
    last = await town.ask("POST", f"/goals/{own}/evaluations", "mattias", {"outcome": "partly"})
    assert last.body["status"] == "closed"
    assert last.body["evaluation"]["employee"]["outcome"] == "met"


async def test_a_confirmed_talk_makes_goals_count_once_however_often_it_is_told(
    town: Town,
) -> None:
    _, unit = await town.make_thread()
    goals = [await town.make("ellen", parent_id=unit, talk_id="talk") for _ in range(3)]
    given_up, others = goals[2], await town.make("mattias", owner_ids=["viktor"], parent_id=unit)
    await town.ask("POST", f"/goals/{given_up}/withdraw", "ellen")

    first = confirmed(*goals[:2], "unknown")
    second = confirmed(given_up, others)
    envelopes = [
        (event, await town.publisher.publish(event, f"talk-{number}", 9))
        for number, event in enumerate((first, second))
    ]
    for event, envelope in (*envelopes, *reversed(envelopes)):
        await town.publisher.send(event, envelope)
    marker = await town.make("ellen", parent_id=unit)
    for talk in ("talk-0", "talk-1"):  # comes last, in both talks' partitions
        await town.publisher.publish(confirmed(marker), talk, 10)
    await eventually(lambda: _status(town, marker, "active"))

    async def states() -> list[tuple[str, int]]:
        found = [await town.get(f"/goals/{goal}", "mattias") for goal in [*goals, others]]
        return [(goal["status"], goal["version"]) for goal in found]

    expected = [("active", 2), ("active", 2), ("withdrawn", 2), ("proposed", 1)]
    await eventually(lambda: _equals(states, expected))


async def test_the_same_command_again_changes_nothing(town: Town) -> None:
    _, unit = await town.make_thread()
    own, body = str(uuid4()), a_goal(parent_id=unit)
    check = {"id": "c1", "confidence": "on_track", "value": 4, "comment": ""}

    for _ in range(2):
        assert (await town.ask("PUT", f"/goals/{own}", "ellen", body)).status == 200
        assert (await town.ask("POST", f"/goals/{own}/agree", "mattias")).status == 200
    town.clock.move(timedelta(days=60))  # past the deadline
    again = await town.ask("PUT", f"/goals/{own}", "ellen", body)
    for _ in range(2):
        answer = await town.ask("POST", f"/goals/{own}/check-ins", "ellen", check)

    assert again.body["version"] == 2
    assert answer.body["version"] == 3
    assert len(answer.body["check_ins"]) == 1
    other = await town.ask("PUT", f"/goals/{own}", "ellen", a_goal(parent_id=unit, title="Annat"))
    assert (other.status, other.body["code"]) == (409, "goal-exists")


async def test_progress_climbs_to_the_top_and_says_where_it_comes_from(town: Town) -> None:
    top, unit = await town.make_thread()
    second = await town.make("amina", level="unit", unit_id="E06", owner_ids=["pia"], parent_id=top)
    owners = ["ellen", "viktor", "olle"]
    goals = [await town.make("mattias", owner_ids=[each], parent_id=unit) for each in owners]
    for goal in goals:
        await town.ask("POST", f"/goals/{goal}/agree", "mattias")

    await asyncio.gather(
        *(town.check_in(owner, goal, 6) for owner, goal in zip(owners, goals, strict=True)),
        town.check_in("pia", second, 2),
    )

    await eventually(lambda: _progress(town, unit, 60, "children", 3))
    await eventually(lambda: _progress(town, top, 40, "children", 2))
    await town.ask("POST", f"/goals/{goals[0]}/withdraw", "ellen")
    # Two people's goals would tell too much of each.
    await eventually(lambda: _progress(town, unit, None, "check_ins", 0))
    await eventually(lambda: _progress(town, top, 10, "children", 2))


async def test_a_move_takes_progress_and_threads_along(town: Town) -> None:
    top, unit = await town.make_thread()
    other_top = await town.make(HR, level="municipality", owner_ids=[], parent_id=None)
    own = await town.make("ellen", parent_id=unit)
    await town.ask("POST", f"/goals/{own}/agree", "mattias")
    await town.check_in("mattias", unit, 5)
    await eventually(lambda: _progress(town, top, 50, "children", 1))

    version = (await town.get(f"/goals/{unit}", "mattias"))["version"]
    moved = await town.ask(
        "PATCH", f"/goals/{unit}", "mattias", {"parent_id": other_top}, version=version
    )

    assert moved.status == 200, moved.body
    await eventually(lambda: _progress(town, other_top, 50, "children", 1))
    await eventually(lambda: _progress(town, top, None, "check_ins", 0))

    async def thread() -> list[str]:
        threads = (await town.get("/threads/mine", "ellen"))["threads"]
        return [step["id"] for step in threads[0]]

    await eventually(lambda: _equals(thread, [other_top, unit, own]))


async def test_two_moves_at_once_never_close_a_circle(town: Town) -> None:
    top = await town.make(HR, level="municipality", owner_ids=[], parent_id=None)
    unit = {"level": "unit", "unit_id": "E05-1", "owner_ids": [], "parent_id": top}
    one, two = await town.make("mattias", **unit), await town.make("mattias", **unit)

    answers = await asyncio.gather(
        town.ask("PATCH", f"/goals/{one}", "mattias", {"parent_id": two}, version=1),
        town.ask("PATCH", f"/goals/{two}", "mattias", {"parent_id": one}, version=1),
    )

    # The one that came later finds a circle, or a goal that was placed anew meanwhile.
    assert sorted(answer.status for answer in answers)[0] == 200
    assert any(
        answer.faults.get("parent_id") == "goal-cycle" or answer.status == 409 for answer in answers
    )


async def test_an_import_twice_changes_nothing(town: Town) -> None:
    rows = [
        # A child before its parent: the order does not matter.
        {
            "id": "own",
            **a_goal(parent_id="unit"),
            "status": "closed",
            "evaluation": {"manager": {"outcome": "met"}},
            "check_ins": [
                {
                    "id": "c1",
                    "at": "2026-03-01T10:00:00Z",
                    "by": "ellen",
                    "confidence": "done",
                    "value": 10,
                }
            ],
        },
        {
            "id": "unit",
            **a_goal(level="unit", unit_id="E05-1", owner_ids=["mattias"], parent_id="top"),
        },
        {"id": "top", **a_goal(level="municipality", owner_ids=[])},
    ]
    scopes = ("goals:import",)

    first = await town.ask("POST", "/imports", None, {"goals": rows}, scopes=scopes)
    again = await town.ask("POST", "/imports", None, {"goals": rows}, scopes=scopes)

    assert first.body == {"created": 3, "changed": 0, "unchanged": 0}
    assert again.body == {"created": 0, "changed": 0, "unchanged": 3}
    own = await town.get("/goals/own", "ellen")
    assert [step["id"] for step in own["path"]] == ["top", "unit", "own"]
    assert (own["status"], own["progress"], own["version"]) == ("closed", 100, 1)


async def _status(town: Town, goal_id: str, status: str) -> bool:
    return bool((await town.get(f"/goals/{goal_id}", "mattias"))["status"] == status)


async def _progress(town: Town, goal_id: str, percent: int | None, source: str, goals: int) -> bool:
    goal = await town.get(f"/goals/{goal_id}", "pia")
    return (goal["progress"], goal["progress_from"], goal["rolled_up_goals"]) == (
        percent,
        source,
        goals,
    )


async def _equals(find: object, expected: object) -> bool:
    return bool(await find() == expected)  # type: ignore[operator] # an async function
