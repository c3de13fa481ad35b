import asyncio

import pytest

from gateway.parts import gather
from gateway.problems import ServiceDown, ServiceProblem


async def answer(value: str) -> str:
    return value


async def fail(error: Exception) -> str:
    raise error


async def test_a_service_that_is_down_takes_only_its_part() -> None:
    talks, goals, bell = await gather(
        answer("talks"), fail(ServiceDown("goals")), fail(ServiceProblem("notifier", 403, {}))
    )

    assert talks.ok
    assert talks.value == "talks"
    assert goals.problem == "service-down"
    assert bell.problem == "http-403"
    assert goals.otherwise("instead") == "instead"


async def test_calls_run_at_the_same_time() -> None:
    both_begun = asyncio.Barrier(2)

    async def wait_for_the_other() -> str:
        await both_begun.wait()
        return "met"

    async with asyncio.timeout(5):
        one, other = await gather(wait_for_the_other(), wait_for_the_other())

    assert (one.value, other.value) == ("met", "met")


async def test_a_bug_is_not_a_missing_part() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        await gather(answer("fine"), fail(ZeroDivisionError()))

    assert raised.group_contains(ZeroDivisionError)
