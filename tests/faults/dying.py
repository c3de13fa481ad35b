"""Processes that kill themselves at an exact point, between two steps of the chassis.

`python -m tests.faults.dying ROLE ORDERS`: ROLE is relay or consumer, ORDERS is JSON. What they
run is the chassis' own relay and consumers, on the system's servers and a database and topics of
their own.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from chassis.consumer import Consumers, Received, Subscription, effect_id
from chassis.documents import OUTBOX_INDEX, PENDING, Aggregates, Decision, State
from chassis.kafka import Producer
from chassis.mongo import Collection, Database, Document, connect, create_indexes, database
from chassis.projection import Write, upsert_newer
from chassis.relay import Relay
from chassis.testing import eventually
from redthread_contracts.envelope import Headers
from redthread_contracts.goals import GoalAgreed, GoalChanged, GoalFacts
from redthread_contracts.ids import GoalId
from redthread_contracts.topics import GOALS

_LEASE = timedelta(seconds=2)
_POLL = timedelta(milliseconds=500)
_BATCH = 5
"""Small, so that there are many batches to die in."""
_SLOWEST_HAND_OVER_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Orders:
    """Where to work and when to die: at the `nth` time at `point`; an empty point is never."""

    kafka: str
    mongo_url: str
    database: str
    topic_prefix: str
    log: str = ""
    point: str = ""
    nth: int = 1
    aggregates: int = 0
    versions: int = 0

    def command(self, role: str) -> list[str]:
        """The command line of a process that obeys."""
        return [sys.executable, "-m", "tests.faults.dying", role, json.dumps(asdict(self))]


class Tally(State):
    """The smallest aggregate that changes."""

    count: int = 0


class Death:
    """Comes at a point, by SIGKILL: nothing is closed, flushed or said."""

    def __init__(self, orders: Orders) -> None:
        self._point = orders.point
        self._left = orders.nth

    def at(self, point: str) -> None:
        """Die if it is this point's turn."""
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class DyingRelay(Relay):
    """Dies when it has claimed, sent, or released a batch."""

    death: Death

    def take(self, id: str, outbox: list[Document]) -> None:
        super().take(id, outbox)
        self.death.at("claimed")

    async def _claim(self, ids: Sequence[str]) -> list[Document]:
        claimed = await super()._claim(ids)
        if claimed:
            self.death.at("claimed")
        return claimed

    async def _send(self, documents: Sequence[Document]) -> dict[str, list[str]]:
        sent = await super()._send(documents)
        self.death.at("sent")
        return sent

    async def _release(self, sent: dict[str, list[str]]) -> None:
        await super()._release(sent)
        self.death.at("released")


class SlowHandOver:
    """A producer to which some records take longer than others.

    What is not awaited overtakes: only the relay's own rule keeps an aggregate's events in order.
    """

    def __init__(self, producer: Producer, death: Death) -> None:
        self._producer = producer
        self._death = death

    async def begin(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers
    ) -> "asyncio.Future[object]":
        return asyncio.ensure_future(self._send(topic, key, value, headers))

    async def _send(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers
    ) -> object:
        await asyncio.sleep(random.random() * _SLOWEST_HAND_OVER_SECONDS)
        await self._producer.send(topic, key, value, headers)
        self._death.at("sending")
        return None


async def relay(orders: Orders) -> None:
    """Raise every counter to its last version, and end when all events are sent."""
    death = Death(orders)
    client = connect(orders.mongo_url)
    collection = database(client, orders.database)["counters"]
    await create_indexes(collection, [OUTBOX_INDEX])
    producer = Producer(orders.kafka, client_id="dying")
    await producer.connect()
    sends = DyingRelay(
        collection,
        SlowHandOver(producer, death),
        topic_prefix=orders.topic_prefix,
        poll=_POLL,
        lease=_LEASE,
        batch=_BATCH,
    )
    sends.death = death
    counters = Aggregates(
        collection,
        Tally,
        source=f"/{orders.database}/counters",
        outlet=sends,
        now=lambda: datetime.now(UTC),
    )
    relaying = asyncio.create_task(sends.run())
    log = Log(orders)
    await asyncio.gather(
        *(
            _raise(f"counter-{number}", counters, orders, death, log)
            for number in range(orders.aggregates)
        )
    )
    await eventually(lambda: _is_empty(collection), seconds=60)
    relaying.cancel()
    await asyncio.gather(relaying, return_exceptions=True)
    await producer.stop()
    client.close()


class Log:
    """What was acknowledged, written line by line, so that it outlives a kill."""

    def __init__(self, orders: Orders) -> None:
        self._file = Path(orders.log).open("a", buffering=1)  # noqa: SIM115 - a kill closes it

    def note(self, id: str, version: int) -> None:
        """This version of a counter was written."""
        self._file.write(f"{id} {version}\n")


async def _is_empty(collection: Collection) -> bool:
    return await collection.count_documents(PENDING) == 0


async def _raise(
    id: str, counters: Aggregates[Tally], orders: Orders, death: Death, log: Log
) -> None:
    known = await counters.get(id)
    version = known.version if known else 0
    while version < orders.versions:
        stored = await counters.change(id, _three_events)
        assert stored is not None
        version = stored.version
        death.at("written")
        log.note(id, version)


def _three_events(counter: Tally | None) -> Decision[Tally]:
    counted = counter or Tally(id="new")
    raised = counted.model_copy(update={"count": counted.count + 3})
    return Decision(raised, [GoalChanged(**facts("counter", n)) for n in range(3)])


async def consumer(orders: Orders) -> None:
    """Project and act on what lies in the topic until it is killed."""
    producer = Producer(orders.kafka, client_id="dying")
    await producer.connect()
    handlers = Handlers(database(connect(orders.mongo_url), orders.database), Death(orders))
    consumers = Consumers(
        orders.kafka,
        producer,
        [
            Subscription(
                group(orders), [GOALS], {GoalChanged: handlers.project, GoalAgreed: handlers.act}
            )
        ],
        client_id="dying",
        topic_prefix=orders.topic_prefix,
    )
    await consumers.start()
    await asyncio.Event().wait()


def group(orders: Orders) -> str:
    """The consumer group, without the prefix that the topics have too."""
    return f"{orders.database}.dying"


class Handlers:
    """A projection and an effect, and how often the effect was asked for."""

    def __init__(self, mongo: Database, death: Death) -> None:
        self._mongo = mongo
        self._death = death

    def project(self, event: Received[GoalFacts]) -> list[Write]:
        fields = {"title": event.data.title_sv}
        return [upsert_newer(self._mongo["views"], event, fields)]

    async def act(self, event: Received[GoalFacts]) -> None:
        await self._mongo["asked"].insert_one({"event": event.envelope.id})
        self._death.at("projected")
        await self._mongo["effects"].update_one(
            {"_id": effect_id(event.envelope.id, "act")},
            {"$setOnInsert": {"of": event.data.goal_id}},
            upsert=True,
        )
        self._death.at("acted")


def facts(id: str, number: int) -> Mapping[str, Any]:
    """Some goal's facts; the title says the number."""
    goal = GoalFacts(
        goal_id=GoalId(id),
        level="unit",
        status="active",
        unit_id=None,
        period_from=date(2027, 1, 1),
        period_until=date(2027, 12, 31),
        deadline=date(2027, 11, 30),
        title_sv=f"$mål {number} 🎯",
    )
    return goal.model_dump()


def acknowledged(log: Path) -> Counter[str]:
    """The newest version of each counter that the dead said was written."""
    newest: Counter[str] = Counter()
    for line in log.read_text().splitlines():
        id, version = line.split()
        newest[id] = max(newest[id], int(version))
    return newest


if __name__ == "__main__":
    roles = {"relay": relay, "consumer": consumer}
    asyncio.run(roles[sys.argv[1]](Orders(**json.loads(sys.argv[2]))))
