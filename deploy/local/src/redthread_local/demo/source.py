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
def staff_groups() -> dict[str, str]:
    """The staff group of each title."""
    with (_DATA / "job_titles.csv").open(encoding="utf-8") as file:
        return {row["title_sv"]: row["staff_group"] for row in csv.DictReader(file)}


def _json(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return content
