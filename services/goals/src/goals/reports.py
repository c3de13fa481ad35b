"""How it goes and how it went, as it is typed in."""

from datetime import datetime
from typing import cast, get_args

from pydantic import BaseModel, ConfigDict

from goals.form import Form
from goals.goal import CheckIn, Comment, Judgement, Outcome
from redthread_contracts.goals import Confidence
from redthread_contracts.ids import PersonId

_WRONG = "Correct what is marked and send it again."


class CheckInDraft(BaseModel):
    """A check-in as it is typed in. The id is made by the client: the same again is a repeat."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "id": "0b9f8a54-43b5-4bb0-8a3e-53a3d6a0a0f1",
                "confidence": "on_track",
                "value": 4,
                "comment": "Nya mallen är i bruk.",
            }
        },
    )

    id: str
    confidence: str
    value: float | str | None = None
    """In the goal's measure; yes is 1 and no is 0. None: as before."""
    comment: str = ""


class CommentDraft(BaseModel):
    """A comment as it is typed in. The id is made by the client: the same again is a repeat."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "id": "6f1f2f3a-7a55-4ad0-9f4f-9d4f27b0a7c1",
                "text": "Ska vi ta halva målet till våren?",
            }
        },
    )

    id: str
    text: str


class JudgementDraft(BaseModel):
    """A judgement as it is typed in: met, partly or not_met."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"outcome": "met", "comment": "Målet är nått."}},
    )

    outcome: str
    comment: str = ""


def check_in_of(draft: CheckInDraft, *, at: datetime, by: PersonId | None) -> CheckIn:
    """Check a draft. Raises `Invalid` "check-in-not-right" with every field that is wrong."""
    form = Form()
    check = read_check_in(form, draft, at=at, by=by)
    form.raise_if_wrong("check-in-not-right", _WRONG)
    return cast(CheckIn, check)


def comment_of(draft: CommentDraft, *, at: datetime, by: PersonId) -> Comment:
    """Check a draft. Raises `Invalid` "comment-not-right" with every field that is wrong."""
    form = Form()
    form.optional_id("id", draft.id or " ")
    text = form.prose("text", draft.text)
    if not text:
        form.wrong("text", "text-missing", "Write something.")
    form.raise_if_wrong("comment-not-right", _WRONG)
    return Comment(id=draft.id, at=at, by=by, text=text)


def judgement_of(draft: JudgementDraft) -> Judgement:
    """Check a draft. Raises `Invalid` "evaluation-not-right" with every field that is wrong."""
    form = Form()
    judgement = read_judgement(form, draft)
    form.raise_if_wrong("evaluation-not-right", _WRONG)
    return cast(Judgement, judgement)


def read_check_in(
    form: Form, draft: CheckInDraft, *, at: datetime, by: PersonId | None
) -> CheckIn | None:
    """As `check_in_of`, with the faults left in the caller's form; None when there are any."""
    form.optional_id("id", draft.id or " ")
    form.one_of("confidence", draft.confidence, get_args(Confidence))
    value = form.number("value", draft.value)
    comment = form.prose("comment", draft.comment)
    if form.errors:
        return None
    confidence = cast(Confidence, draft.confidence)
    return CheckIn(id=draft.id, at=at, by=by, confidence=confidence, value=value, comment=comment)


def read_judgement(form: Form, draft: JudgementDraft) -> Judgement | None:
    """As `judgement_of`, with the faults left in the caller's form; None when there are any."""
    form.one_of("outcome", draft.outcome, get_args(Outcome))
    comment = form.prose("comment", draft.comment)
    if form.errors:
        return None
    return Judgement(outcome=cast(Outcome, draft.outcome), comment=comment)
