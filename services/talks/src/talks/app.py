"""The composition root: everything of the talks service is wired here and only here."""

from fastapi import FastAPI

from chassis.clock import Clock
from chassis.consumer import Subscription
from chassis.service import Service
from chassis.settings import Settings
from redthread_contracts.topics import DIRECTORY, GOALS, TALKS
from talks.api import routers
from talks.api.access import Access
from talks.declaring import Declaring
from talks.following import Following
from talks.jobs import jobs
from talks.opening import Opening
from talks.reactions import handlers
from talks.room import Room
from talks.store import TalkStore


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The service's HTTP application. `clock` is for tests."""
    service = Service("talks", settings or Settings(), clock=clock)
    store = TalkStore(service)
    room = Room(store, service.directory, service.clock)
    following = Following(store, service.directory, service.clock)
    opening = Opening(store, service.directory, service.clock)
    service.keeps_directory()
    topics = [GOALS, TALKS, DIRECTORY]
    service.subscribes(Subscription("talks.reactions", topics, handlers(store, opening)))
    service.runs(*jobs(opening), *following.jobs())
    service.indexes(*store.indexes)
    access = Access(service.directory, service.clock)
    declaring = Declaring(store, service.directory, service.clock)
    return service.app(*routers(room, store, opening, declaring, access))
