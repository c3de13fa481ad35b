"""The service makes exactly the events of its two topics, each as its golden sample is."""

import pytest

from redthread_contracts import EVENTS, Event
from redthread_contracts.samples import sample
from redthread_contracts.surveys import (
    ActionChanged,
    ActionFacts,
    ActionRemoved,
    InvitationEnded,
    InvitationFacts,
    InvitationIssued,
    InvitationReminded,
    SurveyCancelled,
    SurveyClosed,
    SurveyFacts,
    SurveyLaunched,
    SurveyOpened,
)
from redthread_contracts.topics import INVITATIONS, SURVEYS
from surveys import action as actions
from surveys import invitation as invitations
from surveys import survey as surveys
from surveys.action import FollowUp

from .builders import ELLEN, NOON, a_survey
from .test_action import a_draft, an_action, putting

OURS = [event for event in EVENTS if event.topic in (SURVEYS, INVITATIONS)]


def made() -> dict[type[Event], Event]:
    """One of each that the rules make."""
    open_survey = a_survey(state="open")
    issued = invitations.issue(None, open_survey, ELLEN, id="i")
    assert issued is not None
    decisions = [
        surveys.launch(None, a_survey()),
        surveys.open_up(a_survey(gathered=True), NOON),
        surveys.close(open_survey, open_survey.closes_at),
        surveys.cancel(open_survey),
        issued,
        invitations.remind(issued.state, open_survey, 3),
        invitations.end(issued.state, NOON),
        putting(None, a_draft()),
        actions.follow_up(an_action(), FollowUp(status="done")),
        actions.remove(an_action()),
    ]
    return {type(event): event for each in decisions if each for event in each.events}


def test_every_event_of_the_topics_is_made_here_and_no_other() -> None:
    assert set(made()) == set(OURS)
    assert set(OURS) == {
        SurveyLaunched,
        SurveyOpened,
        SurveyClosed,
        SurveyCancelled,
        InvitationIssued,
        InvitationReminded,
        InvitationEnded,
        ActionChanged,
        ActionRemoved,
    }


@pytest.mark.parametrize("event", OURS, ids=lambda event: event.__name__)
def test_what_is_made_has_the_fields_of_the_golden_sample(event: type[Event]) -> None:
    ours, golden = made()[event], sample(event)

    assert isinstance(golden, SurveyFacts | InvitationFacts | ActionFacts)
    assert ours.model_dump(mode="json").keys() == golden.model_dump(mode="json").keys()
    assert event.model_validate_json(ours.model_dump_json()) == ours
