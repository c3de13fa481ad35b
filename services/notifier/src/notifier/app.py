"""The composition root: everything of the notifier is wired here and only here."""

from fastapi import FastAPI

from chassis.clock import Clock
from chassis.service import Service
from notifier.api import router
from notifier.jobs import jobs
from notifier.mail import Letterhead
from notifier.reactions import subscriptions
from notifier.sender import MailServer
from notifier.settings import Settings
from notifier.store import NotifierStore


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The notifier, not started yet."""
    settings = settings or Settings()
    service = Service("notifier", settings, clock=clock)
    store = NotifierStore(service)
    letterhead = Letterhead(
        address=settings.mail_from,
        municipality=settings.municipality,
        public_url=settings.public_url,
    )
    service.keeps_directory()
    service.subscribes(*subscriptions(store, service.directory, service.clock))
    service.indexes(*store.indexes)
    service.runs(*jobs(store, service.directory, service.clock, MailServer(settings), letterhead))
    return service.app(router(store, service.directory, service.clock))
