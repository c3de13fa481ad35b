"""Answering a survey, page by page. Answers live in the form alone, never in the gateway."""

from collections.abc import Sequence
from typing import cast

from gateway.clients.surveys import AnswerForm, Question, Value
from gateway.forms import Form
from gateway.i18n import N_

MOST_ON_A_PAGE = 5
LONGEST_TEXT = 2_000
SCALES = {"scale_1_5": range(1, 6), "recommend_0_10": range(11)}


def pages_of(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions in their order on pages of about the same length, at most five on each."""
    pages = max(1, -(-len(questions) // MOST_ON_A_PAGE))
    size, longer = divmod(len(questions), pages)
    found, start = [], 0
    for page in range(pages):
        end = start + size + (page < longer)
        found.append(list(questions[start:end]))
        start = end
    return found


def field_of(question: Question) -> str:
    """What the question's field is called."""
    return f"q_{question.id}"


def page_number(form: Form, pages: Sequence[object]) -> int:
    """Which page was sent, from 1."""
    raw = form.raw("page")
    number = int(raw) if raw.isdecimal() and len(raw) < 4 else 1
    return min(max(number, 1), len(pages))


def page_with_error(form: Form, pages: Sequence[Sequence[Question]], otherwise: int) -> int:
    """The first page on which something is wrong, from 1."""
    wrong = {error.field for error in form.errors}
    for number, questions in enumerate(pages, 1):
        if any(field_of(question) in wrong for question in questions):
            return number
    return otherwise


def answers_in(form: Form, questions: Sequence[Question]) -> dict[str, Value]:
    """What was answered of these; a question that was skipped is missing. Notes what is wrong."""
    found: dict[str, Value] = {}
    for question in questions:
        value = _value(form, question)
        if value not in ("", []):
            found[question.id] = value
        elif question.required:
            form.fail(field_of(question), form.words.gettext(N_("Svara på den här frågan")))
    return found


def carried(
    form: Form, questions: Sequence[Question], here: Sequence[Question]
) -> list[tuple[str, str]]:
    """The answers of the other pages, as hidden fields."""
    shown = {question.id for question in here}
    return [
        (field_of(question), value)
        for question in questions
        if question.id not in shown
        for value in form.many(field_of(question))
    ]


def is_open(found: AnswerForm) -> bool:
    """Whether it can be answered."""
    return found.open and not found.answered


def _value(form: Form, question: Question) -> Value:
    name, _ = field_of(question), form.words.gettext
    if question.kind == "text":
        return form.text(name, longest=LONGEST_TEXT)
    if question.kind in SCALES:
        raw = form.raw(name)
        if raw and raw not in map(str, SCALES[question.kind]):
            form.fail(name, _(N_("Välj ett av alternativen.")))
        return int(raw) if raw and form.error(name) is None else ""
    chosen = form.many(name)
    if not {*chosen} <= {option.id for option in question.options}:
        form.fail(name, _(N_("Välj ett av alternativen.")))
    return cast(Value, chosen if question.kind == "multiple" else form.raw(name))
