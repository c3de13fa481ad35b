"""Who has moved or leaves: marks that the directory's events leave, for talks to follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pymongo import ASCENDING, IndexModel, UpdateOne

from chassis.consumer import Received
from chassis.mongo import Collection, Document
from chassis.projection import Write, upsert_newer
from redthread_contracts.directory import PersonChanged, UnitChanged


@dataclass(frozen=True, slots=True)
class Move:
    """Something about a person or a unit has changed, as the directory's event number says."""

    id: str
    kind: Literal["person", "unit"]
    sequence: int


@dataclass(frozen=True, slots=True)
class Leaver(Move):
    """Somebody who leaves, and their last day."""

    leaves: date


class Moves:
    """The marks, one for each person and unit."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    @property
    def indexes(self) -> list[tuple[Collection, Sequence[IndexModel]]]:
        """Every query below has one."""
        return [
            (
                self._collection,
                [
                    IndexModel(
                        [("settled", ASCENDING)],
                        name="unsettled",
                        partialFilterExpression={"settled": False},
                    ),
                    IndexModel([("leaves", ASCENDING)], name="leaves", sparse=True),
                ],
            ),
        ]

    def noted(self, event: Received[PersonChanged] | Received[UnitChanged]) -> Write:
        """Note that talks may have to follow, and after which day somebody is gone."""
        facts = event.data
        fields: Document = {"kind": "unit", "settled": False}
        if isinstance(facts, PersonChanged):
            fields["kind"] = "person"
            if facts.employed_until is not None:
                fields["leaves"] = facts.employed_until.isoformat()
        return upsert_newer(self._collection, event, fields)

    async def unsettled(self, limit: int) -> list[Move]:
        """Whose talks are to be looked at."""
        return [
            _move(each) async for each in self._collection.find({"settled": False}, limit=limit)
        ]

    async def settle(self, moves: Sequence[Move]) -> None:
        """Looked at; what has changed again meanwhile stays."""
        await self._change(moves, {"$set": {"settled": True}})

    async def left_by(self, day: date, limit: int) -> list[Leaver]:
        """Those whose last day was before this one and whose talks were not looked at since."""
        found = self._collection.find({"leaves": {"$lt": day.isoformat()}}, limit=limit)
        return [
            Leaver(each["_id"], each["kind"], each["sequence"], date.fromisoformat(each["leaves"]))
            async for each in found
        ]

    async def forget_leaving(self, moves: Sequence[Move]) -> None:
        """Their talks have ended."""
        await self._change(moves, {"$unset": {"leaves": ""}})

    async def _change(self, moves: Sequence[Move], change: Document) -> None:
        operations = [
            UpdateOne({"_id": each.id, "sequence": each.sequence}, change) for each in moves
        ]
        await self._collection.bulk_write(operations, ordered=False)


def _move(document: Document) -> Move:
    return Move(document["_id"], document["kind"], document["sequence"])
