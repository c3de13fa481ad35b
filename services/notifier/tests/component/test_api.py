"""The bell and the delivery log."""

from functools import partial
from typing import Any

import pytest

from chassis.testing import eventually
from redthread_contracts.talks import TalkOpened

from .conftest import Desk, a_talk


async def has_been_told(desk: Desk, *talk_ids: str, who: str = "ellen") -> None:
    for talk_id in talk_ids:
        await desk.publish(TalkOpened(**a_talk(talk_id, employee_id=who)), talk_id)
        await eventually(partial(_is_done, desk, talk_id))


async def _is_done(desk: Desk, talk_id: str) -> bool:
    query = {"talk_id": talk_id, "state": {"$ne": "waiting"}}
    return await desk.mongo["notifications"].find_one(query) is not None


async def test_the_bell_shows_the_newest_first_and_what_is_unread(desk: Desk) -> None:
    await has_been_told(desk, "bell-1", "bell-2")

    bell = await desk.bell("ellen")

    assert bell["unread"] == 2
    assert bell["items"][0] == {
        "id": bell["items"][0]["id"],
        "kind": "talk_invitation",
        "item_type": "talk",
        "item_id": bell["items"][0]["talk_id"],
        "talk_id": bell["items"][0]["talk_id"],
        "survey_id": None,
        "unit_id": None,
        "stage": None,
        "role": "party",
        "date": "2026-12-18",
        "starts_at": None,
        "at": "2026-11-16T09:00:00Z",
        "read": False,
    }


async def test_reading_some_and_reading_all(desk: Desk) -> None:
    await has_been_told(desk, "read-1", "read-2", "read-3")
    first = (await desk.bell("ellen"))["items"][0]["id"]

    status, some = await desk.ask("POST", "/bell/read", "ellen", {"ids": [first]})
    assert (status, some["unread"]) == (200, 2)
    assert some["items"][0]["read"]

    status, everything = await desk.ask("POST", "/bell/read", "ellen", {"all": True})
    assert (status, everything["unread"]) == (200, 0)

    status, again = await desk.ask("POST", "/bell/read", "ellen", {"all": True})
    assert (status, again) == (200, everything)


async def test_nobody_reads_or_marks_another_persons_bell(desk: Desk) -> None:
    await has_been_told(desk, "own-1")
    theirs = (await desk.bell("ellen"))["items"][0]["id"]

    status, own = await desk.ask("POST", "/bell/read", "viktor", {"ids": [theirs]})

    assert (status, own) == (200, {"unread": 0, "items": []})
    assert (await desk.bell("ellen"))["unread"] == 1


@pytest.mark.parametrize(
    "body", [None, {}, {"ids": "all"}, {"all": False}, {"ids": ["a"], "all": True}, {"more": 1}]
)
async def test_reading_says_what_was_read(desk: Desk, body: Any) -> None:
    status, problem = await desk.ask("POST", "/bell/read", "ellen", body)

    assert (status, problem["code"]) == (422, "input-wrong")


@pytest.mark.parametrize("limit", ["0", "201", "many"])
async def test_a_limit_has_limits(desk: Desk, limit: str) -> None:
    status, problem = await desk.ask("GET", f"/bell?limit={limit}", "ellen")

    assert (status, problem["errors"][0]["field"]) == (422, "limit")


async def test_the_delivery_log_is_for_administrators(desk: Desk) -> None:
    for method, path in (("GET", "/deliveries"), ("POST", "/deliveries/x/retry")):
        status, problem = await desk.ask(method, path, "mattias")

        assert (status, problem["code"]) == (403, "admin-needed")


async def test_the_delivery_log_has_pages(desk: Desk) -> None:
    await has_been_told(desk, *(f"page-{number}" for number in range(5)))

    seen, after = [], ""
    while True:
        _, page = await desk.ask("GET", f"/deliveries?limit=2{after}", "hanna")
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"

    assert len(seen) == len(set(seen)) == 5
    assert seen == [item["id"] for item in await desk.deliveries()]


async def test_the_log_refuses_a_place_or_a_mail_that_is_not_there(desk: Desk) -> None:
    status, problem = await desk.ask("GET", "/deliveries?after=nowhere", "hanna")
    assert (status, problem["code"]) == (422, "cursor-wrong")

    status, problem = await desk.ask("POST", "/deliveries/nothing/retry", "hanna")
    assert (status, problem["code"]) == (404, "notification-not-found")


async def test_a_mail_that_was_sent_is_not_sent_again(desk: Desk) -> None:
    await has_been_told(desk, "sent-1")
    (sent,) = await desk.deliveries()

    status, problem = await desk.ask("POST", f"/deliveries/{sent['id']}/retry", "hanna")

    assert (status, problem["code"]) == (409, "notification-not-given-up")


async def test_no_query_reads_a_whole_collection(desk: Desk) -> None:
    await desk.mongo.command({"profile": 2})
    await has_been_told(desk, "scan-1", "scan-2")
    await desk.has_goal()
    await desk.bell("ellen")
    await desk.ask("POST", "/bell/read", "ellen", {"all": True})
    last = (await desk.deliveries("?limit=1"))[0]["id"]
    await desk.deliveries(f"?state=sent&after={last}")
    await desk.mongo.command({"profile": 0})

    ours = {f"{desk.mongo.name}.{name}" for name in ("watches", "notifications", "bells")}
    scans = [
        entry
        async for entry in desk.mongo["system.profile"].find(
            {"ns": {"$in": list(ours)}, "planSummary": {"$regex": "COLLSCAN"}}
        )
        # The test's own looks, by which it waits.
        if not set(entry["command"].get("filter", {})) & {"talk_id", "outbox.0", "sequence"}
    ]
    assert [entry["command"] for entry in scans] == []
