"""The talk room through HTTP: two people at once, other people's ids, wrong input."""

import asyncio
from typing import Any

import pytest

from .conftest import HR, NOON, ONE_WEEK, Office, talk_of


async def test_two_who_type_at_once_lose_no_word(office: Office) -> None:
    path = await office.held_talk()

    async def write(who: str, text: str) -> Any:
        body = {"text": text, "discussed": False}
        return await office.ask("PUT", f"{path}/notes/roles", who, body, version=1)

    answers = await asyncio.gather(write("ellen", "Tavlan."), write("mattias", "Brevet."))

    assert sorted(answer.status for answer in answers) == [200, 409]
    late = next(answer for answer in answers if answer.status == 409)
    assert late.body["code"] == "version-conflict"
    assert {late.body["current"]["text"], late.body["yours"]["text"]} == {"Tavlan.", "Brevet."}
    note = (await office.get(f"{path}/notes", "ellen"))["sections"]["roles"]
    assert {note["text"], note["unresolved"][0]["text"]} == {"Tavlan.", "Brevet."}

    version = (await office.get(path, "ellen"))["version"]
    refused = await office.ask("POST", f"{path}/finish", "ellen", {}, version=version)
    assert (refused.status, refused.body["code"]) == (409, "notes-unresolved")
    both = {"text": "Tavlan. Brevet."}
    await office.do("POST", f"{path}/notes/roles/resolve", "mattias", both, version=2)
    finished = await office.finish(path)
    assert finished["state"] == "awaiting_confirmation"


async def test_who_is_in_the_room_is_seen_for_a_minute(office: Office) -> None:
    path = await office.held_talk()
    await office.get(f"{path}/notes", "ellen")

    notes = await office.get(f"{path}/notes", "mattias")
    assert {one["person_id"] for one in notes["present"]} == {"ellen", "mattias"}
    office.clock.move(ONE_WEEK)
    notes = await office.get(f"{path}/notes", "mattias")
    assert {one["person_id"] for one in notes["present"]} == {"mattias"}


async def test_two_tabs_of_a_preparation_lose_no_word(office: Office) -> None:
    path = await office.open_talk()
    await office.prepare(path, "ellen", "Första fliken")

    body = {"answers": {"ro3": "Andra fliken"}}
    stale = await office.ask("PUT", f"{path}/preparations/mine/roles", "ellen", body, version=0)

    assert stale.status == 409
    assert stale.body["current"]["answers"] == {"ro3": "Första fliken"}
    assert stale.body["yours"] == body


async def test_a_change_says_which_version_it_saw(office: Office) -> None:
    path = await office.open_talk()
    times = {"starts": "2026-10-20T08:00:00Z", "ends": "2026-10-20T09:00:00Z", "place": "Eken"}
    blind = await office.ask("PUT", f"{path}/booking", "ellen", times)
    assert (blind.status, blind.body["code"]) == (428, "if-match-missing")

    booked = await office.ask("PUT", f"{path}/booking", "ellen", times, version=1)
    assert (booked.status, booked.etag) == (200, '"2"')
    again = await office.ask("PUT", f"{path}/booking", "ellen", times, version=1)
    assert (again.status, again.etag) == (200, '"2"')
    other = {**times, "ends": "2026-10-20T10:00:00Z"}
    stale = await office.ask("PUT", f"{path}/booking", "mattias", other, version=1)
    assert stale.status == 409
    assert stale.body["current"]["place"] == "Eken"
    assert stale.body["yours"]["ends"].startswith("2026-10-20T10:00")


async def test_a_time_that_was_moved_meanwhile_is_not_called_off(office: Office) -> None:
    path = await office.open_talk()
    times = {"starts": "2026-10-20T08:00:00Z", "ends": "2026-10-20T09:00:00Z"}
    await office.do("PUT", f"{path}/booking", "ellen", times, version=1)
    later = {"starts": "2026-10-21T08:00:00Z", "ends": "2026-10-21T09:00:00Z"}
    await office.do("PUT", f"{path}/booking", "mattias", later, version=2)

    stale = await office.ask("DELETE", f"{path}/booking", "ellen", version=2)
    off = await office.ask("DELETE", f"{path}/booking", "ellen", version=3)
    again = await office.ask("DELETE", f"{path}/booking", "ellen", version=3)

    assert stale.status == 409
    assert (off.status, off.body["booking"], off.body["booking_sequence"]) == (200, None, 3)
    assert (again.status, again.etag) == (200, off.etag)


async def test_a_time_finer_than_it_is_kept_is_the_same_when_it_is_said_again(
    office: Office,
) -> None:
    path = await office.open_talk()
    times = {"starts": "2026-10-20T08:00:00.123456Z", "ends": "2026-10-20T09:00:00.123456Z"}

    booked = await office.ask("PUT", f"{path}/booking", "ellen", times, version=1)
    again = await office.ask("PUT", f"{path}/booking", "ellen", times, version=1)

    assert (booked.status, booked.etag) == (again.status, again.etag) == (200, '"2"')


@pytest.mark.parametrize(
    ("method", "what", "body"),
    [
        ("GET", "", None),
        ("GET", "/preparations", None),
        ("GET", "/notes", None),
        ("GET", "/documents/1", None),
        ("PUT", "/preparations/mine/roles", {"answers": {}}),
        ("PUT", "/notes/roles", {"text": "x"}),
        ("POST", "/notes/roles/resolve", {"text": "x"}),
        ("POST", "/share", None),
        ("POST", "/take-back", None),
        ("PUT", "/agreements/a", {"what": "x", "owner_id": "ellen", "due": "2026-10-30"}),
        ("DELETE", "/agreements/a", None),
        ("POST", "/agreements/a/follow-up", {"status": "done"}),
        ("PUT", "/goals/g", {}),
        ("DELETE", "/goals/g", None),
        ("POST", "/finish", {}),
        ("POST", "/confirm", {"hash": "0" * 64}),
        ("POST", "/reopen", {"reason": "x"}),
    ],
)
async def test_other_peoples_talks_are_closed_and_unknown_ones_not_there(
    office: Office, method: str, what: str, body: Any
) -> None:
    path = await office.held_talk()

    for who in ("viktor", "sara", HR):
        refused = await office.ask(method, f"{path}{what}", who, body, version=1)
        assert (refused.status, refused.body["code"]) == (403, "talk-not-yours")
    missing = await office.ask(method, f"/talks/none{what}", "ellen", body, version=1)
    assert (missing.status, missing.body["code"]) == (404, "talk-not-found")


async def test_wrong_input_gets_a_sentence_and_changes_nothing(office: Office) -> None:
    path = await office.held_talk()
    before = await office.get(path, "ellen")
    agreed = {"what": "Kurs", "owner_id": "ellen", "due": "2026-10-30"}
    starts = NOON + ONE_WEEK

    for method, what, body, status in (
        ("PUT", "/notes/roles", {"text": "a\x00b"}, 422),
        ("PUT", "/notes/roles", {"text": "x" * 20_001}, 422),
        ("PUT", "/notes/roles", {"text": None}, 422),
        ("PUT", "/notes/nowhere", {"text": "x"}, 404),
        ("PUT", "/preparations/mine/roles", {"answers": {"ro2": "x"}}, 422),
        ("PUT", "/preparations/mine/roles", {"answers": {"ro1": 7}}, 422),
        ("PUT", "/agreements/a", {**agreed, "what": ""}, 422),
        ("PUT", "/agreements/a", {**agreed, "what": "x" * 301}, 422),
        ("PUT", "/agreements/a", {**agreed, "due": "2026-10-13"}, 422),
        ("PUT", "/agreements/a", {**agreed, "due": "31 oktober"}, 422),
        ("PUT", "/agreements/a", {**agreed, "owner_id": "viktor"}, 422),
        ("PUT", "/agreements/a", {**agreed, "unknown": 1}, 422),
        ("PUT", "/agreements/a%20b", agreed, 422),
        ("PUT", "/booking", {"starts": starts.isoformat()}, 422),
        ("PUT", "/booking", {"starts": "2026-10-20T08:00", "ends": "2026-10-20T09:00"}, 422),
        ("PUT", "/goals/g", {"x": 1}, 422),
        ("POST", "/finish", {"goals": [{"goal_id": "g", "title": ""}]}, 422),
        ("POST", "/confirm", {"hash": "none"}, 422),
        ("POST", "/reopen", {"reason": " "}, 422),
    ):
        version = 1 if what.startswith(("/notes", "/prep")) else before["version"]
        refused = await office.ask(method, f"{path}{what}", "ellen", body, version=version)
        assert refused.status == status, (what, body, refused.body)
        assert refused.body["detail"]
        assert refused.body["code"]

    assert await office.get(path, "ellen") == before


async def test_an_agreement_that_the_other_has_changed_is_not_overwritten(office: Office) -> None:
    path = await office.held_talk()
    agreed = {"what": "Gå kursen", "owner_id": "ellen", "due": "2026-10-30"}
    seen = (await office.do("PUT", f"{path}/agreements/a", "ellen", agreed))["version"]
    theirs = {**agreed, "what": "Gå kursen i vår"}
    await office.do("PUT", f"{path}/agreements/a", "mattias", theirs, version=seen)

    mine = {**agreed, "what": "Gå kursen i höst"}
    stale = await office.ask("PUT", f"{path}/agreements/a", "ellen", mine, version=seen)

    assert (stale.status, stale.body["code"]) == (409, "version-conflict")
    assert stale.body["current"]["what"] == "Gå kursen i vår"
    assert stale.body["yours"]["what"] == "Gå kursen i höst"


async def test_a_confirmation_of_a_text_that_has_changed_is_refused(office: Office) -> None:
    path = await office.held_talk()
    await office.finish(path)
    read = (await office.get(f"{path}/documents/1", "ellen"))["hash"]
    await office.do("POST", f"{path}/reopen", "mattias", {"reason": "Mer"})
    await office.note(path, "mattias", "Besked samma dag, alltid.", version=1)
    await office.finish(path)

    refused = await office.ask("POST", f"{path}/confirm", "ellen", {"hash": read})
    assert (refused.status, refused.body["code"]) == (409, "text-changed")


async def test_a_manager_pages_through_the_talks(office: Office) -> None:
    await office.open_cycle()

    first = await office.get("/talks?as=manager&limit=2", "mattias")
    rest = await office.get(f"/talks?as=manager&limit=2&after={first['next']}", "mattias")

    seen = [talk["employee_id"] for talk in (*first["items"], *rest["items"])]
    assert sorted(seen) == ["ellen", "hidden", "viktor"]
    assert rest["next"] is None
    assert (await office.get("/talks?as=employee", "mattias"))["items"][0]["manager_id"] == "sara"
    wrong = await office.ask("GET", "/talks?after=what", "mattias")
    assert (wrong.status, wrong.body["code"]) == (422, "cursor-wrong")


async def test_a_confirmed_talk_is_in_the_list_of_all_only(office: Office) -> None:
    path = await office.held_talk()
    await office.finish(path)
    await office.confirm(path, "ellen")
    await office.confirm(path, "mattias")

    assert (await office.get("/talks?as=employee", "ellen"))["items"] == []
    listed = (await office.get("/talks?as=employee&state=all", "ellen"))["items"]
    assert [talk["id"] for talk in listed] == [talk_of("ellen")]


async def test_each_sees_the_prompts_for_the_own_role(office: Office) -> None:
    path = await office.open_talk()

    def prompts(talk: Any) -> list[str]:
        roles = next(each for each in talk["sections"] if each["id"] == "roles")
        return [prompt["id"] for prompt in roles["prompts"]]

    assert prompts(await office.get(path, "ellen")) == ["ro1", "ro3"]
    assert prompts(await office.get(path, "mattias")) == ["ro2", "ro3"]
