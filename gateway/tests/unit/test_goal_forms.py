from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.clock import FixedClock
from gateway.clients.goals import Goal
from gateway.forms import Form
from gateway.i18n import Lexicon, Words
from gateway.views import goals_forms as forms

CONFIDENCES = {"on_track": "", "done": ""}


@pytest.fixture
def words() -> Words:
    return Lexicon(FixedClock(datetime(2026, 10, 14, 10, tzinfo=UTC)))["sv"]


def a_goal(**changes: Any) -> Goal:
    return Goal.model_validate(
        {
            "id": "g1",
            "level": "individual",
            "title_sv": "Beslutsbrev som går att förstå direkt",
            "why": "Ingen ska behöva ringa.",
            "measure": {"kind": "figure", "start": 6, "target": 2.5, "unit_sv": "återfrågor"},
            "deadline": date(2026, 11, 30),
            "period_until": date(2026, 12, 31),
            **changes,
        }
    )


def a_form(words: Words, goal: Goal, **written: str) -> Form:
    fields = forms.fields_of(goal, words)
    return Form.fresh(words, **{**fields, **written}, before=forms.packed(fields), version="3")


def test_a_form_that_nobody_wrote_in_changes_nothing(words: Words) -> None:
    goal = a_goal()

    assert forms.changes(a_form(words, goal), goal) == {}


def test_only_what_was_changed_is_sent(words: Words) -> None:
    goal = a_goal()

    assert forms.changes(a_form(words, goal, title="Klara brev"), goal) == {"title": "Klara brev"}


def test_a_passed_deadline_that_is_left_alone_is_no_fault(words: Words) -> None:
    goal = a_goal(deadline=date(2026, 9, 30))

    assert forms.changes(a_form(words, goal, why="Annat"), goal) == {"why": "Annat"}


def test_a_deadline_that_is_moved_to_a_passed_day_is_told(words: Words) -> None:
    goal = a_goal()
    form = a_form(words, goal, deadline="2026-10-01")

    assert forms.changes(form, goal) is None
    assert "14 oktober 2026" in (form.error("deadline") or "")


def test_a_deadline_after_the_period_makes_the_period_longer(words: Words) -> None:
    goal = a_goal()

    changed = forms.changes(a_form(words, goal, deadline="2027-01-31"), goal)

    assert changed == {"deadline": "2027-01-31", "period_until": "2027-01-31"}


def test_another_target_keeps_the_labels_that_the_form_does_not_show(words: Words) -> None:
    goal = a_goal(
        measure={"kind": "figure", "start": 6, "target": 2, "unit_sv": "brev", "what_sv": "svar"}
    )

    changed = forms.changes(a_form(words, goal, target="1,5"), goal)

    assert changed is not None
    assert changed["measure"]["target"] == 1.5
    assert changed["measure"]["what_sv"] == "svar"


def test_what_the_other_changed_and_i_did_not_follows_the_other(words: Words) -> None:
    before = a_goal()
    form = a_form(words, before, title="Mitt namn")
    now = forms.fields_of(a_goal(why="Den andras skäl"), words)

    merged, both = forms.merged(form, now, 4)

    assert merged.raw("title") == "Mitt namn"
    assert merged.raw("why") == "Den andras skäl"
    assert merged.raw("version") == "4"
    assert both == []


def test_what_both_changed_is_shown_and_mine_stays_in_the_form(words: Words) -> None:
    form = a_form(words, a_goal(), title="Mitt namn")
    now = forms.fields_of(a_goal(title_sv="Deras namn"), words)

    merged, both = forms.merged(form, now, 4)

    assert merged.raw("title") == "Mitt namn"
    assert both == [forms.Difference("title", "Deras namn", "Mitt namn")]


@pytest.mark.parametrize("broken", ["", "{", "[1]", "7", '{"title": null}'])
def test_a_form_whose_beginning_cannot_be_read_is_still_a_form(words: Words, broken: str) -> None:
    goal = a_goal()
    fields = forms.fields_of(goal, words)
    form = Form.fresh(words, **{**fields, "title": "Nytt"}, before=broken)

    changed = forms.changes(form, goal)

    assert changed is not None
    assert changed["title"] == "Nytt"


def test_large_numbers_can_be_sent_as_they_are_shown(words: Words) -> None:
    goal = a_goal(measure={"kind": "figure", "start": 9200, "target": 1234567.5})

    form = a_form(words, goal, title="Annat")

    assert form.raw("target") == "1234567,5"
    assert forms.changes(form, goal) == {"title": "Annat"}


def test_a_check_in_takes_a_decimal_comma(words: Words) -> None:
    form = Form.fresh(words, confidence="on_track", value="4,3", comment=" Lugnt. ")

    told = forms.check_in(form, a_goal(), CONFIDENCES)

    assert told == {"confidence": "on_track", "value": 4.3, "comment": "Lugnt."}


def test_a_check_in_without_a_figure_is_as_before(words: Words) -> None:
    told = forms.check_in(Form.fresh(words, confidence="done", value=""), a_goal(), CONFIDENCES)

    assert told is not None
    assert told["value"] is None


@pytest.mark.parametrize("wrong", ["två", "1e400", "nan", "--1"])
def test_a_check_in_says_what_is_wrong_with_the_figure(words: Words, wrong: str) -> None:
    form = Form.fresh(words, confidence="perhaps", value=wrong)

    assert forms.check_in(form, a_goal(), CONFIDENCES) is None
    assert [error.field for error in form.errors] == ["confidence", "value"]
