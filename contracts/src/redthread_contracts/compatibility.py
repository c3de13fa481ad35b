"""Which changes of a schema would break a reader.

Within a version only optional additions are allowed; anything else is a `.v2` that is published
beside the old one.
"""

from typing import Any

Json = dict[str, Any]


def breaking_changes(released: Json, current: Json, place: str = "") -> list[str]:
    """What a reader of `released` could not read in `current`; [] when it may go out.

    Both are JSON Schemas of event data as `publish.schema` makes them.
    """
    return _compare(_inlined(released), _inlined(current), place)


def _compare(released: Json, current: Json, place: str) -> list[str]:
    wrong = [
        f"{place or '/'}: {keyword} was {released.get(keyword)!r}"
        for keyword in ("type", "const", "format")
        if released.get(keyword) != current.get(keyword)
    ]
    if "enum" in released and (
        "enum" not in current or set(current["enum"]) - set(released["enum"])
    ):
        wrong.append(f"{place or '/'}: new values in an enumeration that readers know as closed")
    before, after = released.get("properties", {}), current.get("properties", {})
    wrong += [f"{place}/{name}: taken away" for name in before if name not in after]
    wrong += [
        f"{place}/{name}: no longer always there"
        for name in released.get("required", [])
        if name in after and name not in current.get("required", [])
    ]
    for name in before:
        if name in after:
            wrong += _compare(before[name], after[name], f"{place}/{name}")
    if "items" in released:
        wrong += _compare(released["items"], current.get("items", {}), f"{place}[]")
    if "anyOf" in released:
        choices = current.get("anyOf", [current])
        wrong += [
            f"{place or '/'}: a new kind of value"
            for choice in choices
            if all(_compare(known, choice, place) for known in released["anyOf"])
        ]
    return wrong


def _inlined(document: Json) -> Json:
    definitions = document.get("$defs", {})

    def resolve(value: Any) -> Any:
        if isinstance(value, dict):
            if reference := value.get("$ref"):
                return resolve(definitions[reference.rsplit("/", 1)[-1]])
            return {name: resolve(item) for name, item in value.items() if name != "$defs"}
        if isinstance(value, list):
            return [resolve(item) for item in value]
        return value

    result: Json = resolve(document)
    return result
