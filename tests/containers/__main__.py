"""`make containers-test`: every image built and started for real, where there is an engine.

    python -m tests.containers          where there is none it says why, and ends well

Builds each service's image, looks into it and starts it alone; brings everything up with compose
and goes one person's way through it; runs component tests on testcontainers. Nothing is left
running. Status 0 when all is right or when containers can't be had here.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.containers.compose import VERSION, Compose, write_env
from tests.containers.engine import Engine, NoContainers, find, require_images
from tests.containers.files import PACKAGES, ROOT, public_images

_ON_TESTCONTAINERS = ("directory", "goals")


def main() -> int:
    """Do all of it; the exit status."""
    try:
        engine = find()
        require_images(engine, public_images())
    except NoContainers as reason:
        _say(f"SKIPPED, because {reason}")
        return 0
    _say(f"{engine.run('--version').strip()}")
    _build(engine)
    with _timed("images alone, compose, one person's way"):
        passed = _pytest(["tests/containers"], {})
    suites = [f"{PACKAGES[name]}/tests/component" for name in _ON_TESTCONTAINERS]
    what = f"component tests on testcontainers: {', '.join(_ON_TESTCONTAINERS)}"
    with _timed(what), engine.for_testcontainers() as environment:
        passed &= _pytest(suites, {**environment, "REDTHREAD_STACK": "containers"})
    _say(f"{'everything passed' if passed else 'FAILED, see above'}")
    return 0 if passed else 1


def _build(engine: Engine) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env_file = Path(folder) / "env"
        # Compose wants every variable, also for a build that uses none of them.
        names = ("PUBLIC_URL", "INTERNAL_PUBLIC_KEY", "INTERNAL_PRIVATE_KEY", "ANSWER_KEYS")
        wanted = dict.fromkeys((f"REDTHREAD_{name}" for name in names), "-")
        write_env(env_file, {**wanted, "REDTHREAD_VERSION": VERSION})
        for name in (*PACKAGES, "demo"):
            with _timed(f"image of {name}"):
                Compose(engine, env_file).build(name)


def _pytest(paths: Sequence[str], environment: Mapping[str, str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", *paths]
    done = subprocess.run(command, cwd=ROOT, env=environment or None, check=False)  # noqa: S603
    return done.returncode == 0


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    _say(f"{what}: {time.monotonic() - began:.0f} s")


def _say(what: str) -> None:
    sys.stdout.write(f"containers-test: {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
