"""Launches a survey: who is asked is chosen, written down, and never changed again.

The survey is written first, so that a launch that dies is found and run again. Until its audience
is complete nobody is told of it, so a second run may begin from nothing: nobody twice, nobody
missed.
"""

from collections.abc import AsyncIterator, Callable
from datetime import date, datetime
from functools import partial

from chassis.clock import Clock, local_date
from chassis.directory import Directory, Person
from chassis.documents import Decision
from redthread_contracts.ids import PersonId, SurveyId
from surveys.audience import Asked, Audience, groups_of, select
from surveys.box import Box, Participant
from surveys.errand import errands
from surveys.store import SurveyStore
from surveys.survey import (
    Survey,
    SurveyDraft,
    digest,
    gathered,
    launch,
    new_survey,
    open_up,
    require_same,
)
from surveys.template import require

Rule = Callable[[Survey], Decision[Survey] | None]


class Launching:
    """Chooses and writes down who is asked."""

    def __init__(self, store: SurveyStore, box: Box, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._box = box
        self._directory = directory
        self._clock = clock

    async def asked(self, audience: Audience, opens_at: datetime, closes_at: datetime) -> Asked:
        """Who would be asked."""
        first = local_date(max(opens_at, self._clock.now()))
        units = await self._directory.units()
        people = [person async for person in self._candidates(audience, first)]
        return select(audience, people, units, first=first, last=local_date(closes_at))

    async def known(self, survey_id: SurveyId, draft: SurveyDraft) -> bool:
        """Whether this very survey is launched already. Raises `Conflict` for another one."""
        stored = await self._store.surveys.get(survey_id)
        if stored is not None:
            require_same(stored.state, digest(draft))
        return stored is not None

    async def launch(
        self, survey_id: SurveyId, draft: SurveyDraft, asked: Asked, by: PersonId
    ) -> None:
        """Launch it; who is asked is written down right away, or by the job after a death."""
        new = new_survey(
            survey_id,
            draft,
            require(draft.template_id) if draft.template_id else None,
            by=by,
            now=self._clock.now(),
            asked=len(asked.people),
        )
        await self._store.surveys.change(survey_id, lambda known: launch(known, new))
        await self.gather_next(survey_id)

    async def gather_next(self, survey_id: SurveyId | None = None) -> int:
        """Write down the audience of a survey where that is missing. Returns how many: 0 or 1."""
        now = self._clock.now()
        found = await self._store.next_to_gather(now, survey_id)
        if found is None:
            return 0
        survey = (await self._store.surveys.require(found)).state
        asked = await self.asked(survey.audience, survey.opens_at, survey.closes_at)
        await self._box.replace_asked(survey.survey_id, participants(survey, asked))
        await self._store.plan(errands(survey))
        await self._change(survey.survey_id, partial(gathered, asked=len(asked.people)))
        await self._store.let_go(survey.survey_id)
        await self._change(survey.survey_id, lambda each: open_up(each, self._clock.now()))
        return 1

    async def _change(self, survey_id: SurveyId, rule: Rule) -> None:
        await self._store.surveys.change(
            survey_id, lambda survey: None if survey is None else rule(survey)
        )

    async def _candidates(self, audience: Audience, day: date) -> AsyncIterator[Person]:
        if audience.kind == "list":
            for person in (await self._directory.people(audience.person_ids)).values():
                yield person
            return
        everywhere = audience.kind == "all" or not audience.unit_ids
        ids = await self._directory.units() if everywhere else audience.unit_ids
        async for person in self._directory.members(ids, day, subtree=not everywhere):
            yield person


def participants(survey: Survey, asked: Asked) -> list[Participant]:
    """Everybody who is asked, with the group that the answer counts in, by id."""
    groups = groups_of(asked.direct())
    return [
        Participant(survey_id=survey.survey_id, person_id=person_id, path=path, group=groups[path])
        for person_id, path in sorted(asked.people.items())
    ]
