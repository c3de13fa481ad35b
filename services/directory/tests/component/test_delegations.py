"""A manager lets somebody act for a period. The town's day is 14 October 2026."""

from typing import Any

import pytest

from .conftest import Town

PERIOD = {"start": "2026-10-14", "until": "2026-10-30"}


async def test_a_manager_lets_a_colleague_act_and_takes_it_back(town: Town) -> None:
    done = await town.ask("PUT", "/me/delegations/ellen", "mattias", PERIOD)
    again = await town.ask("PUT", "/me/delegations/ellen", "mattias", PERIOD)
    longer = {**PERIOD, "until": "2026-11-15"}
    moved = await town.ask("PUT", "/me/delegations/ellen", "mattias", longer)
    back = [await town.ask("DELETE", "/me/delegations/ellen", "mattias") for _ in range(2)]

    assert [(each["to"]["id"], each["until"]) for each in done.body["items"]] == [
        ("ellen", "2026-10-30")
    ]
    assert again.body == done.body
    assert [each["until"] for each in moved.body["items"]] == ["2026-11-15"]
    assert [each.body["items"] for each in back] == [[], []]


async def test_each_change_of_a_delegation_is_told_once(town: Town) -> None:
    before = (await town.versions())["mattias"]

    for _ in range(2):
        await town.ask("PUT", "/me/delegations/ellen", "mattias", PERIOD)
    given = (await town.versions())["mattias"]
    for _ in range(2):
        await town.ask("DELETE", "/me/delegations/ellen", "mattias")

    assert (given, (await town.versions())["mattias"]) == (before + 1, before + 2)


@pytest.mark.parametrize(
    ("to", "period", "status", "code"),
    [
        ("mattias", PERIOD, 422, "delegated-to-oneself"),
        ("ellen", {"start": "2026-10-14", "until": "2026-10-13"}, 422, "ends-before-it-begins"),
        ("ellen", {"start": "2026-10-01", "until": "2026-10-13"}, 422, "delegation-passed"),
        ("ellen", {"start": "2026-10-14", "until": "2028-01-01"}, 422, "delegation-too-long"),
        ("nobody", PERIOD, 404, "person-not-found"),
        ("ellen", {"start": "i morgon", "until": "2026-10-13"}, 422, None),
        ("ellen", {**PERIOD, "why": "semester"}, 422, None),
    ],
)
async def test_a_delegation_that_can_not_be_is_refused_with_what_to_do(
    town: Town, to: str, period: Any, status: int, code: str | None
) -> None:
    answer = await town.ask("PUT", f"/me/delegations/{to}", "mattias", period)

    assert answer.status == status
    if code is not None:
        assert code in {
            answer.body["code"],
            *(one["code"] for one in answer.body.get("errors", [])),
        }


async def test_only_those_who_lead_a_unit_have_substitutes(town: Town) -> None:
    answer = await town.ask("PUT", "/me/delegations/mattias", "ellen", PERIOD)

    assert (answer.status, answer.body["code"]) == (403, "leads-nobody")
