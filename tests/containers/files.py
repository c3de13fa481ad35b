"""What the Dockerfiles and the compose files say."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "deploy/compose/compose.yaml"
DEMO = ROOT / "deploy/compose/compose.demo.yaml"

PACKAGES = {
    "directory": "services/directory",
    "talks": "services/talks",
    "goals": "services/goals",
    "surveys": "services/surveys",
    "competence": "services/competence",
    "notifier": "services/notifier",
    "gateway": "gateway",
}
"""Each deployed package and its folder."""

USER = "10001"
"""As whom each image runs."""

_PLACEHOLDER = re.compile(r"\$\{(?P<name>\w+)(:-(?P<default>[^}]*)|:\?[^}]*)\}")


def dockerfile(folder: str) -> str:
    """The text of a Dockerfile."""
    return (ROOT / folder / "Dockerfile").read_text()


def services(file: Path) -> dict[str, dict[str, Any]]:
    """The services of a compose file."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text())["services"]
    return found


def environment(name: str, told: Mapping[str, str]) -> dict[str, str]:
    """What a service of compose.yaml is given, where .env says this much."""

    def filled(placeholder: re.Match[str]) -> str:
        return told.get(placeholder["name"]) or placeholder["default"] or ""

    found = services(COMPOSE)[name]["environment"]
    return {variable: _PLACEHOLDER.sub(filled, str(value)) for variable, value in found.items()}


def public_images() -> list[str]:
    """The images that are not ours: those that ours are built from, and the servers."""
    bases = {
        base
        for folder in PACKAGES.values()
        for base in re.findall(r"^FROM (\S+)", dockerfile(folder), re.MULTILINE)
    }
    servers = {each["image"] for each in services(COMPOSE).values()}
    return sorted(name for name in bases | servers if not name.startswith("redthread/"))


def locked_versions() -> dict[str, str]:
    """Every distribution in the workspace's lock and its version."""
    lock = (ROOT / "requirements.lock").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", lock, re.MULTILINE))
