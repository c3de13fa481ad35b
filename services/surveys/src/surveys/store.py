"""MongoDB: surveys, invitations, actions, results as they are shown, and what is due."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateOne

from chassis.documents import Aggregates, Stored
from chassis.errors import Invalid
from chassis.jobs import claim, release
from chassis.mongo import Collection, Document
from chassis.service import Service
from redthread_contracts.ids import PersonId, SurveyId, UnitId
from surveys.action import Action
from surveys.errand import Errand
from surveys.invitation import Invitation
from surveys.results import UnitResult
from surveys.survey import Survey

LEASE = timedelta(minutes=2)

_CHUNK = 500


class SurveyStore:
    """Everything but the ballot box."""

    def __init__(self, service: Service) -> None:
        self.surveys: Aggregates[Survey] = service.aggregates("surveys", Survey)
        self.invitations: Aggregates[Invitation] = service.aggregates("invitations", Invitation)
        self.actions: Aggregates[Action] = service.aggregates("actions", Action)
        self._results: Collection = service.database["results"]
        self._errands: Collection = service.database["errands"]

    @property
    def indexes(self) -> tuple[tuple[Collection, Sequence[IndexModel]], ...]:
        """What every query below runs over."""
        newest = [("opens_at", DESCENDING), ("_id", DESCENDING)]
        surveys = (
            IndexModel([("state", ASCENDING), ("gathered", ASCENDING)], name="state"),
            IndexModel([("author_id", ASCENDING), *newest], name="author"),
            IndexModel(newest, name="newest"),
        )
        actions = (
            IndexModel([("survey_id", ASCENDING), ("unit_id", ASCENDING)], name="survey"),
            IndexModel([("owner_id", ASCENDING), ("due", ASCENDING)], name="owner"),
        )
        results = (
            IndexModel([("survey_id", ASCENDING), ("parent_id", ASCENDING)], name="parent"),
            IndexModel([("unit_id", ASCENDING), ("survey_id", ASCENDING)], name="unit"),
        )
        errands = (IndexModel([("done", ASCENDING), ("due_at", ASCENDING)], name="due"),)
        return (
            (self.surveys.collection, surveys),
            (self.actions.collection, actions),
            (self._results, results),
            (self._errands, errands),
        )

    # Lists

    async def surveys_of(
        self,
        author: PersonId | None,
        *,
        ids: Iterable[SurveyId] | None = None,
        after: str | None = None,
        limit: int,
    ) -> tuple[list[Stored[Survey]], str | None]:
        """Surveys, the one that opens last first; an author's, some, or all. And the cursor."""
        query: Document = {} if author is None else {"author_id": author}
        if ids is not None:
            query["_id"] = {"$in": list(ids)}
        if after:
            query.update(_older_than(after))
        newest = [("opens_at", DESCENDING), ("_id", DESCENDING)]
        found = await self.surveys.find(query, sort=newest, limit=limit + 1)
        page = found[:limit]
        return page, _cursor(page[-1].state) if len(found) > limit else None

    async def open_among(self, ids: Iterable[SurveyId]) -> list[Survey]:
        """Those of the surveys that are open, the one that closes first first."""
        found = await self.surveys.find({"_id": {"$in": list(ids)}, "state": "open"})
        return sorted((each.state for each in found), key=lambda each: (each.closes_at, each.id))

    async def actions_of(
        self, survey_id: SurveyId, units: Iterable[UnitId] | None
    ) -> list[Stored[Action]]:
        """The actions that came out of a survey, in these units or everywhere."""
        query: Document = {"survey_id": survey_id}
        if units is not None:
            query["unit_id"] = {"$in": list(units)}
        found = await self.actions.find(query)
        return sorted(found, key=lambda each: (each.state.due, each.state.id))

    async def actions_owned_by(self, person_id: PersonId) -> list[Stored[Action]]:
        """Somebody's actions, the one that is due first first."""
        return await self.actions.find({"owner_id": person_id}, sort=[("due", ASCENDING)])

    # Results

    async def save_results(self, survey_id: SurveyId, found: Sequence[UnitResult]) -> None:
        """Store what is shown. The whole survey's comes last: with it, all are there.

        What is there stays: who counts later may meet answers that have been coarsened already.
        """
        documents = [
            {"survey_id": survey_id, **result.model_dump(), "values": dict(result.values)}
            for result in found
        ]
        for start in range(0, len(documents), _CHUNK):
            await self._results.bulk_write(
                [
                    UpdateOne(
                        {"_id": _result_id(survey_id, each["unit_id"])},
                        {"$setOnInsert": each},
                        upsert=True,
                    )
                    for each in documents[start : start + _CHUNK]
                ]
            )

    async def result(self, survey_id: SurveyId, unit_id: UnitId | None) -> UnitResult | None:
        """One unit's result, or the whole survey's."""
        found = await self._results.find_one({"_id": _result_id(survey_id, unit_id)})
        return UnitResult.model_validate(found) if found else None

    async def results_under(self, survey_id: SurveyId, unit_id: UnitId | None) -> list[UnitResult]:
        """The results of the units right under one, or of the topmost."""
        query: Document = {"survey_id": survey_id, "parent_id": unit_id}
        cells = {"questions": 0, "dimensions": 0}
        found = [UnitResult.model_validate(each) async for each in self._results.find(query, cells)]
        return sorted((each for each in found if each.unit_id), key=lambda each: each.path)

    async def all_results(self, survey_id: SurveyId) -> list[UnitResult]:
        """Which units are shown, without what they show."""
        cells = {"questions": 0, "dimensions": 0, "values": 0}
        found = self._results.find({"survey_id": survey_id}, cells)
        return [UnitResult.model_validate(each) async for each in found]

    async def topmost(self, survey_id: SurveyId, units: Iterable[UnitId]) -> UnitResult | None:
        """The result of the highest of these units."""
        query = {"survey_id": survey_id, "unit_id": {"$in": list(units)}}
        cells = {"questions": 0, "dimensions": 0, "values": 0}
        found = [UnitResult.model_validate(each) async for each in self._results.find(query, cells)]
        return min(found, key=lambda each: (len(each.path), each.path), default=None)

    async def closed_in(self, units: Iterable[UnitId]) -> set[SurveyId]:
        """The closed surveys in which one of these units was asked."""
        query = {"unit_id": {"$in": list(units)}}
        found = self._results.find(query, {"_id": 0, "survey_id": 1})
        return {SurveyId(each["survey_id"]) async for each in found}

    # What is due

    async def plan(self, errands: Iterable[Errand]) -> None:
        """Note what is to be done and when."""
        await self._errands.bulk_write(
            [
                UpdateOne(
                    {"_id": errand.id},
                    {
                        "$setOnInsert": {
                            "survey_id": errand.survey_id,
                            "kind": errand.kind,
                            "due_at": errand.due_at,
                            "done": False,
                        }
                    },
                    upsert=True,
                )
                for errand in errands
            ]
        )

    async def hasten(self, survey_id: SurveyId, kind: str, now: datetime) -> None:
        """It is due earlier than planned."""
        await self._errands.update_one(
            {"_id": f"{survey_id}:{kind}"},
            {"$min": {"due_at": now}},
        )

    async def next_errand(self, now: datetime) -> Errand | None:
        """One that is due and that nobody else is at."""
        query: Document = {"done": False, "due_at": {"$lte": now}}
        found = await claim(
            self._errands, query, now=now, lease=LEASE, sort=[("due_at", ASCENDING)]
        )
        if found is None:
            return None
        return Errand(SurveyId(found["survey_id"]), found["kind"], found["due_at"])

    async def keep_errand(self, errand: Errand, now: datetime) -> None:
        """Still at it."""
        await self._errands.update_one(
            {"_id": errand.id}, {"$set": {"job_lease_until": now + LEASE}}
        )

    async def finish(self, errand: Errand) -> None:
        """It is done."""
        await self._errands.update_one({"_id": errand.id}, {"$set": {"done": True}})

    async def next_to_gather(
        self, now: datetime, survey_id: SurveyId | None = None
    ) -> SurveyId | None:
        """A survey (or this one) whose audience is not written down and that nobody is at."""
        query: Document = {"state": "launched", "gathered": False}
        if survey_id is not None:
            query["_id"] = survey_id
        found = await claim(self.surveys.collection, query, now=now, lease=LEASE)
        return SurveyId(found["_id"]) if found else None

    async def let_go(self, survey_id: SurveyId) -> None:
        """Somebody else may gather the audience."""
        await release(self.surveys.collection, survey_id)


def _result_id(survey_id: SurveyId, unit_id: UnitId | None) -> str:
    return f"{survey_id}:{unit_id or ''}"


def _cursor(survey: Survey) -> str:
    place = f"{survey.opens_at.isoformat()}|{survey.id}"
    return base64.urlsafe_b64encode(place.encode()).decode()


def _older_than(cursor: str) -> Document:
    try:
        at, _, survey_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        opens_at = datetime.fromisoformat(at)
    except (ValueError, binascii.Error) as error:
        raise Invalid(
            "cursor-wrong", "Give `after` the value of `next` from the page before."
        ) from error
    earlier = {"opens_at": {"$lt": opens_at}}
    same = {"opens_at": opens_at, "_id": {"$lt": survey_id}}
    return {"opens_at": {"$lte": opens_at}, "$or": [earlier, same]}
