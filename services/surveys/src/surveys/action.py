"""What somebody does because of a survey: with an owner and a day, followed up until it is done."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from chassis.documents import Decision, State
from chassis.errors import Conflict, FieldError, Invalid, PreconditionRequired
from redthread_contracts.ids import ActionId, PersonId, SurveyId, UnitId
from redthread_contracts.surveys import ActionChanged, ActionFacts, ActionRemoved, ActionStatus
from surveys.texts import Line, Text


class ActionDraft(BaseModel):
    """What is to be done, by whom, until when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit_id: UnitId
    what: Line
    owner_id: PersonId
    due: date


class FollowUp(BaseModel):
    """How it went."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: ActionStatus
    note: Text = ""


class Action(State):
    """The aggregate."""

    survey_id: SurveyId
    unit_id: UnitId
    what: str
    owner_id: PersonId
    due: date
    status: ActionStatus = "open"
    note: str = ""


def put(
    action: Action | None,
    draft: ActionDraft,
    *,
    action_id: ActionId,
    survey_id: SurveyId,
    today: date,
    seen: int | None,
) -> Decision[Action] | None:
    """A new action, or another text, owner or day. The same again changes nothing.

    Raises `Conflict` when the id is another survey's or unit's action, `PreconditionRequired`
    for a change that does not say which version it saw.
    """
    if action is None:
        _require_future(draft.due, today)
        new = Action(id=action_id, survey_id=survey_id, **draft.model_dump())
        return _decided(new, ActionChanged)
    if (action.survey_id, action.unit_id) != (survey_id, draft.unit_id):
        raise Conflict("action-exists", "There is another action with this id. Use a new id.")
    changed = action.model_copy(update=draft.model_dump())
    if changed == action:
        return None
    if seen is None:
        raise PreconditionRequired(
            "if-match-missing", "Say which version you saw: If-Match with the ETag."
        )
    if changed.due != action.due:
        _require_future(draft.due, today)
    return _decided(changed, ActionChanged)


def follow_up(action: Action, said: FollowUp) -> Decision[Action] | None:
    """Somebody says how it went."""
    changed = action.model_copy(update=said.model_dump())
    return None if changed == action else _decided(changed, ActionChanged)


def remove(action: Action | None) -> Decision[Action] | None:
    """It was a mistake. The same again changes nothing."""
    if action is None:
        return None
    return Decision(None, [_facts(action, ActionRemoved)])


def _require_future(due: date, today: date) -> None:
    if due < today:
        message = "The day has passed. Choose a later one."
        raise Invalid(
            "action-not-right", message, fields=[FieldError("due", "due-passed", message)]
        )


def _decided(action: Action, event: type[ActionFacts]) -> Decision[Action]:
    return Decision(action, [_facts(action, event)])


def _facts(action: Action, event: type[ActionFacts]) -> ActionFacts:
    return event(
        action_id=ActionId(action.id),
        survey_id=action.survey_id,
        unit_id=action.unit_id,
        owner_id=action.owner_id,
        due=action.due,
        status=action.status,
    )
