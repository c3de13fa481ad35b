"""Imports by file: keeping what was uploaded, showing what it would change, writing it.

The work is done by a job on a lease, not by the request: 60 000 lines take longer than a browser
waits. Whoever dies on the way is taken over by another replica, which begins again: the ids of
new people come from the import's id, so the same lines are written and none twice.
"""

import asyncio
import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from pymongo import ASCENDING, IndexModel
from pymongo.errors import ConnectionFailure

from chassis.clock import Clock
from chassis.documents import Stored
from chassis.errors import Conflict, Invalid, NotFound, Unavailable
from chassis.jobs import Job, claim, release
from chassis.mongo import Collection, Document
from chassis.service import Service
from directory import difference, file_import
from directory.columns import Table
from directory.comparing import Comparison, compare
from directory.difference import LineChange
from directory.file_import import AT_WORK, FileImport, ImportState, UploadedFile
from directory.person import PersonRow
from directory.rows import LARGEST_CHUNK
from directory.store import DirectoryStore
from directory.turn import Turn
from redthread_contracts.ids import PersonId

LARGEST_FILE_BYTES = 32 * 1024 * 1024
"""60 000 people are about 9 MiB."""

_LARGEST_STORED = 15 * 1024 * 1024  # MongoDB's documents hold 16 MiB
_LEASE = timedelta(seconds=60)
_KEPT = timedelta(hours=24)
_RESULT_KEPT = timedelta(days=30)
_LINES_AT_A_TIME = 1_000
_LOOK_EVERY = timedelta(seconds=1)
_NEXT = (("attempts", ASCENDING), ("begun_at", ASCENDING))


class Importing:
    """The imports by file of one municipality."""

    def __init__(self, service: Service, store: DirectoryStore) -> None:
        self.imports = service.drafts("imports", FileImport)
        self._files: Collection = service.database["import_files"]
        self._lines: Collection = service.database["import_lines"]
        self._store = store
        self._clock: Clock = service.clock

    @property
    def indexes(self) -> list[tuple[Collection, Sequence[IndexModel]]]:
        """What is looked for; and everything here is forgotten by itself."""
        forget = IndexModel([("forget_at", ASCENDING)], name="forget", expireAfterSeconds=0)
        state = IndexModel([("state", ASCENDING)], name="state")
        places = IndexModel([("import_id", ASCENDING), ("place", ASCENDING)], name="import")
        return [
            (self.imports.collection, [forget, state]),
            (self._files, [forget]),
            (self._lines, [forget, places]),
        ]

    @property
    def job(self) -> Job:
        """Reads and writes what waits for it."""
        return Job("imports by file", _LOOK_EVERY, self.work)

    # What a request does

    async def receive(
        self, id: str, table: Table, name: str, content: bytes, by: PersonId | None
    ) -> Stored[FileImport]:
        """Keep a file. Sent twice it is there once.

        The content is written before the import says that it has it: died in between, the
        content is forgotten by itself. Raises `Invalid` when it is too large.
        """
        if len(content) > LARGEST_FILE_BYTES:
            raise _too_large()
        packed = await asyncio.to_thread(zlib.compress, content)
        if len(packed) > _LARGEST_STORED:
            raise _too_large()
        file = UploadedFile(
            name=name[:200], bytes=len(content), sha256=hashlib.sha256(content).hexdigest()
        )
        begun = FileImport(
            id=id, by=by, begun_at=self._clock.now(), forget_at=datetime.now(UTC) + _KEPT
        )
        known = await self.imports.get(id)
        if file_import.receive(known.state if known else begun, table, file) is not None:
            # By the machine's clock, as MongoDB forgets: the demo's can be moved.
            kept = {"content": packed, "forget_at": begun.forget_at}
            await self._files.replace_one({"_id": _content_id(id, table, file)}, kept, upsert=True)
            await self.imports.change(
                id, lambda known: file_import.receive(known or begun, table, file)
            )
        return await self.require(id)

    async def read(self, id: str) -> Stored[FileImport]:
        """Let the files be read."""
        return await self._change(id, file_import.read)

    async def confirm(self, id: str, seen: str, by: PersonId | None) -> Stored[FileImport]:
        """Let what was seen be written."""
        return await self._change(id, lambda known: file_import.confirm(known, seen, by))

    async def forget(self, id: str) -> None:
        """Throw an import away. Raises `Conflict` while it is being written."""
        while (stored := await self.imports.get(id)) is not None:
            if stored.state.state in ("confirmed", "applying"):
                raise Conflict("import-running", "It is being written. Wait until it is done.")
            gone = await self.imports.collection.delete_one({"_id": id, "version": stored.version})
            # Else it was shown or confirmed meanwhile, and needs its files and lines.
            if gone.deleted_count == 1:
                await self._forget_contents(id)
                return

    async def require(self, id: str) -> Stored[FileImport]:
        """The import. Raises `NotFound`, also for one that was forgotten."""
        stored = await self.imports.get(id)
        if stored is None:
            raise NotFound(
                "import-not-found", "There is no such import, or it is forgotten. Begin a new one."
            )
        return stored

    async def lines(
        self, id: str, *, after: int, limit: int
    ) -> tuple[list[LineChange], int | None]:
        """What the lines would change, in the file's order, and where the next page begins."""
        query = {"import_id": id, "place": {"$gt": after}}
        found = self._lines.find(query, limit=limit + 1).sort("place", ASCENDING)
        documents = [document async for document in found]
        page = documents[:limit]
        changes = [LineChange.model_validate(each["change"]) for each in page]
        return changes, page[-1]["place"] if len(documents) > limit else None

    # What the job does

    async def work(self) -> int:
        """Read or write one import. One that can not be done is tried last, and a few times."""
        query: Document = {"state": {"$in": list(AT_WORK)}}
        now = datetime.now(UTC)
        document = await claim(self.imports.collection, query, now=now, lease=_LEASE, sort=_NEXT)
        if document is None:
            return 0
        id: str = document["_id"]
        began: ImportState = document["state"]
        try:
            known = (await self.require(id)).state
            if known.state == "reading":
                await self._preview(known, await self._compare(known))
            else:
                async with self._store.turn() as turn:
                    await self._write(known, turn)
        except Unavailable:
            return 0  # another import has the turn: this one waits for the next look
        except ConnectionFailure:
            raise  # says nothing about this import: it is not counted
        except Exception:
            if not await self._went_wrong(id, began):
                return 0
            raise
        finally:
            await release(self.imports.collection, id)
        return 1

    async def _went_wrong(self, id: str, began: ImportState) -> bool:
        """Count the attempt. False when the import was thrown away meanwhile: nothing is wrong."""
        stored = await self.imports.change(
            id, lambda known: file_import.went_wrong(known, began=began) if known else None
        )
        if stored is None:
            await self._forget_contents(id)
        return stored is not None

    async def _compare(self, known: FileImport) -> Comparison:
        contents = {
            table: await self._content(known.id, table, file) for table, file in known.files.items()
        }
        return await compare(
            self._store,
            contents,
            import_id=known.id,
            today=self._clock.now(),
            go_on=lambda: self._keep_claim(known.id),
        )

    async def _preview(self, known: FileImport, found: Comparison) -> None:
        """Say what would change, or what is wrong. Died before that: it is read again."""
        began = known.state
        if found.faults:
            await self._change(
                known.id, lambda one: file_import.refuse_files(one, found.faults, began=began)
            )
            return
        if (await self.require(known.id)).state.state != began:
            return  # another replica has taken over: the lines are those that it shows
        await self._lines.delete_many({"import_id": known.id})
        for place in range(0, len(found.changes), _LINES_AT_A_TIME):
            await self._keep_lines(known, place, found.changes[place : place + _LINES_AT_A_TIME])
        digest = await _digest(found)
        await self._change(
            known.id, lambda one: file_import.show(one, found.effects, digest, began=began)
        )

    async def _write(self, known: FileImport, turn: Turn) -> None:
        """Write what was confirmed.

        Died on the way: whoever takes over does not compare with the preview again, since half
        of it is there by now. It writes all rows, and those that are there do not change.
        """
        found = await self._compare(known)
        await turn.keep()
        moved_on = known.state == "confirmed" and await _digest(found) != known.digest
        if found.faults or moved_on:
            await self._preview(known, found)
            return
        begun = await self._change(known.id, file_import.begin_to_write)
        if begun.state.state != "applying":
            return  # another replica has done it
        await self._store.write_units(found.planned)
        for chunk in _chunks(found.people):
            await turn.keep()
            await self._keep_claim(known.id)
            await self._store.write_people(chunk)
            await self._change(known.id, partial(file_import.count, more=len(chunk)))
        forget_at = datetime.now(UTC) + _RESULT_KEPT
        finished = await self._change(known.id, lambda one: file_import.finish(one, forget_at))
        if finished.state.state == "done":
            await self._forget_contents(known.id)

    async def _change(
        self, id: str, decide: Callable[[FileImport], FileImport | None]
    ) -> Stored[FileImport]:
        await self.imports.change(id, lambda known: decide(known) if known else None)
        return await self.require(id)

    async def _content(self, id: str, table: Table, file: UploadedFile) -> bytes:
        found = await self._files.find_one({"_id": _content_id(id, table, file)})
        if found is None:
            raise ValueError("the file of an import is kept as long as the import")
        return await asyncio.to_thread(zlib.decompress, found["content"])

    async def _keep_lines(
        self, known: FileImport, first: int, changes: Sequence[LineChange]
    ) -> None:
        await self._lines.insert_many(
            {
                "_id": f"{known.id}:{place}",
                "import_id": known.id,
                "place": place,
                "forget_at": known.forget_at,
                "change": change.model_dump(mode="json"),
            }
            for place, change in enumerate(changes, start=first + 1)
        )

    async def _forget_contents(self, id: str) -> None:
        """The files and the lines name people; the result only counts them."""
        await self._lines.delete_many({"import_id": id})
        await self._files.delete_many({"_id": {"$gte": f"{id}:", "$lt": f"{id};"}})

    async def _keep_claim(self, id: str) -> None:
        until = datetime.now(UTC) + _LEASE
        await self.imports.collection.update_one({"_id": id}, {"$set": {"job_lease_until": until}})


def _too_large() -> Invalid:
    most = LARGEST_FILE_BYTES // 1024 // 1024
    return Invalid("file-too-large", f"Send at most {most} MiB. Divide the file.")


async def _digest(found: Comparison) -> str:
    return await asyncio.to_thread(difference.digest, found.changes)


def _content_id(id: str, table: Table, file: UploadedFile) -> str:
    return f"{id}:{table}:{file.sha256}"


def _chunks(rows: Mapping[int, PersonRow]) -> Iterator[dict[int, PersonRow]]:
    places = sorted(rows)
    for first in range(0, len(places), LARGEST_CHUNK):
        yield {place: rows[place] for place in places[first : first + LARGEST_CHUNK]}
