"""The units of the made-up municipality, for any size, by `mix_rule` and `scale_city`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from random import Random
from typing import Any

from redthread_local.demo import source
from redthread_local.demo.cast import PERMITS, places_taken

_TOWN_HALL = 850
_CENTRAL_AT_MOST = 4
"""The central part of a city is the town hall with every leaf four times as large."""

_CITY_CENTRAL, _CITY_REST = 3_277, 56_658
"""People in the central part of the whole city and in the rest of it (`scale_city`)."""

_UNITS_IN_AN_AREA, _STAFF_OF_AN_AREA = 16, 3
_TOP = "E00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit to fill. `titles` are those of the staff with their weights."""

    code: str
    parent: str | None
    level: str
    name_sv: str
    name_en: str
    headcount: int
    manager_title: str
    titles: Mapping[str, float]
    number_prefix: str


def places(people: int) -> Iterator[Place]:
    """All units, each after its parent, for a municipality of about `people` people."""
    yield from _central(min(people / _TOWN_HALL, _CENTRAL_AT_MOST))
    share = max(0.0, (people - _CITY_CENTRAL) / _CITY_REST)
    for number, kind in enumerate(source.municipality()["scale_city"]["leaf_types"], start=1):
        yield from _leaves(kind, number, round(kind["count"] * share))


def _central(factor: float) -> Iterator[Place]:
    units = source.municipality()["units"]
    parents = {unit["parent"] for unit in units}
    for number, unit in enumerate(units):
        leaf = unit["id"] not in parents
        yield Place(
            code=unit["id"],
            parent=unit["parent"],
            level=unit["level"],
            name_sv=unit["name_sv"],
            name_en=unit["name_en"],
            headcount=_central_headcount(unit, factor if leaf else 1),
            manager_title="Enhetschef" if leaf else _leader(unit),
            titles=_twice_the_first(unit["titles"] if leaf else unit["titles"][1:]),
            number_prefix=f"10{number:03d}",
        )


def _central_headcount(unit: Mapping[str, Any], factor: float) -> int:
    taken = places_taken(unit["id"])
    if unit["id"] == PERMITS:
        return taken  # a team of the size that the demo tells about
    return max(1, taken, round(int(unit["headcount"]) * factor))


def _leader(unit: Mapping[str, Any]) -> str:
    """The title of who leads a department or division; there is one chief executive."""
    title: str = unit["titles"][0]
    if title == "Kommundirektör" and unit["id"] != _TOP:
        return "Förvaltningsdirektör"
    return title


def _twice_the_first(titles: list[str]) -> dict[str, float]:
    weights = {title: 2.0 if number == 0 else 1.0 for number, title in enumerate(titles)}
    return weights or {"Strateg": 1.0}


def _leaves(kind: Mapping[str, Any], number: int, count: int) -> Iterator[Place]:
    """`count` units of a kind, numbered, under areas of 16 with three staff each.

    An area holds one kind and the last one of a kind may be smaller, so the whole city has 181
    areas, where the file's own sum has 171 (all units by 16, across kinds and departments).
    """
    rng = Random(f"ekstad:{kind['type_en']}")
    code = f"{kind['department']}-T{number:02d}"
    for area in range(1, ceil(count / _UNITS_IN_AN_AREA) + 1):
        yield Place(
            code=f"{code}-O{area:02d}",
            parent=kind["department"],
            level="division",
            name_sv=f"{kind['type_sv']}, område {area}",
            name_en=f"{kind['type_en']}, area {area}",
            headcount=_STAFF_OF_AN_AREA,
            manager_title="Avdelningschef",
            titles={"Verksamhetsutvecklare": 1.0, "Administratör": 1.0},
            number_prefix=f"{number + 40}{area:03d}",
        )
        first = (area - 1) * _UNITS_IN_AN_AREA + 1
        for leaf in range(first, min(first + _UNITS_IN_AN_AREA, count + 1)):
            yield Place(
                code=f"{code}-{leaf:03d}",
                parent=f"{code}-O{area:02d}",
                level="unit",
                name_sv=f"{kind['type_sv']} {leaf:03d}",
                name_en=f"{kind['type_en']} {leaf:03d}",
                headcount=round(kind["mean_headcount"] * rng.uniform(0.7, 1.3)),
                manager_title=kind["manager_title"],
                titles=kind["title_percent"],
                number_prefix=f"{number + 70}{leaf:03d}",
            )
