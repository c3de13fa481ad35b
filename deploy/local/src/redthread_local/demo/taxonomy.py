"""The taxonomy for the competence service's import: JobTech's terms, certificates, Ekstad's own."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from redthread_local.demo import source

Row = dict[str, Any]

_KINDS = {
    "skill": "skill",
    "occupation-name": "occupation",
    "language": "language",
    "driving-licence": "driving_licence",
}
"""Of JobTech's types; the levels of SSYK are groups of occupations and no terms."""

_LICENCES = {"C27", "C28", "C29", "C30"}
"""Driving licences, which the taxonomy has already."""


def term_rows() -> list[Row]:
    """Every term, with its own id as its key."""
    return [*_of_jobtech(), *_certificates(), *_own()]


@cache
def key_of(label: str) -> str:
    """The key of the skill or language with a label. Raises `KeyError`."""
    return _keys()[label]


@cache
def valid_months() -> dict[str, int]:
    """How long a certificate or licence lasts, by its key; without an entry: for ever."""
    own: dict[str, int] = source.skills()["certificates"]["valid_months"]
    listed = {
        row["id"]: int(row["valid_months"]) for row in source.certificates() if row["valid_months"]
    }
    return listed | own


@cache
def skills_of_occupations() -> dict[str, list[str]]:
    """The skills that JobTech ties to an occupation group, by its code in SSYK 2012."""
    found: dict[str, list[str]] = {}
    for row in source.taxonomy():
        for code in row["related_ssyk"].split("|"):
            found.setdefault(code, []).append(row["preferred_sv"])
    return found


@cache
def _keys() -> dict[str, str]:
    jobtech = {
        row["preferred_sv"]: row["id"]
        for row in source.taxonomy()
        if row["type"] in ("skill", "language")
    }
    return jobtech | {row["label_sv"]: row["id"] for row in source.skills()["own_terms"]}


def _of_jobtech() -> Iterator[Row]:
    lasting = {
        row["jobtech_id"]: row["valid_months"]
        for row in source.certificates()
        if row["id"] in _LICENCES
    }
    for row in source.taxonomy():
        kind = _KINDS.get(row["type"])
        if kind is None:
            continue
        months = lasting.get(row["id"])
        yield {
            "id": row["id"],
            "concept_id": row["id"],
            "kind": kind,
            "label_sv": row["preferred_sv"],
            "label_en": row["preferred_en"] or None,
            "synonyms": _parts(row["synonyms"], row["synonyms_own"]),
            "former_labels": _parts(row["former_label"]),
            "valid_months": int(months) if months else None,
        }


def _certificates() -> Iterator[Row]:
    for row in source.certificates():
        if row["id"] not in _LICENCES:
            yield {
                "id": row["id"],
                "kind": "certificate",
                "label_sv": row["name_sv"],
                "label_en": row["name_en"],
                "valid_months": int(row["valid_months"]) if row["valid_months"] else None,
            }


def _own() -> Iterator[Row]:
    for row in source.skills()["own_terms"]:
        yield {"kind": "skill", **row}


def _parts(*lists: str) -> list[str]:
    return list(dict.fromkeys(part for each in lists for part in each.split("|") if part))
