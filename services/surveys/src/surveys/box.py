"""The ballot box: who is asked and has answered, and apart from it what was answered.

Both agree in one transaction, the only one over several documents in the product: an answer without
its mark could be given twice, a mark without its answer would lose it, and neither may point to the
other, so that no later event could mend it.

An answer is a random id, its survey, and sealed bytes. Its collection lies in the order of that id.
A participant says whether, never when. Neither has a version, a counter or an outbox.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Literal
from uuid import uuid4

from bson import Binary
from pydantic import BaseModel, ConfigDict
from pymongo import ASCENDING, IndexModel, UpdateOne

from chassis.mongo import Collection, Database, Document, Session, in_transaction
from redthread_contracts.ids import PersonId, SurveyId, UnitId
from surveys.answer import Answer, Value, already_answered, not_asked, not_open
from surveys.audience import participant_id
from surveys.sealing import Seal
from surveys.suppression import Path

ANSWERS = "answers"
CHUNK = 500


class Participant(BaseModel):
    """Somebody who is asked. `group`: where the answer counts; `path`: the way to the own unit."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    survey_id: SurveyId
    person_id: PersonId
    path: Path
    group: Path
    state: Literal["waiting", "answered", "missed"] = "waiting"


class Box:
    """Participants and answers of all surveys."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal
        self.participants: Collection = database["participants"]
        self.answers: Collection = database[ANSWERS]

    @property
    def indexes(self) -> tuple[tuple[Collection, Sequence[IndexModel]], ...]:
        """What every query below runs over. None of the answers' holds more than the survey."""
        participants = (
            IndexModel([("survey_id", ASCENDING), ("_id", ASCENDING)], name="survey"),
            IndexModel([("survey_id", ASCENDING), ("state", ASCENDING)], name="state"),
            IndexModel([("survey_id", ASCENDING), ("path", ASCENDING)], name="path"),
            IndexModel([("person_id", ASCENDING), ("survey_id", ASCENDING)], name="person"),
        )
        answers = (IndexModel([("survey_id", ASCENDING)], name="survey"),)
        return ((self.participants, participants), (self.answers, answers))

    # Answering

    async def put(
        self, survey_id: SurveyId, person_id: PersonId, values: Mapping[str, Value]
    ) -> None:
        """Take an answer, once from each who is asked: both documents change, or neither.

        Raises `Forbidden` for who is not asked, `Conflict` the second time and after the end.
        """
        participant = participant_id(survey_id, person_id)

        async def both(session: Session) -> bool:
            group = await self._mark(participant, session)
            if group is None:
                return False
            await self._keep(survey_id, Answer(group=group, values=values), session)
            return True

        if not await in_transaction(self._database, both):
            known = await self.participants.find_one({"_id": participant}, {"state": 1})
            if known is None:
                raise not_asked()
            raise already_answered() if known["state"] == "answered" else not_open()

    async def _mark(self, participant: str, session: Session) -> Path | None:
        found = await self.participants.find_one_and_update(
            {"_id": participant, "state": "waiting"},
            {"$set": {"state": "answered"}},
            projection={"_id": 0, "group": 1},
            session=session,
        )
        return None if found is None else tuple(map(UnitId, found["group"]))

    async def _keep(self, survey_id: SurveyId, answer: Answer, session: Session) -> None:
        sealed = Binary(self._seal.close(survey_id, answer))
        document = {"_id": str(uuid4()), "survey_id": survey_id, "sealed": sealed}
        await self.answers.insert_one(document, session=session)

    # Who is asked

    async def replace_asked(self, survey_id: SurveyId, asked: Sequence[Participant]) -> None:
        """Write down everybody who is asked, in place of what an earlier attempt wrote.

        Before anybody is told, so nobody has answered yet; who has, because somebody else was
        faster with the same, stays as they are.
        """
        await self.participants.delete_many({"survey_id": survey_id, "state": "waiting"})
        for start in range(0, len(asked), CHUNK):
            await self.participants.bulk_write(
                [_written(each) for each in asked[start : start + CHUNK]], ordered=False
            )

    async def participant(self, survey_id: SurveyId, person_id: PersonId) -> Participant | None:
        """Somebody who is asked."""
        found = await self.participants.find_one({"_id": participant_id(survey_id, person_id)})
        return Participant.model_validate(found) if found else None

    async def asked_of(self, person_id: PersonId) -> list[Participant]:
        """Everything that somebody was ever asked."""
        found = self.participants.find({"person_id": person_id})
        return [Participant.model_validate(each) async for each in found]

    async def each_asked(
        self, survey_id: SurveyId, *, waiting: bool = False
    ) -> AsyncIterator[list[Participant]]:
        """All who are asked, or only those who have not answered, some at a time."""
        after = ""
        while True:
            query: Document = {"survey_id": survey_id, "_id": {"$gt": after}}
            found = await (
                self.participants.find(query).sort("_id", ASCENDING).limit(CHUNK).to_list(CHUNK)
            )
            if not found:
                return
            after = found[-1]["_id"]
            people = [Participant.model_validate(each) for each in found]
            yield [each for each in people if each.state == "waiting" or not waiting]

    async def count_asked(self, survey_id: SurveyId, unit_id: UnitId) -> int:
        """How many are asked in a unit and those under it."""
        return await self.participants.count_documents({"survey_id": survey_id, "path": unit_id})

    async def count_answered(self, survey_id: SurveyId) -> int:
        """How many have answered."""
        return await self.participants.count_documents(
            {"survey_id": survey_id, "state": "answered"}
        )

    async def asked_by(
        self, survey_id: SurveyId, what: Literal["path", "group"]
    ) -> dict[Path, int]:
        """How many are asked by their own unit, or by the group that their answers count in."""
        pipeline: list[Document] = [
            {"$match": {"survey_id": survey_id}},
            {"$group": {"_id": f"${what}", "asked": {"$sum": 1}}},
        ]
        found = self.participants.aggregate(pipeline)
        return {tuple(each["_id"]): each["asked"] async for each in found}

    # At the end

    async def lock(self, survey_id: SurveyId) -> None:
        """Nobody can answer any more; an answer that is under way is waited for, or fails.

        Each answer writes its participant too, so the two can't pass each other unseen.
        """
        await self.participants.update_many(
            {"survey_id": survey_id, "state": "waiting"}, {"$set": {"state": "missed"}}
        )

    async def each_answer(self, survey_id: SurveyId) -> AsyncIterator[Answer]:
        """All answers, opened, in no order that says anything."""
        async for document in self.answers.find({"survey_id": survey_id}):
            yield self._seal.open(survey_id, document["sealed"])

    async def coarsen(self, survey_id: SurveyId, groups: Mapping[Path, Path]) -> None:
        """Give each answer the group that was shown in place of its own, smaller one.

        Done twice it changes nothing more.
        """
        changes: list[UpdateOne] = []
        async for document in self.answers.find({"survey_id": survey_id}):
            answer = self._seal.open(survey_id, document["sealed"])
            coarser = answer.model_copy(update={"group": groups.get(answer.group, answer.group)})
            if coarser != answer:
                sealed = Binary(self._seal.close(survey_id, coarser))
                changes.append(UpdateOne({"_id": document["_id"]}, {"$set": {"sealed": sealed}}))
        for start in range(0, len(changes), CHUNK):
            await self.answers.bulk_write(changes[start : start + CHUNK], ordered=False)

    async def discard(self, survey_id: SurveyId) -> None:
        """The survey is cancelled: what was answered is deleted."""
        await self.lock(survey_id)
        await self.answers.delete_many({"survey_id": survey_id})


def _written(participant: Participant) -> UpdateOne:
    id = participant_id(participant.survey_id, participant.person_id)
    fields: dict[str, Any] = participant.model_dump()
    return UpdateOne({"_id": id}, {"$setOnInsert": fields}, upsert=True)
