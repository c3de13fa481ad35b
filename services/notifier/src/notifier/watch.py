"""What is watched for its deadlines: a document per goal, talk, action of a survey, and profile.

A watch is built from events alone and holds the deadlines that are still to be met. A goal has
one while it is active and not done, a talk one for each open agreement while it is confirmed; what
is proposed, or being changed in a reopened talk, has none. An action has one while it is open, a
profile one for each certificate that expires, also a hidden one. A survey is watched without a
deadline: a mail about one that is closed is not sent.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from chassis.clock import local_date
from chassis.documents import State
from notifier.deadline import Deadline, Turn, after, is_older, merged, next_instant, turn
from notifier.notification import Notification
from redthread_contracts.competence import ProfileFacts
from redthread_contracts.goals import GoalFacts
from redthread_contracts.ids import ActionId, GoalId, PersonId, SurveyId, TalkId
from redthread_contracts.surveys import ActionFacts, SurveyFacts, SurveyState
from redthread_contracts.talks import AgreementFacts, TalkFacts, TalkState

BEFORE_TALK: frozenset[TalkState] = frozenset({"planned", "preparing", "ready"})


class TalkGlance(BaseModel):
    """What decides whether a mail about a talk still says something."""

    model_config = ConfigDict(frozen=True)

    state: TalkState
    booked_from: datetime | None
    booked_until: datetime | None = None
    booking_sequence: int = 0
    parties: tuple[PersonId, ...] = ()
    confirmed_by: tuple[PersonId, ...]


class SurveyGlance(BaseModel):
    """What decides whether a mail about a survey still says something."""

    model_config = ConfigDict(frozen=True)

    state: SurveyState
    closes_at: datetime


class Watch(State):
    """The deadlines of one thing, as of event number `sequence`.

    `next_at` is when the next stage of any of them happens; None when nothing is left.
    """

    sequence: int
    deadlines: tuple[Deadline, ...] = ()
    talk: TalkGlance | None = None
    survey: SurveyGlance | None = None
    support_asked: bool = False
    """Of a goal: its newest check-in asks for support."""
    answer_by: tuple[PersonId, ...] = ()
    """Of a proposed goal: who is to answer."""
    next_at: datetime | None = None


def goal_watch_id(goal_id: GoalId) -> str:
    """The id of a goal's watch. Clients choose ids, so a goal's must not meet a talk's."""
    return f"goal:{goal_id}"


def talk_watch_id(talk_id: TalkId) -> str:
    """The id of a talk's watch."""
    return f"talk:{talk_id}"


def survey_watch_id(survey_id: SurveyId) -> str:
    """The id of a survey's watch."""
    return f"survey:{survey_id}"


def action_watch_id(action_id: ActionId) -> str:
    """The id of an action's watch."""
    return f"action:{action_id}"


def profile_watch_id(profile_id: str) -> str:
    """The id of the watch of a profile with its certificates."""
    return f"profile:{profile_id}"


def watch_id_of(notification: Notification) -> str:
    """The id of the watch that a notification is about."""
    match notification.item_type:
        case "goal":
            return goal_watch_id(GoalId(notification.item_id))
        case "survey":
            return survey_watch_id(SurveyId(notification.item_id))
        case "action":
            return action_watch_id(ActionId(notification.item_id))
        case "certificate":
            return profile_watch_id(notification.profile_id or "")
        case "talk" | "agreement":
            # An agreement always has a talk; a notification about a talk names it twice.
            return talk_watch_id(notification.talk_id or TalkId(notification.item_id))


def goal_seen(
    watch: Watch | None, facts: GoalFacts, *, sequence: int, time: datetime
) -> Watch | None:
    """The watch after a goal's event; None when that is older than what is known."""
    deadlines = (
        [
            Deadline(
                item_type="goal",
                item_id=facts.goal_id,
                talk_id=facts.talk_id,
                owner_ids=facts.owner_ids,
                day=facts.deadline,
                set_at=time,
            )
        ]
        if facts.status == "active" and not facts.done
        else []
    )
    asked = facts.support_asked_at is not None and facts.status == "active"
    return _seen(
        watch,
        goal_watch_id(facts.goal_id),
        deadlines,
        support_asked=asked,
        answer_by=facts.answer_by if facts.status == "proposed" else (),
        sequence=sequence,
    )


def talk_seen(
    watch: Watch | None, facts: TalkFacts, *, sequence: int, time: datetime
) -> Watch | None:
    """The watch after a talk's event; None when that is older than what is known."""
    deadlines = (
        [_agreed(facts, each, time) for each in facts.agreements if each.status == "open"]
        if facts.state == "confirmed"
        else []
    )
    confirmed = (
        (facts.employee_id, facts.confirmed_by_employee_at),
        (facts.manager_id, facts.confirmed_by_manager_at),
    )
    glance = TalkGlance(
        state=facts.state,
        booked_from=facts.booked_from,
        booked_until=facts.booked_until,
        booking_sequence=facts.booking_sequence,
        parties=(facts.employee_id, facts.manager_id),
        confirmed_by=tuple(person for person, at in confirmed if at),
    )
    return _seen(watch, talk_watch_id(facts.talk_id), deadlines, talk=glance, sequence=sequence)


def survey_seen(watch: Watch | None, facts: SurveyFacts, *, sequence: int) -> Watch | None:
    """The watch after a survey's event; None when that is older than what is known."""
    glance = SurveyGlance(state=facts.state, closes_at=facts.closes_at)
    return _seen(watch, survey_watch_id(facts.survey_id), [], survey=glance, sequence=sequence)


def action_seen(
    watch: Watch | None, facts: ActionFacts, *, removed: bool, sequence: int, time: datetime
) -> Watch | None:
    """The watch after an action's event; None when that is older than what is known."""
    deadlines = (
        [
            Deadline(
                item_type="action",
                item_id=facts.action_id,
                survey_id=facts.survey_id,
                owner_ids=(facts.owner_id,),
                day=facts.due,
                set_at=time,
            )
        ]
        if facts.status == "open" and not removed
        else []
    )
    return _seen(watch, action_watch_id(facts.action_id), deadlines, sequence=sequence)


def profile_seen(
    watch: Watch | None, facts: ProfileFacts, *, sequence: int, time: datetime
) -> Watch | None:
    """The watch after a profile's event; None when that is older than what is known.

    Each event carries all certificates, so that what it leaves out is there no more.
    """
    deadlines = [
        Deadline(
            item_type="certificate",
            item_id=each.certificate_id,
            profile_id=facts.profile_id,
            owner_ids=(facts.person_id,),
            day=each.expires,
            set_at=time,
        )
        for each in facts.certificates
        if each.expires is not None
    ]
    return _seen(watch, profile_watch_id(facts.profile_id), deadlines, sequence=sequence)


def turns(watch: Watch, now: datetime) -> list[tuple[Deadline, Turn]]:
    """What is to happen now."""
    return [(each, what) for each in watch.deadlines if (what := turn(each, now))]


def advanced(watch: Watch, now: datetime) -> Watch:
    """The watch when everything that is to happen now has happened."""
    deadlines = tuple(
        after(each, what) if (what := turn(each, now)) else each for each in watch.deadlines
    )
    return watch.model_copy(update={"deadlines": deadlines, "next_at": next_instant(deadlines)})


def is_overtaken(notification: Notification, watch: Watch | None, now: datetime) -> bool:
    """Whether a mail that is still waiting would say what is no longer so.

    It waits at night, over a holiday, while its receiver is away, or for the mail server.
    """
    if notification.item_type == "survey":
        return _is_over(notification, watch.survey if watch else None, now)
    if watch is None:
        return False
    if notification.kind == "goal_support":
        return not watch.support_asked
    if notification.kind in ("goal_proposed", "goal_commented"):
        return notification.person_id not in watch.answer_by
    if notification.stage is not None:
        return not any(
            each.item_id == notification.item_id
            and each.day == notification.day
            and not is_older(notification.stage, each.handled)
            for each in watch.deadlines
        )
    return watch.talk is not None and _is_settled(notification, watch.talk)


def _is_settled(notification: Notification, talk: TalkGlance) -> bool:
    gone = bool(talk.parties) and notification.person_id not in talk.parties
    match notification.kind:
        case "talk_cancelled" | "talk_taken_over":
            return False
        case "talk_booking_cancelled":
            # Whoever the talk was taken from is told, whatever is booked by now.
            return talk.booked_from is not None and not gone
        case _ if gone:
            return True
        case "talk_booked":
            return talk.state == "cancelled" or talk.booking_sequence != notification.sequence
        case "talk_to_confirm":
            confirmed = notification.person_id in talk.confirmed_by
            return talk.state != "awaiting_confirmation" or confirmed
        case _:
            is_answered = notification.kind == "talk_time_proposed" and talk.booked_from
            return bool(is_answered) or talk.state not in BEFORE_TALK


def _is_over(notification: Notification, survey: SurveyGlance | None, now: datetime) -> bool:
    # A reminder does not overtake an invitation that still waits: the log of mails would tell
    # that its receiver has been reminded, and so has not answered.
    if survey is None:
        return notification.day is not None and notification.day < local_date(now)
    return survey.state in {"closed", "cancelled"} or survey.closes_at <= now


def _seen(
    watch: Watch | None,
    id: str,
    reported: Sequence[Deadline],
    *,
    talk: TalkGlance | None = None,
    survey: SurveyGlance | None = None,
    support_asked: bool = False,
    answer_by: tuple[PersonId, ...] = (),
    sequence: int,
) -> Watch | None:
    if watch is not None and watch.sequence >= sequence:
        return None
    deadlines = merged(watch.deadlines if watch else (), reported)
    return Watch(
        id=id,
        sequence=sequence,
        deadlines=deadlines,
        talk=talk,
        survey=survey,
        support_asked=support_asked,
        answer_by=answer_by,
        next_at=next_instant(deadlines),
    )


def _agreed(talk: TalkFacts, agreement: AgreementFacts, time: datetime) -> Deadline:
    # What the manager has promised concerns the employee and nobody above: a talk is its two
    # parties' own. What the employee has promised follows them to a new manager.
    other = None if agreement.owner_id == talk.employee_id else talk.employee_id
    return Deadline(
        item_type="agreement",
        item_id=agreement.agreement_id,
        talk_id=talk.talk_id,
        owner_ids=(agreement.owner_id,),
        other_id=other,
        day=agreement.due,
        set_at=time,
    )
