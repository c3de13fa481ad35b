"""What is done for a survey when its time has come: open and invite, remind, close and count.

Each errand can be run twice and be killed anywhere: what it writes has an id that says what it is
for, or is written only where it is missing. It is done with only after all of it is done.
"""

from collections.abc import Mapping
from typing import Literal

from chassis.clock import Clock
from chassis.documents import Decision
from redthread_contracts.ids import PersonId, SurveyId
from surveys.audience import invitation_id
from surveys.box import Box
from surveys.errand import Errand, is_overtaken, reminders
from surveys.invitation import Invitation, end, issue, remind
from surveys.results import Tally, results, shown_groups
from surveys.store import SurveyStore
from surveys.survey import Survey, cancel, close, end_early, open_up


class Rounds:
    """Does what is due."""

    def __init__(self, store: SurveyStore, box: Box, clock: Clock) -> None:
        self._store = store
        self._box = box
        self._clock = clock

    async def run_next(self) -> int:
        """Do one errand. Returns how many: 0 or 1."""
        errand = await self._store.next_errand(self._clock.now())
        if errand is None:
            return 0
        stored = await self._store.surveys.get(errand.survey_id)
        if stored is None or await self._run(errand, stored.state):
            await self._store.finish(errand)
        return 1

    async def close_now(self, survey_id: SurveyId) -> None:
        """Close it before its last day, and count. Raises `Conflict` unless it is open."""
        now = self._clock.now()
        await self._store.hasten(survey_id, "close", now)
        stored = await self._store.surveys.change(
            survey_id, lambda survey: None if survey is None else end_early(survey, now)
        )
        if stored is not None and stored.state.state == "open":
            await self._close(stored.state)

    async def cancel(self, survey_id: SurveyId) -> None:
        """Call it off; the errand that is due from now on deletes what was answered."""
        await self._store.hasten(survey_id, "close", self._clock.now())
        await self._store.surveys.change(
            survey_id, lambda survey: None if survey is None else cancel(survey)
        )

    async def _run(self, errand: Errand, survey: Survey) -> bool:
        """Whether the errand is done with; else it is due again when its lease has run out."""
        if errand.kind == "open":
            return await self._open(errand, survey)
        if errand.kind == "close":
            return await self._end(errand, survey)
        days_before = int(errand.kind.removeprefix("remind-"))
        now = self._clock.now()
        if survey.takes_answers(now) and not is_overtaken(days_before, reminders(survey), now):
            await self._remind(errand, survey, days_before)
        return survey.state != "launched"

    async def _open(self, errand: Errand, survey: Survey) -> bool:
        now = self._clock.now()
        stored = await self._store.surveys.change(
            survey.survey_id, lambda known: None if known is None else open_up(known, now)
        )
        if stored is None or stored.state.state == "launched":
            return stored is None
        if stored.state.state == "open":
            await self._invite(errand, stored.state)
        now_known = await self._store.surveys.get(survey.survey_id)
        if now_known is not None and now_known.state.state != "open":
            # It ended meanwhile, and some were invited behind the back of that.
            await self._end_invitations(errand, now_known.state)
        return True

    async def _invite(self, errand: Errand, survey: Survey) -> None:
        async for people in self._box.each_asked(survey.survey_id):
            wanted = self._wanted(survey, [each.person_id for each in people])

            def decide(
                id: str, known: Invitation | None, wanted: Mapping[str, PersonId] = wanted
            ) -> Decision[Invitation] | None:
                return issue(known, survey, wanted[id], id=id)

            await self._store.invitations.change_many(list(wanted), decide)
            await self._store.keep_errand(errand, self._clock.now())

    async def _remind(self, errand: Errand, survey: Survey, days_before: int) -> None:
        async for people in self._box.each_asked(survey.survey_id, waiting=True):
            wanted = self._wanted(survey, [each.person_id for each in people])
            await self._store.invitations.change_many(
                list(wanted), lambda _id, known: remind(known, survey, days_before)
            )
            await self._store.keep_errand(errand, self._clock.now())

    async def _end(self, errand: Errand, survey: Survey) -> bool:
        if survey.state == "open":
            if self._clock.now() < survey.closes_at:
                return False  # about to be closed or cancelled
            await self._close(survey)
        elif survey.state == "launched":
            return False
        elif survey.state == "cancelled":
            await self._box.discard(survey.survey_id)
        await self._end_invitations(errand, survey)
        return True

    async def _end_invitations(self, errand: Errand, survey: Survey) -> None:
        async for people in self._box.each_asked(survey.survey_id):
            # All alike: who has answered must not show in who is written to.
            wanted = self._wanted(survey, [each.person_id for each in people])
            await self._store.invitations.change_many(
                list(wanted), lambda _id, known: end(known, survey.closes_at)
            )
            await self._store.keep_errand(errand, self._clock.now())

    async def _close(self, survey: Survey) -> None:
        """Lock, count, store what is shown, then say that it is closed."""
        survey_id = survey.survey_id
        await self._box.lock(survey_id)
        asked = {what: await self._box.asked_by(survey_id, what) for what in _BY}
        # What is stored is final. Counted again after a death, half of the answers may have
        # been given their coarser group already.
        if await self._store.result(survey_id, None) is None:
            tally = Tally()
            kinds = {question.id: question.kind for question in survey.questions}
            async for answer in self._box.each_answer(survey_id):
                tally.add(answer, kinds)
            found = results(
                tally,
                survey.questions,
                survey.dimensions,
                has_index=survey.has_index,
                asked=asked["path"],
                asked_by_group=asked["group"],
            )
            await self._store.save_results(survey_id, found)
        stored = await self._store.all_results(survey_id)
        await self._box.coarsen(survey_id, shown_groups(stored, list(asked["group"])))
        now = self._clock.now()
        await self._store.surveys.change(
            survey_id, lambda known: None if known is None else close(known, now)
        )

    def _wanted(self, survey: Survey, people: list[PersonId]) -> dict[str, PersonId]:
        return {invitation_id(survey.survey_id, each): each for each in people}


_BY: tuple[Literal["path"], Literal["group"]] = ("path", "group")
