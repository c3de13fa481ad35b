"""A small service to try the chassis on: counters that can be raised, and a copy of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter, FastAPI, Response

from chassis.actor import Asking
from chassis.consumer import Received, Subscription, effect_id
from chassis.documents import Aggregates, Decision, State
from chassis.errors import Conflict, VersionConflict
from chassis.http import IfMatch, etag
from chassis.projection import Write, upsert_newer
from chassis.service import Service
from chassis.settings import Settings
from redthread_contracts.goals import GoalAgreed, GoalChanged, GoalFacts
from redthread_contracts.ids import GoalId, UnitId
from redthread_contracts.topics import GOALS


class Counter(State):
    count: int = 0
    on: date = date(2026, 11, 30)
    at: datetime = datetime(2026, 11, 30, 8, tzinfo=UTC)
    tags: frozenset[str] = frozenset()


def facts(id: str, count: int) -> dict[str, Any]:
    return GoalFacts(
        goal_id=GoalId(id),
        level="unit",
        status="active",
        unit_id=UnitId("E00"),
        period_from=date(2026, 1, 1),
        period_until=date(2026, 12, 31),
        deadline=date(2026, 11, 30),
        title_sv=f"$räknare {count} 🙂",
        progress_percent=float(count),
    ).model_dump()


def raised(id: str, counter: Counter | None) -> Decision[Counter]:
    count = counter.count + 1 if counter else 1
    state = (counter or Counter(id=id)).model_copy(update={"count": count})
    return Decision(state, [GoalChanged(**facts(id, count))])


class Counters:
    def __init__(self, service: Service) -> None:
        self.counters: Aggregates[Counter] = service.aggregates("counters", Counter)
        self.views = service.database["views"]
        self.effects = service.database["effects"]

    def project(self, event: Received[GoalFacts]) -> Sequence[Write]:
        fields = {"title": event.data.title_sv, "count": event.data.progress_percent}
        return [upsert_newer(self.views, event, fields)]

    async def act(self, event: Received[GoalAgreed]) -> None:
        if event.data.title_sv == "poison":
            raise ValueError("this event can't be handled")
        key = {"_id": effect_id(event.envelope.id, "act")}
        await self.effects.update_one(
            key, {"$setOnInsert": {"of": event.data.goal_id}}, upsert=True
        )


def create_app(settings: Settings, *, name: str = "counter") -> tuple[FastAPI, Counters]:
    service = Service(name, settings)
    counters = Counters(service)
    service.keeps_directory()
    service.subscribes(
        Subscription(
            f"{settings.database}.views",
            [GOALS],
            {GoalChanged: counters.project, GoalAgreed: counters.act},
        )
    )
    router = APIRouter()

    @router.post("/counters/{id}/raise")
    async def _raise(id: str, _who: Asking, response: Response) -> Counter:
        stored = await counters.counters.change(id, lambda state: raised(id, state))
        assert stored is not None
        etag(response, stored.version)
        return stored.state

    @router.put("/counters/{id}")
    async def _set(id: str, count: int, seen: IfMatch, _who: Asking) -> Counter:
        def decide(state: Counter | None) -> Decision[Counter]:
            if count < 0:
                raise Conflict("count-negative", "Choose a number from 0.", least=0)
            new = Counter(id=id, count=count)
            return Decision(new, [GoalChanged(**facts(id, count))])

        try:
            stored = await counters.counters.change(id, decide, expected=seen)
        except VersionConflict as conflict:
            current = await counters.counters.require(id)
            raise VersionConflict(
                current_version=conflict.facts["current_version"],  # type: ignore[arg-type]
                current={"count": current.state.count},
                yours={"count": count},
            ) from None
        assert stored is not None
        return stored.state

    @router.get("/counters/{id}")
    async def _get(id: str) -> Counter:
        return (await counters.counters.require(id)).state

    return service.app(router), counters
