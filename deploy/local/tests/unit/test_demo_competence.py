"""What the people of the demo can, and what their units need."""

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import chain
from typing import Any

import pytest

from redthread_local.demo.cast import ELLEN, MATTIAS, TEAM
from redthread_local.demo.competence import profile_rows, requirement_rows
from redthread_local.demo.municipality import generate
from redthread_local.demo.taxonomy import key_of, term_rows

Row = dict[str, Any]

TODAY = date(2026, 11, 24)


@cache
def people() -> list[Row]:
    return generate(850, today=TODAY).people


@cache
def profiles() -> dict[str, Row]:
    return {row["person_id"]: row for row in profile_rows(people(), TODAY)}


@cache
def terms() -> dict[str, Row]:
    return {row["id"]: row for row in term_rows()}


def listed() -> list[Row]:
    return list(chain.from_iterable(row["competences"] for row in profiles().values()))


def held() -> list[Row]:
    return list(chain.from_iterable(row.get("certificates", []) for row in profiles().values()))


def test_every_term_has_a_key_and_a_label_of_its_own_kind() -> None:
    assert len(terms()) == len(term_rows()) > 10_000
    assert Counter(row["kind"] for row in term_rows()).keys() == {
        "skill",
        "occupation",
        "language",
        "driving_licence",
        "certificate",
    }
    assert all(row["label_sv"] and len(row.get("synonyms", [])) <= 30 for row in term_rows())


def test_what_is_listed_held_or_needed_is_in_the_taxonomy() -> None:
    needed = [each["term"] for row in requirement_rows() for each in row["required"]]

    used = {each["term"] for each in (*listed(), *held())} | set(needed)

    assert used <= terms().keys()


def test_most_people_list_something_that_fits_them() -> None:
    assert 0.8 < len(profiles()) / len(people()) < 0.95
    officers = {each["id"] for each in people() if each["title"] == "Bygglovshandläggare"}
    planning = key_of("Plan- och bygglagen, PBL")
    can = [
        id
        for id in officers & profiles().keys()
        if any(each["term"] == planning for each in profiles()[id]["competences"])
    ]

    assert len(can) >= 10


@pytest.mark.parametrize("row", ["competences", "certificates"])
def test_nobody_lists_the_same_twice(row: str) -> None:
    for profile in profiles().values():
        keys = [each["term"] for each in profile.get(row, [])]
        assert len(keys) == len(set(keys))


def test_people_with_a_protected_identity_list_nothing() -> None:
    assert not {each["id"] for each in people() if each["protected"]} & profiles().keys()


def test_the_whole_team_and_its_manager_list_something() -> None:
    assert {*TEAM, MATTIAS} <= profiles().keys()


def test_a_certificate_ends_after_it_began_and_some_end_soon() -> None:
    days = [each["expires"] for each in held() if "expires" in each]
    soon = [day for day in days if TODAY <= date.fromisoformat(day) <= TODAY + timedelta(days=60)]

    assert all(
        each["issued"] < each["expires"] for each in held() if {"issued", "expires"} <= each.keys()
    )
    assert 5 <= len(soon) < len(days) / 4


def test_the_persona_has_what_the_example_page_shows() -> None:
    ellen = profiles()[ELLEN]
    hidden = [each["term"] for each in ellen["competences"] if each.get("hidden")]

    assert hidden == [key_of("Konflikthantering")]
    assert ellen["education"][0]["year"] == 2014


def test_the_unit_of_the_persona_lacks_something_and_has_something() -> None:
    (unit,) = (row for row in requirement_rows() if len(row["required"]) == 12)
    title = {each["id"]: each["title"] for each in people()}
    lacking = 0
    for required in unit["required"]:
        have = sum(
            title[id] == required["role"]
            and any(
                each["term"] == required["term"]
                and each["level"] >= required["level"]
                and not each.get("hidden")
                for each in profiles()[id]["competences"]
            )
            for id in TEAM
        )
        lacking += have < required["count"]

    assert 0 < lacking < len(unit["required"])


def test_the_same_day_gives_the_same() -> None:
    assert list(profiles().values()) == profile_rows(people(), TODAY)
    assert requirement_rows() == requirement_rows()


def test_any_title_of_the_city_can_be_given_something() -> None:
    city = generate(60_000, today=TODAY).people
    titles = {each["title"]: each for each in city}

    rows = profile_rows(list(titles.values()), TODAY)

    assert len(rows) > 0.7 * len(titles)
    assert all(row["competences"] for row in rows)
