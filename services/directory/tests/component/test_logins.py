from typing import Any

import pytest

from .conftest import PEOPLE, Town, a_person

LOGIN = ["directory:login"]


@pytest.mark.parametrize(
    "asked",
    ["employee_number=1000-ellen", "email=ellen@ekstad.example", "email=Ellen@EKSTAD.example"],
)
async def test_a_login_means_one_person(town: Town, asked: str) -> None:
    answer = await town.ask("GET", f"/people/by-login?{asked}", scopes=LOGIN)

    assert answer.body == {"id": "ellen", "name": "Ellen Zander", "employed": True}


async def test_a_protected_person_logs_in_like_everybody_else(town: Town) -> None:
    answer = await town.ask("GET", "/people/by-login?employee_number=1000-hidden", scopes=LOGIN)

    assert answer.body["id"] == "hidden"


@pytest.mark.parametrize(("who", "employed"), [("leaving", True), ("gone", False)])
async def test_who_is_employed_is_so_until_the_end_of_the_last_day(
    town: Town, who: str, employed: bool
) -> None:
    answer = await town.ask("GET", f"/people/by-login?employee_number=1000-{who}", scopes=LOGIN)

    assert answer.body["employed"] is employed


@pytest.mark.parametrize("asked", ["employee_number=1000-", "email=nobody@ekstad.example"])
async def test_nobody_is_meant_by_what_nobody_has(town: Town, asked: str) -> None:
    answer = await town.ask("GET", f"/people/by-login?{asked}", scopes=LOGIN)

    assert (answer.status, answer.body["code"]) == (404, "person-not-found")


async def test_an_address_that_two_have_means_neither(town: Town) -> None:
    twin: dict[str, Any] = a_person("twin", "hr", "Tvilling", "Ek", email="ELLEN@ekstad.example")
    await town.bring_in(people=[*PEOPLE, twin])

    answer = await town.ask("GET", "/people/by-login?email=ellen@ekstad.example", scopes=LOGIN)

    assert (answer.status, answer.body["code"]) == (409, "email-shared")


@pytest.mark.parametrize("asked", ["", "employee_number=1&email=a@b.se"])
async def test_a_login_is_looked_up_by_one_thing(town: Town, asked: str) -> None:
    assert (await town.ask("GET", f"/people/by-login?{asked}", scopes=LOGIN)).status == 422


@pytest.mark.parametrize("who", ["ellen", "yasmin", "peter"])
async def test_no_person_may_look_logins_up(town: Town, who: str) -> None:
    answer = await town.get("/people/by-login?employee_number=1000-ellen", who)

    assert (answer.status, answer.body["code"]) == (403, "scope-missing")
