"""The contracts' golden samples go through every reaction of the notifier."""

from datetime import date
from typing import Any

import pytest

from chassis.clock import FixedClock
from notifier.reactions import Reactions
from notifier.watch import (
    Watch,
    action_seen,
    goal_seen,
    profile_seen,
    survey_seen,
    talk_seen,
)
from redthread_contracts import EVENTS, Event
from redthread_contracts.competence import ProfileFacts
from redthread_contracts.goals import GoalFacts
from redthread_contracts.samples import sample
from redthread_contracts.surveys import ActionFacts, InvitationFacts, SurveyFacts
from redthread_contracts.talks import TalkFacts

from .builders import LONG_AGO

WATCHED = GoalFacts | TalkFacts | SurveyFacts | ActionFacts | ProfileFacts
KEPT = [event for event in EVENTS if issubclass(event, WATCHED)]
HANDLED = [event for event in EVENTS if issubclass(event, WATCHED | InvitationFacts)]


@pytest.mark.parametrize("event", HANDLED, ids=lambda event: event.__name__)
def test_every_event_of_what_is_watched_and_of_an_invitation_is_handled(
    event: type[Event],
) -> None:
    store: Any = None
    directory: Any = None
    reactions = Reactions(store, directory, FixedClock(LONG_AGO))

    assert event in {
        **reactions.goals(),
        **reactions.talks(),
        **reactions.surveys(),
        **reactions.invitations(),
        **reactions.competence(),
    }


@pytest.mark.parametrize("event", KEPT, ids=lambda event: event.__name__)
def test_every_golden_sample_makes_a_watch(event: type[Event]) -> None:
    watch = seen(sample(event))

    assert watch is not None
    assert all(isinstance(deadline.day, date) for deadline in watch.deadlines)
    assert (watch.next_at is None) == (watch.deadlines == ())


def seen(facts: Event) -> Watch | None:
    match facts:
        case GoalFacts():
            return goal_seen(None, facts, sequence=1, time=LONG_AGO)
        case TalkFacts():
            return talk_seen(None, facts, sequence=1, time=LONG_AGO)
        case SurveyFacts():
            return survey_seen(None, facts, sequence=1)
        case ActionFacts():
            return action_seen(None, facts, removed=False, sequence=1, time=LONG_AGO)
        case ProfileFacts():
            return profile_seen(None, facts, sequence=1, time=LONG_AGO)
        case _:
            raise AssertionError(facts)
