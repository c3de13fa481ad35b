"""Commands that write two documents, killed between the two: what is left, and who mends it."""

from datetime import timedelta

from chassis.documents import Decision
from redthread_contracts.ids import PersonId
from talks import notes, preparation, talk
from talks.notes import FINISHING, Notes
from talks.preparation import Preparation
from talks.talk import Talk

from .conftest import NOON, Office, Replica, talk_of

PLACE = f"{talk_of('ellen')}:employee"


async def lock_preparation(replica: Replica) -> None:
    """The first half of sharing."""

    def decide(known: Preparation | None) -> Preparation | None:
        assert known is not None
        return preparation.lock(known, NOON)

    await replica.store.preparations.change(PLACE, decide)


async def shared_at(office: Office) -> object:
    return (await office.get(f"/talks/{talk_of('ellen')}/preparations", "ellen"))["mine"][
        "shared_at"
    ]


async def is_locked(replica: Replica) -> bool:
    return (await replica.store.preparations.require(PLACE)).state.shared_at is not None


async def test_killed_while_sharing_nothing_is_shared_and_the_next_save_mends_it(
    office: Office, replica: Replica
) -> None:
    path = await office.open_talk()
    await office.prepare(path, "ellen", "Utkast")
    await office.do("POST", f"{path}/share", "mattias")
    await lock_preparation(replica)

    assert await shared_at(office) is None
    assert (await office.get(f"{path}/preparations", "mattias"))["theirs"] is None
    saved = await office.prepare(path, "ellen", "Utkast, mer", version=1)

    assert saved["answers"] == {"ro3": "Utkast, mer"}
    assert not await is_locked(replica)


async def test_killed_while_sharing_the_next_share_goes_on(
    office: Office, replica: Replica
) -> None:
    path = await office.open_talk()
    await office.prepare(path, "ellen", "Klart")
    await lock_preparation(replica)

    await office.do("POST", f"{path}/share", "ellen")

    assert await shared_at(office) is not None
    assert await is_locked(replica)
    refused = await office.ask(
        "PUT",
        f"{path}/preparations/mine/roles",
        "ellen",
        {"answers": {"ro3": "Mer"}},
        version=1,
    )
    assert (refused.status, refused.body["code"]) == (409, "preparation-shared")


async def test_killed_while_taking_back_it_is_back_and_the_next_save_unlocks(
    office: Office, replica: Replica
) -> None:
    path = await office.open_talk()
    await office.prepare(path, "ellen", "Utkast")
    await office.do("POST", f"{path}/share", "ellen")

    def first_half(known: Talk | None) -> Decision[Talk] | None:
        assert known is not None
        return talk.take_back(known, "employee")

    await replica.store.talks.change(talk_of("ellen"), first_half)
    await office.do("POST", f"{path}/share", "mattias")

    assert (await office.get(f"{path}/preparations", "mattias"))["theirs"] is None
    assert await is_locked(replica)
    await office.prepare(path, "ellen", "Utkast, mer", version=1)
    assert not await is_locked(replica)


async def test_taking_back_and_sharing_again_shows_the_new_text(office: Office) -> None:
    path = await office.open_talk()
    await office.prepare(path, "ellen", "Först")
    await office.do("POST", f"{path}/share", "ellen")
    await office.do("POST", f"{path}/take-back", "ellen")
    await office.prepare(path, "ellen", "Sedan", version=1)
    await office.do("POST", f"{path}/share", "ellen")
    await office.do("POST", f"{path}/share", "mattias")

    theirs = (await office.get(f"{path}/preparations", "mattias"))["theirs"]
    assert theirs["sections"]["roles"]["answers"] == {"ro3": "Sedan"}
    refused = await office.ask("POST", f"{path}/take-back", "ellen")
    assert (refused.status, refused.body["code"]) == (409, "both-have-shared")


async def test_killed_while_finishing_it_is_not_finished_and_finishing_again_does_it(
    office: Office, replica: Replica
) -> None:
    path = await office.held_talk()
    await lock_notes(replica)
    assert (await office.get(path, "ellen"))["state"] == "held"

    finished = await office.finish(path)

    assert finished["state"] == "awaiting_confirmation"


async def test_killed_while_finishing_a_note_can_be_written_again_after_a_minute(
    office: Office, replica: Replica
) -> None:
    path = await office.held_talk()
    await lock_notes(replica)
    body = {"text": "Besked samma dag. Alltid.", "discussed": False}
    refused = await office.ask("PUT", f"{path}/notes/roles", "ellen", body, version=1)
    assert (refused.status, refused.body["code"]) == (409, "talk-being-finished")

    office.clock.move(FINISHING + timedelta(seconds=1))
    note = await office.note(path, "ellen", "Besked samma dag. Alltid.", version=1)

    assert note["version"] == 2


async def test_a_finish_that_comes_too_late_opens_the_notes_again(office: Office) -> None:
    path = await office.held_talk()
    stale = await office.ask("POST", f"{path}/finish", "ellen", {}, version=1)

    assert (stale.status, stale.body["code"]) == (409, "version-conflict")
    await office.note(path, "ellen", "Besked samma dag, mer.", version=1)


async def test_finishing_twice_is_finishing_once(office: Office) -> None:
    path = await office.held_talk()
    version = (await office.get(path, "ellen"))["version"]

    first = await office.do("POST", f"{path}/finish", "ellen", {}, version=version)
    again = await office.do("POST", f"{path}/finish", "mattias", {}, version=version)

    assert first["version"] == again["version"]
    assert again["documents"] == [1]


async def test_killed_after_the_first_note_the_next_one_holds_the_talk(
    office: Office, replica: Replica
) -> None:
    path = await office.open_talk()

    def first_half(known: Notes | None) -> Notes:
        assert known is None
        return notes.save(
            Notes(id=talk_of("ellen")),
            "roles",
            "Besked.",
            discussed=False,
            by=PersonId("ellen"),
            seen=0,
            now=NOON,
        ).notes

    await replica.store.notes.change(talk_of("ellen"), first_half)
    assert (await office.get(path, "ellen"))["state"] == "planned"

    await office.note(path, "ellen", "Besked.")  # the same request, sent again
    assert (await office.get(path, "ellen"))["state"] == "held"


async def test_opened_again_the_notes_can_be_written_and_version_2_follows(
    office: Office,
) -> None:
    path = await office.held_talk()
    await office.finish(path)
    closed = await office.ask("PUT", f"{path}/notes/roles", "ellen", {"text": "Sent"}, version=1)
    assert (closed.status, closed.body["code"]) == (409, "talk-finished")
    await office.confirm(path, "ellen")
    await office.confirm(path, "mattias")

    await office.do("POST", f"{path}/reopen", "mattias", {"reason": "Fel datum"})
    await office.note(path, "mattias", "Besked samma vecka.", version=1)
    await office.finish(path)

    first = await office.get(f"{path}/documents/1", "ellen")
    second = await office.get(f"{path}/documents/2", "ellen")
    assert (first["reopened"]["by"], first["reopened"]["reason"]) == ("mattias", "Fel datum")
    assert first["locked_at"] is not None
    assert second["locked_at"] is None
    texts = [
        next(each["notes"] for each in document["sections"] if each["section_id"] == "roles")
        for document in (first, second)
    ]
    assert texts == ["Besked samma dag.", "Besked samma vecka."]


async def lock_notes(replica: Replica) -> None:
    """The first half of finishing."""

    def decide(known: Notes | None) -> Notes:
        assert known is not None
        return notes.lock(known, NOON)

    await replica.store.notes.change(talk_of("ellen"), decide)
