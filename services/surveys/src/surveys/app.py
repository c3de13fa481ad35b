"""The composition root: everything of the surveys service is wired here and only here."""

from fastapi import FastAPI

from chassis.clock import Clock
from chassis.service import Service
from surveys.api import imports, routers
from surveys.box import ANSWERS, Box
from surveys.jobs import jobs
from surveys.launching import Launching
from surveys.rounds import Rounds
from surveys.sealing import Seal, read_keys
from surveys.settings import Settings
from surveys.store import SurveyStore


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The service's HTTP application. `clock` is for tests."""
    settings = settings or Settings()
    service = Service("surveys", settings, clock=clock)
    store = SurveyStore(service)
    box = Box(service.database, Seal(read_keys(settings.answer_keys.get_secret_value())))
    launching = Launching(store, box, service.directory, service.clock)
    rounds = Rounds(store, box, service.clock)
    service.keeps_directory()
    service.clusters(ANSWERS)
    service.indexes(*store.indexes, *box.indexes)
    service.runs(*jobs(launching, rounds))
    return service.app(
        *routers(store, box, launching, rounds, service.directory, service.clock),
        larger_bodies=imports.LARGER_BODIES,
    )
