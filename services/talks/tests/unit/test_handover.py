"""A talk goes to another line manager: one rule a test."""

from datetime import timedelta

import pytest

from redthread_contracts.ids import AgreementId, PersonId
from redthread_contracts.talks import TalkManagerChanged
from talks.cancelling import call_off, employment_ended
from talks.document import Document
from talks.handover import hand_over
from talks.preparation import preparation_id
from talks.talk import ALL_STATES, Booking, Both, ProposedTimes, Talk, share, take_back

from .builders import ELLEN, MATTIAS, NOON, TODAY, a_talk, after, an_agreement, names

SARA = PersonId("sara")


def handed_over(**facts: object) -> Talk:
    return after(hand_over(a_talk(**facts), SARA))


def test_the_talk_goes_to_the_new_manager_and_says_so() -> None:
    decision = hand_over(a_talk(), SARA)

    assert names(decision) == ["TalkManagerChanged"]
    assert decision is not None
    (event,) = decision.events
    assert isinstance(event, TalkManagerChanged)
    assert (event.manager_id, event.employee_id, event.changed_by) == (SARA, ELLEN, None)
    assert hand_over(after(decision), SARA) is None


@pytest.mark.parametrize("state", [state for state in ALL_STATES if state != "cancelled"])
def test_a_talk_half_way_stays_as_far_as_it_has_come(state: str) -> None:
    assert handed_over(state=state).state == state


def test_a_talk_that_ended_with_the_employment_stays_where_it_was() -> None:
    for ended in (a_talk(state="cancelled"), after(employment_ended(a_talk(), TODAY, NOON))):
        assert hand_over(ended, SARA) is None


def test_a_talk_that_can_be_taken_up_again_goes_to_the_new_manager() -> None:
    off = after(call_off(a_talk(), "manager", "Sjuk.", NOON))

    assert after(hand_over(off, SARA)).manager_id == SARA


def test_nobody_has_a_talk_with_themselves() -> None:
    assert hand_over(a_talk(), ELLEN) is None


def test_what_the_old_manager_has_not_shared_is_not_handed_over() -> None:
    before = a_talk()

    assert preparation_id(handed_over(), "manager") != preparation_id(before, "manager")
    assert preparation_id(handed_over(), "employee") == preparation_id(before, "employee")


def test_what_the_old_manager_has_shared_stays_shared() -> None:
    before = a_talk(shared=Both(employee=NOON, manager=NOON), state="ready")
    after_it = after(hand_over(before, SARA))

    assert preparation_id(after_it, "manager") == preparation_id(before, "manager")
    assert after_it.manager_prepared_by == MATTIAS


def test_what_was_shared_by_another_can_be_taken_back_and_written_anew() -> None:
    taken_over = handed_over(shared=Both(manager=NOON), state="preparing")
    own = after(take_back(taken_over, "manager"))
    shared = after(share(own, "manager", NOON))

    assert preparation_id(own, "manager") == preparation_id(shared, "manager")
    assert preparation_id(own, "manager") != preparation_id(taken_over, "manager")


def test_handed_back_the_first_manager_finds_what_was_written() -> None:
    back = after(hand_over(handed_over(), MATTIAS))

    assert preparation_id(back, "manager") == preparation_id(a_talk(), "manager")


def test_what_the_old_manager_had_promised_is_the_new_ones_to_do() -> None:
    open_one = an_agreement(owner_id=MATTIAS)
    done = an_agreement(agreement_id=AgreementId("done"), owner_id=MATTIAS, status="done")
    own = an_agreement(agreement_id=AgreementId("own"))

    talk = handed_over(agreements=(open_one, done, own))

    assert [one.owner_id for one in talk.agreements] == [SARA, MATTIAS, ELLEN]


def test_signed_documents_follow_the_employee_as_they_were_signed() -> None:
    signed = Document(version=1, hash="h", made_at=NOON, made_by=MATTIAS)

    assert handed_over(state="confirmed", documents=(signed,)).documents == (signed,)


def test_a_booked_time_goes_to_the_new_managers_calendar() -> None:
    starts = NOON + timedelta(days=8)
    booking = Booking(starts=starts, ends=starts + timedelta(hours=1))

    assert handed_over(booking=booking, booking_sequence=3).booking_sequence == 4
    assert handed_over(booking_sequence=3).booking_sequence == 3


def test_times_that_the_old_manager_proposed_are_not_the_new_ones() -> None:
    starts = NOON + timedelta(days=8)
    times = (Booking(starts=starts, ends=starts + timedelta(hours=1)),)
    by_manager = ProposedTimes(by="manager", times=times, at=NOON)
    by_employee = ProposedTimes(by="employee", times=times, at=NOON)

    assert handed_over(proposed=by_manager).proposed is None
    assert handed_over(proposed=by_employee).proposed == by_employee
