"""Dead letters on a real Kafka."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.testing import Stack
from redthread_local.bus import readable, reader, until
from redthread_local.failure import Failure
from redthread_local.letters import letters

HEADERS = [("ce_type", b"se.redthread.talk.opened.v1"), ("ce_subject", b"t1")]
PARKED = [
    ("dlt-topic", b"{topic}"),
    ("dlt-partition", b"0"),
    ("dlt-offset", b"7"),
    ("dlt-group", b"goals.talks"),
    ("dlt-error", b"ValidationError: no such field"),
]

Park = Callable[..., Any]


async def test_a_letter_says_what_it_is_and_why_it_was_parked(topic: str, park: Park) -> None:
    await park(b"{}")

    async with letters([topic]) as box:
        (letter,) = await box.open()

    assert letter.id == f"{topic}:0:0"
    assert letter.type == "se.redthread.talk.opened.v1"
    assert letter.group == "goals.talks"
    assert letter.error == "ValidationError: no such field"


async def test_a_replayed_letter_goes_back_as_it_came_and_is_dealt_with(
    topic: str, park: Park
) -> None:
    await park(b'{"n": 1}')
    await park(None)

    async with letters([topic]) as box:
        await box.replay(await box.open())

    async with letters([topic]) as box:
        assert await box.open() == []
    records = await everything(topic)
    assert [(r.key, r.value, list(r.headers)) for r in records] == [
        (b"t1", b'{"n": 1}', HEADERS),
        (b"t1", None, HEADERS),
    ]


async def test_letters_may_be_dropped_in_any_order(topic: str, park: Park) -> None:
    for number in range(6):
        await park(b"%d" % number)

    for dropped in ({4}, {0, 2}, {1}):
        async with letters([topic]) as box:
            await box.close([x for x in await box.open() if x.record.offset in dropped])

    async with letters([topic]) as box:
        assert [letter.record.offset for letter in await box.open()] == [3, 5]
    await park(b"6")
    async with letters([topic]) as box:
        assert [letter.record.offset for letter in await box.open()] == [3, 5, 6]


async def test_an_unknown_topic_is_refused_with_those_that_exist(topic: str) -> None:
    with pytest.raises(Failure, match=f"There is no topic nothing.dlt. There are: .*{topic}"):
        async with letters(["nothing"]):
            pass


async def test_what_is_neither_text_nor_json_is_shown_anyway(topic: str, park: Park) -> None:
    await park(b"\xff{")

    async with letters([topic]) as box:
        (letter,) = await box.open()

    assert readable(letter.record)["data"] == "\\xff{"


@pytest.fixture
async def topic(
    stack: Stack, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A topic of this test's own, with its dead letters."""
    monkeypatch.setenv("REDTHREAD_KAFKA", stack.kafka)
    name = f"letters-{abs(hash(request.node.name))}"
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
    await admin.start()
    await admin.create_topics([NewTopic(name, 1, 1), NewTopic(f"{name}.dlt", 1, 1)])
    await admin.close()
    return name


@pytest.fixture
async def park(stack: Stack, topic: str) -> AsyncIterator[Park]:
    """Does what the chassis' consumer does with a record that it can't handle."""
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka)
    await producer.start()

    async def send(value: bytes | None) -> None:
        parked = [(name, text.replace(b"{topic}", topic.encode())) for name, text in PARKED]
        await producer.send_and_wait(f"{topic}.dlt", value, b"t1", headers=[*HEADERS, *parked])

    yield send
    await producer.stop()


async def everything(topic: str) -> list[Any]:
    async with reader([topic]) as consumer:
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(consumer.assignment())
        return [record async for record in until(consumer, ends)]
