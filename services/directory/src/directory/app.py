"""The composition root: everything of the directory is wired here and only here."""

from fastapi import FastAPI

from chassis.clock import Clock
from chassis.service import Service
from chassis.settings import Settings
from directory.api import router
from directory.store import DirectoryStore


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The service's HTTP application. `clock` is for tests."""
    service = Service("directory", settings or Settings(), clock=clock)
    store = DirectoryStore(service)
    service.indexes(*store.indexes)
    return service.app(router(store, service.clock))
