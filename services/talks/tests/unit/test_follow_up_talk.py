"""Follow-up talks: one rule a test."""

from datetime import date, timedelta

import pytest

from chassis.errors import Conflict, Invalid
from redthread_contracts.ids import TalkId, TemplateId
from redthread_contracts.talks import TalkOpened
from talks.follow_up_talk import FOLLOW_UP, follow_up_talk, open_follow_up
from talks.talk import Talk
from talks.template import built_in

from .builders import ELLEN, MATTIAS, NOON, TODAY, a_held_talk, a_talk, names

SPRING = date(2027, 4, 30)
TEMPLATE = built_in()[(FOLLOW_UP, 1)]


def a_follow_up(yearly: Talk, id: str = "spring", last_day: date = SPRING) -> Talk:
    return follow_up_talk(yearly, TalkId(id), TEMPLATE, last_day, NOON)


def test_a_follow_up_talk_hangs_on_the_yearly_one_and_is_between_the_same_two() -> None:
    talk = a_follow_up(a_held_talk())

    assert (talk.kind, talk.yearly_talk_id, talk.cycle_id) == ("follow_up", "talk", None)
    assert talk.parties == (ELLEN, MATTIAS)
    assert talk.template_id == TemplateId("follow_up")
    opened = open_follow_up(None, talk, MATTIAS)
    assert names(opened) == ["TalkOpened"]
    assert opened is not None
    (event,) = opened.events
    assert isinstance(event, TalkOpened)
    assert (event.yearly_talk_id, event.changed_by) == ("talk", MATTIAS)


def test_what_follows_a_follow_up_hangs_on_the_yearly_one_too() -> None:
    second = a_follow_up(a_held_talk(id="spring", kind="follow_up", yearly_talk_id="talk"), "may")
    assert second.yearly_talk_id == "talk"


def test_opened_twice_it_is_one_and_another_talk_keeps_its_id() -> None:
    talk = a_follow_up(a_held_talk())

    assert open_follow_up(talk, talk, ELLEN) is None
    with pytest.raises(Conflict) as refused:
        open_follow_up(a_talk(), talk, ELLEN)
    assert refused.value.code == "talk-exists"


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_a_talk_that_was_not_held_has_nothing_to_follow_up(state: str) -> None:
    with pytest.raises(Conflict) as refused:
        a_follow_up(a_talk(state=state))
    assert refused.value.code == "talk-not-held-yet"


@pytest.mark.parametrize(
    ("last_day", "code"),
    [
        (TODAY - timedelta(days=1), "last-day-passed"),
        (TODAY + timedelta(days=400), "last-day-too-far"),
    ],
)
def test_an_unreasonable_last_day_is_refused_with_a_sentence(last_day: date, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_follow_up(a_held_talk(), last_day=last_day)
    assert [field.code for field in refused.value.fields] == [code]
