"""The mark and the answer: both or neither, whatever dies or races; and bulks that die half way."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from chassis.documents import Counts
from chassis.mongo import Session
from chassis.testing import eventually
from redthread_contracts.ids import PersonId, SurveyId
from surveys import box as ballot
from surveys.answer import Answer
from surveys.box import Box, Participant
from surveys.errand import Errand
from surveys.launching import Launching
from surveys.store import LEASE
from surveys.suppression import SMALLEST_GROUP, Path
from surveys.survey import SurveyDraft

from .conftest import ASKED, HR, LAND, NOON, PERMITS, SCHOOL, Hall, Replica, a_draft


class Killed(Exception):
    """Stands for a death: nothing after it is done."""


class DyingBox(Box):
    """Dies before, between or after its two writes."""

    point = ""

    async def _mark(self, participant: str, session: Session) -> Path | None:
        self._die("before")
        group = await super()._mark(participant, session)
        self._die("between")
        return group

    async def _keep(self, survey_id: SurveyId, answer: Answer, session: Session) -> None:
        await super()._keep(survey_id, answer, session)
        self._die("after")

    def _die(self, point: str) -> None:
        if point == self.point:
            raise Killed


@pytest.mark.parametrize("point", ["before", "between", "after"])
async def test_killed_between_the_two_documents_neither_is_there_and_it_can_be_done_again(
    hall: Hall, replica: Replica, point: str
) -> None:
    survey_id = SurveyId(await hall.launch())
    dying = DyingBox(replica.service.database, replica.box._seal)
    dying.point = point

    with pytest.raises(Killed):
        await dying.put(survey_id, PersonId("sara"), {"p1": 4})

    assert await hall.mongo["answers"].count_documents({}) == 0
    assert await replica.box.count_answered(survey_id) == 0
    assert (await hall.answer(survey_id, "sara")).status == 204


async def test_sent_many_times_at_once_it_counts_once(hall: Hall) -> None:
    survey_id = await hall.launch()

    sent = await asyncio.gather(*(hall.answer(survey_id, "sara") for _ in range(12)))

    assert Counter(each.status for each in sent) == {204: 1, 409: 11}
    assert {each.body["code"] for each in sent if each.status == 409} == {"already-answered"}
    assert await hall.mongo["answers"].count_documents({}) == 1


async def test_an_answer_that_races_the_closing_counts_or_is_refused(hall: Hall) -> None:
    survey_id = await hall.launch()
    await hall.answered_by(survey_id, PERMITS[:5])

    late = asyncio.gather(*(hall.answer(survey_id, who) for who in ASKED if who not in PERMITS))
    await hall.close(survey_id)
    statuses = Counter(each.status for each in await late)

    assert statuses.keys() <= {204, 409}
    kept = await hall.mongo["answers"].count_documents({})
    assert kept == 5 + statuses[204]
    assert (await hall.results(survey_id))["answered"] == kept


class HalfWritten(Box):
    """Dies when half of the audience is written down."""

    async def replace_asked(self, survey_id: SurveyId, asked: Sequence[Participant]) -> None:
        await super().replace_asked(survey_id, asked[: len(asked) // 2])
        raise Killed


async def test_a_launch_that_died_half_way_is_run_again_nobody_twice_nobody_missed(
    hall: Hall, replica: Replica
) -> None:
    dying = Launching(
        replica.store,
        HalfWritten(replica.service.database, replica.box._seal),
        replica.service.directory,
        hall.clock,
    )
    draft = SurveyDraft.model_validate(a_draft())
    asked = await dying.asked(draft.audience, draft.opens_at, draft.closes_at)
    with pytest.raises(Killed):
        await dying.launch(SurveyId("half"), draft, asked, PersonId(HR))
    assert await hall.mongo["participants"].count_documents({}) == len(ASKED) // 2
    assert (await hall.get("/invitations", ASKED[0]))["items"] == []

    hall.clock.move(LEASE * 2)
    await eventually(lambda: hall.mongo["surveys"].find_one({"state": "open"}))
    await eventually(hall.quiet)

    people = [each["person_id"] async for each in hall.mongo["participants"].find()]
    assert sorted(people) == sorted(ASKED)
    assert await hall.mongo["invitations"].count_documents({}) == len(ASKED)


async def test_a_wave_that_died_half_way_is_run_again_nobody_twice_nobody_missed(
    hall: Hall, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballot, "CHUNK", 7)
    opens = NOON + timedelta(days=1)
    survey_id = SurveyId(await hall.launch(opens_at=opens.isoformat()))
    # As if the one that dies had claimed it.
    await hall.mongo["errands"].update_one(
        {"kind": "open"}, {"$set": {"job_lease_until": opens + LEASE}}
    )
    hall.clock.set(opens)
    invite = replica.store.invitations.change_many
    chunks = iter(range(2))

    async def dying(*args: Any) -> Counts:
        if next(chunks, None) is None:
            raise Killed
        return await invite(*args)

    monkeypatch.setattr(replica.store.invitations, "change_many", dying)
    survey = (await replica.store.surveys.require(survey_id)).state
    with pytest.raises(Killed):
        await replica.rounds._run(Errand(survey_id, "open", opens), survey)
    assert await hall.mongo["invitations"].count_documents({}) == 14

    hall.clock.move(LEASE * 2)
    await eventually(hall.quiet)

    people = [each["person_id"] async for each in hall.mongo["invitations"].find()]
    assert sorted(people) == sorted(ASKED)
    versions = await hall.mongo["invitations"].distinct("version")
    assert versions == [1]  # one event each


async def test_a_closing_that_died_half_way_is_run_again_with_the_same_result(
    hall: Hall, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey_id = SurveyId(await hall.launch())
    await hall.answered_by(survey_id, [*PERMITS[:6], *LAND[:4], *SCHOOL[:6]])

    async def dying(*_args: Any) -> None:
        raise Killed

    monkeypatch.setattr(replica.box, "coarsen", dying)
    with pytest.raises(Killed):
        await replica.rounds.close_now(survey_id)
    stored = await _results(hall)
    hall.clock.move(LEASE * 2)
    await eventually(lambda: hall.mongo["surveys"].find_one({"state": "closed"}))

    assert await _results(hall) == stored
    groups = Counter([each.group async for each in replica.box.each_answer(survey_id)])
    assert all(count >= SMALLEST_GROUP for count in groups.values())


async def test_a_result_that_is_stored_stays_whoever_counts_later(
    hall: Hall, replica: Replica
) -> None:
    survey_id = SurveyId(await hall.launch())
    await hall.answered_by(survey_id, PERMITS[:6])
    await hall.close(survey_id)
    first = await _results(hall)
    whole = await replica.store.result(survey_id, None)
    assert whole is not None

    await replica.store.save_results(survey_id, [whole.model_copy(update={"answered": 5})])

    assert await _results(hall) == first


async def test_who_writes_the_audience_down_too_late_wipes_no_answer(
    hall: Hall, replica: Replica
) -> None:
    survey_id = SurveyId(await hall.launch())
    everybody = [each async for people in replica.box.each_asked(survey_id) for each in people]
    assert (await hall.answer(survey_id, "sara")).status == 204

    await replica.box.replace_asked(survey_id, everybody)

    assert (await hall.answer(survey_id, "sara")).body["code"] == "already-answered"
    assert await hall.mongo["answers"].count_documents({}) == 1
    assert await hall.mongo["participants"].count_documents({}) == len(ASKED)


async def _results(hall: Hall) -> list[Any]:
    return [each async for each in hall.mongo["results"].find(sort=[("_id", 1)])]
