"""A survey's life: one rule a test."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from chassis.documents import Decision
from chassis.errors import Conflict, Invalid
from redthread_contracts.surveys import (
    SurveyCancelled,
    SurveyClosed,
    SurveyFacts,
    SurveyLaunched,
    SurveyOpened,
)
from surveys import survey as rules
from surveys.survey import Survey
from surveys.template import Question

from .builders import NOON, a_draft, a_survey


def facts(decision: Decision[Survey] | None) -> SurveyFacts:
    assert decision is not None
    (event,) = decision.events
    assert isinstance(event, SurveyFacts)
    return event


def test_launching_tells_what_when_and_how_many_but_no_question() -> None:
    event = facts(rules.launch(None, a_survey(asked=30)))

    assert isinstance(event, SurveyLaunched)
    assert (event.asked, event.state, event.anonymous) == (30, "launched", True)
    assert "question" not in event.model_dump_json()


def test_launching_the_same_again_changes_nothing() -> None:
    known = a_survey(state="open")

    assert rules.launch(known, a_survey()) is None


def test_another_content_under_the_same_id_is_refused() -> None:
    other = a_survey(draft=a_draft(title_sv="Annat"))

    with pytest.raises(Conflict) as refused:
        rules.launch(a_survey(), other)

    assert refused.value.code == "survey-exists"


def test_a_survey_can_not_be_other_than_anonymous() -> None:
    with pytest.raises(ValidationError):
        a_draft(anonymous=False)


@pytest.mark.parametrize(
    ("draft", "asked", "code"),
    [
        ({"closes_at": NOON}, 30, "closes-passed"),
        ({"opens_at": NOON + timedelta(days=15)}, 30, "closes-before-opens"),
        ({"closes_at": NOON + timedelta(days=400)}, 30, "survey-too-long"),
        (
            {
                "opens_at": NOON + timedelta(days=370),
                "closes_at": NOON + timedelta(days=380),
            },
            30,
            "opens-too-far",
        ),
        ({"template_id": None}, 30, "questions-missing"),
        ({}, 0, "audience-empty"),
        ({}, 4, "audience-too-small"),
    ],
)
def test_what_can_not_be_launched_says_why(draft: dict[str, Any], asked: int, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.launch(None, a_survey(draft=a_draft(**draft), asked=asked))

    assert [error.code for error in refused.value.fields] == [code]


@pytest.mark.parametrize("id", ["p1", "demands"])
def test_an_own_question_has_an_id_of_its_own(id: str) -> None:
    extra = Question(id=id, kind="text", text_sv="Varför?", text_en="Why?")

    with pytest.raises(Invalid) as refused:
        rules.launch(None, a_survey(draft=a_draft(extra_questions=(extra,))))

    assert [error.code for error in refused.value.fields] == ["question-twice"]


def test_an_own_question_does_not_change_the_index() -> None:
    extra = Question(id="own", kind="scale_1_5", text_sv="?", text_en="?", dimension="motivation")

    survey = a_survey(draft=a_draft(template_id="hme", extra_questions=(extra,)))

    assert survey.questions[-1].dimension is None


def test_it_opens_when_its_time_has_come_and_its_audience_is_written_down() -> None:
    ready = a_survey(gathered=True)

    assert rules.open_up(a_survey(), NOON) is None
    assert rules.open_up(ready, NOON - timedelta(seconds=1)) is None
    assert isinstance(facts(rules.open_up(ready, NOON)), SurveyOpened)


def test_the_number_asked_is_that_of_those_who_are_written_down() -> None:
    event = facts(rules.gathered(a_survey(asked=30), 29))

    assert (event.asked, type(event)) == (29, SurveyLaunched)
    assert rules.gathered(a_survey(gathered=True), 29) is None


def test_it_closes_when_its_time_has_passed_and_not_before() -> None:
    survey = a_survey(state="open")

    assert rules.close(survey, survey.closes_at - timedelta(seconds=1)) is None
    assert isinstance(facts(rules.close(survey, survey.closes_at)), SurveyClosed)


def test_closing_early_makes_this_moment_the_last() -> None:
    early = NOON + timedelta(days=1)

    event = facts(rules.end_early(a_survey(state="open"), early))

    assert (event.state, event.closes_at) == ("open", early)


@pytest.mark.parametrize("state", ["launched", "cancelled"])
def test_only_an_open_survey_is_closed(state: str) -> None:
    with pytest.raises(Conflict) as refused:
        rules.end_early(a_survey(state=state), NOON)

    assert refused.value.code == f"survey-is-{state}"


def test_a_closed_survey_is_not_cancelled() -> None:
    assert isinstance(facts(rules.cancel(a_survey(state="open"))), SurveyCancelled)
    assert rules.cancel(a_survey(state="cancelled")) is None
    with pytest.raises(Conflict):
        rules.cancel(a_survey(state="closed"))


def test_it_takes_answers_while_it_is_open_and_before_its_last_moment() -> None:
    survey = a_survey(state="open")

    assert survey.takes_answers(NOON)
    assert not survey.takes_answers(survey.closes_at)
    assert not a_survey(state="launched").takes_answers(NOON)
