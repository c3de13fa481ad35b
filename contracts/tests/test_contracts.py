import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from redthread_contracts import EVENTS, Envelope, Event, InvalidEvent, event_class
from redthread_contracts.compatibility import breaking_changes
from redthread_contracts.envelope import from_headers, to_headers
from redthread_contracts.goals import GoalAgreed
from redthread_contracts.publish import asyncapi, files, pages, schema, text
from redthread_contracts.samples import sample, sample_envelope
from redthread_contracts.topics import ALL

FOLDER = Path(__file__).parents[1]


def test_what_is_committed_is_what_the_contracts_generate() -> None:
    for path, document in files().items():
        assert (FOLDER / path).read_text(encoding="utf-8") == text(document), (
            f"{path} is out of date: run make contracts"
        )


def test_the_page_of_every_event_is_up_to_date() -> None:
    folder = FOLDER.parent / "docs/subscribers/events"

    assert {path.name for path in folder.glob("*.md")} == {path.name for path in pages()}
    for path, page in pages().items():
        assert (folder / path).read_text(encoding="utf-8") == page, "run make contracts"


def test_no_committed_file_stands_without_its_event() -> None:
    committed = {
        path.relative_to(FOLDER)
        for kind in ("schemas", "samples")
        for path in (FOLDER / kind).glob("*.json")
    }

    assert committed == {path for path in files() if path.parts[0] in {"schemas", "samples"}}


@pytest.mark.parametrize("path", sorted((FOLDER / "released").glob("*.json")), ids=lambda p: p.stem)
def test_a_released_schema_changes_by_optional_additions_only(path: Path) -> None:
    event = event_class(path.stem)
    assert event is not None, f"{path.stem} was promised to subscribers and is gone"

    assert breaking_changes(json.loads(path.read_text(encoding="utf-8")), schema(event)) == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_a_sample_is_valid_by_its_schema_and_reads_back_as_itself(event: type[Event]) -> None:
    data = sample(event)
    value = None if event.tombstone else data.model_dump(mode="json")

    jsonschema.validate(value, schema(event))
    assert event.model_validate(value or {}) == data


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_an_envelope_reads_back_from_its_headers(event: type[Event]) -> None:
    envelope = sample_envelope(event)

    assert from_headers(to_headers(envelope)) == envelope


@pytest.mark.parametrize(
    "broken",
    [
        {"ce_specversion": b"0.3"},
        {"ce_id": b""},
        {"ce_subject": None},
        {"ce_sequence": b"seven"},
        {"ce_sequence": b"0"},
        {"ce_time": b"2026-10-22T08:00:00"},
        {"ce_type": b"\xff"},
    ],
)
def test_a_wrong_envelope_is_refused(broken: dict[str, bytes | None]) -> None:
    headers: dict[str, bytes | None] = dict(to_headers(sample_envelope(GoalAgreed)))

    with pytest.raises(InvalidEvent):
        from_headers([*(headers | broken).items()])


def test_a_missing_attribute_is_refused() -> None:
    with pytest.raises(InvalidEvent):
        from_headers([("content-type", b"application/json")])


def test_sequences_sort_as_text_as_they_do_as_numbers() -> None:
    texts = [
        dict(to_headers(Envelope(source="/x", type="t", subject="s", sequence=number)))[
            "ce_sequence"
        ]
        for number in (2, 10, 1)
    ]

    assert sorted(texts) == [texts[2], texts[0], texts[1]]


def test_readers_pass_over_fields_that_they_do_not_know() -> None:
    newer = {**sample(GoalAgreed).model_dump(mode="json"), "added_later": 1}

    assert GoalAgreed.model_validate(newer) == sample(GoalAgreed)


def test_the_asyncapi_document_is_valid_by_its_specification() -> None:
    specification = json.loads((FOLDER / "tests/asyncapi/3.0.0.json").read_text())

    jsonschema.Draft7Validator(specification).validate(asyncapi())


def test_every_event_has_its_own_type_and_a_known_topic() -> None:
    assert len({event.type for event in EVENTS}) == len(EVENTS)
    assert {event.topic for event in EVENTS} == set(ALL)
    assert all(event.type.startswith("se.redthread.") for event in EVENTS)


def test_an_individual_goal_has_no_title_on_the_bus() -> None:
    # Only what the schema allows can leave; the service's own test proves that it does not.
    data = sample(GoalAgreed).model_dump()

    assert data["level"] == "individual"
    assert data["title_sv"] is None
    assert data["title_en"] is None


BASE: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "state": {"enum": ["open", "done"], "type": "string"}},
    "required": ["id", "state"],
}


def _changed(**properties: Any) -> dict[str, Any]:
    return {**BASE, "properties": {**BASE["properties"], **properties}}


def test_an_optional_addition_breaks_nobody() -> None:
    assert breaking_changes(BASE, _changed(note={"type": "string"})) == []


@pytest.mark.parametrize(
    "current",
    [
        _changed(id={"type": "integer"}),
        _changed(state={"enum": ["open", "done", "lost"], "type": "string"}),
        {**BASE, "required": ["id"]},
        {**BASE, "properties": {"id": {"type": "string"}}, "required": ["id"]},
        _changed(id={"anyOf": [{"type": "string"}, {"type": "null"}]}),
    ],
    ids=["type", "new-value", "no-longer-required", "taken-away", "now-nullable"],
)
def test_anything_else_is_a_breaking_change(current: dict[str, Any]) -> None:
    assert breaking_changes(BASE, current) != []
