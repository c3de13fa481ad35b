"""Keeping real small programs alive."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from chassis.testing import eventually
from redthread_local.failure import Failure
from redthread_local.kept import Kept
from redthread_local.plan import Process
from redthread_local.ports import free

LISTENS = """
import signal, socket, sys
print("listening", flush=True)
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
signal.pause()
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)" + LISTENS
DIES = "import sys; sys.exit('I can not go on')"

Keep = Callable[..., Kept]


async def test_a_program_that_was_killed_is_started_again(keep: Keep) -> None:
    kept = keep(LISTENS)
    kept.start()
    await kept.ready(within_seconds=20)
    first = kept.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)

    await eventually(lambda: kept.pid not in {None, first} and kept.state == "ready")
    assert kept.restarts == 1


async def test_a_program_that_ends_again_and_again_is_given_up_with_its_last_words(
    keep: Keep,
) -> None:
    kept = keep(DIES)
    kept.start()

    with pytest.raises(Failure, match=r"small ends again and again(.|\n)*I can not go on"):
        await kept.ready(within_seconds=20)


async def test_a_program_that_never_gets_ready_is_said_so(keep: Keep) -> None:
    kept = keep("import signal; signal.pause()")
    kept.start()

    with pytest.raises(Failure, match="small isn't ready after 1 s"):
        await kept.ready(within_seconds=1)


async def test_a_stopped_program_stays_down_until_it_is_started(keep: Keep) -> None:
    kept = keep(LISTENS)
    kept.start()
    await kept.ready(within_seconds=20)

    await kept.stop()
    assert (kept.state, kept.pid) == ("stopped", None)

    kept.start()
    await kept.ready(within_seconds=20)
    assert kept.state == "ready"


async def test_a_program_that_does_not_end_is_killed(keep: Keep) -> None:
    kept = keep(STUBBORN, stop_seconds=0.5)
    kept.start()
    await kept.ready(within_seconds=20)

    await kept.stop()

    assert kept.state == "stopped"


def test_a_child_dies_with_its_parent_even_when_that_is_killed(tmp_path: Path) -> None:
    parent_code = (
        "import signal, sys; from pathlib import Path; from redthread_local.process import spawn\n"
        "command = [sys.executable, '-c', 'import signal; signal.pause()']\n"
        "child = spawn(command, Path(sys.argv[1]))\n"
        "print(child.pid, flush=True); signal.pause()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent_code, tmp_path / "log"], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))

        parent.kill()

        child.wait(timeout=10)


@pytest.fixture
async def keep(tmp_path: Path) -> AsyncIterator[Keep]:
    made: list[Kept] = []

    def make(code: str, *, stop_seconds: float = 5.0) -> Kept:
        port = free()
        command = [sys.executable, "-c", code, str(port)]
        process = Process("small", command, {}, port, "port", stop_seconds)
        made.append(Kept(process, tmp_path, changed=lambda: None))
        return made[-1]

    def reap() -> None:
        for kept in made:
            kept.reap()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGCHLD, reap)
    yield make
    for kept in made:
        await kept.stop(kill=True)
    loop.remove_signal_handler(signal.SIGCHLD)
