"""Deadlines of goals and agreements: one mail per person, item and stage, and the bell."""

import random
from datetime import date, timedelta

import pytest

from chassis.clock import STOCKHOLM
from chassis.testing import eventually
from redthread_contracts import Envelope, Event
from redthread_contracts.goals import (
    GoalChanged,
    GoalCheckedIn,
    GoalEvaluated,
    GoalProposed,
    GoalWithdrawn,
)
from redthread_contracts.ids import AgreementId, PersonId
from redthread_contracts.talks import AgreementFacts, TalkAgreementsChanged, TalkReopened

from .conftest import Desk, a_goal, a_talk, instant

BEFORE, DUE, PASSED, OVERDUE = (
    date(2026, 11, 23),
    date(2026, 11, 30),
    date(2026, 12, 1),
    date(2026, 12, 14),
)


def an_agreement(owner: str = "ellen", status: str = "open") -> AgreementFacts:
    return AgreementFacts(
        agreement_id=AgreementId("agreement-1"),
        owner_id=PersonId(owner),
        due=date(2026, 11, 30),
        status=status,
    )


async def test_a_goal_is_told_of_before_on_the_day_after_it_and_when_overdue(desk: Desk) -> None:
    await desk.has_goal()

    for day in (BEFORE, DUE, PASSED, OVERDUE):
        await desk.move_to(day)

    assert desk.mailbox.subjects("ellen") == [
        "Ett av dina mål ska vara klart 30 november",
        "Ett av dina mål ska vara klart 30 november",
        "Sista dagen för ett av dina mål var 30 november",
        "Sista dagen för ett av dina mål var 30 november",
    ]
    assert desk.mailbox.subjects("mattias") == [
        "Sista dagen för ett mål för någon i din grupp var 30 november"
    ]
    assert set(desk.mailbox.copies().values()) == {1}


async def test_nothing_is_told_before_its_time(desk: Desk) -> None:
    await desk.has_goal()

    await desk.move_to(BEFORE, 7, 59)

    assert desk.mailbox.mails == []
    assert (await desk.bell("ellen"))["items"] == []


async def test_each_receiver_is_written_to_in_their_language(desk: Desk) -> None:
    await desk.has_goal(owner_ids=("ellen", "viktor"))

    await desk.move_to(BEFORE)

    assert desk.mailbox.subjects("ellen") == ["Ett av dina mål ska vara klart 30 november"]
    assert desk.mailbox.subjects("viktor") == ["One of your goals is due on 30 November"]


async def test_a_jump_of_the_clock_tells_only_of_the_newest_stage(desk: Desk) -> None:
    goal_id = await desk.has_goal()

    await desk.move_to(PASSED)

    assert [item["stage"] for item in (await desk.bell("ellen"))["items"]] == ["passed"]
    watch = await desk.mongo["watches"].find_one({"_id": f"goal:{goal_id}"})
    assert watch is not None
    assert watch["deadlines"][0]["skipped"] == ["before", "due"]


@pytest.mark.parametrize(
    "event",
    [
        GoalCheckedIn(**a_goal("", done=True)),
        GoalEvaluated(**a_goal("", status="closed")),
        GoalWithdrawn(**a_goal("", status="withdrawn")),
    ],
    ids=["done", "closed", "withdrawn"],
)
async def test_what_is_done_or_given_up_is_told_of_no_more(desk: Desk, event: Event) -> None:
    goal_id = await desk.has_goal()
    await desk.publish(event.model_copy(update={"goal_id": goal_id}), goal_id, 2)
    await desk.until_handled(f"goal:{goal_id}", 2)

    await desk.move_to(OVERDUE)

    assert desk.mailbox.mails == []


async def test_a_proposed_goal_is_not_told_of(desk: Desk) -> None:
    await desk.publish(GoalProposed(**a_goal("proposed", status="proposed")), "proposed")
    await desk.until_handled("goal:proposed")

    await desk.move_to(DUE)

    assert desk.mailbox.mails == []


async def test_moving_the_deadline_starts_over(desk: Desk) -> None:
    goal_id = await desk.has_goal()
    await desk.move_to(DUE)
    moved = GoalChanged(**a_goal(goal_id, deadline=date(2026, 12, 18)))
    await desk.publish(moved, goal_id, 2)
    await desk.until_handled(f"goal:{goal_id}", 2)

    await desk.move_to(date(2026, 12, 10))
    assert len(desk.mailbox.to("ellen")) == 1
    await desk.move_to(date(2026, 12, 11))

    assert desk.mailbox.subjects("ellen")[1:] == ["Ett av dina mål ska vara klart 18 december"]


async def test_an_agreement_counts_once_the_talk_is_confirmed(desk: Desk) -> None:
    talk_id = await desk.has_talk(an_agreement())

    await desk.move_to(BEFORE)
    await desk.move_to(OVERDUE)

    assert desk.mailbox.subjects("ellen") == [
        "Något ni kom överens om ska vara klart 30 november",
        "Något ni kom överens om skulle vara klart 30 november",
    ]
    assert desk.mailbox.subjects("mattias") == [
        "En överenskommelse i din grupp skulle vara klar 30 november"
    ]
    newest = (await desk.bell("ellen"))["items"][0]
    assert (newest["item_type"], newest["item_id"], newest["talk_id"]) == (
        "agreement",
        "agreement-1",
        talk_id,
    )


async def test_a_managers_overdue_agreement_is_told_to_the_employee_and_nobody_above(
    desk: Desk,
) -> None:
    await desk.has_talk(an_agreement(owner="mattias"))

    await desk.move_to(OVERDUE)

    assert len(desk.mailbox.to("mattias")) == 1
    assert len(desk.mailbox.to("ellen")) == 1
    assert desk.mailbox.to("sara") == []


async def test_a_done_agreement_and_one_in_a_reopened_talk_are_not_told_of(desk: Desk) -> None:
    done, reopened = await desk.has_talk(an_agreement()), await desk.has_talk(an_agreement())
    facts = a_talk(done, state="confirmed", agreements=(an_agreement(status="done"),))
    await desk.publish(TalkAgreementsChanged(**facts), done, 2)
    facts = a_talk(reopened, state="held", agreements=(an_agreement(),))
    await desk.publish(TalkReopened(**facts), reopened, 2)
    await desk.until_handled(f"talk:{done}", 2)
    await desk.until_handled(f"talk:{reopened}", 2)

    await desk.move_to(DUE)

    assert desk.mailbox.mails == []


async def test_no_word_of_a_goal_is_stored_or_sent(desk: Desk) -> None:
    # A unit's title is public and on the bus; a mail says nothing of it all the same.
    await desk.has_goal(level="unit", title_sv="Färre överklaganden", title_en="Fewer appeals")

    await desk.move_to(BEFORE)

    stored = [document async for document in desk.mongo["notifications"].find({})]
    stored += [document async for document in desk.mongo["watches"].find({})]
    assert len(desk.mailbox.mails) == 1
    sent = desk.mailbox.mails[0].get_body(("plain",))
    assert sent is not None
    for text in (str(stored), sent.get_content()):
        assert "överklaganden" not in text
        assert "appeals" not in text


async def test_a_sweep_that_was_killed_before_it_noted_its_work_repeats_it_without_effect(
    desk: Desk,
) -> None:
    goal_id = await desk.has_goal()
    before = await desk.mongo["watches"].find_one({"_id": f"goal:{goal_id}"})
    assert before is not None
    await desk.move_to(BEFORE)

    await desk.mongo["watches"].replace_one({"_id": before["_id"]}, before)
    await desk.until_quiet()

    assert len(desk.mailbox.to("ellen")) == 1
    assert (await desk.bell("ellen"))["unread"] == 1


async def test_two_replicas_tell_once(desk: Desk) -> None:
    for _ in range(30):
        await desk.has_goal(owner_ids=("ellen", "viktor"))

    async with desk.again():
        await desk.move_to(BEFORE)

    assert len(desk.mailbox.mails) == 60
    assert set(desk.mailbox.copies().values()) == {1}


@pytest.mark.parametrize("day", [date(2027, 3, 30), date(2027, 11, 1)])
async def test_over_the_change_of_summer_time_each_stage_is_told_of_at_eight(
    desk: Desk, day: date
) -> None:
    desk.clock.set(instant(day - timedelta(days=9), 12))
    await desk.has_goal(deadline=day)

    # Hour by hour, over the night in which there is one hour less or more.
    while desk.clock.now() < instant(day + timedelta(days=2), 12):
        desk.clock.move(timedelta(hours=1))
        await desk.until_quiet()

    told = [item async for item in desk.mongo["notifications"].find({}).sort("created_at")]
    assert [each["stage"] for each in told] == ["before", "due", "passed"]
    assert {each["created_at"].astimezone(STOCKHOLM).hour for each in told} == {8}
    assert len(desk.mailbox.to("ellen")) == 3


async def test_events_repeated_and_shuffled_over_goals_and_talks_lead_to_the_same(
    desk: Desk,
) -> None:
    histories: list[list[tuple[Event, Envelope]]] = []
    for number in range(6):
        goal_id, talk_id = f"shuffled-goal-{number}", f"shuffled-talk-{number}"
        told = (an_agreement(),)
        histories += [
            [
                _made(GoalProposed(**a_goal(goal_id, status="proposed")), goal_id, 1, desk),
                _made(GoalChanged(**a_goal(goal_id)), goal_id, 2, desk),
                _made(GoalCheckedIn(**a_goal(goal_id, done=number == 0)), goal_id, 3, desk),
            ],
            [
                _made(TalkReopened(**a_talk(talk_id, state="held")), talk_id, 1, desk),
                _made(
                    TalkAgreementsChanged(**a_talk(talk_id, state="confirmed", agreements=told)),
                    talk_id,
                    2,
                    desk,
                ),
            ],
        ]

    chance = random.Random(7)
    waiting = [list(history) for history in histories]
    while waiting:
        history = chance.choice(waiting)
        for _ in range(3):
            await desk.publisher.send(*history[0])
        history.pop(0)
        waiting = [each for each in waiting if each]
    for history in histories:  # and late duplicates of everything
        for event, envelope in history:
            await desk.publisher.send(event, envelope)
    for history in histories:
        envelope = history[-1][1]
        kind = "goal" if "goal" in envelope.subject else "talk"
        await desk.until_handled(f"{kind}:{envelope.subject}", envelope.sequence)
    await desk.move_to(BEFORE)

    # Five goals and six agreements: the first goal is done.
    assert await eventually(lambda: len(desk.mailbox.to("ellen")) == 11)
    assert set(desk.mailbox.copies().values()) == {1}
    found = {document["_id"]: document async for document in desk.mongo["watches"].find({})}
    assert len(found) == 12
    assert {document["sequence"] for document in found.values()} == {2, 3}


def _made(event: Event, subject: str, sequence: int, desk: Desk) -> tuple[Event, Envelope]:
    envelope = Envelope(
        source="/test", type=event.type, subject=subject, sequence=sequence, time=desk.clock.now()
    )
    return event, envelope
