"""Creates the topics of the contracts and checks those that exist. Idempotent.

`python -m chassis.topics` does it once and ends: every service's image can.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from chassis.kafka import LARGEST_REQUEST_BYTES
from chassis.settings import Settings
from redthread_contracts import Topic
from redthread_contracts.topics import ALL

log = structlog.get_logger()


class TopicSettings(Settings):
    """What the job that creates the topics needs to know besides."""

    kafka_replication: int = 1
    """On how many brokers each new topic lies; 3 where there are three."""


class WrongPartitions(Exception):
    """A topic has another number of partitions than the contracts say."""


async def ensure_topics(
    servers: str,
    topics: Sequence[Topic] = ALL,
    *,
    prefix: str = "",
    partitions: int | None = None,
    replication: int = 1,
) -> None:
    """Create each topic and its dead-letter topic, or bring an existing one's settings in line.

    Refuses to change partitions (`WrongPartitions`): keys would move and lose their order.
    `partitions` overrides the contracts' number, for tests.
    """
    wanted = {
        name: (partitions or topic.partitions, config)
        for topic in topics
        for name, config in (
            (f"{prefix}{topic.name}", _config(topic)),
            (f"{prefix}{topic.dead_letters}", _dead_letter_config()),
        )
    }
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=20_000)
    await admin.start()
    try:
        existing = {
            each["topic"]: len(each["partitions"])
            for each in await admin.describe_topics(list(wanted))
            if each["error_code"] == 0
        }
        for name, (count, _) in wanted.items():
            if name in existing and existing[name] != count:
                raise WrongPartitions(
                    f"The topic {name} has {existing[name]} partitions and should have {count}. "
                    "Partitions are never changed: start from an empty Kafka, or copy the topic."
                )
        await _create(
            admin,
            [
                NewTopic(name, count, replication, topic_configs=config)
                for name, (count, config) in wanted.items()
                if name not in existing
            ],
        )
        if existing:
            await admin.alter_configs(
                [
                    ConfigResource(ConfigResourceType.TOPIC, name, configs=wanted[name][1])
                    for name in existing
                ]
            )
    finally:
        await admin.close()


async def _create(admin: Any, topics: Sequence[NewTopic]) -> None:
    if not topics:
        return
    response = await admin.create_topics(list(topics))
    for name, code, *_ in response.topic_errors:
        if code and for_code(code) is not TopicAlreadyExistsError:
            raise for_code(code)(f"cannot create the topic {name}")
    log.info("topics created", topics=[topic.name for topic in topics])


def _config(topic: Topic) -> dict[str, str]:
    retention = topic.retention
    return {
        "cleanup.policy": "compact" if topic.compacted else "delete",
        "retention.ms": str(int(retention.total_seconds() * 1000)) if retention else "-1",
        "max.message.bytes": str(1024 * 1024),
    }


def _dead_letter_config() -> dict[str, str]:
    return {
        "cleanup.policy": "delete",
        "retention.ms": "-1",
        "max.message.bytes": str(LARGEST_REQUEST_BYTES),
    }


if __name__ == "__main__":
    told = TopicSettings()
    asyncio.run(
        ensure_topics(told.kafka, prefix=told.topic_prefix, replication=told.kafka_replication)
    )
