"""The JSON API describes itself."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from chassis.tokens import new_key_pair
from gateway.app import create_app
from gateway.settings import GatewaySettings


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in API["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/api/v1/"):
                yield f"{method.upper()} {path}", operation


def _schema() -> dict[str, Any]:
    private, public = new_key_pair()
    settings = GatewaySettings(internal_private_key=private, internal_public_key=public, demo=True)
    return create_app(settings).openapi()


API = _schema()
OPERATIONS = dict(_operations())


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_route_of_the_api_says_what_it_does(operation: str) -> None:
    assert OPERATIONS[operation].get("description")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_body_that_the_api_takes_has_an_example(operation: str) -> None:
    for media in _bodies(operation):
        shape = media.get("schema", {})
        described = {**shape, **_named(shape), **media}
        assert described.get("example") or described.get("examples")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_example_is_one_that_the_api_takes(operation: str) -> None:
    for media in _bodies(operation):
        shape = _named(media.get("schema", {}))
        if "example" in shape:
            whole = {**shape, "components": API["components"]}
            Draft202012Validator(whole, format_checker=FormatChecker()).validate(shape["example"])


def _bodies(operation: str) -> Iterable[Mapping[str, Any]]:
    content: Mapping[str, Any] = OPERATIONS[operation].get("requestBody", {}).get("content", {})
    return content.values()


def _named(shape: Mapping[str, Any]) -> dict[str, Any]:
    name = shape.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = API["components"]["schemas"].get(name, {})
    return found
