"""Bringing people and units in."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer

from chassis.testing import Stack, eventually
from redthread_contracts.envelope import from_headers

from .conftest import PEOPLE, UNITS, Town, a_person, a_unit


async def test_an_import_tells_every_person_and_unit(
    town: Town, stack: Stack, topic_prefix: str
) -> None:
    async def sent() -> bool:
        waiting = [
            await town.mongo[name].find_one({"outbox.0": {"$exists": True}})
            for name in ("people", "units")
        ]
        return waiting == [None, None]

    await eventually(sent)
    told = await _told(stack, f"{topic_prefix}directory", len(UNITS) + len(PEOPLE))

    assert told == {each["id"] for each in (*UNITS, *PEOPLE)}


async def test_the_same_rows_again_change_nothing(town: Town) -> None:
    before = await town.versions()

    answer = await town.bring_in(units=UNITS, people=PEOPLE)

    assert answer.body == {
        "units": {"created": 0, "changed": 0, "unchanged": 4},
        "people": {"created": 0, "changed": 0, "unchanged": 9},
    }
    assert await town.versions() == before


async def test_units_under_a_moved_unit_are_told_anew(town: Town) -> None:
    answer = await town.bring_in(units=[UNITS[1] | {"parent_id": "hr"}])

    assert answer.body["units"] == {"created": 0, "changed": 2, "unchanged": 0}
    moved = await town.get("/units/town", "ellen")
    assert moved.body["path"] == ["top", "hr", "permits", "town"]


async def test_one_wrong_row_refuses_the_whole_chunk_and_all_wrong_rows_are_named(
    town: Town,
) -> None:
    before = await town.versions()

    answer = await town.bring_in(
        units=[a_unit("new"), a_unit("lost", "nowhere")],
        people=[
            a_person("fine", "new", "Ida", "Ek"),
            a_person("bad", "new", "Ida", "Ek", email="ida"),
            a_person("taken", "new", "Ida", "Ek", employee_number="1000-ellen"),
            "not a row",
        ],
    )

    assert answer.status == 422
    assert answer.faults == {
        "units[1].parent_id": "unknown-parent",
        "people[1].email": "value-error",
        "people[2].employee_number": "employee-number-taken",
        "people[3].row": "model-type",
    }
    assert await town.versions() == before


async def test_a_number_that_was_given_up_can_be_taken_over_by_the_next_import(
    town: Town,
) -> None:
    await town.bring_in(people=[PEOPLE[2] | {"employee_number": "2000"}])

    answer = await town.bring_in(
        people=[a_person("new", "town", "Ida", "Ek", employee_number="1000-ellen")]
    )

    assert answer.body["people"]["created"] == 1


async def test_two_imports_at_once_never_give_a_number_to_two_people(empty_town: Town) -> None:
    await empty_town.bring_in(units=UNITS)

    answers = await asyncio.gather(
        *(
            empty_town.bring_in(people=[a_person(id, "town", "Ida", "Ek", employee_number="7")])
            for id in ("one", "two", "three")
        )
    )

    assert sorted(answer.status for answer in answers) == [200, 422, 422]


async def test_more_rows_than_a_request_may_hold_are_refused(town: Town) -> None:
    answer = await town.bring_in(people=[PEOPLE[0]] * 2_001)

    assert answer.status == 422


async def test_a_file_with_an_unknown_table_is_refused(town: Town) -> None:
    assert (await town.bring_in(persons=[])).status == 422


@pytest.mark.parametrize(("who", "status"), [("peter", 200), ("yasmin", 403), ("ellen", 403)])
async def test_only_an_administrator_imports(town: Town, who: str, status: int) -> None:
    answer = await town.ask("POST", "/imports", who, {"units": UNITS})

    assert answer.status == status


async def test_a_system_needs_the_scope(town: Town) -> None:
    answer = await town.ask("POST", "/imports", body={}, scopes=["goals:import"])

    assert (answer.status, answer.body["code"]) == (403, "scope-missing")


async def _told(stack: Stack, topic: str, records: int) -> set[str]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=stack.kafka, auto_offset_reset="earliest")
    await consumer.start()
    told: set[str] = set()
    try:
        async with asyncio.timeout(20):
            while len(told) < records:
                for batch in (await consumer.getmany(timeout_ms=500)).values():
                    told |= {from_headers(record.headers).subject for record in batch}
    finally:
        await consumer.stop()
    return told
