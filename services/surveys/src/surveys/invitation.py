"""One person is asked to answer one survey, and is reminded while the answer is missing.

Whether somebody has answered is not written here: it would have to agree with the answer.
"""

from datetime import datetime
from typing import Literal

from chassis.documents import Decision, State
from redthread_contracts.ids import PersonId, SurveyId
from redthread_contracts.surveys import (
    InvitationEnded,
    InvitationFacts,
    InvitationIssued,
    InvitationReminded,
)
from surveys.survey import Survey


class Invitation(State):
    """The aggregate. `reminded`: for which reminders, by days before the last day."""

    survey_id: SurveyId
    person_id: PersonId
    closes_at: datetime
    reminded: tuple[int, ...] = ()
    state: Literal["issued", "ended"] = "issued"


def issue(
    invitation: Invitation | None, survey: Survey, person_id: PersonId, *, id: str
) -> Decision[Invitation] | None:
    """Ask somebody. Once asked, the same again changes nothing."""
    if invitation is not None or survey.state != "open":
        return None
    new = Invitation(
        id=id, survey_id=survey.survey_id, person_id=person_id, closes_at=survey.closes_at
    )
    return _decided(new, InvitationIssued)


def remind(
    invitation: Invitation | None, survey: Survey, days_before: int
) -> Decision[Invitation] | None:
    """Remind somebody who has not answered. Once for each reminder of the survey."""
    if invitation is None or invitation.state == "ended" or survey.state != "open":
        return None
    if days_before in invitation.reminded:
        return None
    reminded = (*invitation.reminded, days_before)
    return _decided(invitation.model_copy(update={"reminded": reminded}), InvitationReminded)


def end(invitation: Invitation | None, closes_at: datetime) -> Decision[Invitation] | None:
    """The survey is over, for those who have answered as for those who have not."""
    if invitation is None or invitation.state == "ended":
        return None
    update = {"state": "ended", "closes_at": min(closes_at, invitation.closes_at)}
    return _decided(invitation.model_copy(update=update), InvitationEnded)


def _decided(invitation: Invitation, event: type[InvitationFacts]) -> Decision[Invitation]:
    facts = event(
        invitation_id=invitation.id,
        survey_id=invitation.survey_id,
        person_id=invitation.person_id,
        closes_at=invitation.closes_at,
        reminders=len(invitation.reminded),
    )
    return Decision(invitation, [facts])
