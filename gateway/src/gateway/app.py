"""The composition root: everything is wired here and only here."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, FastAPI

from chassis.service import Service
from gateway import login
from gateway.api import competence as competence_api
from gateway.api import cycles as cycles_api
from gateway.api import goal_plans as goal_plans_api
from gateway.api import goals as goals_api
from gateway.api import imports as imports_api
from gateway.api import salary as salary_api
from gateway.api import surveys as surveys_api
from gateway.api import talk_times as talk_times_api
from gateway.api import talks as talks_api
from gateway.api import templates as templates_api
from gateway.api import v1
from gateway.api.described import PROBLEMS
from gateway.clients import connect
from gateway.clients.base import Connections
from gateway.clients.mailbox import MailboxClient
from gateway.errors import handle_errors
from gateway.i18n import Lexicon, Words
from gateway.openid import Provider
from gateway.pages import (
    about,
    account,
    admin,
    competence,
    components,
    cycle_people,
    demo,
    goal_copies,
    goal_decisions,
    goal_files,
    goals,
    goals_changes,
    goals_together,
    hr,
    imports,
    notifications,
    salary_criteria,
    salary_review,
    side_employment,
    start,
    substitutes,
    surveys,
    talks,
    templates,
    yearly_report,
)
from gateway.rendering import Renderer
from gateway.security import SecurityHeaders
from gateway.session import Cookies, Sessions
from gateway.settings import GatewaySettings
from gateway.static_files import StaticFiles
from gateway.views.bell_words import sentence_of
from gateway.views.delivery_words import kind_of, receiver_of, state_of
from gateway.views.goal_plans import goal_fault
from gateway.views.import_words import fault_sentence, line_sentence
from gateway.views.reads import read_thing, read_when
from gateway.visit import Faces, Gateway

PAGES: list[APIRouter] = [
    start.router,
    notifications.router,
    talks.router,
    cycle_people.router,
    yearly_report.router,
    salary_criteria.router,
    salary_review.router,
    side_employment.router,
    substitutes.router,
    goals_together.router,
    goals_changes.router,  # before the goals: /mal/nytt is no goal's id
    goal_copies.router,
    goal_files.router,
    goal_decisions.router,
    goals.router,
    surveys.router,
    competence.router,
    hr.router,
    templates.router,
    admin.router,
    imports.router,
    account.router,
    about.router,
    login.router,
]
"""The pages of the product. A new module of pages is added here."""

API: list[APIRouter] = [
    v1.router,
    templates_api.router,
    cycles_api.router,
    salary_api.router,
    talks_api.router,
    talk_times_api.router,
    goals_api.router,
    goal_plans_api.router,
    imports_api.router,
    surveys_api.router,
    competence_api.router,
]
"""The JSON API under `/api/v1`."""

DEMO_PAGES: list[APIRouter] = [demo.router, components.router]
"""Pages that exist in the demo only; so does the chooser of people, without real logins."""

SAYS: dict[str, Callable[[Any, Words], Any]] = {
    "bell_sentence": sentence_of,
    "delivery_kind": kind_of,
    "goal_fault": goal_fault,
    "delivery_receiver": receiver_of,
    "delivery_state": state_of,
    "import_fault": fault_sentence,
    "import_line": line_sentence,
    "read_thing": read_thing,
    "read_when": read_when,
}
"""Things that templates say in the reader's language, by a name: `bell_sentence(item)`."""


def create_app(settings: GatewaySettings | None = None) -> FastAPI:
    """The gateway."""
    settings = settings or GatewaySettings()
    service = Service("gateway", settings)
    files = StaticFiles()
    lexicon = Lexicon(service.clock)
    connections = Connections()
    sessions = Sessions(
        service.database["sessions"],
        service.database["kept_forms"],
        service.database["logins_under_way"],
        timedelta(hours=settings.session_hours),
    )
    service.indexes(*sessions.indexes)
    service.closes(connections.close)
    provider: Provider | None = None
    if settings.openid:
        provider = Provider(settings.openid, public_url=settings.public_url)
        service.closes(provider.close)
    app = service.app(
        files.router(),
        _api(),  # before the pages: routes are tried one after the other
        *PAGES,
        *(DEMO_PAGES if settings.demo else []),
        *([login.demo_router] if settings.chooser else []),
        larger_bodies=imports_api.LARGER_BODIES,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.gateway = Gateway(
        settings=settings,
        clock=service.clock,
        lexicon=lexicon,
        renderer=Renderer(lexicon, files, settings, SAYS),
        sessions=sessions,
        cookies=Cookies(settings.secure),
        clients=connect(settings, connections),
        faces=Faces(),
        provider=provider,
        mailbox=MailboxClient(settings.mailbox_url, connections) if settings.mailbox_url else None,
    )
    handle_errors(app)
    app.add_middleware(SecurityHeaders, secure=settings.secure)
    return app


def _api() -> APIRouter:
    whole = APIRouter(prefix="/api/v1", responses=PROBLEMS)
    for router in API:
        whole.include_router(router)
    return whole
