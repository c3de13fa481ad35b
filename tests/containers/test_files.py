"""What can be said about Dockerfiles and compose files without an engine."""

import json

import pytest

from chassis.settings import Settings
from chassis.topics import TopicSettings
from gateway.settings import GatewaySettings
from notifier.settings import Settings as NotifierSettings
from redthread_local.demo import personas_json
from surveys.settings import Settings as SurveySettings
from tests.containers.files import COMPOSE, DEMO, PACKAGES, dockerfile, environment, services

_OURS = [name for name, each in services(COMPOSE).items() if each["image"].startswith("redthread/")]
_SECRETS = {
    "REDTHREAD_INTERNAL_PRIVATE_KEY": {"gateway", "demo"},
    "REDTHREAD_ANSWER_KEYS": {"surveys"},
    "REDTHREAD_SMTP_PASSWORD": {"notifier"},
}
_IN_PRODUCTION = {
    "REDTHREAD_PUBLIC_URL": "https://samtal.ekstad.example",
    "REDTHREAD_INTERNAL_PUBLIC_KEY": "a key",
    "REDTHREAD_INTERNAL_PRIVATE_KEY": "its other half",
    "REDTHREAD_ANSWER_KEYS": "A" * 43 + "=",
    "REDTHREAD_CLOSED_NETWORK": "kafka,mongo,smtp",
    "REDTHREAD_MAIL_FROM": "rodatraden@ekstad.example",
    "REDTHREAD_OIDC_ISSUER": "https://login.ekstad.example",
    "REDTHREAD_OIDC_CLIENT_ID": "redthread",
    "REDTHREAD_OIDC_CLIENT_SECRET": "a secret",
}
_SETTINGS_OF: dict[str, type[Settings]] = {
    "gateway": GatewaySettings,
    "notifier": NotifierSettings,
    "surveys": SurveySettings,
}
_EVERY_KIND: list[type[Settings]] = [*_SETTINGS_OF.values(), TopicSettings]
_SETTINGS = {
    # Known also before the gateway asks this service.
    "competence_url",
    *(field for settings in _EVERY_KIND for field in settings.model_fields),
}


@pytest.mark.parametrize("name", PACKAGES)
def test_every_dockerfile_is_the_same_but_for_the_name(name: str) -> None:
    expected = (
        dockerfile(PACKAGES["goals"])
        .replace("The goals service", "The gateway" if name == "gateway" else f"The {name} service")
        .replace("services/goals", PACKAGES[name])
        .replace("redthread/goals", f"redthread/{name}")
        .replace('"goals"', f'"{name}"')
    )

    assert dockerfile(PACKAGES[name]) == expected


@pytest.mark.parametrize("name", PACKAGES)
def test_every_package_is_built_and_started(name: str) -> None:
    service = services(COMPOSE)[name]

    assert service["build"]["dockerfile"] == f"{PACKAGES[name]}/Dockerfile"
    assert service["image"].startswith(f"redthread/{name}:")


@pytest.mark.parametrize("name", _OURS)
def test_our_containers_can_change_nothing_and_use_no_more_than_their_share(name: str) -> None:
    service = services(COMPOSE)[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges"]
    assert all(service[limit] for limit in ("mem_limit", "cpus", "pids_limit"))


@pytest.mark.parametrize(("secret", "whose"), _SECRETS.items())
def test_a_secret_goes_to_whom_it_is_for(secret: str, whose: set[str]) -> None:
    everything = [*services(COMPOSE).items(), *services(DEMO).items()]
    given = {name for name, each in everything if secret in each.get("environment", {})}

    assert given == whose


def test_only_the_gateway_and_mailpit_are_reached_from_outside() -> None:
    published = {name for name, each in services(COMPOSE).items() if "ports" in each}

    assert published == {"gateway", "mailpit"}
    assert not any("ports" in each for each in services(DEMO).values())


def test_without_the_demo_everything_runs_in_production_mode() -> None:
    production = [services(COMPOSE)[name]["environment"] for name in PACKAGES]

    assert all(each["REDTHREAD_PRODUCTION"] == "1" for each in production)
    assert not any("REDTHREAD_DEMO" in each for each in production)


@pytest.mark.parametrize("name", [*PACKAGES, "topics"])
def test_every_variable_is_a_setting(name: str) -> None:
    """A misspelt one would be passed over in silence."""
    told = {
        variable.removeprefix("REDTHREAD_").lower()
        for file in (COMPOSE, DEMO)
        for variable in services(file).get(name, {}).get("environment", {})
    }

    assert told <= _SETTINGS


@pytest.mark.parametrize("name", PACKAGES)
def test_what_the_readme_asks_for_is_enough_in_production(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in environment(name, _IN_PRODUCTION).items():
        monkeypatch.setenv(variable, value)

    settings = _SETTINGS_OF.get(name, Settings)()

    assert settings.production


def test_the_gateway_is_told_where_every_service_is() -> None:
    told = services(COMPOSE)["gateway"]["environment"]
    asked_for = {field for field in GatewaySettings.model_fields if field.endswith("_url")}

    for name in PACKAGES:
        if f"{name}_url" in asked_for:
            assert told[f"REDTHREAD_{name.upper()}_URL"] == f"http://{name}:8000"


def test_the_demo_offers_the_same_people_as_the_local_one() -> None:
    offered = services(DEMO)["gateway"]["environment"]["REDTHREAD_PERSONAS"]

    assert json.loads(offered) == json.loads(personas_json())
