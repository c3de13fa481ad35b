"""The surveys service: templates, launching, answering, results, actions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict, Field

from gateway.clients.base import Items, ServiceClient, Versioned, View
from redthread_contracts.ids import ActionId, PersonId, SurveyId, UnitId

Value = int | str | list[str]
"""An answer: a number, an option or a text, or several options."""


class Option(View):
    """A choice."""

    id: str
    text_sv: str
    text_en: str = ""


class Dimension(View):
    """What several statements are about together."""

    id: str
    title_sv: str
    title_en: str = ""


class Question(View):
    """A question: scale_1_5, recommend_0_10, single, multiple or text."""

    id: str
    kind: str
    text_sv: str
    text_en: str = ""
    dimension: str | None = None
    options: list[Option] = Field(default=[])
    labels_sv: list[str] = Field(default=[])
    labels_en: list[str] = Field(default=[])
    required: bool = False


class SurveyTemplate(View):
    """A set of questions, and where its wording comes from."""

    id: str
    title_sv: str
    title_en: str = ""
    source: str = ""
    terms: str = ""
    questions: list[Question] = Field(default=[])
    dimensions: list[Dimension] = Field(default=[])
    has_index: bool = False
    estimated_seconds: int = 60


class Audience(View):
    """Who is asked; `months`: employed for less than so many."""

    kind: Literal["all", "units", "employed_less_than", "list"]
    unit_ids: list[UnitId] = Field(default=[])
    months: int | None = None
    person_ids: list[PersonId] = Field(default=[])


class LeftOut(View):
    """Who is not asked, or gets no mail."""

    protected: int | None = 0
    """None: only HR may know."""
    absent: int = 0
    without_email: int = 0


class UnitAsked(View):
    """How many are asked in a unit with those under it, and whether its results can be shown."""

    unit_id: UnitId
    asked: int = 0
    hidden: bool = False


class SurveyPreview(View):
    """What launching would do."""

    asked: int = 0
    left_out: LeftOut = LeftOut()
    units: list[UnitAsked] = Field(default=[])


class SurveyPlan(View):
    """What is launched."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title_sv": "Temperaturmätning november",
                "title_en": "Pulse November",
                "template_id": "pulse",
                "audience": {"kind": "all"},
                "anonymous": True,
                "opens_at": "2026-11-09T07:00:00Z",
                "closes_at": "2026-11-20T16:00:00Z",
                "remind_days_before": [3],
            }
        }
    )

    title_sv: str
    title_en: str
    template_id: str | None
    extra_questions: list[Question] = Field(default=[])
    audience: Audience
    anonymous: Literal[True] = True
    opens_at: datetime
    closes_at: datetime
    remind_days_before: list[int] = Field(default=[])


class SurveySummary(View):
    """A survey in a list. `answered` is only there when it may be shown."""

    id: SurveyId
    title_sv: str
    title_en: str = ""
    template_id: str | None = None
    state: str = "launched"
    opens_at: datetime
    closes_at: datetime
    asked: int = 0
    answered: int | None = None
    author_id: PersonId | None = None
    anonymous: bool = True
    may: list[str] = Field(default=[])


class Survey(SurveySummary):
    """A survey with its questions."""

    questions: list[Question] = Field(default=[])
    dimensions: list[Dimension] = Field(default=[])
    has_index: bool = False
    audience: Audience | None = None
    remind_days_before: list[int] = Field(default=[])
    estimated_seconds: int = 60


class Invitation(View):
    """A survey that I am asked to answer."""

    survey_id: SurveyId
    title_sv: str
    title_en: str = ""
    closes_at: datetime
    answered: bool = False
    estimated_seconds: int = 60
    questions: int = 0


class UnitNames(View):
    """A unit's names."""

    sv: str
    en: str = ""


class ShownAs(View):
    """How the respondent's answer will be shown: the smallest group that it counts in."""

    smallest_group: int = 5
    smallest_for_texts: int = 10
    unit_id: UnitId | None = None
    unit_names: UnitNames | None = None
    unit_asked: int = 0


class AskedSurvey(View):
    """What the respondent needs to know of the survey."""

    id: SurveyId
    template_id: str | None = None
    title_sv: str
    title_en: str = ""
    state: str = "open"
    closes_at: datetime
    estimated_seconds: int = 60


class AnswerForm(View):
    """What the respondent sees before answering."""

    survey: AskedSurvey
    questions: list[Question] = Field(default=[])
    answered: bool = False
    open: bool = True
    shown: ShownAs = ShownAs()


class Share(View):
    """How many chose a number or an option."""

    value: int | str
    count: int = 0
    percent: int = 0


class QuestionResult(View):
    """One question in one unit; `hidden`: too few there answered it."""

    id: str
    kind: str
    hidden: bool = False
    answered: int | None = None
    mean: float | None = None
    distribution: list[Share] = Field(default=[])
    enps: int | None = None
    texts: list[str] | None = None
    more_texts: int = 0


class DimensionResult(View):
    """What several statements say together."""

    id: str
    mean: float | None = None
    index: int | None = None


class UnitCells(View):
    """A row of the heatmap. Units that are not shown are all alike."""

    unit_id: UnitId | None = None
    shown: bool = False
    answered: int | None = None
    values: dict[str, float] = Field(default={})


class Compared(View):
    """The same unit in another survey."""

    survey_id: SurveyId
    title_sv: str
    title_en: str = ""
    closes_at: datetime
    hidden: bool = False
    index: int | None = None
    questions: list[QuestionResult] = Field(default=[])


class Results(View):
    """What is shown of a unit and of those right under it; without a unit, of the whole survey."""

    survey: SurveySummary
    unit_id: UnitId | None = None
    path: list[UnitId] = Field(default=[])
    asked: int = 0
    answered: int | None = None
    response_rate_percent: int | None = None
    hidden: bool = False
    questions: list[QuestionResult] = Field(default=[])
    dimensions: list[DimensionResult] = Field(default=[])
    index: int | None = None
    heatmap: list[UnitCells] = Field(default=[])
    compared: Compared | None = None
    smallest_group: int = 5
    smallest_for_texts: int = 10


class ActionPlan(View):
    """What is to be done because of a survey, by whom, until when."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "unit_id": "forskola-solrosen",
                "what": "Gå igenom schemat tillsammans",
                "owner_id": "p-1042",
                "due": "2027-01-29",
            }
        }
    )

    unit_id: UnitId
    what: str
    owner_id: PersonId
    due: date


class SurveyAction(ActionPlan):
    """It, and how it goes."""

    id: ActionId
    survey_id: SurveyId
    status: str = "open"
    note: str = ""
    version: int = 0
    may: list[str] = Field(default=[])


class SurveysClient:
    """What the gateway asks the surveys service."""

    def __init__(self, service: ServiceClient) -> None:
        self._service = service

    async def templates(self, who: PersonId) -> list[SurveyTemplate]:
        """The built-in templates."""
        return (await self._service.get(who, "/templates")).read(Items[SurveyTemplate]).items

    async def preview(self, who: PersonId, plan: SurveyPlan) -> SurveyPreview:
        """Who would be asked, and which units would be hidden."""
        body = {
            "audience": plan.audience,
            "opens_at": plan.opens_at,
            "closes_at": plan.closes_at,
        }
        return (await self._service.post(who, "/surveys/preview", body)).read(SurveyPreview)

    async def launch(self, who: PersonId, survey: SurveyId, plan: SurveyPlan) -> Survey:
        """Launch it; the same again does nothing."""
        return (await self._service.put(who, f"/surveys/{survey}", plan)).read(Survey)

    async def surveys(
        self, who: PersonId, role: Literal["author", "results"], after: str | None = None
    ) -> Items[SurveySummary]:
        """Those that I launched (HR: all), or whose results I may read."""
        answer = await self._service.get(who, "/surveys", **{"as": role, "after": after})
        return answer.read(Items[SurveySummary])

    async def survey(self, who: PersonId, survey: SurveyId) -> Survey:
        """One survey."""
        return (await self._service.get(who, f"/surveys/{survey}")).read(Survey)

    async def close(self, who: PersonId, survey: SurveyId) -> None:
        """Close it before its last day."""
        await self._service.post(who, f"/surveys/{survey}/close")

    async def cancel(self, who: PersonId, survey: SurveyId) -> None:
        """Call it off; what was answered is deleted."""
        await self._service.post(who, f"/surveys/{survey}/cancel")

    async def invitations(self, who: PersonId) -> list[Invitation]:
        """The open surveys that I am asked to answer."""
        return (await self._service.get(who, "/invitations")).read(Items[Invitation]).items

    async def form(self, who: PersonId, survey: SurveyId) -> AnswerForm:
        """What I see before I answer."""
        return (await self._service.get(who, f"/surveys/{survey}/form")).read(AnswerForm)

    async def answer(self, who: PersonId, survey: SurveyId, answers: Mapping[str, Value]) -> None:
        """Answer, once and for good."""
        await self._service.put(who, f"/surveys/{survey}/answer", {"answers": dict(answers)})

    async def results(
        self,
        who: PersonId,
        survey: SurveyId,
        unit: UnitId | None = None,
        compare: SurveyId | None = None,
    ) -> Results:
        """What is shown of a unit, without one of the largest that I may read; `compare`: beside
        the same unit in another survey."""
        path = f"/surveys/{survey}/results"
        return (await self._service.get(who, path, unit=unit, compare=compare)).read(Results)

    async def actions(
        self, who: PersonId, survey: SurveyId, unit: UnitId | None = None
    ) -> list[SurveyAction]:
        """What is done because of a survey."""
        answer = await self._service.get(who, f"/surveys/{survey}/actions", unit=unit)
        return answer.read(Items[SurveyAction]).items

    async def my_actions(self, who: PersonId) -> list[SurveyAction]:
        """What I am to do because of surveys."""
        return (await self._service.get(who, "/actions")).read(Items[SurveyAction]).items

    async def put_action(
        self,
        who: PersonId,
        survey: SurveyId,
        action: ActionId,
        plan: ActionPlan,
        version: int | None = None,
    ) -> Versioned[SurveyAction]:
        """Add an action by an id of the form's making, or change it from the version seen."""
        path = f"/surveys/{survey}/actions/{action}"
        return (await self._service.put(who, path, plan, version=version)).versioned(SurveyAction)

    async def follow_up(
        self,
        who: PersonId,
        survey: SurveyId,
        action: ActionId,
        *,
        status: str,
        note: str,
        version: int | None = None,
    ) -> None:
        """Say how it went."""
        path = f"/surveys/{survey}/actions/{action}/follow-up"
        body = {"status": status, "note": note}
        await self._service.post(who, path, body, version=version)

    async def drop_action(self, who: PersonId, survey: SurveyId, action: ActionId) -> None:
        """Take an action away."""
        await self._service.delete(who, f"/surveys/{survey}/actions/{action}")
