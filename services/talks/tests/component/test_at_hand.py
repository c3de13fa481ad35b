"""What one has at hand beside a talk: earlier talks, what is still open, one's own notes."""

from uuid import uuid4

from .conftest import Office

SPRING = {"last_day": "2027-04-30"}


async def a_promise(office: Office, path: str) -> None:
    agreement = {"what": "Gå kursen", "owner_id": "ellen", "due": "2026-12-01"}
    await office.do("PUT", f"{path}/agreements/{uuid4()}", "ellen", agreement)


async def test_follow_up_talks_during_the_year_hang_on_the_yearly_one(office: Office) -> None:
    path = await office.held_talk()
    await a_promise(office, path)
    new = str(uuid4())

    opened = await office.do("PUT", f"{path}/follow-ups/{new}", "mattias", SPRING)
    again = await office.do("PUT", f"{path}/follow-ups/{new}", "ellen", SPRING)

    assert (opened["kind"], opened["yearly_talk_id"]) == ("follow_up", path.split("/")[-1])
    assert again["version"] == opened["version"]
    at_hand = await office.get(f"/talks/{new}/at-hand", "ellen")
    assert [one["id"] for one in at_hand["talks"]] == [path.split("/")[-1]]
    assert [one["what"] for one in at_hand["agreements"]] == ["Gå kursen"]


async def test_what_is_at_hand_is_for_the_two_and_its_reading_is_noted(office: Office) -> None:
    path = await office.held_talk()
    await a_promise(office, path)
    new = str(uuid4())
    await office.do("PUT", f"{path}/follow-ups/{new}", "mattias", SPRING)

    await office.get(f"/talks/{new}/at-hand", "mattias")
    refused = await office.ask("GET", f"/talks/{new}/at-hand", "sara")

    assert (refused.status, refused.body["code"]) == (403, "talk-not-yours")
    reads = (await office.get(f"{path}/reads", "ellen"))["items"]
    assert ("mattias", "agreements") in {(one["reader_id"], one["thing"]) for one in reads}


async def test_a_private_note_never_leaves_its_author(office: Office) -> None:
    path = await office.held_talk()
    secret = f"Bara mina tankar {uuid4().hex}"

    saved = await office.do("PUT", f"{path}/private-note", "mattias", {"text": secret}, version=0)
    theirs = await office.get(f"{path}/private-note", "ellen")
    await office.finish(path)
    for who in ("ellen", "mattias"):
        await office.confirm(path, who)

    assert (saved["text"], saved["version"]) == (secret, 1)
    assert (theirs["text"], theirs["version"]) == ("", 0)
    assert (await office.get(f"{path}/private-note", "mattias"))["text"] == secret
    for where in ("", "/notes", "/documents/1", "/preparations", "/at-hand"):
        assert secret not in str(await office.get(f"{path}{where}", "ellen")), where
    talk = await office.mongo["talks"].find_one({"_id": path.split("/")[-1]})
    assert secret not in str(talk)


async def test_two_windows_of_one_author_lose_no_word(office: Office) -> None:
    path = await office.open_talk()
    place = f"{path}/private-note"
    await office.do("PUT", place, "ellen", {"text": "Ett"}, version=0)

    late = await office.ask("PUT", place, "ellen", {"text": "Två"}, version=0)
    same = await office.ask("PUT", place, "ellen", {"text": "Ett"}, version=0)

    assert (late.status, late.body["code"]) == (409, "version-conflict")
    assert (late.body["current"]["text"], late.body["yours"]["text"]) == ("Ett", "Två")
    assert same.status == 200
