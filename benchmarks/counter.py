"""The smallest aggregate there is, to measure the chassis and nothing else."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from chassis.consumer import Received, Subscription
from chassis.documents import Decision, State
from chassis.projection import Write, upsert_newer
from chassis.service import Service
from chassis.settings import Settings
from chassis.testing import Stack
from chassis.topics import ensure_topics
from redthread_contracts.goals import GoalChanged, GoalFacts
from redthread_contracts.ids import GoalId, UnitId
from redthread_contracts.topics import GOALS


class Counter(State):
    """Counts, and has about as much beside it as a goal."""

    count: int = 0
    title: str = "Beslut inom fyra veckor i enkla ärenden"
    why: str = "Den som söker bygglov ska veta när beslutet kommer. " * 4


def changed(id: str, count: int) -> GoalChanged:
    """An event of an ordinary size."""
    return GoalChanged(
        goal_id=GoalId(id),
        level="unit",
        status="active",
        unit_id=UnitId("E05-2A"),
        period_from=date(2026, 1, 1),
        period_until=date(2026, 12, 31),
        deadline=date(2026, 11, 30),
        title_sv="Beslut inom fyra veckor i enkla ärenden",
        title_en="Decisions within four weeks in simple cases",
        progress_percent=float(count % 100),
    )


def raised(id: str, counter: Counter | None) -> Decision[Counter]:
    """One more."""
    count = counter.count + 1 if counter else 1
    state = (counter or Counter(id=id)).model_copy(update={"count": count})
    return Decision(state, [changed(id, count)])


class Bench:
    """A service with counters, and its own topics and database."""

    def __init__(self, stack: Stack, prefix: str, *, database: str | None = None) -> None:
        self.settings = Settings(
            kafka=stack.kafka,
            mongo_url=stack.mongo_url,
            topic_prefix=prefix,
            database=database or f"bench_{uuid4().hex[:8]}",
            log_level="ERROR",
        )
        self.service = Service("bench", self.settings)
        self.counters = self.service.aggregates("counters", Counter)
        self.views = self.service.database["views"]
        self.raw = self.service.database["raw"]
        self.prefix = prefix
        self._round = 0

    @property
    def topic(self) -> str:
        """The topic that the counters' events go to."""
        return f"{self.settings.topic_prefix}{GOALS.name}"

    def next_round(self) -> int:
        """To which number the counters are raised next."""
        self._round += 1
        return self._round

    def subscription(self) -> Subscription:
        """A projection of the counters."""
        return Subscription(f"views.{uuid4().hex[:6]}", [GOALS], {GoalChanged: self.project})

    def project(self, event: Received[GoalFacts]) -> Sequence[Write]:
        """One view per counter."""
        return [upsert_newer(self.views, event, event.data.model_dump(mode="json"))]


async def fresh(stack: Stack) -> Bench:
    """A bench with empty topics."""
    prefix = f"b{uuid4().hex[:8]}."
    await ensure_topics(stack.kafka, prefix=prefix)
    return Bench(stack, prefix)
