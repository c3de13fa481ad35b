"""The services, as the gateway sees them: one small typed module each."""

from dataclasses import dataclass

from chassis.tokens import TokenMaker
from gateway.clients.base import Connections, ServiceClient, Tokens
from gateway.clients.competence import CompetenceClient
from gateway.clients.cycles import CyclesClient
from gateway.clients.directory import DirectoryClient
from gateway.clients.goal_plans import GoalPlansClient
from gateway.clients.goals import GoalsClient
from gateway.clients.imports import ImportsClient
from gateway.clients.notifier import NotifierClient
from gateway.clients.salary import SalaryClient
from gateway.clients.side_employment import SideEmploymentClient
from gateway.clients.surveys import SurveysClient
from gateway.clients.talks import TalksClient
from gateway.clients.templates import TemplatesClient
from gateway.settings import GatewaySettings


@dataclass(frozen=True)
class Clients:
    """One client per service, all over one aiohttp session."""

    directory: DirectoryClient
    imports: ImportsClient
    talks: TalksClient
    cycles: CyclesClient
    salary: SalaryClient
    side_employment: SideEmploymentClient
    templates: TemplatesClient
    goals: GoalsClient
    goal_plans: GoalPlansClient
    notifier: NotifierClient
    surveys: SurveysClient
    competence: CompetenceClient


def connect(settings: GatewaySettings, http: Connections) -> Clients:
    """The clients of all services."""
    tokens = Tokens(TokenMaker(settings.internal_private_key))

    def service(name: str, url: str) -> ServiceClient:
        return ServiceClient(name, url, http, tokens, settings.call_timeout_seconds)

    directory = service("directory", settings.directory_url)
    talks = service("talks", settings.talks_url)
    goals = service("goals", settings.goals_url)
    return Clients(
        directory=DirectoryClient(directory),
        imports=ImportsClient(directory),
        talks=TalksClient(talks),
        cycles=CyclesClient(talks),
        salary=SalaryClient(talks),
        side_employment=SideEmploymentClient(talks),
        templates=TemplatesClient(talks),
        goals=GoalsClient(goals),
        goal_plans=GoalPlansClient(goals),
        notifier=NotifierClient(service("notifier", settings.notifier_url)),
        surveys=SurveysClient(service("surveys", settings.surveys_url)),
        competence=CompetenceClient(service("competence", settings.competence_url)),
    )
