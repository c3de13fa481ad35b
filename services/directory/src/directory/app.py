"""The composition root: everything of the directory is wired here and only here."""

from fastapi import FastAPI

from chassis.clock import Clock, local_date
from chassis.service import Service
from chassis.settings import Settings
from directory import delegations_api, files_api
from directory.api import router
from directory.importing import Importing
from directory.store import DirectoryStore


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The service's HTTP application. `clock` is for tests."""
    service = Service("directory", settings or Settings(), clock=clock)
    store = DirectoryStore(service)
    importing = Importing(service, store)
    service.indexes(*store.indexes, *importing.indexes)
    service.runs(importing.job)
    return service.app(
        router(store, service.clock),
        delegations_api.router(store, service.clock),
        files_api.router(importing, store, lambda: local_date(service.clock.now())),
        larger_bodies=files_api.LARGER_BODIES,
    )
