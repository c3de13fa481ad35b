"""A goal's life: one rule a test."""

from datetime import date, timedelta

import pytest

from chassis.documents import Decision
from chassis.errors import Conflict, Invalid
from goals import goal as commands
from goals.goal import MOST_CHECK_INS, Goal, Judgement
from goals.progress import RollUp
from goals.terms import Terms
from redthread_contracts.goals import (
    GoalAgreed,
    GoalChanged,
    GoalCheckedIn,
    GoalEvaluated,
    GoalFacts,
    GoalProposed,
    GoalWithdrawn,
)
from redthread_contracts.ids import GoalId

from .builders import (
    ELLEN,
    MATTIAS,
    NOON,
    a_check_in,
    a_goal,
    a_unit_goal,
    public_terms,
    terms,
)


def propose(goal: Goal | None, said: Terms, asked: str = "first") -> Decision[Goal] | None:
    return commands.propose(goal, said, goal_id=GoalId("own"), ancestors=[], by=ELLEN, asked=asked)


def outcome(decision: Decision[Goal] | None) -> tuple[Goal, GoalFacts]:
    assert decision is not None
    assert decision.state is not None
    (event,) = decision.events
    assert isinstance(event, GoalFacts)
    return decision.state, event


def test_a_persons_own_goal_begins_as_a_proposal() -> None:
    goal, event = outcome(propose(None, terms()))

    assert goal.status == "proposed"
    assert isinstance(event, GoalProposed)


def test_a_unit_goal_counts_at_once() -> None:
    goal, event = outcome(propose(None, public_terms()))

    assert goal.status == "active"
    assert isinstance(event, GoalAgreed)


def test_proposing_the_same_again_changes_nothing_even_after_a_change() -> None:
    goal = a_goal(title_sv="Another title by now")

    assert propose(goal, terms(), asked="first") is None


def test_an_id_is_used_for_one_goal_only() -> None:
    with pytest.raises(Conflict, match="another goal with this id"):
        propose(a_goal(), terms(title="Something else"), asked="second")


def test_the_event_of_an_own_goal_says_neither_what_nor_how_it_goes() -> None:
    _, event = outcome(commands.check_in(a_goal(), a_check_in(confidence="needs_support")))

    assert (event.title_sv, event.title_en) == (None, None)
    assert (event.progress_percent, event.confidence) == (None, None)
    assert "Beslutsbrev" not in event.model_dump_json()


def test_the_event_of_a_unit_goal_says_both() -> None:
    _, event = outcome(commands.check_in(a_unit_goal(), a_check_in()))

    assert event.title_sv
    assert (event.progress_percent, event.confidence) == (50, "on_track")


def test_agreeing_makes_the_proposal_count() -> None:
    goal, event = outcome(commands.agree(a_goal(status="proposed")))

    assert goal.status == "active"
    assert isinstance(event, GoalAgreed)


def test_agreeing_twice_changes_nothing() -> None:
    assert commands.agree(a_goal(status="active")) is None


@pytest.mark.parametrize("status", ["closed", "withdrawn"])
def test_what_is_over_can_not_be_agreed_to(status: str) -> None:
    with pytest.raises(Conflict) as caught:
        commands.agree(a_goal(status=status))

    assert caught.value.code == "goal-not-proposed"


def test_a_confirmed_talk_makes_its_employees_proposal_count() -> None:
    goal, _ = outcome(commands.agree_in_talk(a_goal(status="proposed"), employee_id=ELLEN))

    assert goal.status == "active"


@pytest.mark.parametrize("status", ["active", "closed", "withdrawn"])
def test_a_confirmed_talk_leaves_all_but_proposals_alone(status: str) -> None:
    assert commands.agree_in_talk(a_goal(status=status), employee_id=ELLEN) is None


def test_a_confirmed_talk_does_nothing_to_somebody_elses_goal() -> None:
    assert commands.agree_in_talk(a_goal(status="proposed"), employee_id=MATTIAS) is None


def test_a_confirmed_talk_passes_over_an_unknown_goal() -> None:
    assert commands.agree_in_talk(None, employee_id=ELLEN) is None


def test_moving_the_deadline_is_told_with_the_new_day() -> None:
    moved = terms(deadline="2026-12-18")

    goal, event = outcome(commands.change(a_goal(), moved, ancestors=a_goal().ancestors, by=ELLEN))

    assert goal.deadline == event.deadline == date(2026, 12, 18)
    assert isinstance(event, GoalChanged)


def test_a_change_that_changes_nothing_is_none() -> None:
    assert commands.change(a_goal(), terms(), ancestors=a_goal().ancestors, by=ELLEN) is None


def test_a_changed_proposal_is_the_proposal_of_who_changed_it() -> None:
    proposed = a_goal(status="proposed", proposed_by=MATTIAS)

    goal, _ = outcome(commands.change(proposed, terms(title="New"), ancestors=[], by=ELLEN))

    assert goal.proposed_by == ELLEN


def test_a_moved_goal_remembers_where_it_hung() -> None:
    moved = terms(parent_id="other")

    goal, _ = outcome(commands.change(a_goal(), moved, ancestors=[GoalId("other")], by=ELLEN))

    assert goal.former_parents == ("unit-goal",)
    assert goal.ancestors == ("other",)


@pytest.mark.parametrize("status", ["closed", "withdrawn"])
def test_what_is_over_can_not_be_changed(status: str) -> None:
    with pytest.raises(Conflict) as caught:
        commands.change(a_goal(status=status), terms(title="New"), ancestors=[], by=ELLEN)

    assert caught.value.code == f"goal-is-{status}"


def test_a_check_in_says_how_it_goes() -> None:
    goal, event = outcome(commands.check_in(a_goal(), a_check_in(value=4)))

    assert (goal.value, goal.confidence, goal.progress) == (4, "on_track", 50)
    assert isinstance(event, GoalCheckedIn)


def test_a_check_in_without_a_value_keeps_the_last_one() -> None:
    goal, _ = outcome(commands.check_in(a_goal(), a_check_in(value=4)))

    later = a_check_in(id="c2", at=NOON + timedelta(days=1), value=None, confidence="behind")
    goal, _ = outcome(commands.check_in(goal, later))

    assert (goal.value, goal.confidence) == (4, "behind")


def test_the_same_check_in_again_changes_nothing() -> None:
    goal, _ = outcome(commands.check_in(a_goal(), a_check_in()))

    assert commands.check_in(goal, a_check_in(value=3)) is None


def test_a_repeated_check_in_changes_nothing_when_the_goal_is_closed_by_then() -> None:
    goal, _ = outcome(commands.check_in(a_goal(), a_check_in()))

    closed = goal.model_copy(update={"status": "closed"})

    assert commands.check_in(closed, a_check_in()) is None


def test_a_goal_reported_done_stays_active_and_is_told_as_done() -> None:
    goal, event = outcome(commands.check_in(a_goal(), a_check_in(confidence="done")))

    assert goal.status == "active"
    assert event.done


def test_a_goal_that_was_done_is_not_when_somebody_says_otherwise() -> None:
    done, _ = outcome(commands.check_in(a_goal(), a_check_in(confidence="done")))

    later = a_check_in(id="c2", at=NOON + timedelta(days=1), confidence="behind")
    _, event = outcome(commands.check_in(done, later))

    assert not event.done


@pytest.mark.parametrize("status", ["proposed", "closed", "withdrawn"])
def test_only_an_active_goal_is_checked_in_on(status: str) -> None:
    with pytest.raises(Conflict) as caught:
        commands.check_in(a_goal(status=status), a_check_in())

    assert caught.value.code == f"goal-is-{status}"


@pytest.mark.parametrize(
    ("measure", "value", "code"),
    [
        ({"kind": "yes_no"}, 0.5, "value-not-yes-no"),
        ({"kind": "percent"}, 101, "percent-out-of-range"),
        ({"kind": "percent"}, -1, "percent-out-of-range"),
        ({"kind": "figure", "start": 0, "target": 5}, 1e12, "number-too-large"),
        ({"kind": "figure", "start": 0, "target": 5}, float("nan"), "number-too-large"),
    ],
)
def test_a_value_has_to_fit_the_measure(
    measure: dict[str, object], value: float, code: str
) -> None:
    goal = a_goal(measure=terms(measure=measure).measure)

    with pytest.raises(Invalid) as caught:
        commands.check_in(goal, a_check_in(value=value))

    assert caught.value.fields[0].code == code


def test_a_goal_holds_a_limited_number_of_check_ins() -> None:
    full = a_goal(check_ins=tuple(a_check_in(id=f"c{n}") for n in range(MOST_CHECK_INS)))

    with pytest.raises(Conflict) as caught:
        commands.check_in(full, a_check_in(id="one more"))

    assert caught.value.code == "goal-check-ins-full"


def test_the_employees_judgement_leaves_the_goal_open() -> None:
    goal, event = outcome(commands.evaluate(a_goal(), "employee", Judgement(outcome="met")))

    assert goal.status == "active"
    assert isinstance(event, GoalEvaluated)


def test_the_managers_judgement_closes_the_goal() -> None:
    goal, event = outcome(commands.evaluate(a_goal(), "manager", Judgement(outcome="partly")))

    assert goal.status == event.status == "closed"


def test_the_employee_may_judge_after_the_manager() -> None:
    closed, _ = outcome(commands.evaluate(a_goal(), "manager", Judgement(outcome="partly")))

    goal, _ = outcome(commands.evaluate(closed, "employee", Judgement(outcome="met")))

    assert goal.evaluation is not None
    assert goal.evaluation.employee is not None
    assert goal.evaluation.employee.outcome == "met"
    assert goal.status == "closed"


def test_the_same_judgement_again_changes_nothing() -> None:
    goal, _ = outcome(commands.evaluate(a_goal(), "employee", Judgement(outcome="met")))

    assert commands.evaluate(goal, "employee", Judgement(outcome="met")) is None


def test_a_withdrawn_goal_is_told_and_stays_withdrawn() -> None:
    goal, event = outcome(commands.withdraw(a_goal()))

    assert goal.status == "withdrawn"
    assert isinstance(event, GoalWithdrawn)
    assert commands.withdraw(goal) is None


def test_a_closed_goal_can_not_be_withdrawn() -> None:
    with pytest.raises(Conflict):
        commands.withdraw(a_goal(status="closed"))


def test_a_goal_takes_the_roll_up_once() -> None:
    goal, event = outcome(commands.take_roll_up(a_unit_goal(), RollUp(40.0, 4)))

    assert (goal.progress, goal.progress_from, event.progress_percent) == (40.0, "children", 40)
    assert commands.take_roll_up(goal, RollUp(40.0, 4)) is None


@pytest.mark.parametrize("status", ["closed", "withdrawn"])
def test_a_goal_that_is_over_keeps_its_figure(status: str) -> None:
    assert commands.take_roll_up(a_unit_goal(status=status), RollUp(40.0, 4)) is None


def test_a_goal_under_a_moved_one_gets_its_new_way_up_once() -> None:
    goal, event = outcome(commands.place(a_goal(), [GoalId("new"), GoalId("unit-goal")]))

    assert goal.ancestors == ("new", "unit-goal")
    assert event.parent_id == "unit-goal"
    assert commands.place(goal, goal.ancestors) is None


def test_a_check_in_that_needs_support_asks_for_it_until_another_says_otherwise() -> None:
    later, last = NOON + timedelta(hours=1), NOON + timedelta(days=1)
    asks = a_check_in(id="c1", confidence="needs_support")
    asked, event = outcome(commands.check_in(a_goal(), asks))
    again, _ = outcome(commands.check_in(asked, asks.model_copy(update={"id": "c2", "at": later})))
    answered, told = outcome(commands.check_in(again, a_check_in(id="c3", at=last)))

    assert event.support_asked_at == NOON
    assert again.support_asked_at == NOON
    assert answered.support_asked_at is None
    assert told.support_asked_at is None
