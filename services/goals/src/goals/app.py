"""The composition root: everything of the goals service is wired here and only here."""

from fastapi import FastAPI

from chassis.clock import Clock
from chassis.service import Service
from chassis.settings import Settings
from goals.api import routers
from goals.commands import Commands
from goals.copies import Copies
from goals.decisions import Decisions
from goals.files import Files
from goals.jobs import Settling
from goals.queries import Queries
from goals.reactions import Reactions
from goals.relations import Relations
from goals.store import GoalStore


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The service's HTTP application. `clock` is for tests."""
    service = Service("goals", settings or Settings(), clock=clock)
    store = GoalStore(service)
    relations = Relations(service.directory, service.clock)
    queries = Queries(store, relations)
    commands = Commands(store, relations, queries, service.directory, service.clock)
    copies = Copies(store, relations, service.directory, service.clock)
    files = Files(store, relations, service.directory)
    decisions = Decisions(store, relations, service.directory, service.clock)
    service.keeps_directory()
    service.indexes(*store.indexes)
    service.subscribes(*Reactions(store).subscriptions())
    service.runs(Settling(store).job(), copies.job())
    return service.app(*routers(commands, queries, copies, files, decisions))
