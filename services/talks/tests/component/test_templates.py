"""Templates: HR drafts and publishes them, talks keep their version."""

from typing import Any

from chassis.testing import eventually

from .conftest import HR, Office, Replica, a_member, a_plan, talk_of

TEXTS = {"title_sv": "Året", "title_en": "The year"}
GUIDANCE = {
    "guidance_employee_sv": "Till dig.",
    "guidance_employee_en": "To you.",
    "guidance_manager_sv": "Till chefen.",
    "guidance_manager_en": "To the manager.",
}


def a_prompt(**changes: Any) -> dict[str, Any]:
    texts = {"text_sv": "Vad gick bra?", "text_en": "What went well?"}
    return {"id": "ro3", "for_role": "both", "kind": "text", **texts, **changes}


def a_draft(**changes: Any) -> dict[str, Any]:
    section = {"id": "roles", **TEXTS, **GUIDANCE, "prompts": [a_prompt()]}
    titles = {"title_sv": "Förskolan", "title_en": "Preschool"}
    return {**titles, "staff_groups": ["pedagog"], "sections": [section], **changes}


async def publish(office: Office, template: str = "preschool", **changes: Any) -> Any:
    path = f"/template-drafts/{template}"
    await office.do("PUT", path, HR, a_draft(**changes), version=0)
    return await office.do("POST", f"{path}/publish", HR, version=1)


async def test_hr_drafts_and_publishes_a_template_that_is_then_in_the_list(office: Office) -> None:
    published = await publish(office)

    assert (published["id"], published["version"]) == ("preschool", 1)
    listed = (await office.get("/templates", "ellen"))["items"]
    assert [(one["id"], one["version"], one["staff_groups"]) for one in listed] == [
        ("standard", 1, []),
        ("follow_up", 1, []),
        ("preschool", 1, ["pedagog"]),
    ]
    assert (await office.get("/template-drafts", HR))["items"] == []
    sent = await office.mongo["templates"].find_one({"_id": "preschool:1"})
    assert sent is not None


async def test_a_template_for_a_staff_group_opens_talks_for_that_group_only(
    office: Office,
) -> None:
    await publish(office, staff_groups=["teachers"])
    teacher = a_member("lena", "E05-1", staff_group="teachers")
    await office.publisher.publish(teacher, "lena", 1)

    async def known() -> bool:
        return await office.mongo["directory_people"].find_one({"_id": "lena"}) is not None

    await eventually(known)
    await office.open_cycle(template_id="preschool", template_version=1)

    talks = office.mongo["talks"].find({"cycle_id": "autumn"}, {"employee_id": 1})
    assert {talk["employee_id"] async for talk in talks} == {"lena"}


async def test_a_published_version_never_changes_and_a_talk_keeps_its_own(office: Office) -> None:
    await publish(office, staff_groups=["office"])
    await office.open_cycle(template_id="preschool", template_version=1)
    before = await office.get("/templates/preschool/1", HR)

    second = await publish(office, title_sv="Förskolan, ny", staff_groups=["office"])

    assert second["version"] == 2
    assert await office.get("/templates/preschool/1", HR) == before
    talk = await office.get(f"/talks/{talk_of('ellen')}", "ellen")
    assert (talk["template_version"], [one["id"] for one in talk["sections"]]) == (1, ["roles"])
    assert talk["sections"][0]["guidance_sv"] == "Till dig."
    theirs = await office.get(f"/talks/{talk_of('ellen')}", "mattias")
    assert theirs["sections"][0]["guidance_sv"] == "Till chefen."
    newest = (await office.get("/templates", HR))["items"]
    assert ("preschool", 2) in [(one["id"], one["version"]) for one in newest]


async def test_a_built_in_template_gets_its_next_version_from_a_draft(office: Office) -> None:
    standard = await office.get("/templates/standard/1", HR)
    content = {name: value for name, value in standard.items() if name not in ("id", "version")}

    await office.do("PUT", "/template-drafts/standard", HR, content, version=0)
    draft = await office.get("/template-drafts/standard", HR)
    content["title_sv"] = "Mål- och utvecklingssamtal"
    await office.do("PUT", "/template-drafts/standard", HR, content, version=1)
    published = await office.do("POST", "/template-drafts/standard/publish", HR, version=2)

    assert draft["next_version"] == published["version"] == 2


async def test_published_and_died_before_the_draft_was_thrown_away_it_is_not_published_twice(
    office: Office,
) -> None:
    await office.do("PUT", "/template-drafts/preschool", HR, a_draft(), version=0)
    draft = await office.mongo["template_drafts"].find_one({"_id": "preschool"})
    assert draft is not None
    await office.do("POST", "/template-drafts/preschool/publish", HR, version=1)
    await office.mongo["template_drafts"].insert_one(draft)

    again = await office.do("POST", "/template-drafts/preschool/publish", HR, version=1)

    assert again["version"] == 1
    assert await office.mongo["templates"].count_documents({}) == 1
    assert await office.mongo["template_drafts"].count_documents({}) == 0


async def test_another_replica_finds_what_was_published(office: Office, replica: Replica) -> None:
    await publish(office)

    assert (await replica.store.library.require("preschool", 1)).title_sv == "Förskolan"


async def test_a_half_done_draft_is_kept_and_not_published(office: Office) -> None:
    path = "/template-drafts/preschool"
    await office.do("PUT", path, HR, a_draft(title_en=""), version=0)

    refused = await office.ask("POST", f"{path}/publish", HR, version=1)

    assert (refused.status, refused.faults) == (422, {"title_en": "text-missing"})
    assert (await office.get(path, HR))["content"]["title_sv"] == "Förskolan"


async def test_two_who_write_the_same_draft_do_not_overwrite_each_other(office: Office) -> None:
    path = "/template-drafts/preschool"
    await office.do("PUT", path, HR, a_draft(), version=0)

    late = await office.ask("PUT", path, HR, a_draft(title_sv="Annat"), version=0)
    unseen = await office.ask("POST", f"{path}/publish", HR, version=7)

    assert (late.status, unseen.status) == (409, 409)


async def test_a_draft_can_be_thrown_away(office: Office) -> None:
    path = "/template-drafts/preschool"
    await office.do("PUT", path, HR, a_draft(), version=0)

    for _ in range(2):
        assert (await office.ask("DELETE", path, HR)).status == 204
    assert (await office.ask("GET", path, HR)).status == 404


async def test_a_wrong_draft_says_which_field(office: Office) -> None:
    section = {"id": "roles", **TEXTS, "prompts": [a_prompt(kind="drawing")]}
    refused = await office.ask(
        "PUT", "/template-drafts/x", HR, a_draft(sections=[section]), version=0
    )

    assert refused.faults == {"sections.roles.prompts.ro3.kind": "kind-unknown"}


async def test_only_hr_sees_and_writes_drafts(office: Office) -> None:
    for method, path in (
        ("GET", "/template-drafts"),
        ("GET", "/template-drafts/x"),
        ("DELETE", "/template-drafts/x"),
    ):
        assert (await office.ask(method, path, "sara")).status == 403
    for method, path, body in (
        ("PUT", "/template-drafts/x", a_draft()),
        ("POST", "/template-drafts/x/publish", None),
    ):
        assert (await office.ask(method, path, "sara", body, version=0)).status == 403


async def test_a_cycle_with_a_version_that_never_was_is_refused(office: Office) -> None:
    plan = a_plan(template_id="preschool", template_version=9)

    refused = await office.ask("PUT", "/cycles/wrong", HR, plan)

    assert (refused.status, refused.body["code"]) == (404, "template-not-found")
