"""What is generated from the contracts: JSON Schemas, golden samples and AsyncAPI 3.

All of it is committed and compared, so that a change of a contract is seen in review.
"""

import json
from pathlib import Path
from typing import Any

from redthread_contracts.catalogue import EVENTS
from redthread_contracts.envelope import to_headers
from redthread_contracts.event import Event
from redthread_contracts.samples import sample, sample_envelope
from redthread_contracts.topics import ALL, Topic

Json = dict[str, Any]


def files() -> dict[Path, Json]:
    """Every generated file, by its path below `contracts/`."""
    generated: dict[Path, Json] = {Path("asyncapi.json"): asyncapi()}
    for event in EVENTS:
        generated[Path("schemas") / f"{event.type}.json"] = schema(event)
        generated[Path("samples") / f"{event.type}.json"] = sample_record(event)
    return generated


def pages() -> dict[Path, str]:
    """A page per event for subscribers, by its path below `docs/subscribers/events/`."""
    index = ["# Events", "", "Generated from the contracts.", "", "| event | when |", "|---|---|"]
    written: dict[Path, str] = {}
    for event in EVENTS:
        name = event.type.removeprefix("se.redthread.")
        index.append(f"| [{name}]({name}.md) | {(event.__doc__ or '').splitlines()[0]} |")
        written[Path(f"{name}.md")] = _page(event)
    return {Path("README.md"): "\n".join(index) + "\n", **written}


def _page(event: type[Event]) -> str:
    record = sample_record(event)
    lines = [
        f"# {event.type}",
        "",
        event.__doc__ or "",
        "",
        f"Topic `{event.topic.name}`. Generated from the contracts.",
        "",
    ]
    if event.tombstone:
        lines += ["The record has no value.", ""]
    else:
        lines += ["| field | type | always there |", "|---|---|---|"]
        document = _embedded(schema(event))
        required = document.get("required", [])
        lines += [
            f"| `{name}` | {_type(field)} | {'yes' if name in required else 'no'} |"
            for name, field in document["properties"].items()
        ]
        lines.append("")
    lines += ["A sample:", "", "```json", text(record).rstrip(), "```", ""]
    return "\n".join(lines)


def _type(field: Json) -> str:
    if "enum" in field or "const" in field:
        return " or ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    if "anyOf" in field:
        return " or ".join(_type(each) for each in field["anyOf"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}" if "items" in field else "list"
    return str(field.get("format") or field.get("type"))


def text(document: Json) -> str:
    """A generated document as it is written: stable and easy to compare."""
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def schema(event: type[Event]) -> Json:
    """The JSON Schema (2020-12) of an event's data; what a producer promises."""
    if event.tombstone:
        return {**_head(event), "type": "null", "description": event.__doc__}
    generated = event.model_json_schema(mode="serialization")
    generated["description"] = event.__doc__
    return {**_head(event), **generated}


def sample_record(event: type[Event]) -> Json:
    """A whole record: key, headers and value."""
    envelope = sample_envelope(event)
    data = None if event.tombstone else sample(event).model_dump(mode="json")
    headers = to_headers(envelope, has_data=data is not None)
    return {
        "topic": event.topic.name,
        "key": envelope.subject,
        "headers": {name: value.decode() for name, value in headers},
        "value": data,
    }


def asyncapi() -> Json:
    """The AsyncAPI 3.0 description of all topics and events."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Röda tråden",
            "version": "1.0.0",
            "description": (
                "Events of the goal and development talks of a Swedish municipality. CloudEvents "
                "1.0 in Kafka's binary mode: attributes in ce_* headers, JSON data in the value, "
                "the aggregate's id as the key. Delivered at least once, in order per key."
            ),
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/en/"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in ALL},
        "operations": {
            f"read{topic.name.capitalize()}": {
                "action": "receive",
                "summary": topic.contains,
                "channel": {"$ref": f"#/channels/{topic.name}"},
            }
            for topic in ALL
        },
        "components": {
            "messages": {_key(event): _message(event) for event in EVENTS},
            "messageTraits": {"cloudEvent": _cloud_event()},
        },
    }


def _head(event: type[Event]) -> Json:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{event.type.replace('.', ':')}",
    }


def _channel(topic: Topic) -> Json:
    messages = [_key(event) for event in EVENTS if event.topic is topic]
    retention = topic.retention
    return {
        "address": topic.name,
        "description": topic.contains,
        "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in messages},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": ["compact" if topic.compacted else "delete"],
                    "retention.ms": int(retention.total_seconds() * 1000) if retention else -1,
                },
                "bindingVersion": "0.5.0",
            }
        },
    }


def _message(event: type[Event]) -> Json:
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": event.__doc__,
        "contentType": "application/json",
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-07",
            "schema": _embedded(schema(event)),
        },
        "examples": [{"name": "golden", "payload": sample_record(event)["value"] or {}}],
    }


def _embedded(document: Json) -> Json:
    """A schema inside AsyncAPI: its own definitions become local, ids and dialect go."""
    definitions = document.get("$defs", {})

    def resolved(value: Any) -> Any:
        if isinstance(value, dict):
            if reference := value.get("$ref"):
                return resolved(definitions[reference.rsplit("/", 1)[-1]])
            hidden = {"$defs", "$schema", "$id"}
            return {name: resolved(item) for name, item in value.items() if name not in hidden}
        if isinstance(value, list):
            return [resolved(item) for item in value]
        return value

    result: Json = resolved(document)
    return result


def _cloud_event() -> Json:
    attributes = {
        "ce_specversion": "Always 1.0",
        "ce_id": "The event's id; the same again is a duplicate",
        "ce_source": "Which service and collection it comes from",
        "ce_type": "What happened, with the version of the data",
        "ce_subject": "The aggregate's id; also the record's key",
        "ce_partitionkey": "The same",
        "ce_sequence": "Its place in the aggregate's history: 1, 2, 3 … with leading zeros",
        "ce_time": "When it happened, ISO 8601 with an offset",
        "ce_traceparent": "W3C trace context, where the cause was traced",
    }
    return {
        "headers": {
            "type": "object",
            "required": [name for name in attributes if name != "ce_traceparent"],
            "properties": {
                name: {"type": "string", "description": text} for name, text in attributes.items()
            },
        }
    }


def _key(event: type[Event]) -> str:
    return event.type.removeprefix("se.redthread.").replace(".", "-")
