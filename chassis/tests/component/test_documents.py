import asyncio
from functools import partial
from typing import Any

import pytest
from counter import Counter, Counters, raised

from chassis.documents import Decision, Drafts
from chassis.errors import VersionConflict
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings
from redthread_contracts.goals import GoalWithdrawn
from redthread_contracts.ids import UnitId


@pytest.fixture
def counters(settings: dict[str, Any]) -> Counters:
    return Counters(Service("counter", Settings(**settings)))


async def test_state_and_event_are_in_one_document(counters: Counters, mongo: Database) -> None:
    await counters.counters.change("a", lambda state: raised("a", state))
    await counters.counters.change("a", lambda state: raised("a", state))

    document = await mongo["counters"].find_one({"_id": "a"})

    assert document is not None
    assert (document["count"], document["version"]) == (2, 2)
    assert [event["sequence"] for event in document["outbox"]] == [1, 2]


async def test_what_is_read_back_is_what_was_written(counters: Counters) -> None:
    written = await counters.counters.change(
        "a",
        lambda state: Decision(
            Counter(id="a", tags=frozenset({"å", "b"})), raised("a", state).events
        ),
    )

    assert await counters.counters.get("a") == written


async def test_concurrent_changes_are_all_counted(counters: Counters) -> None:
    await asyncio.gather(
        *(counters.counters.change("a", lambda state: raised("a", state)) for _ in range(5))
    )

    assert (await counters.counters.require("a")).state.count == 5


async def test_a_change_of_a_version_that_is_gone_is_a_conflict(counters: Counters) -> None:
    await counters.counters.change("a", lambda state: raised("a", state))
    await counters.counters.change("a", lambda state: raised("a", state), expected=1)

    with pytest.raises(VersionConflict):
        await counters.counters.change("a", lambda state: raised("a", state), expected=1)

    assert (await counters.counters.require("a")).state.count == 2


async def test_a_decision_of_nothing_writes_nothing(counters: Counters, mongo: Database) -> None:
    assert await counters.counters.change("a", lambda _: None) is None

    assert await mongo["counters"].count_documents({}) == 0


async def test_a_change_without_an_event_is_refused(counters: Counters) -> None:
    with pytest.raises(ValueError, match="invisible"):
        await counters.counters.change("a", lambda _: Decision(Counter(id="a"), []))


async def test_an_event_too_large_for_kafka_is_refused_before_it_is_written(
    counters: Counters, mongo: Database
) -> None:
    def decide(state: Counter | None) -> Decision[Counter]:
        event = raised("a", state).events[0].model_copy(update={"title_sv": "å" * 500_000})
        return Decision(Counter(id="a"), [event])

    with pytest.raises(ValueError, match="too large"):
        await counters.counters.change("a", decide)

    assert await mongo["counters"].count_documents({}) == 0


async def test_what_is_deleted_leaves_a_marker_and_its_sequence_goes_on(
    counters: Counters, mongo: Database
) -> None:
    await counters.counters.change("a", lambda state: raised("a", state))
    facts = raised("a", None).events[0].model_dump() | {"unit_id": UnitId("E00")}
    await counters.counters.change("a", lambda _: Decision(None, [GoalWithdrawn(**facts)]))

    hidden = {"_id": 0, "outbox": 0, "lease_until": 0}
    marker = await mongo["counters"].find_one({"_id": "a"}, hidden)
    again = await counters.counters.change("a", lambda state: raised("a", state))

    assert marker == {"version": 2, "deleted": True}
    assert again is not None
    assert (again.state.count, again.version) == (1, 3)


async def test_a_bulk_change_run_twice_gives_the_same(counters: Counters) -> None:
    ids = [f"c{number}" for number in range(50)]

    def once(id: str, state: Counter | None) -> Decision[Counter] | None:
        return None if state else raised(id, state)

    first = await counters.counters.change_many(ids, once)
    second = await counters.counters.change_many([*ids, "new"], once)

    assert (first.created, first.unchanged) == (50, 0)
    assert (second.created, second.changed, second.unchanged) == (1, 0, 50)


async def test_bulk_changes_that_race_lose_nothing(counters: Counters) -> None:
    ids = [f"c{number}" for number in range(20)]

    def tagged(tag: str, id: str, state: Counter | None) -> Decision[Counter] | None:
        tags = state.tags if state else frozenset()
        if tag in tags:
            return None
        return Decision(Counter(id=id, tags=tags | {tag}), raised(id, state).events)

    await asyncio.gather(
        *(counters.counters.change_many(ids, partial(tagged, tag)) for tag in "abcd")
    )

    found = await counters.counters.find({})
    assert {stored.state.tags for stored in found} == {frozenset("abcd")}


async def test_a_draft_leaves_no_event(settings: dict[str, Any], mongo: Database) -> None:
    drafts: Drafts[Counter] = Service("counter", Settings(**settings)).drafts("drafts", Counter)

    await drafts.change("a", lambda _: Counter(id="a", count=1), expected=0)
    with pytest.raises(VersionConflict):
        await drafts.change("a", lambda _: Counter(id="a", count=2), expected=0)

    document = await mongo["drafts"].find_one({"_id": "a"})
    assert document is not None
    assert document["count"] == 1
    assert "outbox" not in document
