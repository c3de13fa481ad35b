"""A survey's life: launched, open, closed or cancelled. It is anonymous and stays so.

What was launched does not change any more: neither the questions nor who is asked nor how the
answers are shown. Only its last day can come earlier, by closing it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chassis.clock import Instant
from chassis.documents import Decision, State
from chassis.errors import Conflict, FieldError, Invalid
from redthread_contracts.ids import PersonId, SurveyId
from redthread_contracts.surveys import (
    SurveyCancelled,
    SurveyClosed,
    SurveyFacts,
    SurveyLaunched,
    SurveyOpened,
    SurveyState,
)
from surveys.audience import Audience
from surveys.suppression import SMALLEST_GROUP
from surveys.template import Dimension, Question, Template, estimated_seconds
from surveys.texts import Title

LONGEST_SURVEY = timedelta(days=366)
FURTHEST_OPENING = timedelta(days=366)
MOST_EXTRA_QUESTIONS = 20


class SurveyDraft(BaseModel):
    """What HR or a manager wants to launch."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title_sv: Title
    title_en: Title
    template_id: str | None = Field(default=None, max_length=64)
    extra_questions: Annotated[tuple[Question, ...], Field(max_length=MOST_EXTRA_QUESTIONS)] = ()
    audience: Audience
    anonymous: Literal[True] = True
    opens_at: Instant
    closes_at: Instant
    remind_days_before: Annotated[
        tuple[Annotated[int, Field(ge=1, le=60)], ...], Field(max_length=5)
    ] = (3, 1)


class Survey(State):
    """The aggregate. `gathered`: everybody who is asked is written down.

    `asked` is the number of those; `asked_for` tells the same command from another one.
    """

    title_sv: str
    title_en: str
    template_id: str | None
    questions: tuple[Question, ...]
    dimensions: tuple[Dimension, ...]
    has_index: bool
    audience: Audience
    anonymous: Literal[True] = True
    opens_at: datetime
    closes_at: datetime
    remind_days_before: tuple[int, ...]
    author_id: PersonId
    launched_at: datetime
    state: SurveyState = "launched"
    gathered: bool = False
    asked: int
    asked_for: str

    @property
    def survey_id(self) -> SurveyId:
        """The id, as its own type."""
        return SurveyId(self.id)

    @property
    def estimated_seconds(self) -> int:
        """About how long it takes to answer."""
        return estimated_seconds(self.questions)

    def takes_answers(self, now: datetime) -> bool:
        """Whether it can be answered."""
        return self.state == "open" and now < self.closes_at


def new_survey(
    survey_id: SurveyId,
    draft: SurveyDraft,
    template: Template | None,
    *,
    by: PersonId,
    now: datetime,
    asked: int,
) -> Survey:
    """The survey as it would be launched."""
    return Survey(
        id=survey_id,
        questions=(*(template.questions if template else ()), *_extra(draft)),
        dimensions=template.dimensions if template else (),
        has_index=template.has_index if template else False,
        author_id=by,
        launched_at=now,
        asked=asked,
        asked_for=digest(draft),
        **{
            **{name: getattr(draft, name) for name in _SAID},
            "remind_days_before": tuple(sorted(set(draft.remind_days_before), reverse=True)),
        },
    )


_SAID = ("title_sv", "title_en", "template_id", "audience", "opens_at", "closes_at")


def _extra(draft: SurveyDraft) -> Iterator[Question]:
    """Own questions belong to no dimension of a template, or they would change its index."""
    for question in draft.extra_questions:
        yield question.model_copy(update={"dimension": None})


def launch(survey: Survey | None, new: Survey) -> Decision[Survey] | None:
    """The survey goes out when it opens. The same again changes nothing.

    Raises `Conflict` when the id is another survey's, `Invalid` for what can't be launched.
    """
    if survey is not None:
        require_same(survey, new.asked_for)
        return None
    if wrong := [*_wrong_days(new), *_wrong_questions(new), *_wrong_audience(new)]:
        raise Invalid("survey-not-right", "The survey can't be launched as it is.", fields=wrong)
    return _decided(new, SurveyLaunched)


def require_same(survey: Survey, asked_for: str) -> None:
    """Raise `Conflict` when the id is another survey's."""
    if survey.asked_for != asked_for:
        raise Conflict(
            "survey-exists",
            "A survey with this id is launched and can't be changed. Start again with a new form.",
        )


def gathered(survey: Survey, asked: int) -> Decision[Survey] | None:
    """Everybody who is asked is written down: this many."""
    if survey.gathered or survey.state != "launched":
        return None
    return _decided(survey.model_copy(update={"gathered": True, "asked": asked}), SurveyLaunched)


def open_up(survey: Survey, now: datetime) -> Decision[Survey] | None:
    """It can be answered from now on."""
    if survey.state != "launched" or not survey.gathered or now < survey.opens_at:
        return None
    return _decided(survey.model_copy(update={"state": "open"}), SurveyOpened)


def end_early(survey: Survey, now: datetime) -> Decision[Survey] | None:
    """Its last moment is now; `close` follows. Raises `Conflict` unless it is open."""
    if survey.state == "closed" or (survey.state == "open" and survey.closes_at <= now):
        return None
    if survey.state != "open":
        raise Conflict(
            f"survey-is-{survey.state}", "Only an open survey can be closed.", state=survey.state
        )
    return _decided(survey.model_copy(update={"closes_at": now}), SurveyOpened)


def close(survey: Survey, now: datetime) -> Decision[Survey] | None:
    """No more answers. The results are stored by now."""
    if survey.state != "open" or now < survey.closes_at:
        return None
    return _decided(survey.model_copy(update={"state": "closed"}), SurveyClosed)


def cancel(survey: Survey) -> Decision[Survey] | None:
    """It is called off. Raises `Conflict` when it is closed."""
    if survey.state == "cancelled":
        return None
    if survey.state == "closed":
        raise Conflict("survey-is-closed", "A closed survey can't be cancelled.", state="closed")
    return _decided(survey.model_copy(update={"state": "cancelled"}), SurveyCancelled)


def digest(command: BaseModel) -> str:
    """What a command says, in short: equal for the same command only."""
    return sha256(command.model_dump_json().encode()).hexdigest()


def facts(survey: Survey, event: type[SurveyFacts]) -> SurveyFacts:
    """What other services may know."""
    return event(
        survey_id=survey.survey_id,
        template_id=survey.template_id,
        title_sv=survey.title_sv,
        title_en=survey.title_en,
        anonymous=survey.anonymous,
        state=survey.state,
        opens_at=survey.opens_at,
        closes_at=survey.closes_at,
        asked=survey.asked,
        author_id=survey.author_id,
    )


def _decided(survey: Survey, event: type[SurveyFacts]) -> Decision[Survey]:
    return Decision(survey, [facts(survey, event)])


def _wrong_days(survey: Survey) -> Iterator[FieldError]:
    if survey.closes_at <= survey.launched_at:
        yield FieldError(
            "closes_at", "closes-passed", "The last day has passed. Choose a later one."
        )
    elif survey.closes_at <= survey.opens_at:
        yield FieldError("closes_at", "closes-before-opens", "It closes before it opens.")
    elif survey.closes_at - survey.opens_at > LONGEST_SURVEY:
        yield FieldError("closes_at", "survey-too-long", "A survey is open for at most a year.")
    if survey.opens_at > survey.launched_at + FURTHEST_OPENING:
        yield FieldError("opens_at", "opens-too-far", "Choose a first day within a year.")


def _wrong_questions(survey: Survey) -> Iterator[FieldError]:
    ids = [question.id for question in survey.questions]
    if not ids:
        yield FieldError("template_id", "questions-missing", "Choose a template or add a question.")
    if len({*ids, *(each.id for each in survey.dimensions)}) < len(ids) + len(survey.dimensions):
        yield FieldError("extra_questions", "question-twice", "Give each question its own id.")


def _wrong_audience(survey: Survey) -> Iterator[FieldError]:
    if survey.asked == 0:
        yield FieldError("audience", "audience-empty", "Nobody is asked. Choose another audience.")
    elif survey.asked < SMALLEST_GROUP:
        message = f"Fewer than {SMALLEST_GROUP} are asked: nothing could ever be shown. Ask more."
        yield FieldError("audience", "audience-too-small", message)
