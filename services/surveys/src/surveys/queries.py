"""What may be known of surveys and of what they showed."""

from chassis.documents import Stored
from chassis.errors import Conflict, NotFound
from redthread_contracts.ids import SurveyId, UnitId
from surveys.access import Asker, governs, require_governor, require_reader, results_not_yours
from surveys.box import Box
from surveys.results import UnitResult
from surveys.store import SurveyStore
from surveys.suppression import SMALLEST_GROUP
from surveys.survey import Survey
from surveys.views import Compared, ResultsView, SurveySummary, SurveyView


class Queries:
    """Answers, as an asker may have them."""

    def __init__(self, store: SurveyStore, box: Box) -> None:
        self._store = store
        self._box = box

    async def survey(self, survey_id: SurveyId, asker: Asker) -> SurveyView:
        """One survey. Raises `Forbidden` for who neither governs it nor reads its results."""
        stored = await self._store.surveys.require(survey_id)
        reads = await self._reads(stored.state, asker)
        if not reads and not governs(stored.state, asker):
            raise results_not_yours()
        answered = await self._answered(stored.state, asker)
        return SurveyView.whole(stored, asker, answered=answered, reads=reads)

    async def summary(
        self, stored: Stored[Survey], asker: Asker, *, reads: bool | None = None
    ) -> SurveySummary:
        """The survey in a list; `reads` where it is known."""
        survey = stored.state
        if reads is None:
            reads = await self._reads(survey, asker)
        answered = await self._answered(survey, asker)
        return SurveySummary.of(survey, asker, answered=answered, reads=reads)

    async def _reads(self, survey: Survey, asker: Asker) -> bool:
        """Whether there are results that this asker may read."""
        if survey.state != "closed":
            return False
        if asker.hr:
            return True
        return await self._store.topmost(survey.survey_id, asker.units) is not None

    async def _answered(self, survey: Survey, asker: Asker) -> int | None:
        """How many have answered, for who governs the survey and where it may be told."""
        if not governs(survey, asker):
            return None
        if survey.state == "closed":
            whole = await self._store.result(survey.survey_id, None)
            return whole.answered if whole else None
        if survey.state != "open":
            return None
        answered = await self._box.count_answered(survey.survey_id)
        # In steps: one more would tell that somebody has answered just now.
        return answered - answered % SMALLEST_GROUP or None

    async def results(
        self, survey_id: SurveyId, asker: Asker, unit_id: UnitId | None, compare: SurveyId | None
    ) -> ResultsView:
        """One unit's results; without a unit, the largest that the asker may see."""
        stored = await self._store.surveys.require(survey_id)
        survey = stored.state
        if survey.state != "closed":
            require_governor(survey, asker)
            if survey.state != "open":
                raise Conflict("survey-without-results", "There are results when it has closed.")
            return ResultsView.live(await self.summary(stored, asker, reads=False))
        result = await self._result(survey_id, asker, unit_id)
        return ResultsView.of(
            await self.summary(stored, asker, reads=True),
            result,
            await self._store.results_under(survey_id, result.unit_id),
            await self._compared(compare, result.unit_id) if compare else None,
        )

    async def _result(
        self, survey_id: SurveyId, asker: Asker, unit_id: UnitId | None
    ) -> UnitResult:
        if unit_id is not None:
            require_reader(asker, unit_id)
            found = await self._store.result(survey_id, unit_id)
        elif asker.hr:
            found = await self._largest(survey_id)
        else:
            topmost = await self._store.topmost(survey_id, asker.units)
            if topmost is None:
                raise results_not_yours()
            found = await self._store.result(survey_id, topmost.unit_id)
        if found is None:
            raise NotFound("unit-not-asked", "Nobody in this unit was asked. Choose another.")
        return found

    async def _largest(self, survey_id: SurveyId) -> UnitResult | None:
        """The whole, or the smallest unit that is the whole: there the heatmap says something."""
        found = await self._store.result(survey_id, None)
        while found is not None:
            below = await self._store.results_under(survey_id, found.unit_id)
            if len(below) != 1 or below[0].asked != found.asked:
                break
            found = await self._store.result(survey_id, below[0].unit_id)
        return found

    async def _compared(self, survey_id: SurveyId, unit_id: UnitId | None) -> Compared | None:
        stored = await self._store.surveys.get(survey_id)
        if stored is None or stored.state.state != "closed":
            return None
        result = await self._store.result(survey_id, unit_id)
        return Compared.of(stored.state, result) if result else None
