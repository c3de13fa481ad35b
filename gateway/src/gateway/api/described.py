"""What the OpenAPI description says of many routes alike."""

from typing import Any

_STATUSES: list[int | str] = [401, 403, 404, 409, 413, 422, 428, 503]
_PROBLEM = {"description": "A problem (RFC 9457)", "content": {"application/problem+json": {}}}

PROBLEMS: dict[int | str, dict[str, Any]] = dict.fromkeys(_STATUSES, _PROBLEM)
"""The answers that every route may give."""


def csv_body(**examples: str) -> dict[str, Any]:
    """A route's `openapi_extra` when a CSV file is sent to it. `examples`: by name, a file each."""
    schema = {"type": "string", "format": "binary"}
    named = {name: {"value": file} for name, file in examples.items()}
    content = {"text/csv": {"schema": schema, "examples": named}}
    return {"requestBody": {"required": True, "content": content}}
