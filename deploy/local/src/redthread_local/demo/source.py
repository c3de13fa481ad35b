"""The data files of the demo, read once."""

import csv
import json
from functools import cache
from importlib.resources import files
from typing import Any

_DATA = files("redthread_local.demo") / "data"


@cache
def municipality() -> dict[str, Any]:
    """Units, goals and the rule for a city, as in municipality.json."""
    return _json("municipality.json")


@cache
def names() -> dict[str, dict[str, float]]:
    """Names and their shares: first_female, first_male, last."""
    return _json("names.json")


@cache
def skills() -> dict[str, Any]:
    """Which title has which skills, languages and certificates, and what units need."""
    return _json("skills.json")


@cache
def staff_groups() -> dict[str, str]:
    """The staff group of each title."""
    return {row["title_sv"]: row["staff_group"] for row in _csv("job_titles.csv")}


@cache
def occupations() -> dict[str, str]:
    """The SSYK 2012 code of each title."""
    return {row["title_sv"]: row["ssyk2012"] for row in _csv("job_titles.csv")}


@cache
def taxonomy() -> list[dict[str, str]]:
    """JobTech's skills, occupations, languages and driving licences, as in taxonomy.csv."""
    return _csv("taxonomy.csv")


@cache
def certificates() -> list[dict[str, str]]:
    """Certificates of municipal work, as in certificates.csv."""
    return _csv("certificates.csv")


def _csv(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _json(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return content
