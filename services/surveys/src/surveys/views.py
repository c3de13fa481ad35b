"""What goes out over HTTP."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from chassis.directory import Unit
from chassis.documents import Stored
from redthread_contracts.ids import PersonId, SurveyId, UnitId
from redthread_contracts.surveys import ActionStatus, SurveyState
from surveys.access import ActionDeed, Asker, SurveyDeed, may, may_with
from surveys.action import Action
from surveys.audience import Asked, Audience, preview
from surveys.box import Participant
from surveys.results import DimensionResult, QuestionResult, UnitResult
from surveys.suppression import SMALLEST_FOR_TEXTS, SMALLEST_GROUP
from surveys.survey import Survey
from surveys.template import Dimension, Question

T = TypeVar("T")


class View(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)


class Items(View, Generic[T]):
    """A page of a list; `next` is the cursor of the following page."""

    items: Sequence[T]
    next: str | None = None


class LeftOut(View):
    """Who is not asked: away throughout, or (for HR only) with a protected identity.

    Those without an e-mail address are asked on their start page; they are left out of the mails.
    """

    protected: int | None
    absent: int
    without_email: int


class UnitAskedView(View):
    """A unit with those under it. Hidden: not shown even if everybody answers."""

    unit_id: UnitId
    asked: int
    hidden: bool


class PreviewView(View):
    """What launching would do."""

    asked: int
    left_out: LeftOut
    units: Sequence[UnitAskedView]
    smallest_group: int = SMALLEST_GROUP
    smallest_for_texts: int = SMALLEST_FOR_TEXTS

    @classmethod
    def of(cls, asked: Asked, asker: Asker) -> "PreviewView":
        """As HR or a manager may see it."""
        return cls(
            asked=len(asked.people),
            left_out=LeftOut(
                protected=asked.protected if asker.hr else None,
                absent=asked.absent,
                without_email=asked.without_email,
            ),
            units=[
                UnitAskedView(unit_id=each.unit_id, asked=each.asked, hidden=each.hidden)
                for each in preview(asked.direct())
            ],
        )


class SurveySummary(View):
    """A survey in a list. `answered`: None while it must not or may not be told."""

    id: SurveyId
    title_sv: str
    title_en: str
    template_id: str | None
    state: SurveyState
    opens_at: datetime
    closes_at: datetime
    asked: int
    answered: int | None
    author_id: PersonId
    anonymous: bool
    may: Sequence[SurveyDeed]

    @classmethod
    def of(
        cls, survey: Survey, asker: Asker, *, answered: int | None, reads: bool
    ) -> "SurveySummary":
        """As this asker sees it."""
        return cls(**_common(cls, survey, answered=answered, may=may(survey, asker, reads=reads)))


class SurveyView(SurveySummary):
    """A survey in full, for who launched it or reads its results."""

    version: int
    questions: Sequence[Question]
    dimensions: Sequence[Dimension]
    has_index: bool
    audience: Audience | None
    remind_days_before: Sequence[int]
    estimated_seconds: int
    launched_at: datetime
    smallest_group: int = SMALLEST_GROUP
    smallest_for_texts: int = SMALLEST_FOR_TEXTS

    @classmethod
    def whole(
        cls, stored: Stored[Survey], asker: Asker, *, answered: int | None, reads: bool
    ) -> "SurveyView":
        """As this asker sees it: a list of people is the author's and HR's."""
        survey = stored.state
        derived = {
            "answered": answered,
            "may": may(survey, asker, reads=reads),
            "version": stored.version,
            "audience": survey.audience if asker.hr or survey.author_id == asker.id else None,
        }
        return cls(**_common(cls, survey, **derived))


class InvitationView(View):
    """A survey that the reader is asked to answer. `questions`: how many."""

    survey_id: SurveyId
    title_sv: str
    title_en: str
    closes_at: datetime
    answered: bool
    estimated_seconds: int
    questions: int

    @classmethod
    def of(cls, survey: Survey, participant: Participant) -> "InvitationView":
        """An open survey."""
        derived = {
            "survey_id": survey.survey_id,
            "answered": participant.state == "answered",
            "questions": len(survey.questions),
        }
        return cls(**_common(cls, survey, **derived))


class UnitNames(View):
    """A unit's names."""

    sv: str
    en: str


class Shown(View):
    """How an answer will be shown: never in a group smaller than this unit."""

    smallest_group: int = SMALLEST_GROUP
    smallest_for_texts: int = SMALLEST_FOR_TEXTS
    unit_id: UnitId | None
    unit_names: UnitNames | None
    unit_asked: int


class FormSurvey(View):
    """What the respondent needs to know of the survey."""

    id: SurveyId
    template_id: str | None
    title_sv: str
    title_en: str
    state: SurveyState
    closes_at: datetime
    anonymous: bool
    estimated_seconds: int


class FormView(View):
    """What somebody sees before answering."""

    survey: FormSurvey
    questions: Sequence[Question]
    answered: bool
    open: bool
    shown: Shown

    @classmethod
    def of(
        cls,
        survey: Survey,
        participant: Participant,
        unit: Unit | None,
        *,
        asked: int,
        is_open: bool,
    ) -> "FormView":
        """The form of one respondent. `unit`, `asked`: the group that the answer counts in."""
        return cls(
            survey=FormSurvey(**_common(FormSurvey, survey)),
            questions=survey.questions,
            answered=participant.state == "answered",
            open=is_open,
            shown=Shown(
                unit_id=participant.group[-1] if participant.group else None,
                unit_names=UnitNames(sv=unit.name_sv, en=unit.name_en) if unit else None,
                unit_asked=asked,
            ),
        )


class HeatmapRow(View):
    """A unit with those under it. All rows that are not shown are alike."""

    unit_id: UnitId | None
    shown: bool
    answered: int | None
    values: Mapping[str, float]

    @classmethod
    def of(cls, result: UnitResult) -> "HeatmapRow":
        """A row."""
        return cls(**_common(cls, result))


class Compared(View):
    """The same unit in another survey."""

    survey_id: SurveyId
    title_sv: str
    title_en: str
    closes_at: datetime
    hidden: bool
    answered: int | None
    index: int | None
    questions: Sequence[QuestionResult]
    dimensions: Sequence[DimensionResult]

    @classmethod
    def of(cls, survey: Survey, result: UnitResult) -> "Compared":
        """What was shown then."""
        derived = {
            "survey_id": survey.survey_id,
            "title_sv": survey.title_sv,
            "title_en": survey.title_en,
            "closes_at": survey.closes_at,
            "hidden": not result.shown,
        }
        return cls(**_common(cls, result, **derived))


class ResultsView(View):
    """What is shown of one unit. Hidden: nothing is; the reason is never told.

    While the survey is open only how many have answered in all, where the threshold allows.
    """

    survey: SurveySummary
    unit_id: UnitId | None
    path: Sequence[UnitId] = ()
    asked: int
    answered: int | None
    response_rate_percent: int | None
    hidden: bool
    questions: Sequence[QuestionResult] = ()
    dimensions: Sequence[DimensionResult] = ()
    index: int | None = None
    heatmap: Sequence[HeatmapRow] = ()
    compared: Compared | None = None
    smallest_group: int = SMALLEST_GROUP
    smallest_for_texts: int = SMALLEST_FOR_TEXTS

    @classmethod
    def live(cls, summary: SurveySummary) -> "ResultsView":
        """While the survey is open."""
        return cls(
            survey=summary,
            unit_id=None,
            asked=summary.asked,
            answered=summary.answered,
            response_rate_percent=_rate(summary.answered, summary.asked),
            hidden=False,
        )

    @classmethod
    def of(
        cls,
        summary: SurveySummary,
        result: UnitResult,
        below: Sequence[UnitResult],
        compared: Compared | None,
    ) -> "ResultsView":
        """A closed survey's result in one unit, and the units right under it."""
        derived = {
            "survey": summary,
            "response_rate_percent": _rate(result.answered, result.asked),
            "hidden": not result.shown,
            "heatmap": [HeatmapRow.of(each) for each in (result, *below)],
            "compared": compared,
        }
        return cls(**_common(cls, result, **derived))


class ActionView(View):
    """A follow-up action."""

    id: str
    survey_id: SurveyId
    unit_id: UnitId
    what: str
    owner_id: PersonId
    due: date
    status: ActionStatus
    note: str
    version: int
    may: Sequence[ActionDeed]

    @classmethod
    def of(cls, stored: Stored[Action], asker: Asker) -> "ActionView":
        """As this asker sees it."""
        derived = {"version": stored.version, "may": may_with(stored.state, asker)}
        return cls(**_common(cls, stored.state, **derived))


def _rate(answered: int | None, asked: int) -> int | None:
    return None if answered is None or not asked else round(100 * answered / asked)


def _common(view: type[BaseModel], source: BaseModel, **derived: object) -> dict[str, object]:
    """The fields that a view and its source have in common, and what is derived."""
    names = view.model_fields.keys() - derived.keys()
    own = {name: getattr(source, name) for name in names if hasattr(source, name)}
    return {**own, **derived}
