"""The composition root: the service has its room and its health, and no more yet."""

from fastapi import FastAPI

from chassis.service import Service
from chassis.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service's HTTP application."""
    service = Service("surveys", settings or Settings())
    service.keeps_directory()
    return service.app()
