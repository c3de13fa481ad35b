"""Topics `surveys` and `survey-invitations`: ids, states and days; never an answer or a result.

That somebody has answered is on no topic. A reminder tells that somebody has not, so it has a topic
of its own, for the notifier alone.
"""

from datetime import date, datetime
from typing import ClassVar, Literal

from redthread_contracts.event import Event
from redthread_contracts.ids import ActionId, PersonId, SurveyId, UnitId
from redthread_contracts.topics import INVITATIONS, SURVEYS, Topic

SurveyState = Literal["launched", "open", "closed", "cancelled"]
ActionStatus = Literal["open", "done", "dropped"]


class SurveyFacts(Event):
    """A survey's public state. `asked`: how many people it goes to."""

    topic: ClassVar[Topic] = SURVEYS

    survey_id: SurveyId
    template_id: str | None
    title_sv: str
    title_en: str
    anonymous: bool
    state: SurveyState
    opens_at: datetime
    closes_at: datetime
    asked: int
    author_id: PersonId


class SurveyLaunched(SurveyFacts):
    """The audience is fixed and the invitations go out when it opens."""

    type: ClassVar[str] = "se.redthread.survey.launched.v1"


class SurveyOpened(SurveyFacts):
    """It can be answered."""

    type: ClassVar[str] = "se.redthread.survey.opened.v1"


class SurveyClosed(SurveyFacts):
    """It can no longer be answered, and its results can be read by those who may."""

    type: ClassVar[str] = "se.redthread.survey.closed.v1"


class SurveyCancelled(SurveyFacts):
    """It is called off; what was answered is deleted."""

    type: ClassVar[str] = "se.redthread.survey.cancelled.v1"


class InvitationFacts(Event):
    """One person is asked to answer one survey. The survey's title is on topic `surveys`."""

    topic: ClassVar[Topic] = INVITATIONS

    invitation_id: str
    survey_id: SurveyId
    person_id: PersonId
    closes_at: datetime
    reminders: int = 0
    """How many times the person has been reminded."""


class InvitationIssued(InvitationFacts):
    """The person is asked."""

    type: ClassVar[str] = "se.redthread.invitation.issued.v1"


class InvitationReminded(InvitationFacts):
    """The person has not answered yet and is reminded."""

    type: ClassVar[str] = "se.redthread.invitation.reminded.v1"


class InvitationEnded(InvitationFacts):
    """The survey is closed or cancelled: a mail that still waits is not sent."""

    type: ClassVar[str] = "se.redthread.invitation.ended.v1"


class ActionFacts(Event):
    """What somebody does because of a survey, without its text."""

    topic: ClassVar[Topic] = SURVEYS

    action_id: ActionId
    survey_id: SurveyId
    unit_id: UnitId
    owner_id: PersonId
    due: date
    status: ActionStatus


class ActionChanged(ActionFacts):
    """An action is new, changed or followed up."""

    type: ClassVar[str] = "se.redthread.action.changed.v1"


class ActionRemoved(ActionFacts):
    """An action is taken away."""

    type: ClassVar[str] = "se.redthread.action.removed.v1"
