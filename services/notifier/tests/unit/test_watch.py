"""What is watched of goals and talks, and which mails have been overtaken."""

from datetime import date, datetime

import pytest

from notifier.deadline import Turn
from notifier.notification import Notification
from notifier.watch import (
    Watch,
    action_seen,
    advanced,
    goal_seen,
    is_overtaken,
    profile_seen,
    survey_seen,
    talk_seen,
    turns,
    watch_id_of,
)
from redthread_contracts.competence import ProfileFacts
from redthread_contracts.goals import GoalFacts
from redthread_contracts.surveys import ActionFacts, SurveyFacts
from redthread_contracts.talks import TalkFacts

from .builders import (
    ELLEN,
    LONG_AGO,
    MATTIAS,
    a_certificate,
    a_goal,
    a_profile,
    a_reminder,
    a_survey,
    a_talk,
    a_word_about_a_survey,
    a_word_about_a_talk,
    an_action,
    an_agreement,
    local,
)


def watched(
    facts: GoalFacts | TalkFacts | SurveyFacts | ActionFacts | ProfileFacts,
    watch: Watch | None = None,
    sequence: int = 1,
    time: datetime = LONG_AGO,
) -> Watch:
    match facts:
        case GoalFacts():
            seen = goal_seen(watch, facts, sequence=sequence, time=time)
        case TalkFacts():
            seen = talk_seen(watch, facts, sequence=sequence, time=time)
        case SurveyFacts():
            seen = survey_seen(watch, facts, sequence=sequence)
        case ActionFacts():
            seen = action_seen(watch, facts, removed=False, sequence=sequence, time=time)
        case ProfileFacts():
            seen = profile_seen(watch, facts, sequence=sequence, time=time)
    assert seen is not None
    return seen


def over_by(notification: Notification, watch: Watch | None) -> bool:
    """Whether it is overtaken in the office hours of 23 November."""
    return is_overtaken(notification, watch, local(2026, 11, 23, 9))


def test_an_active_goal_has_a_deadline() -> None:
    watch = watched(a_goal())

    assert [each.day for each in watch.deadlines] == [date(2026, 11, 30)]
    assert watch.next_at == local(2026, 11, 23)


@pytest.mark.parametrize(
    "goal",
    [
        a_goal(status="proposed"),
        a_goal(status="closed"),
        a_goal(status="withdrawn"),
        a_goal(done=True),
    ],
)
def test_a_goal_that_is_proposed_done_or_ended_has_none(goal: GoalFacts) -> None:
    watch = watched(goal, watched(a_goal()), sequence=2)

    assert watch.deadlines == ()
    assert watch.next_at is None


def test_an_older_event_never_overwrites_a_newer_one() -> None:
    watch = watched(a_goal(status="withdrawn"), sequence=5)

    assert goal_seen(watch, a_goal(), sequence=4, time=LONG_AGO) is None
    assert goal_seen(watch, a_goal(), sequence=5, time=LONG_AGO) is None


def test_a_confirmed_talk_is_watched_for_its_open_agreements() -> None:
    done = an_agreement(agreement_id="agreement-2", status="done")
    dropped = an_agreement(agreement_id="agreement-3", status="dropped")

    watch = watched(a_talk(agreements=(an_agreement(), done, dropped)))

    assert [each.item_id for each in watch.deadlines] == ["agreement-1"]


@pytest.mark.parametrize("state", ["held", "awaiting_confirmation", "cancelled"])
def test_a_talk_that_is_not_confirmed_has_no_deadlines(state: str) -> None:
    assert watched(a_talk(state=state)).deadlines == ()


def test_an_agreement_that_is_taken_out_is_watched_no_more() -> None:
    before = watched(a_talk(agreements=(an_agreement(), an_agreement(agreement_id="agreement-2"))))

    watch = watched(a_talk(), before, sequence=2)

    assert [each.item_id for each in watch.deadlines] == ["agreement-1"]


def test_what_the_employee_promised_is_told_to_the_line_manager_of_that_day() -> None:
    (deadline,) = watched(a_talk()).deadlines

    assert deadline.owner_ids == (ELLEN,)
    assert deadline.other_id is None


def test_what_the_manager_promised_is_told_to_the_employee_and_nobody_above() -> None:
    (deadline,) = watched(a_talk(agreements=(an_agreement(owner_id=MATTIAS),))).deadlines

    assert deadline.owner_ids == (MATTIAS,)
    assert deadline.other_id == ELLEN


def test_each_deadline_of_a_talk_has_its_own_turn() -> None:
    later = an_agreement(agreement_id="agreement-2", due=date(2026, 12, 18))
    watch = watched(a_talk(agreements=(an_agreement(), later)))

    happening = turns(watch, local(2026, 11, 23))
    watch = advanced(watch, local(2026, 11, 23))

    assert [(deadline.item_id, turn.stage) for deadline, turn in happening] == [
        ("agreement-1", "before")
    ]
    assert turns(watch, local(2026, 11, 23)) == []
    assert watch.next_at == local(2026, 11, 30)


def test_a_reminder_is_about_the_watch_of_its_goal_or_talk() -> None:
    of_an_agreement = a_reminder(item_type="agreement", item_id="agreement-1", talk_id="talk-1")

    assert watch_id_of(a_reminder(talk_id="talk-1")) == "goal:goal-1"
    assert watch_id_of(of_an_agreement) == "talk:talk-1"
    assert watch_id_of(a_word_about_a_talk()) == "talk:talk-1"


def test_a_reminder_is_not_overtaken_by_its_own_stage() -> None:
    watch = watched(a_goal())

    assert not over_by(a_reminder(), watch)
    assert not over_by(a_reminder(), advanced(watch, local(2026, 11, 23)))


def test_a_reminder_is_overtaken_by_a_newer_stage() -> None:
    watch = advanced(watched(a_goal()), local(2026, 12, 1))

    assert over_by(a_reminder(stage="before"), watch)
    assert not over_by(a_reminder(stage="passed"), watch)


@pytest.mark.parametrize(
    "goal", [a_goal(done=True), a_goal(status="withdrawn"), a_goal(deadline=date(2026, 12, 24))]
)
def test_a_reminder_is_overtaken_when_the_goal_is_done_or_moved(goal: GoalFacts) -> None:
    watch = watched(goal, watched(a_goal()), sequence=2)

    assert over_by(a_reminder(), watch)


@pytest.mark.parametrize(
    ("state", "overtaken"),
    [
        ("planned", False),
        ("preparing", False),
        ("ready", False),
        ("held", True),
        ("cancelled", True),
    ],
)
def test_an_invitation_is_overtaken_when_the_talk_has_begun_or_is_cancelled(
    state: str, overtaken: bool
) -> None:
    assert over_by(a_word_about_a_talk(), watched(a_talk(state=state))) is overtaken


def test_a_booking_is_overtaken_by_the_next_one() -> None:
    ten = local(2026, 10, 22, 10)
    told = a_word_about_a_talk(kind="talk_booked", starts_at=ten, sequence=1)

    same = watched(a_talk(state="ready", booked_from=ten, booking_sequence=1))
    there_and_back = watched(a_talk(state="ready", booked_from=ten, booking_sequence=3))

    assert not over_by(told, same)
    assert over_by(told, there_and_back)


def test_who_a_talk_was_taken_from_is_told_that_the_time_is_off_and_nothing_else() -> None:
    handed_over = watched(
        a_talk(state="ready", manager_id="sara", booked_from=local(2026, 10, 23, 10))
    )

    for kind, over in (("talk_booking_cancelled", False), ("talk_other_shared", True)):
        assert over_by(a_word_about_a_talk(kind=kind, person_id="mattias"), handed_over) is over


def test_an_answer_about_a_goal_is_overtaken_when_somebody_else_is_to_answer() -> None:
    told = a_word_about_a_talk(
        kind="goal_proposed", item_type="goal", item_id="goal-1", person_id="mattias"
    )

    assert not over_by(told, watched(a_goal(status="proposed", answer_by=("mattias",))))
    assert over_by(told, watched(a_goal(status="proposed", answer_by=("ellen",))))
    assert over_by(told, watched(a_goal(status="active")))


def test_that_a_time_is_called_off_is_overtaken_by_a_new_time() -> None:
    told = a_word_about_a_talk(kind="talk_booking_cancelled")

    assert not over_by(told, watched(a_talk(state="planned")))
    assert over_by(told, watched(a_talk(state="planned", booked_from=local(2026, 10, 23, 10))))


def test_a_mail_about_support_is_overtaken_when_it_is_no_longer_asked_for() -> None:
    told = a_word_about_a_talk(kind="goal_support", item_type="goal", item_id="goal-1")

    asked = watched(a_goal(support_asked_at=local(2026, 10, 23, 10)))

    assert not over_by(told, asked)
    assert over_by(told, watched(a_goal()))


def test_asking_to_confirm_is_overtaken_for_who_has_confirmed() -> None:
    watch = watched(
        a_talk(state="awaiting_confirmation", confirmed_by_employee_at=local(2026, 11, 2))
    )

    asked = a_word_about_a_talk(kind="talk_to_confirm")

    assert over_by(asked, watch)
    assert not over_by(asked.model_copy(update={"person_id": MATTIAS}), watch)


def test_an_open_action_has_a_deadline_of_its_owner() -> None:
    (deadline,) = watched(an_action()).deadlines

    assert (deadline.item_type, deadline.item_id, deadline.survey_id) == (
        "action",
        "action-1",
        "survey-1",
    )
    assert (deadline.owner_ids, deadline.other_id) == ((ELLEN,), None)


def test_an_action_that_is_done_dropped_or_taken_away_has_none() -> None:
    before = watched(an_action())

    assert watched(an_action(status="done"), before, sequence=2).deadlines == ()
    assert watched(an_action(status="dropped"), before, sequence=2).deadlines == ()
    removed = action_seen(before, an_action(), removed=True, sequence=2, time=LONG_AGO)
    assert removed is not None
    assert removed.deadlines == ()


def test_a_profile_is_watched_for_each_certificate_that_expires() -> None:
    without_a_day = a_certificate(certificate_id="certificate-2", expires=None)
    later = a_certificate(certificate_id="certificate-3", expires=date(2027, 6, 1))

    watch = watched(a_profile(a_certificate(), without_a_day, later))

    assert [each.item_id for each in watch.deadlines] == ["certificate-1", "certificate-3"]
    assert {each.owner_ids for each in watch.deadlines} == {(ELLEN,)}
    assert watch.next_at == local(2026, 10, 1)


def test_another_change_of_the_profile_leaves_what_has_happened() -> None:
    before = advanced(watched(a_profile(a_certificate())), local(2026, 10, 1))
    language = a_certificate(certificate_id="certificate-2", expires=date(2027, 6, 1))

    watch = watched(a_profile(a_certificate(), language), before, sequence=2)

    assert turns(watch, local(2026, 10, 1)) == []


def test_a_renewed_certificate_starts_over() -> None:
    before = advanced(watched(a_profile(a_certificate())), local(2026, 12, 1))
    renewed = a_profile(a_certificate(expires=date(2027, 11, 30)))

    watch = watched(renewed, before, sequence=2, time=local(2026, 12, 2))

    assert turns(watch, local(2026, 12, 2)) == []
    assert [turn for _, turn in turns(watch, local(2027, 10, 1))] == [Turn("before")]


def test_a_certificate_that_is_taken_away_is_watched_no_more() -> None:
    watch = watched(a_profile(), watched(a_profile(a_certificate())), sequence=2)

    assert (watch.deadlines, watch.next_at) == ((), None)


def test_what_is_told_is_about_the_watch_of_its_survey_action_or_profile() -> None:
    of_an_action = a_reminder(item_type="action", item_id="action-1", survey_id="survey-1")
    of_a_certificate = a_reminder(
        item_type="certificate", item_id="certificate-1", profile_id="profile-1"
    )

    assert watch_id_of(a_word_about_a_survey()) == "survey:survey-1"
    assert watch_id_of(of_an_action) == "action:action-1"
    assert watch_id_of(of_a_certificate) == "profile:profile-1"


@pytest.mark.parametrize(
    ("state", "overtaken"),
    [("launched", False), ("open", False), ("closed", True), ("cancelled", True)],
)
def test_a_mail_about_a_survey_is_overtaken_when_that_is_over(state: str, overtaken: bool) -> None:
    survey = watched(a_survey(state=state))

    for kind in ("survey_invitation", "survey_reminder"):
        assert over_by(a_word_about_a_survey(kind=kind), survey) is overtaken


def test_a_mail_about_a_survey_is_overtaken_by_its_closing_time_before_anybody_says_so() -> None:
    waiting, closes = a_word_about_a_survey(), local(2026, 11, 30, 12)

    assert not is_overtaken(waiting, watched(a_survey(closes_at=closes)), local(2026, 11, 30, 11))
    assert is_overtaken(waiting, watched(a_survey(closes_at=closes)), closes)
    assert not is_overtaken(waiting, None, closes)
    assert is_overtaken(waiting, None, local(2026, 12, 1))


def test_a_reminder_of_a_certificate_is_overtaken_when_it_is_renewed() -> None:
    told = a_reminder(
        kind="certificate_expiry",
        item_type="certificate",
        item_id="certificate-1",
        profile_id="profile-1",
    )
    before = watched(a_profile(a_certificate()))
    renewed = watched(a_profile(a_certificate(expires=date(2027, 11, 30))), before, sequence=2)

    assert not over_by(told, before)
    assert over_by(told, renewed)
