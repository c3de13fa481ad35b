"""The mail server and the receivers: nothing is lost, nothing goes out twice."""

from datetime import date, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer

from chassis.testing import Stack, eventually
from redthread_contracts.envelope import from_headers
from redthread_contracts.notifications import (
    NotificationCreated,
    NotificationGivenUp,
    NotificationRetried,
    NotificationSent,
)
from redthread_contracts.talks import TalkOpened

from .conftest import Desk, a_talk

TUESDAY, WEDNESDAY = date(2026, 11, 17), date(2026, 11, 18)


async def invited(desk: Desk, talk_id: str, who: str = "ellen") -> dict[str, Any]:
    """Somebody has been told of a talk; returns the notification as it is stored."""
    await desk.publish(TalkOpened(**a_talk(talk_id, employee_id=who)), talk_id)
    found: dict[str, Any] = await eventually(
        lambda: desk.mongo["notifications"].find_one({"talk_id": talk_id})
    )
    return found


async def stored(desk: Desk, talk_id: str) -> dict[str, Any]:
    found = await desk.mongo["notifications"].find_one({"talk_id": talk_id})
    assert found is not None
    return found


async def has_state(desk: Desk, talk_id: str, state: str) -> dict[str, Any]:
    query = {"talk_id": talk_id, "state": state}
    found: dict[str, Any] = await eventually(lambda: desk.mongo["notifications"].find_one(query))
    return found


async def has_attempts(desk: Desk, talk_id: str, attempts: int) -> dict[str, Any]:
    query = {"talk_id": talk_id, "attempts": {"$gte": attempts}}
    found: dict[str, Any] = await eventually(lambda: desk.mongo["notifications"].find_one(query))
    return found


async def test_while_the_mail_server_is_away_nothing_is_lost(desk: Desk) -> None:
    await desk.mailbox.close()
    for number in range(5):
        await invited(desk, f"away-{number}")
    await has_attempts(desk, "away-0", 1)
    assert (await desk.bell("ellen"))["unread"] == 5

    await desk.mailbox.open()
    desk.clock.move(timedelta(hours=1))
    await desk.until_quiet()

    assert len(desk.mailbox.to("ellen")) == 5
    assert set(desk.mailbox.copies().values()) == {1}


async def test_a_mail_that_is_not_taken_now_is_tried_again_later_each_time(desk: Desk) -> None:
    desk.mailbox.answer = "451 try again later"
    await invited(desk, "later")
    first = await has_attempts(desk, "later", 1)
    desk.clock.move(timedelta(minutes=1))
    second = await has_attempts(desk, "later", 2)

    desk.mailbox.answer = None
    desk.clock.move(timedelta(minutes=2))
    await has_state(desk, "later", "sent")

    assert first["error"] == "smtp-451"
    assert second["send_at"] - first["send_at"] == timedelta(minutes=2)
    assert len(desk.mailbox.mails) == 1


async def test_a_receiver_that_the_server_refuses_is_given_up_and_does_not_stop_the_others(
    desk: Desk,
) -> None:
    desk.mailbox.refused["rut@ekstad.example"] = "550 5.1.1 no such rut@ekstad.example"
    await invited(desk, "refused", "rut")
    await invited(desk, "taken")

    await has_state(desk, "refused", "given_up")
    await has_state(desk, "taken", "sent")

    (given_up,) = await desk.deliveries("?state=given_up")
    assert (given_up["person_id"], given_up["error"]) == ("rut", "smtp-550")
    assert "rut@ekstad.example" not in str(await stored(desk, "refused"))


async def test_an_administrator_sends_again_what_was_given_up(desk: Desk) -> None:
    desk.mailbox.refused["rut@ekstad.example"] = "550 no such person"
    notification = await invited(desk, "again", "rut")
    await has_state(desk, "again", "given_up")
    desk.mailbox.refused.clear()

    path = f"/deliveries/{notification['_id']}/retry"
    status, answer = await desk.ask("POST", path, "hanna")
    await has_state(desk, "again", "sent")

    assert (status, answer["state"]) == (200, "waiting")
    assert len(desk.mailbox.to("rut")) == 1


async def test_a_receiver_who_is_away_gets_it_on_the_first_day_back(desk: Desk) -> None:
    await invited(desk, "holiday", "amina")
    await desk.until_quiet()
    assert (await desk.bell("amina"))["unread"] == 1

    await desk.move_to(TUESDAY, 16, 0)
    assert desk.mailbox.mails == []
    await desk.move_to(WEDNESDAY)

    assert len(desk.mailbox.to("amina")) == 1


async def test_people_with_protected_identity_or_without_an_address_have_the_bell_alone(
    desk: Desk,
) -> None:
    await invited(desk, "protected", "pia")
    await invited(desk, "no-address", "olle")

    await has_state(desk, "protected", "bell_only")
    await has_state(desk, "no-address", "bell_only")

    assert (await desk.bell("pia"))["unread"] == 1
    assert (await desk.bell("olle"))["unread"] == 1
    assert desk.mailbox.asked == 0


async def test_killed_after_the_server_took_it_the_same_mail_goes_out_at_most_once_more(
    desk: Desk,
) -> None:
    notification = await invited(desk, "killed")
    await has_state(desk, "killed", "sent")

    # As if the process had died before it could note that the mail was sent.
    await desk.mongo["notifications"].update_one(
        {"_id": notification["_id"]},
        {
            "$set": {"state": "waiting", "send_at": notification["created_at"]},
            "$unset": {"job_lease_until": ""},
        },
    )
    await has_state(desk, "killed", "sent")
    await desk.until_quiet()

    assert desk.mailbox.copies() == {f"<{notification['_id']}@rodatraden.example>": 2}


async def test_stopped_while_the_server_is_answering_it_is_noted_all_the_same(
    desk: Desk,
) -> None:
    await desk.mailbox.close()
    async with desk.again():
        await invited(desk, "stopped")
        await has_attempts(desk, "stopped", 1)
        await desk.mailbox.open()
        desk.clock.move(timedelta(minutes=1))
        await eventually(lambda: len(desk.mailbox.mails) == 1)
    # The second replica is gone; what it had begun is finished, and nobody sends it again.
    desk.clock.move(timedelta(hours=1))
    await has_state(desk, "stopped", "sent")
    await desk.until_quiet()

    assert len(desk.mailbox.mails) == 1


async def test_each_state_of_a_mail_is_an_event_in_its_order_without_a_gap(
    desk: Desk, stack: Stack
) -> None:
    desk.mailbox.refused["rut@ekstad.example"] = "550 no such person"
    notification = await invited(desk, "history", "rut")
    await has_state(desk, "history", "given_up")
    desk.mailbox.refused.clear()
    await desk.ask("POST", f"/deliveries/{notification['_id']}/retry", "hanna")
    await has_state(desk, "history", "sent")
    await desk.until_quiet()

    consumer = AIOKafkaConsumer(
        f"{desk.publisher.prefix}notifications",
        bootstrap_servers=stack.kafka,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        seen: list[tuple[int, str]] = []

        async def complete() -> bool:
            batches = await consumer.getmany(timeout_ms=500)
            for record in (each for batch in batches.values() for each in batch):
                envelope = from_headers(record.headers)
                if envelope.subject == notification["_id"]:
                    seen.append((envelope.sequence, envelope.type))
            return len(seen) >= 4

        await eventually(complete)
    finally:
        await consumer.stop()

    assert seen == [
        (1, NotificationCreated.type),
        (2, NotificationGivenUp.type),
        (3, NotificationRetried.type),
        (4, NotificationSent.type),
    ]
