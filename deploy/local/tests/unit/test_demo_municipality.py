"""The made-up municipality."""

import re
from collections import Counter
from datetime import date
from functools import cache

import pytest

from redthread_local.demo.cast import ELLEN, MATTIAS, TEAM
from redthread_local.demo.municipality import Municipality, Row, generate
from redthread_local.demo.personas import PERSONAS, personas_json

TODAY = date(2026, 11, 24)
PERSONNUMMER = re.compile(r"(?:18|19|20)?\d{6}[-+ ]?\d{4}")


@cache
def made(people: int = 850) -> Municipality:
    return generate(people, today=TODAY)


def by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["id"]: row for row in rows}


def test_the_town_hall_has_120_units_and_about_850_people() -> None:
    assert len(made().units) == 120
    assert 840 <= len(made().people) <= 880


@pytest.mark.parametrize("people", [850, 3_000, 10_000])
def test_any_size_comes_out_about_as_asked(people: int) -> None:
    assert len(made(people).people) == pytest.approx(people, rel=0.05)


def test_the_whole_city_has_about_the_units_and_people_of_its_rule() -> None:
    city = generate(59_935, today=TODAY)

    # The file counts 171 areas over all; one kind of unit in each makes ten more.
    assert len(city.units) == 3_023 + 10
    assert len(city.people) == pytest.approx(59_935, rel=0.01)


def test_the_same_day_gives_the_same_municipality() -> None:
    assert generate(850, today=TODAY) == made()


def test_ids_employee_numbers_and_addresses_are_unique() -> None:
    for field in ("id", "employee_number", "email"):
        assert Counter(person[field] for person in made(10_000).people).most_common(1)[0][1] == 1


def test_nothing_looks_like_a_personnummer() -> None:
    for person in made().people:
        for value in person.values():
            if isinstance(value, str) and value not in (person["id"], person["unit_id"]):
                assert not PERSONNUMMER.fullmatch(value)


def test_every_address_is_in_the_reserved_domain() -> None:
    assert all(
        re.fullmatch(r"[a-z.-]+\d*@ekstad\.example", person["email"]) for person in made().people
    )


@pytest.mark.parametrize("people", [850, 10_000])
def test_the_units_are_a_tree_and_each_comes_after_its_parent(people: int) -> None:
    seen: set[str] = set()

    for unit in made(people).units:
        assert (unit["parent_id"] is None) == (unit["level"] == "municipality")
        assert unit["parent_id"] is None or unit["parent_id"] in seen
        seen.add(unit["id"])

    assert [unit["level"] for unit in made(people).units].count("municipality") == 1


@pytest.mark.parametrize("people", [850, 10_000])
def test_every_unit_is_led_by_somebody_who_works_there(people: int) -> None:
    everybody = by_id(made(people).people)

    for unit in made(people).units:
        assert everybody[unit["manager_id"]]["unit_id"] == unit["id"]


def test_there_is_one_chief_executive() -> None:
    titles = Counter(person["title"] for person in made().people)

    assert titles["Kommundirektör"] == 1
    assert titles["Förvaltningsdirektör"] == 7


def test_the_personas_are_people_of_the_municipality_with_their_names() -> None:
    everybody = by_id(made().people)

    for persona in PERSONAS:
        person = everybody[persona.id]
        assert f"{person['given_name']} {person['family_name']}" == persona.name
    assert personas_json().count('"id"') == 5


@pytest.mark.parametrize("people", [850, 3_000])
def test_the_manager_has_28_reports_in_every_size(people: int) -> None:
    (unit,) = [unit for unit in made(people).units if unit["manager_id"] == MATTIAS]
    team = {person["id"] for person in made(people).people if person["unit_id"] == unit["id"]}

    assert team - {MATTIAS} == set(TEAM)
    assert len(TEAM) == 28
    assert ELLEN in TEAM


def test_roles_absences_languages_and_protection_are_there() -> None:
    roles = Counter(role for person in made().people for role in person["roles"])

    assert roles["hr"] >= 3
    assert roles["admin"] == 1
    assert sum(person["protected"] for person in made().people) == 2
    assert 10 <= sum(bool(person["absences"]) for person in made().people) <= 90
    assert 0.05 < sum(p["language"] == "en" for p in made().people) / len(made().people) < 0.11


def test_nobody_is_protected_whom_the_demo_is_about() -> None:
    protected = {person["id"] for person in made().people if person["protected"]}

    assert not protected & {*TEAM, *(persona.id for persona in PERSONAS)}
