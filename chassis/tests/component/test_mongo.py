"""What two documents need to agree, and a collection without an order of insertion."""

import asyncio
from typing import Any

import pytest
from pymongo.errors import OperationFailure

from chassis.mongo import Database, Session, create_clustered, in_transaction


async def test_a_transaction_that_fails_half_way_writes_nothing(mongo: Database) -> None:
    async def half(session: Session) -> None:
        await mongo["first"].insert_one({"_id": "a"}, session=session)
        raise LookupError("nothing after it")

    with pytest.raises(LookupError):
        await in_transaction(mongo, half)

    assert await mongo["first"].count_documents({}) == 0


async def test_of_transactions_that_race_for_a_document_each_sees_the_other(
    mongo: Database,
) -> None:
    await mongo["counters"].insert_one({"_id": "a", "count": 0})

    async def both(session: Session) -> None:
        found: Any = await mongo["counters"].find_one({"_id": "a"}, session=session)
        await mongo["counters"].update_one(
            {"_id": "a"}, {"$set": {"count": found["count"] + 1}}, session=session
        )
        await mongo["marks"].insert_one({"at": found["count"]}, session=session)

    await asyncio.gather(*(in_transaction(mongo, both) for _ in range(4)))

    counter: Any = await mongo["counters"].find_one({"_id": "a"})
    assert counter["count"] == 4
    assert sorted(await mongo["marks"].distinct("at")) == [0, 1, 2, 3]


async def test_a_clustered_collection_is_created_once_and_lies_in_the_order_of_its_ids(
    mongo: Database,
) -> None:
    await create_clustered(mongo, "clustered")
    await create_clustered(mongo, "clustered")
    for id in ("b", "c", "a"):
        await mongo["clustered"].insert_one({"_id": id})

    found = mongo["clustered"].find().hint([("$natural", 1)])

    assert [each["_id"] async for each in found] == ["a", "b", "c"]


async def test_a_collection_that_keeps_its_order_of_insertion_is_refused(mongo: Database) -> None:
    await mongo["ordinary"].insert_one({"_id": "a"})

    with pytest.raises(OperationFailure):
        await create_clustered(mongo, "ordinary")
