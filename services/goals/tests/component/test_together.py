"""Sharing, joint goals, comments, weights and search, against the running service."""

from typing import Any
from uuid import uuid4

from chassis.testing import eventually

from .conftest import Town, a_goal

UNIT = {"level": "unit", "unit_id": "E05-1", "owner_ids": []}


async def say(town: Town, who: str, goal: str, text: str, id: str | None = None) -> Any:
    body = {"id": id or str(uuid4()), "text": text}
    return await town.ask("POST", f"/goals/{goal}/comments", who, body)


async def share(town: Town, who: str, goal: str, *readers: str) -> Any:
    return await town.ask("PUT", f"/goals/{goal}/readers", who, {"person_ids": list(readers)})


async def test_a_proposal_has_a_thread_of_comments_until_it_is_agreed_on(town: Town) -> None:
    _, unit = await town.make_thread()
    goal = await town.make("ellen", parent_id=unit)
    proposed = await town.get(f"/goals/{goal}", "ellen")

    once = str(uuid4())
    await say(town, "mattias", goal, "Ska vi ta halva?", once)
    answered = await say(town, "mattias", goal, "Ska vi ta halva?", once)
    replied = await say(town, "ellen", goal, "Ja, gärna.")
    stranger = await say(town, "viktor", goal, "Jag då?")
    await town.ask("POST", f"/goals/{goal}/agree", "mattias")
    late = await say(town, "ellen", goal, "En sak till.")

    assert proposed["answer_by"] == ["mattias"]
    assert answered.body["answer_by"] == ["ellen"]
    assert replied.body["answer_by"] == ["mattias"]
    assert [each["text"] for each in replied.body["comments"]] == ["Ska vi ta halva?", "Ja, gärna."]
    assert (stranger.status, late.status) == (403, 409)


async def test_a_goal_is_shared_with_a_colleague_who_sees_how_it_goes_and_not_what_was_said(
    town: Town,
) -> None:
    _, unit = await town.make_thread()
    goal = await town.make("ellen", parent_id=unit)
    await say(town, "mattias", goal, "Ska vi ta halva?")
    await town.ask("POST", f"/goals/{goal}/agree", "mattias")
    before = await town.ask("GET", f"/goals/{goal}", "pia")

    refused = await share(town, "mattias", goal, "pia")
    unknown = await share(town, "ellen", goal, "nobody")
    await share(town, "ellen", goal, "pia")
    seen = await town.get(f"/goals/{goal}", "pia")
    listed = await town.get("/goals/shared", "pia")
    await share(town, "ellen", goal)
    after = await town.ask("GET", f"/goals/{goal}", "pia")

    assert (before.status, after.status) == (403, 403)
    assert (refused.status, refused.body["code"]) == (403, "goal-shared-by-owner")
    assert (unknown.status, unknown.body["errors"][0]["code"]) == (422, "reader-unknown")
    assert (seen["may"], seen["comments"], seen["shared_with"]) == ([], [], [])
    assert [each["id"] for each in listed["items"]] == [goal]


async def test_a_joint_goal_is_proposed_with_a_colleague_and_the_manager_agrees(
    town: Town,
) -> None:
    _, unit = await town.make_thread()
    goal = await town.make("ellen", parent_id=unit, owner_ids=["ellen", "viktor"])
    stranger = await town.ask(
        "PUT",
        f"/goals/{uuid4()}",
        "ellen",
        a_goal(parent_id=unit, owner_ids=["ellen", "pia"]),
    )

    assert (stranger.status, stranger.body["code"]) == (403, "goal-owner-not-yours")
    assert (await town.ask("POST", f"/goals/{goal}/agree", "mattias")).status == 200
    for who in ("ellen", "viktor"):
        assert (await town.check_in(who, goal, 3)).status == 200
        own = (await town.get("/goals?owner=me", who))["items"]
        assert goal in {each["id"] for each in own}
    assert (await town.ask("GET", f"/goals/{goal}", "olle")).status == 403


async def test_a_roll_up_by_weight_says_so_and_follows_when_a_weight_changes(town: Town) -> None:
    _, unit = await town.make_thread()
    heavy = await town.make("mattias", **UNIT, parent_id=unit, weight=3)
    light = await town.make("mattias", **UNIT, parent_id=unit)
    await town.check_in("mattias", heavy, 10)
    await town.check_in("mattias", light, 0)

    async def figure() -> Any:
        found = await town.get(f"/goals/{unit}", "ellen")
        return found["progress"], found["progress_from"], found["rolled_up_goals"]

    async def is_by_weight() -> bool:
        return bool(await figure() == (75, "children", 2))

    await eventually(is_by_weight)
    version = (await town.get(f"/goals/{light}", "mattias"))["version"]
    changed = await town.ask("PATCH", f"/goals/{light}", "mattias", {"weight": 9}, version=version)

    async def follows() -> bool:
        return bool((await figure())[0] == 25)

    assert (changed.status, changed.body["weight"]) == (200, 9)
    await eventually(follows)


async def test_a_goal_is_found_by_any_part_of_a_word_and_only_by_those_who_may_see_it(
    town: Town,
) -> None:
    _, unit = await town.make_thread()
    mark = uuid4().hex[:8]
    public = await town.make("mattias", **UNIT, parent_id=unit, title=f"Medarbetarenkät {mark}")
    own = await town.make("ellen", parent_id=unit, title=f"Svara på enkäten {mark}")
    await town.ask("POST", f"/goals/{own}/agree", "mattias")

    async def found(who: str, text: str) -> list[str]:
        items = (await town.get(f"/goals/search?q={text}", who))["items"]
        return [each["id"] for each in items]

    assert await found("ellen", f"ENKÄT {mark}") == [public, own]
    assert await found("mattias", f"enkät {mark}") == [public, own]
    assert await found("viktor", f"enkät {mark}") == [public]
    assert await found("ellen", f"enkätx {mark}") == []
    assert await found("ellen", f".* {mark}") == []
    await share(town, "ellen", own, "viktor")
    assert await found("viktor", f"enkät {mark}") == [public, own]
    short = await town.ask("GET", "/goals/search?q=a", "ellen")
    assert (short.status, short.body["code"]) == (422, "text-too-short")


async def test_a_moved_deadline_keeps_its_history(town: Town) -> None:
    _, unit = await town.make_thread()
    goal = await town.make("ellen", parent_id=unit)
    version = (await town.get(f"/goals/{goal}", "ellen"))["version"]

    await town.ask("PATCH", f"/goals/{goal}", "ellen", {"deadline": "2026-12-15"}, version=version)

    (move,) = (await town.get(f"/goals/{goal}", "ellen"))["deadline_moves"]
    assert (move["before"], move["after"], move["by"]) == ("2026-11-30", "2026-12-15", "ellen")
