"""Each image by itself: what is in it, as whom it runs, and that it starts alone."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from chassis.tokens import new_key_pair
from tests.containers.compose import VERSION
from tests.containers.engine import Engine
from tests.containers.files import PACKAGES, USER, locked_versions

_LIST = """
import json
from importlib.metadata import distributions
print(json.dumps({d.metadata["Name"]: [d.version, d.requires or []] for d in distributions()}))
"""
_SHARED = {"redthread-chassis", "redthread-contracts"}
_STOPPED_BY_FORCE = 137


@pytest.fixture(params=PACKAGES)
def package(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def image(package: str) -> str:
    return f"redthread/{package}:{VERSION}"


@pytest.fixture
def alone(engine: Engine, package: str, image: str) -> Iterator[str]:
    """The image, started as compose starts it, with nothing in reach."""
    private, public = new_key_pair()
    settings = {"REDTHREAD_INTERNAL_PUBLIC_KEY": public}
    if package == "gateway":
        settings |= {"REDTHREAD_INTERNAL_PRIVATE_KEY": private, "REDTHREAD_DEMO": "1"}
    container = engine.run(
        *("run", "--detach", "--network=none", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL"),
        *("--security-opt=no-new-privileges",),
        *(f"--env={name}={value}" for name, value in settings.items()),
        image,
    ).strip()
    yield container
    engine.run("rm", "--force", container)


def test_an_image_holds_its_own_package_and_what_that_needs(
    engine: Engine, package: str, image: str
) -> None:
    found = _distributions(engine, image)
    locked = locked_versions()

    ours = {name for name in found if name.startswith("redthread-")}
    assert ours == _SHARED | {f"redthread-{package}"}
    others = {name: version for name, (version, _) in found.items() if name not in ours}
    assert others == {name: locked.get(name) for name in others}
    needed = {_name(each) for _, requires in found.values() for each in requires}
    assert set(others) <= needed


def test_an_image_holds_no_tool_that_builds_or_tests(engine: Engine, image: str) -> None:
    shell = "for tool in uv pytest mypy playwright; do command -v $tool && exit 1; done; exit 0"

    engine.run("run", "--rm", "--network=none", image, "sh", "-c", shell)
    packages = set(_distributions(engine, image))

    assert not packages & {"pytest", "mypy", "playwright", "hatchling", "testcontainers"}


def test_an_image_starts_alone_and_stops_when_told(
    engine: Engine, package: str, alone: str
) -> None:
    engine.wait_healthy(alone, package, seconds=60)

    shell = 'test "$(id -u)" = ' + USER + " && ! touch /app/x 2>/dev/null && touch /tmp/x"
    engine.run("exec", alone, "sh", "-c", shell)
    status = engine.run("exec", alone, "cat", "/proc/1/status")
    assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)

    engine.run("stop", "--time=20", alone)
    assert engine.state(alone)["ExitCode"] != _STOPPED_BY_FORCE


def test_in_production_an_image_does_not_start_without_its_key(engine: Engine, image: str) -> None:
    with pytest.raises(RuntimeError, match="REDTHREAD_INTERNAL_PUBLIC_KEY is missing"):
        engine.run("run", "--rm", "--network=none", "--env=REDTHREAD_PRODUCTION=1", image)


def _distributions(engine: Engine, image: str) -> dict[str, tuple[str, list[str]]]:
    told = engine.run("run", "--rm", "--network=none", image, "python", "-c", _LIST)
    found: dict[str, Any] = json.loads(told)
    return {_name(name): tuple(rest) for name, rest in found.items()}


def _name(requirement: str) -> str:
    """The normalized name of a distribution, at the start of a requirement."""
    matched = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert matched is not None
    return re.sub(r"[-_.]+", "-", matched[0]).lower()
