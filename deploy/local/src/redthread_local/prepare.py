"""What has to be there before the services start: the replica set and the topics.

A short process of its own, so that the keeper needs no client libraries:
`python -m redthread_local.prepare`.
"""

import asyncio
import os
import sys

from redthread_local.failure import Failure
from redthread_local.mongod import initiate
from redthread_local.ready import wait_for_kafka

_KAFKA_WITHIN_SECONDS = 60


async def run(kafka: str, mongod_port: int) -> None:
    """Makes both ready; everything that is already right stays as it is.

    Raises Failure when one of them isn't ready in time, or when a topic is not as it should be.
    """
    await asyncio.gather(initiate(mongod_port), _topics(kafka))


async def _topics(kafka: str) -> None:
    from chassis.topics import WrongPartitions, ensure_topics

    try:
        async with asyncio.timeout(_KAFKA_WITHIN_SECONDS):
            await wait_for_kafka(kafka)
        await ensure_topics(kafka)
    except TimeoutError as error:
        raise Failure(
            f"Kafka didn't become ready within {_KAFKA_WITHIN_SECONDS} s. "
            "Its log says why: `redthread logs kafka`."
        ) from error
    except WrongPartitions as error:
        raise Failure(str(error)) from error


if __name__ == "__main__":
    try:
        asyncio.run(run(os.environ["REDTHREAD_KAFKA"], int(os.environ["REDTHREAD_MONGOD_PORT"])))
    except Failure as failure:
        sys.exit(str(failure))
