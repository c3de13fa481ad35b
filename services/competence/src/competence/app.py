"""The composition root: everything of the competence service is wired here and only here."""

from fastapi import FastAPI

from chassis.clock import Clock
from chassis.service import Service
from chassis.settings import Settings
from competence.access import Access
from competence.api import routers
from competence.colleagues import Colleagues
from competence.commands import Commands
from competence.departments import Departments
from competence.finder import Finder
from competence.imports import Imports
from competence.jobs import Settling
from competence.queries import Queries
from competence.reactions import Reactions
from competence.store import CompetenceStore
from competence.taxonomy import Taxonomy


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> FastAPI:
    """The service's HTTP application. `clock` is for tests."""
    service = Service("competence", settings or Settings(), clock=clock)
    store = CompetenceStore(service)
    finder = Finder(service.database)
    taxonomy = Taxonomy(store)
    access = Access(service.directory, service.clock)
    queries = Queries(store, finder, taxonomy, service.directory, access)
    commands = Commands(store, taxonomy, queries, access)
    colleagues = Colleagues(finder, taxonomy, Departments(service.directory), access)
    service.keeps_directory()
    service.indexes(*store.indexes, *finder.indexes)
    service.subscribes(*Reactions(store, finder).subscriptions())
    service.runs(taxonomy.job(), *Settling(store, finder, service.clock).jobs())
    importing = Imports(store, finder, taxonomy)
    return service.app(*routers(commands, queries, colleagues, importing, access))
