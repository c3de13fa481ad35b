"""All events, by type."""

from redthread_contracts import competence, directory, goals, notifications, surveys, talks
from redthread_contracts.event import Event

EVENTS: tuple[type[Event], ...] = (
    directory.PersonChanged,
    directory.PersonErased,
    directory.UnitChanged,
    directory.UnitErased,
    talks.CycleStarted,
    talks.CycleOpened,
    talks.CycleExtended,
    talks.CycleChoiceMade,
    talks.CycleClosed,
    talks.TemplatePublished,
    talks.TalkOpened,
    talks.TalkBooked,
    talks.TalkTimesProposed,
    talks.TalkBookingCancelled,
    talks.TalkLastDayMoved,
    talks.TalkManagerChanged,
    talks.TalkPreparationStarted,
    talks.TalkPreparationShared,
    talks.TalkPreparationTakenBack,
    talks.TalkHeld,
    talks.TalkAgreementsChanged,
    talks.TalkGoalsChanged,
    talks.TalkCompleted,
    talks.TalkConfirmationGiven,
    talks.TalkConfirmed,
    talks.TalkReopened,
    talks.TalkCancelled,
    talks.TalkRetentionStarted,
    talks.CriteriaSetChanged,
    talks.SideEmploymentDeclared,
    talks.SideEmploymentAssessed,
    goals.GoalProposed,
    goals.GoalAgreed,
    goals.GoalChanged,
    goals.GoalCheckedIn,
    goals.GoalEvaluated,
    goals.GoalWithdrawn,
    goals.GoalCommented,
    surveys.SurveyLaunched,
    surveys.SurveyOpened,
    surveys.SurveyClosed,
    surveys.SurveyCancelled,
    surveys.InvitationIssued,
    surveys.InvitationReminded,
    surveys.InvitationEnded,
    surveys.ActionChanged,
    surveys.ActionRemoved,
    competence.ProfileChanged,
    competence.TermChanged,
    competence.RequirementChanged,
    notifications.NotificationCreated,
    notifications.NotificationSent,
    notifications.NotificationKeptInBell,
    notifications.NotificationGivenUp,
    notifications.NotificationRetried,
    notifications.NotificationWithheld,
)

_BY_TYPE = {event.type: event for event in EVENTS}


def event_class(type_: str) -> type[Event] | None:
    """The model of an event type, or None for one that this version does not know."""
    return _BY_TYPE.get(type_)
