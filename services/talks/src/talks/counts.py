"""How many talks have come how far, by unit: in a cycle, and year by year. Never content.

A talk that its manager called off is still one that should have been held; one that HR took out
of its cycle, or whose employee left, is not.
"""

from collections.abc import Collection as SomeOf
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pymongo import ASCENDING, IndexModel

from chassis.mongo import Collection, Document
from redthread_contracts.ids import CycleId, PersonId, UnitId

OF_CYCLE = "of_cycle"
"""The name of the index that answers for a cycle alone."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many talks of a unit have come how far."""

    expected: int = 0
    held: int = 0
    confirmed: int = 0
    booked: int = 0

    @property
    def unbooked(self) -> int:
        """Neither held nor booked."""
        return self.expected - self.held - self.booked

    def plus(self, more: "Tally", times: int = 1) -> "Tally":
        """Both together; `times` -1 takes away."""
        return Tally(
            self.expected + times * more.expected,
            self.held + times * more.held,
            self.confirmed + times * more.confirmed,
            self.booked + times * more.booked,
        )


class Counts:
    """Counts over the talks."""

    def __init__(self, talks: Collection) -> None:
        self._talks = talks

    @property
    def indexes(self) -> Sequence[IndexModel]:
        """Every query below has one."""
        of_cycle = ["cycle_id", "unit_id", "state", "held_on", "booking.starts"]
        of_year = ["employee_id", "unit_id", "state", "cancelled.because"]
        return [
            IndexModel(
                [(name, ASCENDING) for name in (*of_cycle, "cancelled.because", "employee_id")],
                name=OF_CYCLE,
            ),
            IndexModel(
                [(name, ASCENDING) for name in ("kind", "held_on", "last_day", *of_year)],
                name="held_in_year",
            ),
            IndexModel(
                [(name, ASCENDING) for name in ("kind", "last_day", "held_on", *of_year)],
                name="due_in_year",
            ),
        ]

    async def of_cycle(
        self,
        cycle_id: CycleId,
        *,
        units: SomeOf[UnitId] | None = None,
        people: SomeOf[PersonId] | None = None,
    ) -> Mapping[UnitId, Tally]:
        """Counts by unit, out of the index alone; `people` counts only theirs."""
        match: Document = {"cycle_id": cycle_id, **_COUNTED, **_only(units, people)}
        pipeline: list[Document] = [{"$match": match}, {"$group": _OF_CYCLE}]
        return {
            row["_id"]: Tally(row["expected"], row["held"], row["confirmed"], row["booked"])
            async for row in self._talks.aggregate(pipeline)
        }

    async def of_years(
        self,
        first: int,
        last: int,
        *,
        units: SomeOf[UnitId] | None = None,
        people: SomeOf[PersonId] | None = None,
    ) -> Mapping[tuple[UnitId, int], Tally]:
        """Employees by unit and year: who had a yearly talk then, of those who were to have one.

        A talk counts in the year in which it was held; one that was held later than it should
        counts as missing in the year of its last day.
        """
        within = {
            "$gte": date(first, 1, 1).isoformat(),
            "$lte": date(last, 12, 31).isoformat(),
        }
        base: Document = {"kind": "yearly", **_COUNTED, **_only(units, people)}
        pipeline: list[Document] = [
            {"$match": {**base, "$or": [{"held_on": within}, {"last_day": within}]}},
            {"$project": _YEARS},
            {"$unwind": "$years"},
            {"$match": {"years": {"$gte": str(first), "$lte": str(last)}}},
            {"$group": _BY_EMPLOYEE},
            {"$group": _BY_UNIT},
        ]
        return {
            (row["_id"]["unit"], int(row["_id"]["year"])): Tally(
                row["expected"], row["held"], row["confirmed"]
            )
            async for row in self._talks.aggregate(pipeline, allowDiskUse=True)
        }


_COUNTED: Document = {
    # Neither asks whether the field is there, which an index alone can't say.
    "$and": [{"$or": [{"state": {"$ne": "cancelled"}}, {"cancelled.because": "called_off"}]}],
}

_HELD: Document = {"$gt": ["$held_on", None]}

_OF_CYCLE: Document = {
    "_id": "$unit_id",
    "expected": {"$sum": 1},
    "held": {"$sum": {"$cond": [_HELD, 1, 0]}},
    "confirmed": {"$sum": {"$cond": [{"$eq": ["$state", "confirmed"]}, 1, 0]}},
    "booked": {
        "$sum": {"$cond": [{"$and": [{"$not": [_HELD]}, {"$gt": ["$booking.starts", None]}]}, 1, 0]}
    },
}

_YEAR_HELD: Document = {"$substrCP": [{"$ifNull": ["$held_on", ""]}, 0, 4]}
_YEAR_DUE: Document = {"$substrCP": [{"$ifNull": ["$last_day", "9999"]}, 0, 4]}

_YEARS: Document = {
    "_id": 0,
    "employee_id": 1,
    "unit_id": 1,
    "state": 1,
    "held_in": _YEAR_HELD,
    "years": {
        "$cond": [
            {"$eq": [_YEAR_HELD, ""]},
            [_YEAR_DUE],
            {"$setUnion": [[_YEAR_HELD], [{"$min": [_YEAR_HELD, _YEAR_DUE]}]]},
        ]
    },
}

_THEN: Document = {"$eq": ["$held_in", "$years"]}

_BY_EMPLOYEE: Document = {
    "_id": {"unit": "$unit_id", "year": "$years", "employee": "$employee_id"},
    "held": {"$max": {"$cond": [_THEN, 1, 0]}},
    "confirmed": {"$max": {"$cond": [{"$and": [_THEN, {"$eq": ["$state", "confirmed"]}]}, 1, 0]}},
}

_BY_UNIT: Document = {
    "_id": {"unit": "$_id.unit", "year": "$_id.year"},
    "expected": {"$sum": 1},
    "held": {"$sum": "$held"},
    "confirmed": {"$sum": "$confirmed"},
}


def _only(units: SomeOf[UnitId] | None, people: SomeOf[PersonId] | None) -> Document:
    only: Document = {}
    if units is not None:
        only["unit_id"] = {"$in": list(units)}
    if people is not None:
        only["employee_id"] = {"$in": list(people)}
    return only
