"""Who is asked to answer a survey, who is reminded, and that nobody learns of the latter."""

import json
from datetime import date, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer

from chassis.testing import Stack, eventually
from redthread_contracts.surveys import (
    InvitationEnded,
    InvitationIssued,
    InvitationReminded,
    SurveyClosed,
)

from .conftest import Desk, a_survey, an_invitation, instant

FRIDAY_EVENING = instant(date(2026, 11, 20), 18)
MONDAY_MORNING = date(2026, 11, 23)


async def asked(desk: Desk, survey_id: str, *who: str) -> None:
    """These have been invited, and the notifier has heard of it."""
    for person_id in who:
        event = InvitationIssued(**an_invitation(survey_id, person_id))
        await desk.publish(event, f"{survey_id}-{person_id}")
    await desk.until_told(survey_id, len(who))


async def reminded(desk: Desk, survey_id: str, *who: str) -> None:
    """These have been reminded after they were invited, and the notifier has heard of it."""
    told = await desk.mongo["notifications"].count_documents({"item_id": survey_id})
    for person_id in who:
        event = InvitationReminded(**an_invitation(survey_id, person_id, reminders=1))
        await desk.publish(event, f"{survey_id}-{person_id}", 2)
    await desk.until_told(survey_id, told + len(who))


async def test_everybody_who_is_asked_gets_a_mail_with_the_last_day_and_the_way_there(
    desk: Desk,
) -> None:
    await desk.has_survey("pulse")
    await asked(desk, "pulse", "ellen", "viktor")
    await desk.until_quiet()

    assert desk.mailbox.subjects("ellen") == ["En enkät att svara på senast 30 november"]
    assert desk.mailbox.subjects("viktor") == ["A survey for you to answer by 30 November"]
    (mail,) = desk.mailbox.to("ellen")
    text = mail.get_body(("plain",))
    assert text is not None
    assert "https://rodatraden.example/e/pulse" in text.get_content().splitlines()
    (item,) = (await desk.bell("ellen"))["items"]
    assert (item["kind"], item["item_type"], item["item_id"], item["date"]) == (
        "survey_invitation",
        "survey",
        "pulse",
        "2026-11-30",
    )


async def test_no_mail_names_the_survey(desk: Desk) -> None:
    await desk.has_survey("unnamed")
    await asked(desk, "unnamed", "ellen")
    await reminded(desk, "unnamed", "ellen")
    await desk.until_quiet()

    stored = str([document async for document in desk.mongo["notifications"].find({})])
    sent = "".join(part.get_content() for mail in desk.mailbox.mails for part in mail.iter_parts())
    assert len(desk.mailbox.mails) == 2
    for word in ("Bygglov", "Building"):
        assert word not in stored
        assert word not in sent


async def test_who_has_not_answered_is_reminded(desk: Desk) -> None:
    await desk.has_survey("reminding")
    await asked(desk, "reminding", "ellen", "viktor")
    await reminded(desk, "reminding", "ellen")
    await desk.until_quiet()

    assert desk.mailbox.subjects("ellen")[1:] == [
        "Påminnelse: en enkät att svara på senast 30 november"
    ]
    assert len(desk.mailbox.to("viktor")) == 1
    kinds = {item["kind"] for item in (await desk.bell("ellen"))["items"]}
    assert kinds == {"survey_invitation", "survey_reminder"}


async def test_the_same_invitation_again_asks_nobody_again(desk: Desk) -> None:
    event = InvitationIssued(**an_invitation("repeated", "ellen"))
    envelope = await desk.publish(event, "repeated-ellen")
    for _ in range(3):
        await desk.publisher.send(event, envelope)
    await asked(desk, "after-that", "ellen")
    await desk.until_quiet()

    assert len(desk.mailbox.to("ellen")) == 2
    assert set(desk.mailbox.copies().values()) == {1}


async def test_a_survey_that_is_closed_overtakes_a_mail_that_waits(desk: Desk) -> None:
    desk.clock.set(FRIDAY_EVENING)
    await desk.has_survey("closed")
    await asked(desk, "closed", "ellen")
    await desk.publish(SurveyClosed(**a_survey("closed", state="closed")), "closed", 2)
    await desk.until_handled("survey:closed", 2)

    await desk.move_to(MONDAY_MORNING)

    assert desk.mailbox.mails == []
    assert (await desk.bell("ellen"))["unread"] == 1


async def test_an_invitation_that_has_ended_takes_back_every_mail_that_waits(desk: Desk) -> None:
    desk.clock.set(FRIDAY_EVENING)
    await desk.has_survey("ended")
    await asked(desk, "ended", "ellen", "viktor")
    await reminded(desk, "ended", "ellen")
    ended = InvitationEnded(**an_invitation("ended", "ellen", reminders=1))
    await desk.publish(ended, "ended-ellen", 3)
    overtaken = {"person_id": "ellen", "state": "bell_only"}

    async def both() -> bool:
        return await desk.mongo["notifications"].count_documents(overtaken) == 2

    await eventually(both)
    await desk.move_to(MONDAY_MORNING)

    assert desk.mailbox.to("ellen") == []
    assert len(desk.mailbox.to("viktor")) == 1


async def test_the_log_of_mails_does_not_tell_who_was_reminded(desk: Desk) -> None:
    desk.mailbox.refused["rut@ekstad.example"] = "550 no such person"
    await desk.has_survey("logged")
    await asked(desk, "logged", "ellen", "rut")
    await reminded(desk, "logged", "ellen", "rut", "olle")
    await desk.until_quiet()

    log = await desk.deliveries()

    invited = [item["person_id"] for item in log if item["kind"] == "survey_invitation"]
    reminders = [item for item in log if item["kind"] == "survey_reminder"]
    assert sorted(invited) == ["ellen", "rut"]
    assert sorted(item["state"] for item in reminders) == ["bell_only", "given_up", "sent"]
    # Everything by which one differs from another, apart from how it went.
    told = [{key: value for key, value in item.items() if value} for item in reminders]
    assert {key for item in told for key in item} == {"id", "kind", "at", "state"}
    assert len({item["at"] for item in told}) == 1


async def test_a_reminder_that_was_given_up_is_sent_again_without_learning_whose_it_is(
    desk: Desk,
) -> None:
    desk.mailbox.refused["rut@ekstad.example"] = "550 no such person"
    await desk.has_survey("again")
    await reminded(desk, "again", "rut")
    await desk.until_quiet()
    desk.mailbox.refused.clear()

    (given_up,) = await desk.deliveries("?state=given_up")
    _, answer = await desk.ask("POST", f"/deliveries/{given_up['id']}/retry", "hanna")
    await desk.until_quiet()

    assert (answer["state"], answer["person_id"]) == ("waiting", None)
    assert len(desk.mailbox.to("rut")) == 1


async def test_the_bus_does_not_tell_who_was_reminded(desk: Desk, stack: Stack) -> None:
    await desk.has_survey("silent")
    await asked(desk, "silent", "viktor")
    await reminded(desk, "silent", "ellen")
    await desk.until_quiet()
    told = [each async for each in desk.mongo["notifications"].find({"item_id": "silent"})]
    ids = {each["person_id"]: each["_id"] for each in told}

    heard = await heard_of(desk, stack, set(ids.values()), 4)

    assert [set(json.loads(value)) for value in heard[ids["ellen"]]] == [{"notification_id"}] * 2
    assert "ellen" not in str(heard)
    assert "survey_reminder" not in str(heard)
    assert str(heard).count("viktor") == 2


async def heard_of(desk: Desk, stack: Stack, ids: set[str], many: int) -> dict[str, list[Any]]:
    """What topic `notifications` says of these, once that is so many events: values by key."""
    consumer = AIOKafkaConsumer(
        f"{desk.publisher.prefix}notifications",
        bootstrap_servers=stack.kafka,
        auto_offset_reset="earliest",
    )
    await consumer.start()
    heard: list[Any] = []

    async def complete() -> bool:
        batches = await consumer.getmany(timeout_ms=500)
        records = [each for batch in batches.values() for each in batch]
        heard.extend(each for each in records if each.key.decode() in ids)
        return len(heard) >= many

    try:
        await eventually(complete)
    finally:
        await consumer.stop()
    assert "ellen" not in str([record.headers for record in heard])
    return {id: [each.value.decode() for each in heard if each.key.decode() == id] for id in ids}


async def test_a_wave_to_many_is_written_at_once_and_asks_everybody_once(desk: Desk) -> None:
    many = 1_000
    await desk.has_survey("wave", asked=many)
    desk.clock.set(FRIDAY_EVENING)
    for number in range(many):
        who = "ellen" if number % 2 else "viktor"
        facts = an_invitation("wave", who, invitation_id=f"wave-{number}")
        await desk.publish(InvitationIssued(**facts), f"wave-{number}")
    await desk.until_told("wave", many)
    await desk.until_quiet()

    desk.clock.set(instant(MONDAY_MORNING) + timedelta(minutes=1))
    await eventually(lambda: len(desk.mailbox.mails) >= many, seconds=60)
    await desk.until_quiet()

    assert len(desk.mailbox.mails) == many
    assert set(desk.mailbox.copies().values()) == {1}
