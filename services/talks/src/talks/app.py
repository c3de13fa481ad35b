"""The composition root: everything of the talks service is wired here and only here."""

from fastapi import FastAPI

from chassis.clock import Clock
from chassis.consumer import Subscription
from chassis.service import Service
from chassis.settings import Settings
from redthread_contracts.topics import GOALS, TALKS
from talks.api import routers
from talks.api.access import Access
from talks.jobs import jobs
from talks.opening import Opening
from talks.reactions import handlers
from talks.room import Room
from talks.store import TalkStore


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The service's HTTP application. `clock` is for tests."""
    service = Service("talks", settings or Settings(), clock=clock)
    store = TalkStore(service)
    room = Room(store, service.clock)
    opening = Opening(store, service.directory, service.clock)
    service.keeps_directory()
    service.subscribes(Subscription("talks.reactions", [GOALS, TALKS], handlers(store, opening)))
    service.runs(*jobs(opening))
    service.indexes(*store.indexes)
    return service.app(*routers(room, store, opening, Access(service.directory, service.clock)))
