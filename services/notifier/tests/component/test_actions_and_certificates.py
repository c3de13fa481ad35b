"""Deadlines of actions after a survey, and certificates that expire."""

from datetime import date, timedelta

from redthread_contracts.competence import CertificateFacts, ProfileChanged
from redthread_contracts.ids import CertificateId, PersonId, TermId
from redthread_contracts.surveys import ActionChanged, ActionFacts, ActionRemoved

from .conftest import Desk, instant

BEFORE, DUE, OVERDUE = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 14)
EXPIRES = date(2027, 2, 1)  # a Monday, so that sixty days before is a Thursday
LONG_BEFORE = date(2026, 12, 3)


async def has_action(
    desk: Desk,
    action_id: str,
    sequence: int = 1,
    kind: type[ActionFacts] = ActionChanged,
    **changes: object,
) -> None:
    values: dict[str, object] = {
        "action_id": action_id,
        "survey_id": "survey-1",
        "unit_id": "E05",
        "owner_id": "ellen",
        "due": DUE,
        "status": "open",
    }
    await desk.publish(kind.model_validate({**values, **changes}), action_id, sequence)
    await desk.until_handled(f"action:{action_id}", sequence)


def a_certificate(
    name: str, expires: date | None = EXPIRES, *, hidden: bool = False
) -> CertificateFacts:
    return CertificateFacts(
        certificate_id=CertificateId(name),
        term_id=None if hidden else TermId("hot-work"),
        expires=expires,
    )


async def has_profile(
    desk: Desk, who: str, *certificates: CertificateFacts, sequence: int = 1
) -> None:
    facts = ProfileChanged(
        profile_id=f"profile-{who}", person_id=PersonId(who), certificates=certificates
    )
    await desk.publish(facts, f"profile-{who}", sequence)
    await desk.until_handled(f"profile:profile-{who}", sequence)


async def test_an_action_is_told_of_as_an_agreement_is(desk: Desk) -> None:
    await has_action(desk, "as-an-agreement")

    await desk.move_to(BEFORE)
    await desk.move_to(OVERDUE)

    assert desk.mailbox.subjects("ellen") == [
        "En åtgärd efter en enkät ska vara klar 30 november",
        "En åtgärd efter en enkät skulle vara klar 30 november",
    ]
    assert desk.mailbox.subjects("mattias") == [
        "En åtgärd i din grupp skulle vara klar 30 november"
    ]
    newest = (await desk.bell("ellen"))["items"][0]
    assert (newest["kind"], newest["item_type"], newest["item_id"], newest["survey_id"]) == (
        "action_deadline",
        "action",
        "as-an-agreement",
        "survey-1",
    )


async def test_an_action_that_is_done_or_taken_away_is_told_of_no_more(desk: Desk) -> None:
    await has_action(desk, "done")
    await has_action(desk, "removed")
    await has_action(desk, "done", 2, status="done")
    await has_action(desk, "removed", 2, ActionRemoved)

    await desk.move_to(OVERDUE)

    assert desk.mailbox.mails == []


async def test_a_certificate_is_told_to_its_owner_and_the_line_manager_at_each_stage(
    desk: Desk,
) -> None:
    await has_profile(desk, "ellen", a_certificate("hot-work"))

    await desk.move_to(LONG_BEFORE, 7, 59)
    assert desk.mailbox.mails == []
    for day in (LONG_BEFORE, EXPIRES, EXPIRES + timedelta(days=1), EXPIRES + timedelta(days=14)):
        await desk.move_to(day)

    assert desk.mailbox.subjects("ellen") == [
        "Ett av dina intyg går ut 1 februari 2027",
        "Ett av dina intyg går ut 1 februari",
        "Ett av dina intyg gick ut 1 februari",
        "Ett av dina intyg gick ut 1 februari",
    ]
    assert desk.mailbox.subjects("mattias") == [
        "Ett intyg i din grupp går ut 1 februari 2027",
        "Ett intyg i din grupp går ut 1 februari",
        "Ett intyg i din grupp gick ut 1 februari",
        "Ett intyg i din grupp gick ut 1 februari",
    ]
    assert set(desk.mailbox.copies().values()) == {1}
    own = (await desk.bell("ellen"))["items"][0]
    managers = (await desk.bell("mattias"))["items"][0]
    assert (own["role"], managers["role"], managers["unit_id"]) == ("owner", "manager", "E05")


async def test_a_managers_own_certificate_is_told_to_who_is_above(desk: Desk) -> None:
    await has_profile(desk, "mattias", a_certificate("hot-work"))

    await desk.move_to(LONG_BEFORE)

    assert len(desk.mailbox.to("mattias")) == 1
    assert len(desk.mailbox.to("sara")) == 1


async def test_a_hidden_certificate_is_told_of_as_well_and_no_mail_names_any(desk: Desk) -> None:
    hidden = a_certificate("secret", hidden=True)
    await has_profile(desk, "ellen", hidden, a_certificate("open"), a_certificate("ever", None))

    await desk.move_to(LONG_BEFORE)

    assert len(desk.mailbox.to("ellen")) == 2
    assert len(desk.mailbox.to("mattias")) == 2
    texts = [part.get_content() for mail in desk.mailbox.mails for part in mail.iter_parts()]
    assert not [text for text in texts if "hot-work" in text or "secret" in text]


async def test_a_renewed_certificate_starts_over(desk: Desk) -> None:
    await has_profile(desk, "ellen", a_certificate("renewed"))
    await desk.move_to(LONG_BEFORE)
    renewed = a_certificate("renewed", date(2027, 11, 1))
    await has_profile(desk, "ellen", renewed, sequence=2)

    await desk.move_to(EXPIRES)
    assert len(desk.mailbox.to("ellen")) == 1
    await desk.move_to(date(2027, 9, 2))

    assert desk.mailbox.subjects("ellen")[1:] == ["Ett av dina intyg går ut 1 november"]


async def test_a_change_of_something_else_in_the_profile_tells_nobody_again(desk: Desk) -> None:
    await has_profile(desk, "ellen", a_certificate("first"))
    await desk.move_to(LONG_BEFORE)

    another = a_certificate("second", date(2029, 1, 8))
    await has_profile(desk, "ellen", a_certificate("first"), another, sequence=2)
    await desk.move_to(LONG_BEFORE, 12)

    assert len(desk.mailbox.to("ellen")) == 1


async def test_a_certificate_that_is_taken_away_is_told_of_no_more(desk: Desk) -> None:
    await has_profile(desk, "ellen", a_certificate("gone"))
    await has_profile(desk, "ellen", sequence=2)

    await desk.move_to(EXPIRES)

    assert desk.mailbox.mails == []


async def test_a_mail_that_waits_is_overtaken_when_the_certificate_is_renewed(desk: Desk) -> None:
    await has_profile(desk, "ellen", a_certificate("meanwhile"))
    await desk.mailbox.close()
    desk.clock.set(instant(LONG_BEFORE))
    await desk.until_told("meanwhile", 2)
    renewed = a_certificate("meanwhile", date(2027, 11, 1))
    await has_profile(desk, "ellen", renewed, sequence=2)

    await desk.mailbox.open()
    await desk.move_to(LONG_BEFORE, 12)

    assert desk.mailbox.mails == []
