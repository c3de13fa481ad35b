"""The made-up municipality: units and people by the rules in municipality.json.

The same size and day give the same people. Every unit draws from its own seed, so that the town
hall looks alike in every size.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from redthread_local.demo import source
from redthread_local.demo.cast import CAST
from redthread_local.demo.ids import person_id, unit_id
from redthread_local.demo.places import Place, places

Row = dict[str, Any]

_SEED = "ekstad"
_HIRED_UNTIL = date(2026, 8, 31)
_PROTECTED = {("E03-1B", 5), ("E01-4B", 7)}
_HR_DIVISION = "E01-3"


@dataclass(frozen=True, slots=True)
class Municipality:
    """Rows for the directory's import."""

    units: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)


def generate(people: int = 850, *, today: date) -> Municipality:
    """About `people` people in their units.

    850 is the town hall, 60 000 the whole city; absences and notices lie around `today`.
    """
    made = Municipality()
    addresses = _Addresses()
    for place in places(people):
        made.units.append(_unit(place))
        made.people.extend(_people(place, addresses, today))
    return made


def _unit(place: Place) -> Row:
    return {
        "id": unit_id(place.code),
        "parent_id": unit_id(place.parent) if place.parent else None,
        "name_sv": place.name_sv,
        "name_en": place.name_en,
        "level": place.level,
        "manager_id": person_id(place.code, 0),
    }


def _people(place: Place, addresses: "_Addresses", today: date) -> Iterator[Row]:
    rng = Random(f"{_SEED}:{place.code}")
    for number in range(place.headcount):
        drawn = _draw(place, number, rng, today)
        part = CAST.get((place.code, number))
        if part is not None:
            drawn |= {
                "given_name": part.given,
                "family_name": part.family,
                "title": part.title,
                "language": part.language,
                "employed_from": date(part.since, 1, 1) + timedelta(days=rng.randrange(330)),
                "employed_until": None,
                "absences": [],
            }
        drawn["staff_group"] = source.staff_groups()[drawn["title"]]
        drawn["email"] = addresses.of(drawn["given_name"], drawn["family_name"], part is not None)
        drawn["roles"] = list(part.roles) if part else _roles(place.code, number, drawn["title"])
        drawn["protected"] = (place.code, number) in _PROTECTED
        yield _json_days(drawn)


def _draw(place: Place, number: int, rng: Random, today: date) -> Row:
    """Somebody drawn at random. Every person takes the same number of draws."""
    given, family = _name(rng)
    title = rng.choices(list(place.titles), list(place.titles.values()))[0]
    hired = _HIRED_UNTIL - timedelta(days=int(rng.expovariate(1 / 2_200)) % 12_000)
    leaves = today + timedelta(days=rng.randrange(10, 60)) if rng.random() < 0.01 else None
    language = "en" if rng.random() < 0.08 else "sv"
    absences = _absences(rng, today)
    manager = number == 0
    return {
        "id": person_id(place.code, number),
        "employee_number": f"{place.number_prefix}{number:03d}",
        "given_name": given,
        "family_name": family,
        "language": language,
        "title": place.manager_title if manager else title,
        "unit_id": unit_id(place.code),
        "employed_from": hired,
        "employed_until": None if manager else leaves,
        "absences": [] if manager else absences,
    }


def _absences(rng: Random, today: date) -> list[Row]:
    """One in thirty is away now, one in thirty soon."""
    chance, days = rng.random(), rng.randrange(5, 90)
    if chance < 1 / 30:
        start = today - timedelta(days=days // 2)
    elif chance < 2 / 30:
        start = today + timedelta(days=days // 4 + 1)
    else:
        return []
    return [{"start": start.isoformat(), "until": (start + timedelta(days=days)).isoformat()}]


def _roles(unit_code: str, number: int, title: str) -> list[str]:
    if not unit_code.startswith(_HR_DIVISION):
        return []
    leads_hr = number == 0 and unit_code in {_HR_DIVISION, f"{_HR_DIVISION}A"}
    return ["hr"] if leads_hr or title == "HR-konsult" else []


class _Names:
    def __init__(self, shares: Mapping[str, float]) -> None:
        self._names = list(shares)
        self._cumulated = list(accumulate(shares.values()))

    def draw(self, rng: Random) -> str:
        return rng.choices(self._names, cum_weights=self._cumulated)[0]


@cache
def _name_lists() -> dict[str, _Names]:
    return {name: _Names(source.names()[name]) for name in ("first_female", "first_male", "last")}


def _name(rng: Random) -> tuple[str, str]:
    lists = _name_lists()
    given = lists["first_female" if rng.random() < 0.6 else "first_male"].draw(rng)
    family, second = lists["last"].draw(rng), lists["last"].draw(rng)
    return given, f"{family} {second}" if rng.random() < 0.06 and second != family else family


class _Addresses:
    """E-mail addresses, each given once; those of the cast are kept for them."""

    def __init__(self) -> None:
        self._given = {_local_part(part.given, part.family): 1 for part in CAST.values()}

    def of(self, given: str, family: str, reserved: bool) -> str:
        local = _local_part(given, family)
        if not reserved:
            self._given[local] = number = self._given.get(local, 0) + 1
            local = local if number == 1 else f"{local}{number}"
        return f"{local}@ekstad.example"


def _local_part(given: str, family: str) -> str:
    text = unicodedata.normalize(
        "NFKD", f"{given}.{family}".lower().replace("ı", "i").replace(" ", "-")
    )
    ascii_only = text.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z.-]+", "", ascii_only)


def _json_days(row: Row) -> Row:
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()
    }
