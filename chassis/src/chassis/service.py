"""The composition root's helper: owns every task of a service, starts and stops them in order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from pymongo import IndexModel
from pymongo.errors import PyMongoError

from chassis import http, telemetry
from chassis.clock import Clock, FileClock, SystemClock
from chassis.consumer import Consumers, Subscription
from chassis.directory import Directory, DirectoryCopy
from chassis.documents import OUTBOX_INDEX, Aggregates, Drafts, State
from chassis.jobs import Job, keep_running
from chassis.kafka import Producer
from chassis.mongo import (
    TRANSIENT,
    Collection,
    connect,
    create_clustered,
    create_indexes,
    database,
)
from chassis.relay import Relay
from chassis.settings import Settings
from chassis.tokens import TokenChecker

log = structlog.get_logger()

S = TypeVar("S", bound=State)

_STUCK_SECONDS = 120.0


class Service:
    """What a service has: a database, a clock, people and units, a relay, consumers, jobs."""

    def __init__(self, name: str, settings: Settings, *, clock: Clock | None = None) -> None:
        self.name = name
        self.settings = settings
        self.clock: Clock = clock or _clock(settings)
        self._client = connect(settings.mongo_url)
        self.database = database(self._client, settings.database or name)
        self._copy = DirectoryCopy(self.database)
        self.directory = Directory(self._copy.people, self._copy.units)
        self._producer = Producer(settings.kafka, client_id=name)
        self._relays: dict[str, Relay] = {}
        self._subscriptions: list[Subscription] = []
        self._jobs: list[Job] = []
        self._indexes: list[tuple[Collection, Sequence[IndexModel]]] = []
        self._clustered: list[str] = []
        self._keeps_directory = False
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._consumers: Consumers | None = None
        self._closers: list[Callable[[], Awaitable[None]]] = []

    def aggregates(self, collection: str, model: type[S]) -> Aggregates[S]:
        """Aggregates of this service; their events are relayed."""
        relay = Relay(
            self.database[collection], self._producer, topic_prefix=self.settings.topic_prefix
        )
        documents = Aggregates(
            self.database[collection],
            model,
            source=f"/{self.name}/{collection}",
            outlet=relay,
            now=self.clock.now,
        )
        self._relays[collection] = relay
        self.indexes((documents.collection, [OUTBOX_INDEX]))
        return documents

    def drafts(self, collection: str, model: type[S]) -> Drafts[S]:
        """Private documents of this service, of which nobody else hears."""
        return Drafts(self.database[collection], model)

    def keeps_directory(self) -> None:
        """Keep a local copy of people and units."""
        self._keeps_directory = True
        self.indexes(
            (self._copy.people, Directory.people_indexes),
            (self._copy.units, Directory.unit_indexes),
        )

    def subscribes(self, *subscriptions: Subscription) -> None:
        """Read events."""
        self._subscriptions += subscriptions

    def runs(self, *jobs: Job) -> None:
        """Do things by the clock."""
        self._jobs += jobs

    def indexes(self, *indexes: tuple[Collection, Sequence[IndexModel]]) -> None:
        """Create these at start."""
        self._indexes += indexes

    def clusters(self, *collections: str) -> None:
        """Create these at start so that no order of insertion is kept in them."""
        self._clustered += collections

    def closes(self, *closers: Callable[[], Awaitable[None]]) -> None:
        """Call these last when the service stops."""
        self._closers += closers

    def app(
        self,
        *routers: APIRouter,
        larger_bodies: Mapping[str, int] | None = None,
        **options: Any,
    ) -> FastAPI:
        """The HTTP application, which starts and stops everything else.

        `larger_bodies`: see `chassis.http.Observed`.
        """
        telemetry.configure(
            self.name,
            log_level=self.settings.log_level,
            otlp_endpoint=self.settings.otlp_endpoint,
        )
        app = FastAPI(
            title=f"Röda tråden: {self.name}", version="1", lifespan=self._lifespan, **options
        )
        if self.settings.internal_public_key:
            app.state.token_checker = TokenChecker(self.settings.internal_public_key, self.name)
        http.add_errors(app)
        http.add_health(app, alive=self._dead_tasks, ready=self._not_ready)
        app.add_middleware(http.Observed, larger_bodies=larger_bodies)
        for router in routers:
            app.include_router(router)
        return app

    @asynccontextmanager
    async def _lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        self._own("setup", self._set_up())
        try:
            yield
        finally:
            await self._stop()

    async def _set_up(self) -> None:
        """Indexes first, then everything that reads or writes by itself.

        In a task of its own: a database or Kafka that is away at the start must not keep the
        service from starting and saying so.
        """
        while True:
            try:
                for name in self._clustered:
                    await create_clustered(self.database, name)
                for collection, indexes in self._indexes:
                    await create_indexes(collection, indexes)
                if self._keeps_directory:
                    self._subscriptions.append(await self._copy.subscription(self.name))
                break
            except TRANSIENT as error:
                log.warning("waiting for the database", error=type(error).__name__)
                await asyncio.sleep(1)
        for name, relay in self._relays.items():
            self._own(f"relay {name}", relay.run())
        for job in self._jobs:
            self._own(f"job {job.name}", keep_running(job))
        self._own("kafka", self._join())
        await asyncio.Event().wait()

    async def _join(self) -> None:
        if self._relays or self._subscriptions:
            await self._producer.connect()
        self._consumers = Consumers(
            self.settings.kafka,
            self._producer,
            self._subscriptions,
            client_id=self.name,
            topic_prefix=self.settings.topic_prefix,
        )
        await self._consumers.start()
        await asyncio.Event().wait()

    def _own(self, name: str, work: Any) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(_report_end)
        self._tasks[name] = task

    async def _stop(self) -> None:
        """Stop taking in first, then what sends, then the connections."""
        if self._consumers is not None:
            await self._consumers.stop()
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self._producer.stop()
        for close in self._closers:
            await close()
        self._client.close()

    def _dead_tasks(self) -> list[str]:
        # Never "can reach Kafka": an outage heals by itself, a restart does not help.
        dead = [f"{name} has ended" for name, task in self._tasks.items() if task.done()]
        stuck = self._consumers.stuck(_STUCK_SECONDS) if self._consumers else []
        return [*dead, *(f"{group} is stuck" for group in stuck)]

    async def _not_ready(self) -> list[str]:
        if "kafka" not in self._tasks:
            return ["still waiting for the database"]
        try:
            await self.database.command("ping")
        except PyMongoError as error:
            return [f"database: {type(error).__name__}"]
        return []


def serve(app: FastAPI, settings: Settings) -> None:
    """Run until SIGTERM; then answer what is under way, and stop."""
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=75,
    )


def _clock(settings: Settings) -> Clock:
    return FileClock(settings.clock_file) if settings.clock_file else SystemClock()


def _report_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("task ended", task=task.get_name(), exc_info=error)
