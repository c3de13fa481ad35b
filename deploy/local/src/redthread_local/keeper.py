"""The keeper: one detached process that owns all others.

It starts them in order, starts again what dies, takes orders, and stops everything when it is
told to. If it is killed, the kernel kills its children. Until whoever started it says "keep", it
stops as soon as that process is gone, so that a broken-off start leaves nothing behind.

`python -m redthread_local.keeper OPTIONS SOCKET`: OPTIONS is JSON, SOCKET the number of an
inherited socket on which it tells how far it is, one JSON object a line.
"""

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from redthread_local import control, state
from redthread_local.failure import Failure
from redthread_local.kept import Kept
from redthread_local.parts import fetch
from redthread_local.places import Home
from redthread_local.plan import GATEWAY, SERVICES, Options, Plan, Process
from redthread_local.process import spawn, tail

_READY_WITHIN_SECONDS = 120.0
_MOST_REPLICAS = 8

log = logging.getLogger("keeper")


class Starter:
    """The other end of the start: hears what happens, and says whether to keep it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def on(cls, descriptor: int) -> "Starter":
        """Over an inherited socket."""
        return cls(*await asyncio.open_connection(sock=socket.socket(fileno=descriptor)))

    async def says_keep(self) -> bool:
        """Returns when it said so, or when it ended without."""
        try:
            return (await self._reader.readline()).strip() == b"keep"
        except ConnectionError:
            return False

    def tell(self, **what: object) -> None:
        """Says what happened; nobody may be there any more."""
        if not self._writer.is_closing():
            self._writer.write(json.dumps(what).encode() + b"\n")


class Keeper:
    """The running system."""

    def __init__(self, home: Home, options: Options, starter: Starter) -> None:
        self._home = home
        self._options = options
        self._starter = starter
        parts = fetch(lambda *_: None, login_server=options.oidc)
        self._plan = Plan(home, options, parts)
        self._kept: dict[str, Kept] = {}
        self._jobs: list[tuple[subprocess.Popen[bytes], asyncio.Event]] = []
        self._ready = False
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Until SIGTERM, an order, or the end of a starter that hasn't said "keep"."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self._reap)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopped.set)
        server = await control.listen(self._home, self._obey)
        listening = asyncio.create_task(self._listen_to_starter())
        try:
            await self._start_unless_stopped()
            await self._stopped.wait()
        finally:
            server.close()
            listening.cancel()
            await self._stop_all()
            log.info("stopped")

    async def _start_unless_stopped(self) -> None:
        starting = asyncio.create_task(self._start())
        stopping = asyncio.create_task(self._stopped.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            return
        starting.result()
        self._ready = True
        self._write()
        log.info("ready at %s", self._options.url)
        self._starter.tell(ready=True)

    async def _start(self) -> None:
        self._plan.mongod.prepare()
        servers = self._plan.servers()
        self._starter.tell(parts=[p.name for p in (*servers, *self._plan.services())])
        await asyncio.to_thread(self._plan.kafka.prepare)
        # The preparation waits for the servers itself: its slow imports run beside their start.
        await _all(self._bring_up(servers), self._prepare())
        await self._bring_up(self._plan.services())

    async def _bring_up(self, processes: Sequence[Process]) -> None:
        async def up(process: Process) -> None:
            kept = Kept(process, self._home.logs, self._write)
            self._kept[process.name] = kept
            kept.start()
            await kept.ready(within_seconds=_READY_WITHIN_SECONDS)
            self._starter.tell(part=process.name, state="ready")

        await _all(*(up(process) for process in processes))

    async def _prepare(self) -> None:
        command, env = self._plan.preparation()
        file = self._home.logs / "prepare.log"
        ended = asyncio.Event()
        job = spawn(command, file, env=env)
        self._jobs.append((job, ended))
        try:
            await ended.wait()
        finally:
            if job.poll() is None:
                job.kill()
                job.wait()
            self._jobs.clear()
        if job.returncode != 0:
            raise Failure(f"The topics and the replica set can't be made: {tail(file, lines=1)}")

    async def _listen_to_starter(self) -> None:
        if not await self._starter.says_keep():
            log.info("whoever started this is gone before it was kept")
            self._stopped.set()

    def _reap(self) -> None:
        for kept in self._kept.values():
            kept.reap()
        for job, ended in self._jobs:
            if job.poll() is not None:
                ended.set()

    async def _obey(self, order: control.Order) -> None:
        log.info("order: %s", order)
        match order["do"]:
            case "stop":
                await self._named(order["part"]).stop(kill=bool(order.get("kill")))
            case "start":
                kept = self._named(order["part"])
                kept.start()
                await kept.ready(within_seconds=_READY_WITHIN_SECONDS)
            case "scale":
                await self._scale(order["service"], order["replicas"])
            case other:
                raise Failure(f"The keeper knows no order {other!r}.")

    def _named(self, name: str) -> Kept:
        if name not in self._kept:
            raise Failure(f"There is no part named {name}. There are: {', '.join(self._kept)}.")
        return self._kept[name]

    async def _scale(self, service: str, replicas: int) -> None:
        if service not in SERVICES or service not in self._kept:
            raise Failure(f"Only services have replicas: {', '.join(SERVICES)}.")
        if not 1 <= replicas <= _MOST_REPLICAS:
            raise Failure(f"A service here has 1 to {_MOST_REPLICAS} replicas.")
        for number in range(2, _MOST_REPLICAS + 1):
            name = f"{service}-{number}"
            if number <= replicas and name not in self._kept:
                await self._bring_up([self._plan.replica(service, number)])
            elif number > replicas and name in self._kept:
                await self._kept[name].stop()
                del self._kept[name]
        self._write()

    async def _stop_all(self) -> None:
        self._ready = False
        services = (GATEWAY, *(name for name in self._kept if name.partition("-")[0] in SERVICES))
        for group in (services[:1], services[1:], tuple(self._kept)):
            # What the services stand on goes last, so that they can finish.
            stopping = [self._kept[name] for name in group if name in self._kept]
            for kept in stopping:
                self._starter.tell(part=kept.process.name, state="stopping")
            await asyncio.gather(*(kept.stop() for kept in stopping))

    def _write(self) -> None:
        parts = [
            state.PartState(
                name=name,
                state=kept.state,
                pid=kept.pid,
                port=kept.process.port,
                url=kept.process.url,
                restarts=kept.restarts,
                log=str(kept.log),
            )
            for name, kept in self._kept.items()
        ]
        now = state.SystemState(
            keeper_pid=os.getpid(),
            ready=self._ready,
            demo=self._options.demo,
            url=self._options.url,
            kafka=self._plan.kafka.address,
            mongo_url=self._plan.mongod.url,
            smtp_port=self._plan.smtp_port,
            parts=parts,
        )
        state.write(self._home, now)


async def _all(*work: Coroutine[Any, Any, None]) -> None:
    """Does all at once; the first failure stops the rest."""
    try:
        async with asyncio.TaskGroup() as group:
            for each in work:
                group.create_task(each)
    except* Failure as failures:
        raise failures.exceptions[0] from None


def command(home: Home, options: Options, descriptor: int) -> list[str]:
    """The command line that starts a keeper."""
    arguments = json.dumps({"home": str(home.root), "options": asdict(options)})
    return [sys.executable, "-m", "redthread_local.keeper", arguments, str(descriptor)]


async def _main(arguments: str, descriptor: int) -> int:
    given = json.loads(arguments)
    home = Home(Path(given["home"]))
    # The control socket's name must be short, and nothing is to hold the caller's folder.
    os.chdir(home.root)
    starter = await Starter.on(descriptor)
    try:
        with state.keeping(home):
            await Keeper(home, Options(**given["options"]), starter).run()
    except Failure as failure:
        log.error("%s", failure)
        starter.tell(error=str(failure))
        return 1
    return 0


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    sys.exit(asyncio.run(_main(sys.argv[1], int(sys.argv[2]))))
