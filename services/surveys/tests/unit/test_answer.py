"""What an answer may hold."""

from typing import Any

import pytest

from chassis.errors import Invalid
from redthread_contracts.ids import UnitId
from surveys.answer import Answer, Answers, Value, values_of
from surveys.sealing import Seal, WrongKey, new_key, read_keys
from surveys.template import built_in

QUESTIONS = (*built_in()["pulse"].questions, *built_in()["new_30"].questions)
RATED = built_in()["enps"].questions


def given(**answers: Any) -> dict[str, Value]:
    return values_of(Answers(answers=answers), QUESTIONS)


def test_what_was_skipped_is_not_kept() -> None:
    assert given(p1=4, p2=None, p6="  ", n5=[]) == {"p1": 4}


def test_several_options_are_kept_in_the_order_of_the_question() -> None:
    assert given(n5=["fire", "manager"]) == {"n5": ("manager", "fire")}


def test_a_single_choice_is_one_option() -> None:
    (question,) = (each for each in built_in()["project"].questions if each.kind == "single")

    assert values_of(Answers(answers={"r6": "partly"}), [question]) == {"r6": "partly"}


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({"p1": 0}, {"answers.p1": "not-on-the-scale"}),
        ({"p1": "4"}, {"answers.p1": "not-on-the-scale"}),
        ({"p1": 6, "p2": 3}, {"answers.p1": "not-on-the-scale"}),
        ({"n5": ["elsewhere"]}, {"answers.n5": "not-a-choice"}),
        ({"p6": 5}, {"answers.p6": "not-a-text"}),
        ({"p6": "x" * 2001}, {"answers.p6": "text-too-long"}),
        ({"p6": "a\x00b"}, {"answers.p6": "control-character"}),
        ({"p9": 3}, {"answers.p9": "question-unknown"}),
    ],
)
def test_what_is_no_answer_says_why(answers: dict[str, Any], faults: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        given(**answers)

    assert {error.field: error.code for error in refused.value.fields} == faults


def test_a_required_question_needs_an_answer() -> None:
    required = [each.model_copy(update={"required": True}) for each in RATED[:1]]

    with pytest.raises(Invalid) as refused:
        values_of(Answers(answers={}), required)

    assert [error.code for error in refused.value.fields] == ["answer-needed"]


def test_nothing_at_all_is_no_answer() -> None:
    with pytest.raises(Invalid) as refused:
        given()

    assert refused.value.code == "answer-empty"


ANSWER = Answer(group=(UnitId("E00"), UnitId("E05")), values={"p1": 4, "n5": ("fire",), "p6": "Å"})


def test_a_sealed_answer_opens_as_it_was_with_any_of_the_keys() -> None:
    old, new = read_keys(new_key()), read_keys(new_key())
    sealed = Seal(old).close("s", ANSWER)

    assert Seal([*new, *old]).open("s", sealed) == ANSWER
    with pytest.raises(WrongKey):
        Seal(new).open("s", sealed)


def test_a_sealed_answer_belongs_to_its_survey() -> None:
    seal = Seal(read_keys(new_key()))

    with pytest.raises(WrongKey):
        seal.open("another", seal.close("s", ANSWER))


def test_sealed_answers_tell_nothing_by_their_length_nor_by_being_equal() -> None:
    seal = Seal(read_keys(new_key()))
    long = ANSWER.model_copy(update={"values": {"p6": "ö" * 1900}})

    sealed = [seal.close("s", each) for each in (ANSWER, ANSWER, long)]

    assert len({len(each) for each in sealed}) == 1
    assert sealed[0] != sealed[1]


@pytest.mark.parametrize("keys", ["", "c2hvcnQ=", "not base64 at all"])
def test_keys_that_are_none_are_refused(keys: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_keys(keys)
