"""The contracts' golden samples go through every reaction of the notifier."""

from datetime import date
from typing import Any

import pytest

from chassis.clock import FixedClock
from notifier.reactions import Reactions
from notifier.watch import goal_seen, talk_seen
from redthread_contracts import EVENTS, Event
from redthread_contracts.goals import GoalFacts
from redthread_contracts.samples import sample
from redthread_contracts.talks import TalkFacts

from .builders import LONG_AGO

KEPT = [event for event in EVENTS if issubclass(event, GoalFacts | TalkFacts)]


@pytest.mark.parametrize("event", KEPT, ids=lambda event: event.__name__)
def test_every_event_of_a_goal_or_a_talk_is_watched(event: type[Event]) -> None:
    store: Any = None
    reactions = Reactions(store, FixedClock(LONG_AGO))

    assert event in {**reactions.goals(), **reactions.talks()}


@pytest.mark.parametrize("event", KEPT, ids=lambda event: event.__name__)
def test_every_golden_sample_makes_a_watch(event: type[Event]) -> None:
    facts = sample(event)

    if isinstance(facts, GoalFacts):
        watch = goal_seen(None, facts, sequence=1, time=LONG_AGO)
    else:
        assert isinstance(facts, TalkFacts)
        watch = talk_seen(None, facts, sequence=1, time=LONG_AGO)

    assert watch is not None
    assert all(isinstance(deadline.day, date) for deadline in watch.deadlines)
    assert (watch.next_at is None) == (watch.deadlines == ())
