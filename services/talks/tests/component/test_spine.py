"""One real talk, from the cycle to the frozen document, through HTTP, MongoDB and Kafka."""

from datetime import timedelta

import aiohttp
from aiokafka import AIOKafkaConsumer

from chassis.testing import Stack, eventually
from redthread_contracts.envelope import from_headers

from .conftest import HR, NOON, ONE_WEEK, Office


async def test_a_talk_from_the_invitation_to_the_frozen_document(
    office: Office, stack: Stack, topic_prefix: str
) -> None:
    path = await office.open_talk()
    summary = (await office.get("/talks?as=employee", "ellen"))["items"][0]
    assert (summary["state"], summary["answered"]) == ("planned", {"mine": 0, "of": 9})

    # Both prepare; nobody sees the other's before both have shared.
    await office.prepare(path, "ellen", "Jag behöver besked 😀")
    await office.prepare(path, "mattias", "Säg till i tid")
    assert (await office.get(path, "ellen"))["state"] == "preparing"
    await office.do("POST", f"{path}/share", "ellen")
    assert (await office.get(f"{path}/preparations", "mattias"))["theirs"] is None
    assert (await office.do("POST", f"{path}/share", "mattias"))["state"] == "ready"
    theirs = (await office.get(f"{path}/preparations", "mattias"))["theirs"]
    assert theirs["sections"]["roles"]["answers"] == {"ro3": "Jag behöver besked 😀"}

    # They book, meet, write, agree.
    starts = NOON + ONE_WEEK
    booking = {
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(minutes=90)).isoformat(),
        "place": "rum Eken",
    }
    talk = await office.get(path, "mattias")
    await office.do("PUT", f"{path}/booking", "mattias", booking, version=talk["version"])
    office.clock.set(starts)
    await office.note(path, "mattias", "Besked samma dag.", discussed=True)
    agreed = {"what": "Gå kursen", "owner_id": "ellen", "due": "2026-10-30"}
    await office.do("PUT", f"{path}/agreements/course", "mattias", agreed)
    await office.do("PUT", f"{path}/goals/letters", "ellen", {})
    assert (await office.get(path, "ellen"))["state"] == "held"

    # They finish and confirm; one disagrees.
    goal = {"goal_id": "letters", "title": "Beslutsbrev som går att förstå"}
    finished = await office.finish(path, goals=[goal])
    assert finished["state"] == "awaiting_confirmation"
    await office.confirm(path, "ellen", disagree=True, comment="Inte om målet.")
    confirmed = await office.confirm(path, "mattias")
    assert confirmed["state"] == "confirmed"

    document = await office.get(f"{path}/documents/1", "ellen")
    roles = next(each for each in document["sections"] if each["section_id"] == "roles")
    assert roles["notes"] == "Besked samma dag."
    assert roles["employee"] == "Jag behöver besked 😀"
    assert document["goals"][0]["title"] == "Beslutsbrev som går att förstå"
    assert document["agreements"][0]["what"] == "Gå kursen"
    assert document["confirmations"][0]["comment"] == "Inte om målet."
    assert document["locked_at"] is not None

    # The agreement is followed up; the document stays.
    done = {"status": "done", "note": "Gick bra"}
    await office.do("POST", f"{path}/agreements/course/follow-up", "ellen", done)
    mine = (await office.get("/agreements", "ellen"))["items"]
    assert [(one["what"], one["status"], one["other_id"]) for one in mine] == [
        ("Gå kursen", "done", "mattias")
    ]
    theirs = (await office.get("/agreements?status=done", "mattias"))["items"]
    assert [(one["owner_id"], one["other_id"]) for one in theirs] == [("ellen", "ellen")]
    assert (await office.get("/agreements?status=open", "mattias"))["items"] == []
    assert await office.get(f"{path}/documents/1", "ellen") == document

    # Everything is on the bus in order, without a word of what was written.
    talk_id = path.removeprefix("/talks/")
    await eventually(lambda: _everything_sent(office))
    sent = await _sent(stack, f"{topic_prefix}talks", talk_id)
    assert [name for _, name, _ in sent] == [
        "opened",
        "preparation-started",
        "preparation-shared",
        "preparation-shared",
        "booked",
        "held",
        "agreements-changed",
        "goals-changed",
        "completed",
        "confirmation-given",
        "confirmed",
        "agreements-changed",
    ]
    assert [sequence for sequence, _, _ in sent] == list(range(1, len(sent) + 1))
    everything = b"".join(value for _, _, value in sent)
    for word in ("kursen", "Besked", "behöver", "Beslutsbrev", "Eken", "målet"):
        assert word.encode() not in everything


async def test_hr_sees_counts_and_no_content(office: Office) -> None:
    path = await office.held_talk()

    for what in ("", "/preparations", "/notes", "/documents/1"):
        refused = await office.ask("GET", f"{path}{what}", HR)
        assert (refused.status, refused.body["code"]) == (403, "talk-not-yours")
    coverage = await office.get("/cycles/autumn/coverage", HR)
    assert (coverage["expected"], coverage["held"], coverage["unbooked"]) == (5, 1, 4)


async def test_nobody_asks_without_a_token(office: Office) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{office.url}/talks") as answer:
        assert answer.status == 401


async def _everything_sent(office: Office) -> bool:
    waiting = await office.mongo["talks"].find_one({"outbox.0": {"$exists": True}})
    return waiting is None


async def _sent(stack: Stack, topic: str, subject: str) -> list[tuple[int, str, bytes]]:
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=stack.kafka, auto_offset_reset="earliest", group_id=None
    )
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        found: list[tuple[int, str, bytes]] = []
        for partition, end in ends.items():
            while await consumer.position(partition) < end:
                for record in (await consumer.getmany(partition, timeout_ms=500)).get(
                    partition, []
                ):
                    envelope = from_headers(record.headers)
                    if envelope.subject == subject:
                        name = envelope.type.split(".")[3]
                        found.append((envelope.sequence, name, record.value))
        return sorted(found)
    finally:
        await consumer.stop()
