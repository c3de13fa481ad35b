"""Comments on a proposal, and colleagues who may read a goal: one rule a test."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.documents import Decision
from chassis.errors import Conflict, Invalid
from goals import goal as commands
from goals.goal import Comment, Goal
from goals.terms import HEAVIEST
from goals.together import MOST_COMMENTS, MOST_READERS, comment, share
from redthread_contracts.goals import GoalCommented, GoalFacts
from redthread_contracts.ids import GoalId, PersonId, TalkId

from .builders import ELLEN, MATTIAS, NOON, a_goal, a_unit_goal, public_terms, terms


def said(id: str = "c1", text: str = "Ska vi ta halva till våren?") -> Comment:
    return Comment(id=id, at=NOON, by=MATTIAS, text=text)


def a_proposal(**changes: Any) -> Goal:
    return a_goal(status="proposed", **changes)


def state(decision: Decision[Goal] | None) -> Goal:
    assert decision is not None
    assert decision.state is not None
    return decision.state


def fact(decision: Decision[Goal] | None) -> GoalFacts:
    assert decision is not None
    (event,) = decision.events
    assert isinstance(event, GoalFacts)
    return event


def test_a_proposal_is_commented_on_and_the_event_says_whose_turn_it_is_and_not_what() -> None:
    decision = comment(a_proposal(), said(), answer_by=[ELLEN])

    assert [each.text for each in state(decision).comments] == ["Ska vi ta halva till våren?"]
    event = fact(decision)
    assert isinstance(event, GoalCommented)
    assert event.answer_by == (ELLEN,)
    assert "våren" not in event.model_dump_json()


def test_sent_twice_a_comment_is_one() -> None:
    once = state(comment(a_proposal(), said()))
    assert comment(once, said(text="Igen")) is None


def test_what_is_agreed_on_is_not_commented_on_any_more_and_the_thread_stays() -> None:
    talked = state(comment(a_proposal(), said()))
    agreed = state(commands.agree(talked))

    assert [each.id for each in agreed.comments] == ["c1"]
    with pytest.raises(Conflict) as refused:
        comment(agreed, said("c2"))
    assert refused.value.code == "goal-not-proposed"


def test_a_goal_holds_only_so_many_comments() -> None:
    full = a_proposal(comments=tuple(said(f"c{n}") for n in range(MOST_COMMENTS)))
    with pytest.raises(Conflict):
        comment(full, said("one-more"))


def test_nobody_is_asked_to_answer_what_is_proposed_in_a_talk_or_agreed_on() -> None:
    for goal in (a_proposal(talk_id=TalkId("t")), a_goal()):
        asked = goal.model_copy(update={"answer_by": (MATTIAS,)})
        assert commands.facts(asked, GoalCommented).answer_by == ()  # type: ignore[attr-defined] # facts of a goal


def test_a_proposal_says_who_is_to_agree() -> None:
    made = commands.propose(
        None,
        terms(),
        goal_id=GoalId("own"),
        ancestors=[],
        by=ELLEN,
        asked="x",
        answer_by=[MATTIAS],
    )
    assert fact(made).answer_by == (MATTIAS,)


def test_an_owner_shares_a_goal_with_colleagues_and_takes_it_back() -> None:
    viktor = PersonId("viktor")
    shared = state(share(a_goal(), [viktor, ELLEN, viktor]))

    assert shared.shared_with == (viktor,)
    assert share(shared, [viktor]) is None
    assert state(share(shared, [])).shared_with == ()


def test_what_everybody_reads_is_not_shared_nor_with_too_many() -> None:
    many = [PersonId(f"p{n}") for n in range(MOST_READERS + 1)]
    for goal, readers in ((a_unit_goal(), many[:1]), (a_goal(), many)):
        with pytest.raises(Invalid):
            share(goal, readers)


def test_a_moved_deadline_is_remembered_with_who_and_when() -> None:
    goal = a_goal()
    later = goal.deadline + timedelta(days=10)
    moved = state(
        commands.change(
            goal,
            terms(deadline=later.isoformat()),
            ancestors=goal.ancestors,
            by=MATTIAS,
            at=NOON,
        )
    )

    assert [(one.before, one.after, one.by) for one in moved.deadline_moves] == [
        (goal.deadline, later, MATTIAS)
    ]


@pytest.mark.parametrize("weight", [0, HEAVIEST + 1, "1,5", "tungt"])
def test_a_weight_is_a_whole_number_from_one(weight: object) -> None:
    with pytest.raises(Invalid) as refused:
        public_terms(weight=weight)
    assert [each.field for each in refused.value.fields] == ["weight"]


def test_a_persons_own_goal_weighs_what_all_others_weigh() -> None:
    assert public_terms(weight="3").weight == 3
    with pytest.raises(Invalid):
        terms(weight=3)
