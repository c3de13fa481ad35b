"""One answer, and what it may hold: the values, and the group that it counts in.

No person, no token, no address, no time, no order. The group is the smallest one that would be
shown if everybody answered, so that no answer names a group of fewer than five people.
"""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from chassis.errors import Conflict, FieldError, Forbidden, Invalid
from surveys.suppression import Path
from surveys.template import SCALES, Question
from surveys.texts import LONGEST_TEXT, without_controls

Value = StrictInt | str | tuple[str, ...]
"""A number, an option or a text, or several options."""

MOST_ANSWERS = 60


class Answer(BaseModel):
    """What is sealed and kept."""

    model_config = ConfigDict(frozen=True)

    group: Path
    values: Mapping[str, Value]


class Answers(BaseModel):
    """What somebody sends."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, StrictInt | str | list[str] | None] = Field(max_length=MOST_ANSWERS)


def values_of(sent: Answers, questions: Sequence[Question]) -> dict[str, Value]:
    """The values, as they are kept; a question that was skipped has none.

    Raises `Invalid` for what is no answer to its question, and for nothing at all.
    """
    by_id = {question.id: question for question in questions}
    wrong = [
        FieldError(f"answers.{id}", "question-unknown", "The survey has no such question.")
        for id in sent.answers.keys() - by_id.keys()
    ]
    values: dict[str, Value] = {}
    for question in questions:
        given = sent.answers.get(question.id)
        try:
            value = None if given is None else _value(question, given)
        except PydanticCustomError as error:
            wrong.append(FieldError(f"answers.{question.id}", error.type, error.message()))
            continue
        if value is not None and value not in ("", ()):
            values[question.id] = value
        elif question.required:
            message = "This question needs an answer."
            wrong.append(FieldError(f"answers.{question.id}", "answer-needed", message))
    if wrong:
        raise Invalid("answer-not-right", "Correct the answers that are marked.", fields=wrong)
    if not values:
        raise Invalid("answer-empty", "Answer at least one question, or close the page.")
    return values


def _value(question: Question, given: int | str | list[str]) -> Value:
    if question.kind in SCALES:
        numbers = SCALES[question.kind]
        if not isinstance(given, int) or given not in numbers:
            raise PydanticCustomError(
                "not-on-the-scale",
                "Choose a number from {low} to {high}.",
                {"low": numbers[0], "high": numbers[-1]},
            )
        return given
    if question.kind == "text":
        return _text(given)
    options = [option.id for option in question.options]
    chosen = [given] if isinstance(given, str) else given
    if not isinstance(chosen, list) or not set(chosen) <= {*options, ""}:
        raise PydanticCustomError("not-a-choice", "Choose one of the options.")
    if question.kind == "multiple":
        # In the order of the question: the order of choosing is nobody's to know.
        return tuple(option for option in options if option in chosen)
    if len(chosen) != 1:
        raise PydanticCustomError("not-one-choice", "Choose exactly one option.")
    return chosen[0]


def _text(given: int | str | list[str]) -> str:
    if not isinstance(given, str):
        raise PydanticCustomError("not-a-text", "Write a text.")
    text = given.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise PydanticCustomError(
            "text-too-long", "Write at most {most} characters.", {"most": LONGEST_TEXT}
        )
    return without_controls(text)


def already_answered() -> Conflict:
    """The second time, from whichever window."""
    return Conflict("already-answered", "You have answered this survey. Thank you.")


def not_asked() -> Forbidden:
    """For somebody who is not in the audience."""
    return Forbidden("survey-not-for-you", "This survey was not sent to you.")


def not_open() -> Conflict:
    """Too early or too late."""
    return Conflict("survey-not-open", "This survey can't be answered now. Look at its last day.")
