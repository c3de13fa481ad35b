"""Composing a page: calls to services run at the same time, and each can fail by itself."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import Any, Generic, TypeVar, overload

from pydantic import BaseModel, ConfigDict

from gateway.problems import ServiceDown, ServiceProblem

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")


class Part(BaseModel, Generic[T]):
    """A part of a page: its value, or the code of the problem why it is missing."""

    model_config = ConfigDict(frozen=True)

    value: T | None = None
    problem: str | None = None
    """`service-down`, or the problem's own code."""

    @property
    def ok(self) -> bool:
        """Whether there is something to show."""
        return self.problem is None

    def otherwise(self, instead: T) -> T:
        """The value, or something instead of it."""
        return instead if self.value is None else self.value


async def part(call: Awaitable[T]) -> Part[T]:
    """Await a call; a failure of its service becomes a part that says so."""
    try:
        return Part(value=await call)
    except ServiceDown as down:
        return Part(problem=down.code)
    except ServiceProblem as problem:
        return Part(problem=problem.code)


@overload
async def gather(a: Awaitable[A], /) -> tuple[Part[A]]: ...
@overload
async def gather(a: Awaitable[A], b: Awaitable[B], /) -> tuple[Part[A], Part[B]]: ...
@overload
async def gather(
    a: Awaitable[A], b: Awaitable[B], c: Awaitable[C], /
) -> tuple[Part[A], Part[B], Part[C]]: ...
@overload
async def gather(
    a: Awaitable[A], b: Awaitable[B], c: Awaitable[C], d: Awaitable[D], /
) -> tuple[Part[A], Part[B], Part[C], Part[D]]: ...
@overload
async def gather(
    a: Awaitable[A], b: Awaitable[B], c: Awaitable[C], d: Awaitable[D], e: Awaitable[E], /
) -> tuple[Part[A], Part[B], Part[C], Part[D], Part[E]]: ...
async def gather(*calls: Awaitable[Any]) -> Any:
    """Run calls to services at the same time, each into its own part.

    Any other error cancels the rest and comes out: it is a bug, not a missing part.
    """
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(part(call)) for call in calls]
    return tuple(task.result() for task in tasks)


async def together(calls: Iterable[Awaitable[T]]) -> list[T]:
    """Run calls at the same time; the first failure stops the rest and comes out as it is."""
    tasks = [asyncio.ensure_future(call) for call in calls]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
