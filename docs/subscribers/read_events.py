"""Reads the events of Röda tråden with nothing but aiokafka.

    pip install aiokafka
    python read_events.py localhost:9092 talks goals

`redthread status` shows the address of the local Kafka. Run it twice with the same GROUP and the
two share the work; change GROUP and you read everything from the beginning.
"""

import asyncio
import contextlib
import json
import os
import sys

from aiokafka import AIOKafkaConsumer


async def main(servers: str, topics: list[str]) -> None:
    consumer = AIOKafkaConsumer(
        *topics,
        bootstrap_servers=servers,
        group_id=os.environ.get("GROUP", "my-system"),
        auto_offset_reset="earliest",
        # Commit by hand, after the work is done: an event is delivered at least once.
        enable_auto_commit=False,
    )
    newest: dict[str, int] = {}
    await consumer.start()
    try:
        async for record in consumer:
            headers = {name: (value or b"").decode() for name, value in record.headers}
            subject = headers["ce_subject"]
            sequence = int(headers["ce_sequence"])
            # A repeat, or older than what is known: nothing to do. In a real system `newest`
            # stands in the same database as what you make of the events.
            if sequence > newest.get(subject, 0):
                newest[subject] = sequence
                handle(headers, json.loads(record.value) if record.value else None)
            await consumer.commit()
    finally:
        await consumer.stop()


def handle(headers: dict[str, str], data: dict[str, object] | None) -> None:
    """Your work. `data` is None when the thing is erased: forget it."""
    if headers["ce_type"] == "se.redthread.talk.confirmed.v1" and data is not None:
        print(f"talk {data['talk_id']} is confirmed; held on {data['held_on']}")
    else:
        # Types that you do not know are no error: pass over them.
        print(f"{headers['ce_time']}  {headers['ce_type']}  {headers['ce_subject']}")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], sys.argv[2:] or ["talks", "goals"]))
